// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <QtTest>

using namespace weir;
using namespace weir::sql;

namespace {

QString firstError(const std::vector<Diagnostic>& diagnostics) {
    return diagnostics.empty() ? QString() : QString::fromStdString(diagnostics.front().error.text());
}

} // namespace

/// Trees printed as text. A printed tree has the fewest parentheses, so those that stay or go show how a text was read.
class ParserTest : public QObject {
    Q_OBJECT
private slots:
    void expressions_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        auto same = [](const char* text) { QTest::newRow(text) << text << text; };
        auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("a+(b*c)", "a + b * c");
        same("(a + b) * c");
        row("a - (b - c)", "a - (b - c)");
        row("(a - b) - c", "a - b - c");
        row("(a = b) is null", "a = b IS NULL");
        row("not (a is null)", "NOT a IS NULL");
        same("(NOT a) IS NULL");
        row("(a and b) or (c and not d)", "a AND b OR c AND NOT d");
        same("a AND (b OR c)");
        row("a = (b between c and d)", "a = b BETWEEN c AND d");
        row("a between 1 and 2 and b", "a BETWEEN 1 AND 2 AND b");
        same("a NOT BETWEEN SYMMETRIC 1 AND 2");
        same("a NOT IN (1, 2)");
        same("(a, b) IN ((1, 2), (3, 4))");
        same("a IN (SELECT x FROM t)");
        same("a LIKE 'x!_%' ESCAPE '!'");
        same("a NOT SIMILAR TO b || 'x'");
        row("a != b", "a <> b");
        same("a IS NOT DISTINCT FROM b");
        same("a IS NOT JSON OBJECT");
        same("a IS A SET");
        same("a > ALL (SELECT x FROM t)");
        row("a = some (1, 2)", "a = ANY (1, 2)");
        same("EXISTS (SELECT 1) AND NOT EXISTS (SELECT 2)");
        same("(a, b) OVERLAPS (c, d)");
        same("a MEMBER OF b");
        same("a MULTISET UNION ALL b");
        same("- -1");
        row("-(a.b[1])", "-a.b[1]");
        same("x[1].y.z['k']");
        same("f(x).y");
        same("(a).b");
        same("CASE a WHEN 1 THEN 'x' ELSE 'y' END");
        same("CASE WHEN a > 1 THEN b WHEN c THEN d END");
        row("cast(a as decimal(10,2))", "CAST(a AS DECIMAL(10, 2))");
        same("TRY_CAST(a AS ROW<x INT NOT NULL, y ARRAY<STRING>>)");
        row("date '2024-01-01'", "DATE '2024-01-01'");
        same("INTERVAL -'1-2' YEAR TO MONTH");
        row("interval '1' days", "INTERVAL '1' DAY");
        same("INTERVAL '599.5' SECOND(3, 1)");
        same("INTERVAL '1 2' DAY(2) TO SECOND(3)");
        same("(a - b) DAY TO SECOND");
        row("U&'gr\\00fc\\00DF'", "'gr\xC3\xBC\xC3\x9F'");
        row("U&'d!0061' UESCAPE '!'", "'da'");
        row("'a' 'b'", "'ab'");
        row("10.", "10");
        same("x'0AFF'");
        same("COUNT(*)");
        same("COUNT(DISTINCT a) FILTER (WHERE b > 1)");
        same("LISTAGG(a, ',') WITHIN GROUP (ORDER BY b DESC NULLS LAST)");
        same("LAG(a, 1) IGNORE NULLS OVER (PARTITION BY b ORDER BY c)");
        row("sum(a) over (partition by b order by c rows 2 preceding)", "sum(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)");
        same("SUM(a) OVER w");
        same("f(x => 1, y => DEFAULT)");
        same("EXTRACT(YEAR FROM a)");
        same("FLOOR(a TO DAY)");
        same("TRIM(LEADING 'x' FROM a)");
        row("TRIM(both from a)", "TRIM(BOTH ' ' FROM a)");
        same("TRIM(a)");
        same("SUBSTRING(a FROM 1 FOR 2)");
        same("SUBSTRING(a, 1)");
        same("POSITION('a' IN b)");
        same("OVERLAY(a PLACING b FROM 1 FOR 2)");
        same("TIMESTAMPADD(DAY, 1, a)");
        same("TIMESTAMPDIFF(MINUTE, a, b)");
        same("CURRENT_TIMESTAMP");
        same("JSON_VALUE(a, '$.x' RETURNING INT DEFAULT 1 ON EMPTY ERROR ON ERROR)");
        same("JSON_QUERY(a, '$.x' RETURNING ARRAY<STRING> WITH CONDITIONAL WRAPPER EMPTY ARRAY ON ERROR)");
        same("JSON_EXISTS(a, '$.x' TRUE ON ERROR)");
        row("JSON_OBJECT('a' VALUE 1, KEY b VALUE c ABSENT ON NULL)", "JSON_OBJECT(KEY 'a' VALUE 1, KEY b VALUE c ABSENT ON NULL)");
        same("JSON_ARRAY(1, a NULL ON NULL)");
        same("JSON_OBJECTAGG(KEY a VALUE b)");
        same("ARRAY[1, 2]");
        same("MAP['a', 1]");
        same("ROW(1, a)");
        same("ARRAY(SELECT x FROM t)");
        row("((select 1) union (select 2))", "((SELECT 1) UNION (SELECT 2))");
        same("`select`.`a b`");
        same("DESCRIPTOR(a, b)");
        same("GROUPING(a)");
    }
    void expressions() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        auto parsed = parseExpression(text.toStdString());
        QCOMPARE(firstError(parsed.diagnostics), QString());
        QCOMPARE(QString::fromStdString(toSql(*parsed.expression)), expected);
    }

    void types_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("timestamp(3) with local time zone", "TIMESTAMP_LTZ(3)");
        row("timestamp without time zone", "TIMESTAMP");
        row("double precision not null", "DOUBLE NOT NULL");
        row("dec(5)", "DECIMAL(5)");
        row("map<string, array<int not null>>", "MAP<STRING, ARRAY<INT NOT NULL>>");
        row("row(a int 'first', b string)", "ROW<a INT 'first', b STRING>");
        row("int array", "ARRAY<INT>");
        row("interval day(2) to second(3)", "INTERVAL DAY(2) TO SECOND(3)");
        row("RAW('c', 's')", "RAW('c', 's')");
        row("variant", "VARIANT");
        row("bitmap", "BITMAP");
        row("character varying(3)", "VARCHAR(3)");
        row("db.my_type", "db.my_type");
    }
    void types() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        auto parsed = parseType(text.toStdString());
        QCOMPARE(firstError(parsed.diagnostics), QString());
        QCOMPARE(QString::fromStdString(toSql(parsed.type)), expected);
    }

    void queries_data() {
        QTest::addColumn<QString>("text");
        auto same = [](const char* text) { QTest::newRow(text) << text; };
        same("SELECT /*+ STATE_TTL('a' = '1d') */ DISTINCT a, t.*, b AS c FROM t");
        same("SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (y) CROSS JOIN d");
        same("SELECT * FROM a NATURAL FULL JOIN b, c");
        same("SELECT * FROM a JOIN (b JOIN c ON TRUE) ON a.x = b.x");
        same("SELECT * FROM a /*+ OPTIONS('k' = 'v') */ AS x(p, q)");
        same("SELECT * FROM a JOIN b FOR SYSTEM_TIME AS OF a.ts AS c ON a.x = c.x");
        same("SELECT * FROM a, LATERAL TABLE(f(a.x)) AS t(y)");
        same("SELECT * FROM a, LATERAL (SELECT 1) AS t");
        same("SELECT * FROM a CROSS JOIN UNNEST(a.x) WITH ORDINALITY AS t(v, n)");
        same("SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))");
        same("SELECT * FROM HOP(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '1' MINUTE)");
        same("SELECT * FROM SESSION(TABLE t PARTITION BY (a), DESCRIPTOR(ts), INTERVAL '1' MINUTE)");
        same("SELECT a FROM t WHERE b GROUP BY a, ROLLUP (b, (c, d)), GROUPING SETS (a, (b, c), ()) HAVING COUNT(*) > 1");
        same("SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c) QUALIFY x = 1");
        same("SELECT a FROM t ORDER BY a DESC NULLS FIRST LIMIT 10 OFFSET 5");
        same("SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3 INTERSECT SELECT 4");
        same("SELECT 1 UNION (SELECT 2 EXCEPT SELECT 3)");
        same("(SELECT 1 ORDER BY 1 LIMIT 1) UNION ALL (SELECT 2)");
        same("WITH a(x) AS (SELECT 1), b AS (VALUES (1, 'a'), (2, 'b')) SELECT * FROM a, b");
        same("TABLE t");
        same("SELECT * FROM t TABLESAMPLE BERNOULLI(10)");
        same("SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY ts MEASURES LAST(B.p) AS p ONE ROW PER MATCH AFTER MATCH SKIP TO "
             "FIRST B PATTERN (A (B | C)+ D{2,3}? E{,4} {- F -} PERMUTE(G, H)) WITHIN INTERVAL '1' HOUR SUBSET X = (A, B) DEFINE B AS B.p > PREV(B.p)) AS m");
    }
    void queries() {
        QFETCH(QString, text);
        auto parsed = parseQuery(text.toStdString());
        QCOMPARE(firstError(parsed.diagnostics), QString());
        QCOMPARE(QString::fromStdString(toSql(*parsed.query)), text);
    }

    void statementsAreRead_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"CREATE TABLE t (a INT NOT NULL PRIMARY KEY NOT ENFORCED, b AS a + 1 COMMENT 'x', c STRING METADATA FROM 'k' VIRTUAL, "
              "CONSTRAINT pk PRIMARY KEY (a) NOT ENFORCED, WATERMARK FOR d AS d - INTERVAL '1' SECOND) COMMENT 'c' DISTRIBUTED BY HASH(a) "
              "INTO 4 BUCKETS PARTITIONED BY (a) WITH ('k' = 'v')",
              "CREATE TEMPORARY TABLE IF NOT EXISTS a.b.c (x INT) LIKE d (EXCLUDING ALL INCLUDING OPTIONS OVERWRITING WATERMARKS)",
              "CREATE OR REPLACE TABLE t WITH ('k' = 'v') AS SELECT 1", "CREATE TABLE t (a, b) AS SELECT 1, 2",
              "CREATE TEMPORARY VIEW IF NOT EXISTS v (a COMMENT 'x', b) COMMENT 'y' AS SELECT 1, 2",
              "CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS f AS 'c' LANGUAGE JAVA USING JAR 'a', JAR 'b'",
              "CREATE DATABASE IF NOT EXISTS d COMMENT 'x' WITH ('k' = 'v')", "CREATE CATALOG c WITH ('type' = 'x')",
              "CREATE MODEL m INPUT (a INT) OUTPUT (b STRING) WITH ('k' = 'v')", "DROP TABLE IF EXISTS a.b", "DROP TEMPORARY VIEW v",
              "DROP DATABASE d CASCADE", "ALTER TABLE t RENAME TO u", "ALTER TABLE IF EXISTS t RENAME a TO b", "ALTER TABLE t SET ('k' = 'v')",
              "ALTER TABLE t RESET ('k')", "ALTER TABLE t ADD (a INT FIRST, b AS a AFTER a, PRIMARY KEY (a) NOT ENFORCED, WATERMARK FOR t AS t)",
              "ALTER TABLE t ADD a INT", "ALTER TABLE t MODIFY a BIGINT COMMENT 'x' AFTER b", "ALTER TABLE t DROP (a, b)", "ALTER TABLE t DROP PRIMARY KEY",
              "ALTER TABLE t DROP WATERMARK", "ALTER TABLE t ADD PARTITION (d = 'x')", "ALTER TABLE t DROP IF EXISTS PARTITION (d = 'x'), PARTITION (d = 'y')",
              "ALTER TABLE t ADD DISTRIBUTION INTO 3 BUCKETS", "ALTER VIEW v RENAME TO w", "ALTER VIEW v AS SELECT 1", "ALTER DATABASE d SET ('k' = 'v')",
              "ALTER CATALOG c COMMENT 'x'", "ALTER TEMPORARY FUNCTION f AS 'c'", "SHOW TABLES FROM d NOT LIKE 'x%'", "SHOW CURRENT CATALOG",
              "SHOW CREATE TABLE t", "SHOW COLUMNS IN t LIKE 'a'", "SHOW USER FUNCTIONS", "SHOW FULL MODULES", "SHOW PARTITIONS t PARTITION (a = 1)",
              "DESCRIBE EXTENDED t", "DESC t", "DESCRIBE CATALOG c", "USE CATALOG c", "USE a.b", "USE MODULES a, b", "LOAD MODULE m WITH ('k' = 'v')",
              "UNLOAD MODULE m", "SET 'k' = 'v'", "SET", "RESET", "RESET 'k'", "EXPLAIN ESTIMATED_COST, CHANGELOG_MODE INSERT INTO t SELECT 1",
              "EXPLAIN PLAN FOR SELECT 1", "EXPLAIN STATEMENT SET BEGIN INSERT INTO t SELECT 1; INSERT INTO u SELECT 2; END",
              "INSERT OVERWRITE t PARTITION (d = 'x') (a, b) SELECT 1, 2", "INSERT INTO t (SELECT 1)", "INSERT INTO t VALUES (1, DEFAULT)",
              "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; END", "BEGIN STATEMENT SET; INSERT INTO t SELECT 1; INSERT INTO u SELECT 2; END",
              "EXECUTE INSERT INTO t SELECT 1", "COMPILE PLAN 'p' IF NOT EXISTS FOR INSERT INTO t SELECT 1", "EXECUTE PLAN 'p'",
              "ANALYZE TABLE t PARTITION (a = 1, b) COMPUTE STATISTICS FOR COLUMNS a, b", "TRUNCATE TABLE t", "DELETE FROM t WHERE a = 1",
              "UPDATE t SET a = 1, b = b + 1 WHERE c", "CALL p.q(1, 'x')", "STOP JOB 'id' WITH SAVEPOINT WITH DRAIN", "ADD JAR 'x'", "REMOVE JAR 'x'"})
            QTest::newRow(text) << text;
    }
    void statementsAreRead() {
        QFETCH(QString, text);
        auto script = parse(text.toStdString());
        QCOMPARE(firstError(script.diagnostics), QString());
        QCOMPARE(script.statements.size(), std::size_t(1));
        QVERIFY(!script.statements[0]->as<MissingStatement>());
        QCOMPARE(script.statements[0]->place.length, static_cast<int>(text.size()));
    }

    void placesAndTokens() {
        auto script = parse("SELECT data\nFROM t; SELECT 2");
        QCOMPARE(script.statements.size(), std::size_t(2));
        auto query = script.statements[0]->as<QueryStatement>();
        QVERIFY(query);
        auto select = query->query->as<Select>();
        QVERIFY(select && select->from);
        QCOMPARE(select->from->place, (Place{17, 1, 2, 6}));
        QVERIFY(script.tokens[1].kind == TokenKind::Identifier); // `data` is a keyword, and a name here
    }

    void nestingIsBounded_data() {
        QTest::addColumn<QString>("part");
        for (const char* part : {"(", "- ", "NOT ", "(SELECT ", "CASE WHEN ", "f(", "a[", "ARRAY[", "1 + ", "a AND ", "CAST(a AS ARRAY<", "1 UNION SELECT "})
            QTest::newRow(part) << part;
    }
    void nestingIsBounded() {
        QFETCH(QString, part);
        auto script = parse("SELECT " + part.repeated(100000).toStdString() + "1; SELECT 2");
        QVERIFY(!script.diagnostics.empty());
        QCOMPARE(script.statements.size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(ParserTest)
#include "parser_test.moc"
