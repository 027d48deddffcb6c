// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <QtTest>

using namespace weir;
using namespace weir::sql;

/// What is said about wrong text, and what is still understood of it.
class RecoveryTest : public QObject {
    Q_OBJECT
private slots:
    void messages_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // one message a line
        auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("SELEKT 1", "1:1: Expected a statement (SELECT, INSERT, CREATE TABLE ...), found 'SELEKT'.");
        row("SELECT a, FROM t", "1:11: Expected an expression after ',', found 'FROM'.");
        row("SELECT f(a FROM t", "1:12: Expected ',' or ')' in the argument list, found 'FROM'.");
        row("SELECT a FROM", "1:14: Expected a table after 'FROM', found the end of the text.");
        row("SELECT 'abc", "1:8: This string has no closing quote. Add ' where it ends.");
        row("SELECT a FROM t WHERE", "1:22: Expected an expression after 'WHERE', found the end of the text.");
        row("SELECT one FROM t", "1:8: Expected an expression after 'SELECT', found 'one'. ONE is a reserved word: write `one` to use it as a name.");
        row("CREATE TABLE t (order INT, b INT)", "1:17: Expected a column name, found the reserved word ORDER. Write `order` to use it as a name.");
        row("CREATE TABLE t (a INT) WITH (connector = 'x')", "1:30: Option keys stand in quotes. Write 'connector'.");
        row("SELECT 1 SELECT 2", "1:10: Expected ';' or the end of the text after '1', found 'SELECT'.");
        row("SELECT 1\nSELECT 2", "2:1: Expected ';' before 'SELECT'. End the statement on line 1 with ';'.");
        row("SELECT INTERVAL 1 DAY", "1:17: The length of an INTERVAL is written in quotes. Write INTERVAL '1'.");
        row("SELECT a FROM b JOIN c", "1:23: Expected ON or USING after the joined table, found the end of the text.");
        row("SELECT \"a\"", "1:8: Double quotes mean nothing here. Write strings as 'text' and names as `name`.");
        row("CREATE MATERIALIZED TABLE t AS SELECT 1", "1:8: CREATE MATERIALIZED TABLE is not supported yet.");
        row("SELECT (1; SELECT (2", "1:10: Expected ')' to close '(', found ';'.\n1:21: Expected ')' to close '(', found the end of the text.");
        row("SELECT a b c, d +, e FROM t WHERE x = GROUP BY y",
            "1:12: Expected ';' or the end of the text after 'b', found 'c'.");
    }
    void messages() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QStringList found;
        for (const auto& diagnostic : parse(text.toStdString()).diagnostics)
            found << QString::fromStdString(diagnostic.error.text());
        QCOMPARE(found.join("\n"), expected);
    }

    void theRestIsStillRead() {
        auto script = parse("SELECT a, b +, c FROM t WHERE x = GROUP BY y; SELEKT; INSERT INTO u SELECT 1");
        QCOMPARE(script.diagnostics.size(), std::size_t(3));
        QCOMPARE(script.statements.size(), std::size_t(3));
        auto query = script.statements[0]->as<QueryStatement>();
        QVERIFY(query);
        QCOMPARE(QString::fromStdString(toSql(*query->query)), QString("SELECT a, b + , c FROM t WHERE x =  GROUP BY y"));
        QVERIFY(script.statements[2]->as<Insert>());
    }

    void everyPrefixGivesATree() {
        const std::string text = "CREATE TABLE t (a INT, b ROW<x INT>, WATERMARK FOR a AS a) WITH ('k' = 'v'); WITH c AS (SELECT f(x => 1) OVER (ORDER BY y) "
                                 "FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(a), INTERVAL '1' DAY)) t1 LEFT JOIN u FOR SYSTEM_TIME AS OF t1.p ON TRUE) "
                                 "SELECT CASE WHEN a IN (1, (2)) THEN JSON_VALUE(x, '$' ERROR ON ERROR) END FROM c MATCH_RECOGNIZE (PATTERN (A+? (B | C){1,2}) "
                                 "DEFINE A AS TRUE) GROUP BY ROLLUP (a), () ORDER BY 1 LIMIT 2; EXECUTE STATEMENT SET BEGIN INSERT INTO t VALUES (1); END;";
        QVERIFY(parse(text).diagnostics.empty());
        for (std::size_t length = 0; length < text.size(); ++length) {
            auto script = parse(text.substr(0, length));
            for (const auto& diagnostic : script.diagnostics)
                QVERIFY2(diagnostic.error.place.known() && !diagnostic.error.message.empty(), text.substr(0, length).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(RecoveryTest)
#include "recovery_test.moc"
