// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

#define INTS "ARRAY<INT>"
#define TEXTS "ARRAY<STRING>"

static const FunctionRow Rows[] = {
    {"CARDINALITY", {{INTS, "[3, 1]"}}, "INT 2"},
    {"CARDINALITY", {{"MAP<STRING, INT>", "{}"}}, "INT 0"},
    {"ELEMENT", {{INTS, "[7]"}}, "INT 7"},
    {"ELEMENT", {{INTS, "[]"}}, "INT NULL"},
    {"ELEMENT", {{INTS, "[1, 2]"}}, "INT ERROR"},
    {"ARRAY_APPEND", {{INTS, "[5, NULL]"}, {"INT", "NULL"}}, "ARRAY<INT> [5, NULL, NULL]"},
    {"ARRAY_PREPEND", {{INTS, "[1]"}, {"BIGINT", "0"}}, "REFUSED"},
    {"ARRAY_APPEND", {{INTS, "NULL"}, {"INT", "1"}}, "ARRAY<INT> NULL"},
    {"ARRAY_REMOVE", {{INTS, "[3, 1, 2, 3]"}, {"INT", "3"}}, "ARRAY<INT> [1, 2]"},
    {"ARRAY_REMOVE", {{INTS, "[5, NULL, -1, NULL]"}, {"INT", "NULL"}}, "ARRAY<INT> [5, -1]"},
    {"ARRAY_CONTAINS", {{INTS, "[5, NULL]"}, {"INT", "NULL"}}, "BOOLEAN TRUE"},
    {"ARRAY_CONTAINS", {{TEXTS, "[a, b]"}, {"CHAR(1)", "b"}}, "BOOLEAN TRUE"},
    {"ARRAY_POSITION", {{INTS, "[3, 1]"}, {"INT", "1"}}, "INT 2"},
    {"ARRAY_POSITION", {{INTS, "[3, 1]"}, {"INT", "NULL"}}, "INT NULL"},
    {"ARRAY_REVERSE", {{TEXTS, "[b, B, NULL, b]"}}, "ARRAY<STRING> [b, NULL, B, b]"},
    {"ARRAY_DISTINCT", {{INTS, "[5, NULL, -1, NULL]"}}, "ARRAY<INT> [5, NULL, -1]"},
    {"ARRAY_SORT", {{INTS, "[5, NULL, -1, NULL]"}}, "ARRAY<INT> [NULL, NULL, -1, 5]"},
    {"ARRAY_SORT", {{INTS, "[5, NULL, -1, NULL]"}, {"BOOLEAN", "false"}}, "ARRAY<INT> [5, -1, NULL, NULL]"},
    {"ARRAY_SORT", {{INTS, "[5, NULL, -1]"}, {"BOOLEAN", "false"}, {"BOOLEAN", "true"}}, "ARRAY<INT> [NULL, 5, -1]"},
    {"ARRAY_SLICE", {{INTS, "[3, 1, 2, 3]"}, {"INT", "2"}, {"INT", "3"}}, "ARRAY<INT> [1, 2]"},
    {"ARRAY_SLICE", {{INTS, "[7]"}, {"INT", "-2"}}, "ARRAY<INT> [7]"},
    {"ARRAY_SLICE", {{INTS, "[3, 1]"}, {"INT", "0"}, {"INT", "1"}}, "ARRAY<INT> [3]"},
    {"ARRAY_SLICE", {{TEXTS, "[b, B, b]"}, {"INT", "-2"}, {"INT", "-1"}}, "ARRAY<STRING> [B, b]"},
    {"ARRAY_JOIN", {{TEXTS, "[b, NULL, c]"}, {"CHAR(1)", "-"}}, "STRING b-c"},
    {"ARRAY_JOIN", {{TEXTS, "[b, NULL, c]"}, {"CHAR(1)", "-"}, {"CHAR(1)", "?"}}, "STRING b-?-c"},
    {"ARRAY_MAX", {{TEXTS, "[z, é, a]"}}, "STRING é"},
    {"ARRAY_MIN", {{INTS, "[NULL]"}}, "INT NULL"},
    {"ARRAY_UNION", {{INTS, "[5, NULL, -1, NULL]"}, {INTS, "[NULL, 5, 6]"}}, "ARRAY<INT> [5, NULL, -1, 6]"},
    {"ARRAY_UNION", {{TEXTS, "[a]"}, {"ARRAY<VARCHAR(3)>", "[new]"}}, "ARRAY<STRING> [a, new]"},
    {"ARRAY_EXCEPT", {{INTS, "[3, 1, 2, 3]"}, {INTS, "[3, 4]"}}, "ARRAY<INT> [1, 2]"},
    {"ARRAY_INTERSECT", {{INTS, "[5, NULL, -1]"}, {INTS, "[NULL, 5]"}}, "ARRAY<INT> [5, NULL]"},
    {"ARRAY_CONCAT", {{INTS, "[3]"}, {INTS, "[]"}, {INTS, "[NULL]"}}, "ARRAY<INT> [3, NULL]"},
    {"ARRAY_CONCAT", {{INTS, "[3]"}, {INTS, "NULL"}}, "ARRAY<INT> NULL"},
    {"MAP_KEYS", {{"MAP<STRING, INT>", "{a=1, b=NULL}"}}, "ARRAY<STRING> [a, b]"},
    {"MAP_VALUES", {{"MAP<STRING, INT>", "{a=1, b=NULL}"}}, "ARRAY<INT> [1, NULL]"},
    {"MAP_ENTRIES", {{"MAP<STRING, INT>", "{a=NULL}"}}, "ARRAY<ROW<`key` STRING, `value` INT>> [(a, NULL)]"},
    {"MAP_FROM_ARRAYS", {{TEXTS, "[x]"}, {INTS, "[NULL]"}}, "MAP<STRING, INT> {x=NULL}"},
    {"MAP_FROM_ARRAYS", {{TEXTS, "[x]"}, {INTS, "[]"}}, "MAP<STRING, INT> ERROR"},
    {"MAP_UNION", {{"MAP<STRING, INT>", "{a=NULL, b=2}"}, {"MAP<CHAR(1), INT>", "{a=100}"}}, "MAP<STRING, INT> {a=100, b=2}"},
    {"STR_TO_MAP", {{"STRING", "a=1,b=2,a=3"}}, "MAP<STRING, STRING> {a=3, b=2}"},
    {"STR_TO_MAP", {{"STRING", "a:1;b:2"}, {"STRING", ";"}, {"STRING", ":"}}, "MAP<STRING, STRING> {a=1, b=2}"},
    {"STR_TO_MAP", {{"STRING", "a"}}, "MAP<STRING, STRING> {a=NULL}"},
    {"ITEM", {{"MAP<STRING, INT>", "{a=1}"}, {"CHAR(1)", "a"}}, "INT 1"},
};

class Collections : public QObject {
    Q_OBJECT
private slots:
    void table_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(Rows)); ++i) QTest::newRow(titleOf(Rows[i]).c_str()) << i;
    }
    void table() {
        QFETCH(int, index);
        QCOMPARE(QString::fromStdString(outcome(Rows[index], false)), QString::fromUtf8(Rows[index].expected));
        QCOMPARE(QString::fromStdString(outcome(Rows[index], true)), QString::fromUtf8(Rows[index].expected));
    }
};

QTEST_APPLESS_MAIN(Collections)
#include "collections.moc"
