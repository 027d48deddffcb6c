// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

#define DOCUMENT "{\"a\": {\"b\": [1, 2.50, \"three\", null, true]}, \"n\": 42, \"s\": \"text é\", \"t\": false, \"z\": null}"
#define LIST "{\"a b\": 1, \"n\": \"7\", \"big\": 12345678901, \"s\": {\"x\": []}, \"list\": [{\"p\": 1}, {\"p\": 2}, {\"q\": 3}]}"
#define VALUE(document, path) {{"CHAR(4)", "NULL"}, {"CHAR(4)", "NULL"}, {"STRING", "NULL"}, {"NULL", "NULL"}, {"NULL", "NULL"}, {"STRING", document}, {"STRING", path}}
#define QUERY(wrapper, document, path) {{"CHAR(9)", wrapper}, {"CHAR(4)", "NULL"}, {"CHAR(4)", "NULL"}, {"STRING", "NULL"}, {"STRING", document}, {"STRING", path}}

static const FunctionRow Rows[] = {
    {"JSON_EXISTS", {{"CHAR(5)", "FALSE"}, {"STRING", DOCUMENT}, {"STRING", "$.a.b[2]"}}, "BOOLEAN TRUE"},
    {"JSON_EXISTS", {{"CHAR(5)", "FALSE"}, {"STRING", DOCUMENT}, {"STRING", "$.z"}}, "BOOLEAN FALSE"},
    {"JSON_EXISTS", {{"CHAR(4)", "TRUE"}, {"STRING", DOCUMENT}, {"STRING", "strict $.none"}}, "BOOLEAN TRUE"},
    {"JSON_EXISTS", {{"CHAR(7)", "UNKNOWN"}, {"STRING", DOCUMENT}, {"STRING", "strict $.none"}}, "BOOLEAN NULL"},
    {"JSON_EXISTS", {{"CHAR(5)", "FALSE"}, {"STRING", "NULL"}, {"STRING", "$.z"}}, "BOOLEAN NULL"},
    {"JSON_VALUE", VALUE(DOCUMENT, "$.s"), "STRING text é"},
    {"JSON_VALUE", VALUE(DOCUMENT, "$.a.b[1]"), "STRING 2.50"},
    {"JSON_VALUE", VALUE(DOCUMENT, "$.a"), "STRING NULL"},
    {"JSON_VALUE", VALUE(LIST, "$[\"a b\"]"), "STRING 1"},
    {"JSON_VALUE", VALUE(LIST, "$.list[1].p"), "STRING 2"},
    {"JSON_VALUE", VALUE(LIST, "$.big"), "STRING 12345678901"},
    {"JSON_VALUE", VALUE("\"just text\"", "$"), "STRING just text"},
    {"JSON_VALUE", VALUE("{broken", "$"), "STRING NULL"},
    {"JSON_VALUE", {{"CHAR(7)", "DEFAULT"}, {"CHAR(4)", "NULL"}, {"STRING", "NULL"}, {"CHAR(4)", "none"}, {"NULL", "NULL"}, {"STRING", "3"}, {"STRING", "lax $.missing"}}, "STRING none"},
    {"JSON_VALUE", {{"CHAR(4)", "NULL"}, {"CHAR(7)", "DEFAULT"}, {"STRING", "NULL"}, {"NULL", "NULL"}, {"CHAR(3)", "err"}, {"STRING", "{}"}, {"STRING", "strict $.missing"}}, "STRING err"},
    {"JSON_VALUE", {{"CHAR(4)", "NULL"}, {"CHAR(7)", "DEFAULT"}, {"STRING", "NULL"}, {"NULL", "NULL"}, {"CHAR(1)", "E"}, {"STRING", DOCUMENT}, {"STRING", "lax $.a"}}, "STRING NULL"},
    {"JSON_VALUE", {{"CHAR(7)", "DEFAULT"}, {"CHAR(4)", "NULL"}, {"INT", "NULL"}, {"INT", "5"}, {"NULL", "NULL"}, {"STRING", "{}"}, {"STRING", "lax $.nope"}}, "INT 5"},
    {"JSON_VALUE", {{"CHAR(4)", "NULL"}, {"CHAR(4)", "NULL"}, {"DOUBLE", "NULL"}, {"NULL", "NULL"}, {"NULL", "NULL"}, {"STRING", DOCUMENT}, {"STRING", "$.a.b[1]"}}, "DOUBLE 2.5"},
    {"JSON_VALUE", {{"CHAR(4)", "NULL"}, {"CHAR(5)", "ERROR"}, {"STRING", "NULL"}, {"NULL", "NULL"}, {"NULL", "NULL"}, {"STRING", "{"}, {"STRING", "$.a"}}, "STRING ERROR"},
    {"JSON_QUERY", QUERY("WITHOUT", DOCUMENT, "$"), "STRING {\"a\":{\"b\":[1,2.50,\"three\",null,true]},\"n\":42,\"s\":\"text é\",\"t\":false,\"z\":null}"},
    {"JSON_QUERY", QUERY("WITHOUT", DOCUMENT, "$.n"), "STRING NULL"},
    {"JSON_QUERY", QUERY("CONDITIONAL", LIST, "$.n"), "STRING [\"7\"]"},
    {"JSON_QUERY", QUERY("UNCONDITIONAL", DOCUMENT, "$.a.b"), "STRING [[1,2.50,\"three\",null,true]]"},
    {"JSON_QUERY", QUERY("WITHOUT", LIST, "$.list[*].p"), "STRING [1,2]"},
    {"JSON_QUERY", QUERY("WITHOUT", LIST, "$..p"), "STRING [1,2]"},
    {"JSON_QUERY", QUERY("WITHOUT", LIST, "$.list[?(@.p > 1)]"), "STRING [{\"p\":2}]"},
    {"JSON_QUERY", {{"CHAR(7)", "WITHOUT"}, {"CHAR(4)", "NULL"}, {"CHAR(4)", "NULL"}, {"ARRAY<STRING>", "NULL"}, {"STRING", LIST}, {"STRING", "$.list[*].p"}}, "ARRAY<STRING> [1, 2]"},
    {"JSON_QUERY", {{"CHAR(7)", "WITHOUT"}, {"CHAR(4)", "NULL"}, {"CHAR(11)", "EMPTY ARRAY"}, {"STRING", "NULL"}, {"STRING", "{}"}, {"STRING", "strict $.none"}}, "STRING []"},
    {"JSON_OBJECT", {{"CHAR(4)", "NULL"}, {"CHAR(3)", "VVJ"}, {"CHAR(1)", "s"}, {"STRING", "NULL"}, {"CHAR(1)", "d"}, {"DECIMAL(3, 2)", "1.50"}, {"CHAR(1)", "a"}, {"STRING", "[1]"}},
     "STRING {\"a\":[1],\"d\":1.50,\"s\":null}"},
    {"JSON_OBJECT", {{"CHAR(6)", "ABSENT"}, {"CHAR(1)", "V"}, {"CHAR(1)", "s"}, {"STRING", "NULL"}}, "STRING {}"},
    {"JSON_ARRAY", {{"CHAR(6)", "ABSENT"}, {"CHAR(3)", "VVV"}, {"INT", "1"}, {"STRING", "a \"q\" \\ / é"}, {"BOOLEAN", "NULL"}}, "STRING [1,\"a \\\"q\\\" \\\\ / é\"]"},
    {"JSON_STRING", {{"TIMESTAMP(3)", "2024-01-02 03:04:05.678"}}, "STRING \"2024-01-02T03:04:05.678\""},
    {"JSON_STRING", {{"MAP<STRING, STRING>", "{k=NULL}"}}, "STRING {\"k\":null}"},
    {"JSON_STRING", {{"ARRAY<INT>", "[1, NULL]"}}, "STRING [1,null]"},
    {"JSON_STRING", {{"DOUBLE", "2.5"}}, "STRING 2.5"},
    {"JSON_STRING", {{"INT", "NULL"}}, "STRING NULL"},
    {"JSON_QUOTE", {{"STRING", "a \"q\" \\ / é"}}, "STRING \"a \\\"q\\\" \\\\ \\/ \\u00e9\""},
    {"JSON_UNQUOTE", {{"STRING", "\"a\\u00e9\\n\""}}, "STRING aé\n"},
    {"JSON_UNQUOTE", {{"STRING", "plain"}}, "STRING plain"},
    {"IS JSON", {{"CHAR(6)", "SCALAR"}, {"STRING", "12.75"}}, "BOOLEAN TRUE"},
    {"IS JSON", {{"CHAR(6)", "OBJECT"}, {"STRING", "[]"}}, "BOOLEAN FALSE"},
    {"IS JSON", {{"CHAR(5)", "VALUE"}, {"STRING", "NULL"}}, "BOOLEAN FALSE"},
    {"IS JSON", {{"CHAR(5)", "VALUE"}, {"STRING", ""}}, "BOOLEAN FALSE"},
    {"PARSE_JSON", {{"STRING", "[1, {\"k\": \"v\"}]"}}, "VARIANT [1,{\"k\":\"v\"}]"},
    {"PARSE_JSON", {{"STRING", "{broken"}}, "VARIANT ERROR"},
    {"TRY_PARSE_JSON", {{"STRING", "{broken"}}, "VARIANT NULL"},
};

class Documents : public QObject {
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

QTEST_APPLESS_MAIN(Documents)
#include "documents.moc"
