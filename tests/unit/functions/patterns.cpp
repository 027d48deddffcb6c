// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

static const FunctionRow Rows[] = {
    {"REGEXP", {{"STRING", "100%"}, {"STRING", "[0-9]+"}}, "BOOLEAN TRUE"},
    {"REGEXP", {{"STRING", "abc"}, {"STRING", ""}}, "BOOLEAN FALSE"},
    {"REGEXP", {{"STRING", "abc"}, {"STRING", "("}}, "BOOLEAN FALSE"},
    {"REGEXP", {{"STRING", "line\n"}, {"STRING", "line$"}}, "BOOLEAN TRUE"},
    {"REGEXP", {{"STRING", "foobar"}, {"STRING", "foo(?=bar)"}}, "BOOLEAN TRUE"},
    {"REGEXP", {{"STRING", "abab"}, {"STRING", "(ab)\\1"}}, "BOOLEAN TRUE"},
    {"REGEXP", {{"STRING", "aaa"}, {"STRING", "a++a"}}, "BOOLEAN FALSE"},
    {"REGEXP", {{"STRING", "x"}, {"STRING", "[a-z&&[^x]]"}}, "BOOLEAN FALSE"},
    {"REGEXP_REPLACE", {{"STRING", "hello world"}, {"STRING", "(\\w+) (\\w+)"}, {"STRING", "$2 $1"}}, "STRING $2 $1"},
    {"REGEXP_REPLACE", {{"STRING", "naïve café"}, {"STRING", "(\\w+) (\\w+)"}, {"STRING", "$2 $1"}}, "STRING naï$2 $1é"},
    {"REGEXP_REPLACE", {{"STRING", ""}, {"STRING", "^"}, {"STRING", ">"}}, "STRING >"},
    {"REGEXP_REPLACE", {{"STRING", "abc"}, {"STRING", "^"}, {"STRING", ">"}}, "STRING >abc"},
    {"REGEXP_REPLACE", {{"STRING", "  padded\t"}, {"STRING", "\\s+"}, {"STRING", "_"}}, "STRING _padded_"},
    {"REGEXP_REPLACE", {{"STRING", "é"}, {"STRING", "x*"}, {"STRING", "-"}}, "STRING -é-"},
    {"REGEXP_REPLACE", {{"STRING", "abc"}, {"STRING", "["}, {"STRING", "-"}}, "STRING NULL"},
    {"REGEXP_EXTRACT", {{"STRING", "k1=v1;k2=v2;k3="}, {"STRING", "(\\w+)=(\\w*)"}, {"INT", "2"}}, "STRING v1"},
    {"REGEXP_EXTRACT", {{"STRING", "k1=v1;k2=v2;k3="}, {"STRING", "(\\w+)=(\\w*)"}}, "STRING k1=v1"},
    {"REGEXP_EXTRACT", {{"STRING", "ключ=значение"}, {"STRING", "(\\w+)=(\\w*)"}}, "STRING NULL"},
    {"REGEXP_EXTRACT", {{"STRING", "a"}, {"STRING", "a"}, {"INT", "3"}}, "STRING NULL"},
    {"REGEXP_EXTRACT", {{"STRING", "channel_id=42&x"}, {"STRING", "(&|^)channel_id=([^&]*)"}, {"INT", "2"}}, "STRING 42"},
    {"REGEXP_EXTRACT_ALL", {{"STRING", "k1=v1;k2=v2;k3="}, {"STRING", "(\\w+)=(\\w*)"}, {"INT", "2"}}, "ARRAY<STRING> [v1, v2, ]"},
    {"REGEXP_EXTRACT_ALL", {{"STRING", "no pairs"}, {"STRING", "(\\w+)=(\\w*)"}}, "ARRAY<STRING> []"},
    {"REGEXP_COUNT", {{"STRING", "k1=v1;k2=v2;k3="}, {"STRING", "[a-z]\\d"}}, "INT 5"},
    {"REGEXP_COUNT", {{"STRING", "abc"}, {"STRING", "("}}, "INT NULL"},
    {"REGEXP_INSTR", {{"STRING", "k1=v1;k2=v2;k3="}, {"STRING", "p|v"}}, "INT 4"},
    {"REGEXP_SUBSTR", {{"STRING", "2024-05-06 and 2023-01-02"}, {"STRING", "[0-9]+-[0-9]+"}}, "STRING 2024-05"},
    {"LIKE", {{"STRING", "100%"}, {"STRING", "1__\\%"}}, "BOOLEAN FALSE"},
    {"LIKE", {{"STRING", "100%"}, {"STRING", "100!%"}, {"STRING", "!"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "snake_case"}, {"STRING", "%!_%"}, {"STRING", "!"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "日本語 テスト"}, {"STRING", "__語%"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "abc"}, {"STRING", "_b_"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "hello world"}, {"STRING", "%wor%"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "aXbXc"}, {"STRING", "a%b%_c"}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "ab"}, {"STRING", "ab%b"}}, "BOOLEAN FALSE"},
    {"LIKE", {{"STRING", ""}, {"STRING", ""}}, "BOOLEAN TRUE"},
    {"LIKE", {{"STRING", "line1\nline2"}, {"STRING", "line1%"}}, "BOOLEAN TRUE"},
    {"SIMILAR TO", {{"STRING", "hello world"}, {"STRING", "(abc|hello%)"}}, "BOOLEAN TRUE"},
    {"SIMILAR TO", {{"STRING", "abd"}, {"STRING", "[a-c]+"}}, "BOOLEAN FALSE"},
    {"SIMILAR TO", {{"STRING", "hello"}, {"STRING", "%(l){2}%"}}, "BOOLEAN TRUE"},
};

class Patterns : public QObject {
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

QTEST_APPLESS_MAIN(Patterns)
#include "patterns.moc"
