// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edits.h"

#include "graph_scripts.h"

#include <QtTest>

using namespace weir::graph;

namespace {

const std::string Tables = "CREATE TABLE orders (\n  id BIGINT,\n  name STRING\n) WITH ('connector' = 'datagen');\n";

QString graphOf(const std::string& text) { return QString::fromStdString(toText(buildGraph(text))); }
QString edited(const std::string& text, const weir::Result<GraphEdit>& edit) {
    if (!edit) return "refused: " + QString::fromStdString(edit.error().message + (edit.error().hint.empty() ? "" : " " + edit.error().hint));
    const std::string after = applied(text, edit->edits);
    if (applied(after, inverse(text, edit->edits)) != text) return "the inverse does not restore the text";
    return QString::fromStdString(after);
}

} // namespace

class ScriptGraphTest : public QObject {
    Q_OBJECT
private slots:
    void namedThingsAreNodes() {
        QCOMPARE(graphOf(Tables + "CREATE VIEW big AS SELECT * FROM orders WHERE id > 10;\nINSERT INTO s SELECT name FROM big AS b;\nSELECT 1;"),
                 "table orders: Source datagen\n  COLUMNS id BIGINT, name STRING\n  option connector = datagen\n"
                 "view big: Filter\n  SELECT *\n  FROM orders\n  WHERE id > 10\n  < orders\n"
                 "insert INSERT INTO s: Project\n  SELECT name\n  FROM big AS b\n  > ? s\n  < big as b\n"
                 "select SELECT 1: SQL\n  SELECT 1\n");
    }
    void stepsBelongToTheirStatement() {
        QCOMPARE(graphOf("WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b JOIN a ON a.x = b.x"),
                 "step SELECT 1/a: SQL\n  SELECT 1 AS x\nstep SELECT 1/b: Project\n  SELECT x\n  FROM a\n  < SELECT 1/a\n"
                 "select SELECT 1: Join\n  SELECT *\n  FROM b JOIN a ON a.x = b.x\n  ON a.x = b.x\n  < SELECT 1/b\n  < SELECT 1/a\n");
    }
    void classes_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        QTest::newRow("filter") << "SELECT * FROM orders WHERE id = 1" << "Filter";
        QTest::newRow("aggregate") << "SELECT COUNT(*) FROM orders" << "Aggregate";
        QTest::newRow("distinct") << "SELECT DISTINCT name FROM orders" << "Aggregate";
        QTest::newRow("window") << "SELECT * FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' SECOND, INTERVAL '2' SECONDS))" << "Window";
        QTest::newRow("window aggregate")
            << "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start"
            << "Window aggregate";
        QTest::newRow("join") << "SELECT 1 FROM orders a LEFT OUTER JOIN orders b ON a.id = b.id" << "Join";
        QTest::newRow("top") << "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY id DESC) AS n FROM orders) WHERE n <= 5" << "Top-N";
        QTest::newRow("unique") << "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY ts) AS n FROM orders) WHERE n = 1" << "Deduplicate";
        QTest::newRow("limit") << "SELECT * FROM orders ORDER BY id LIMIT 3" << "Top-N";
        QTest::newRow("over") << "SELECT *, SUM(id) OVER (ORDER BY ts) FROM orders" << "Over";
        QTest::newRow("union") << "SELECT * FROM orders UNION ALL SELECT * FROM orders" << "Union";
        QTest::newRow("match") << "SELECT * FROM orders MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS TRUE)" << "Match";
        QTest::newRow("except") << "SELECT * FROM orders EXCEPT SELECT * FROM orders" << "SQL";
        QTest::newRow("values") << "VALUES (1)" << "SQL";
    }
    void classes() {
        QFETCH(QString, query);
        QFETCH(QString, expected);
        const ScriptGraph graph = buildGraph(Tables + query.toStdString());
        QCOMPARE(QString::fromLatin1(operatorName(graph.nodes.back().op).data()), expected);
    }
    void whatIsRightOfABrokenScriptStays() {
        const ScriptGraph graph = buildGraph(Tables + "CREATE VIEW v AS SELECT FROM WHERE;\nSELECT id FROM orders;");
        QVERIFY(graph.hasErrors);
        QVERIFY(graph.find("orders") == 0 && graph.find("SELECT 1") > 0);
        QVERIFY(!graph.nodes[0].broken && graph.nodes[1].broken);
        QVERIFY(!renameNode(graph, "orders", "x"));
    }
    /// Whatever is missing behind a word while it is typed, a clause lies in the text and has something in it.
    void clausesOfHalfAScriptLieInIt() {
        const std::string script = "SELECT DISTINCT a.id FROM orders a LEFT JOIN orders b ON a.id = b.id, orders c JOIN orders d ON c.id = d.id "
                                   "WHERE a.id > 1 GROUP BY a.id HAVING COUNT(*) > 1 ORDER BY a.id LIMIT 3";
        for (const std::string& tail : {"", ";", ",", ")", " JOIN", " ON", " ON,", " WHERE"})
            for (size_t length = 0; length <= script.size(); ++length) {
                const std::string text = script.substr(0, length) + tail;
                for (const Node& node : buildGraph(text).nodes)
                    for (const Clause& clause : node.clauses) {
                        const Range content = clause.content;
                        QVERIFY2(content.from >= clause.whole.from && content.from < content.to && content.to <= clause.whole.to && static_cast<size_t>(content.to) <= text.size(), text.c_str());
                    }
            }
    }
    void namesOfSubqueriesHideTables() {
        QCOMPARE(graphOf(Tables + "SELECT * FROM (WITH orders AS (SELECT 1) SELECT * FROM orders) AS x"),
                 "table orders: Source datagen\n  COLUMNS id BIGINT, name STRING\n  option connector = datagen\n"
                 "select SELECT 1: SQL\n  SELECT *\n  FROM (WITH orders AS (SELECT 1) SELECT * FROM orders) AS x\n");
    }
    void anythingCanBeRead() {
        for (const auto& [name, text] : sampleScripts())
            for (size_t cut = 0; cut < text.size(); cut += 37) buildGraph(text.substr(0, cut));
    }

    void clausesChangeInPlace() {
        const std::string text = Tables + "SELECT name -- who\nFROM orders -- all\nORDER BY name;";
        const ScriptGraph graph = buildGraph(text);
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::Where, "id > 3")),
                 QString::fromStdString(Tables + "SELECT name -- who\nFROM orders\nWHERE id > 3 -- all\nORDER BY name;"));
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::OrderBy, "")),
                 QString::fromStdString(Tables + "SELECT name -- who\nFROM orders -- all;").replace(" -- all;", " -- all\n;"));
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::Where, "id >")).left(8), "refused:");
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::Where, "1 = 1 GROUP BY name")).left(8), "refused:");
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::Where, "TRUE; DROP TABLE orders")).left(8), "refused:");
        QCOMPARE(edited(text, setClause(graph, "SELECT 1", ClauseKind::Select, "")), "refused: 'SELECT 1' needs its SELECT.");
    }
    void windowsChangeInPlace() {
        const std::string text = "SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE));";
        const ScriptGraph graph = buildGraph(text);
        QCOMPARE(edited(text, setWindow(graph, "SELECT 1", "TUMBLE", "ts", {"INTERVAL '5' MINUTES"})),
                 "SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTES));");
        QCOMPARE(edited(text, setWindow(graph, "SELECT 1", "HOP", "t2", {"INTERVAL '1' MINUTE", "INTERVAL '5' MINUTES"})),
                 "SELECT * FROM TABLE(HOP(TABLE orders, DESCRIPTOR(t2), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES));");
        QCOMPARE(edited(text, setWindow(graph, "SELECT 1", "HOP", "ts", {"INTERVAL '1' MINUTE"})).left(8), "refused:");
    }
    void renamingFollowsEveryName() {
        const std::string text = Tables + "SELECT orders.name, o.id FROM orders JOIN orders AS o ON orders.id = o.id WHERE EXISTS (SELECT 1 FROM x AS orders "
                                          "WHERE orders.a = 1);\nDROP TABLE orders;";
        QCOMPARE(edited(text, renameNode(buildGraph(text), "orders", "all sales")),
                 QString::fromStdString(text)
                     .replace("TABLE orders (", "TABLE `all sales` (")
                     .replace("orders.name", "`all sales`.name")
                     .replace("FROM orders JOIN orders AS", "FROM `all sales` JOIN `all sales` AS")
                     .replace("ON orders.id", "ON `all sales`.id")
                     .replace("DROP TABLE orders", "DROP TABLE `all sales`"));
        QCOMPARE(edited(text, renameNode(buildGraph(text), "orders", "o")).left(8), "refused:");
    }
    void removingAsksWhoReads() {
        const std::string text = Tables + "\n-- The big ones.\nCREATE VIEW big AS SELECT * FROM orders WHERE id > 10;\n\nSELECT big.name FROM big;\n";
        const ScriptGraph graph = buildGraph(text);
        QCOMPARE(edited(text, removeNode(graph, "big", Removal::Refuse)),
                 "refused: 'SELECT 1' reads 'big'. Remove it with a bypass, or connect them otherwise first.");
        QCOMPARE(edited(text, removeNode(graph, "big", Removal::Bypass)), QString::fromStdString(Tables + "\nSELECT big.name FROM orders AS big;\n"));
        QCOMPARE(edited(text, removeNode(graph, "SELECT 1", Removal::Refuse)),
                 QString::fromStdString(Tables + "\n-- The big ones.\nCREATE VIEW big AS SELECT * FROM orders WHERE id > 10;\n\n"));
    }
    void edgesTakeNodes() {
        const std::string text = Tables + "SELECT orders.name FROM orders";
        const ScriptGraph graph = buildGraph(text);
        QCOMPARE(edited(text, insertOnEdge(graph, graph.inputs(1).at(0), Operator::Filter, {{"orders", {{"id", "BIGINT"}, {"name", "STRING"}}}})),
                 QString::fromStdString(
                     Tables +
                     "\nCREATE VIEW orders_filtered AS\nSELECT *\nFROM orders\nWHERE name IS NOT NULL;\nSELECT orders.name FROM orders_filtered AS orders")
                     .replace(");\n\nCREATE", ");\n\nCREATE"));
    }
    void ajobGrowsFromNothing() {
        std::string text;
        auto step = [&](const weir::Result<GraphEdit>& edit) {
            QVERIFY2(edit, edit ? "" : edit.error().message.c_str());
            text = applied(text, edit->edits);
        };
        NodeRequest source;
        source.op = Operator::Source;
        source.name = "sales";
        step(addNode(buildGraph(text), source, {}));
        const NodeColumns columns{{"sales", {{"id", "BIGINT"}, {"product", "INT"}, {"amount", "INT"}, {"event_time", "TIMESTAMP_LTZ(3)", true}}}};
        step(addNode(buildGraph(text), {Operator::WindowAggregate, "", NodeKind::View, {"sales"}, "", {}}, columns));
        NodeRequest sink{Operator::Sink, "", NodeKind::Table, {"sales_per_minute"}, "blackhole", {}};
        step(addNode(buildGraph(text), sink, {{"sales_per_minute", {{"window_start", "TIMESTAMP(3)"}, {"n", "BIGINT"}}}}));
        QCOMPARE(
            graphOf(text),
            "table sales: Source datagen\n  COLUMNS id BIGINT, product INT, amount INT, event_time AS TO_TIMESTAMP_LTZ(1767225600000 + id * 1000, 3), "
            "WATERMARK FOR event_time AS event_time - INTERVAL '5' SECONDS\n"
            "  option connector = datagen\n  option rows-per-second = 100\n  option fields.id.kind = sequence\n  option fields.id.start = 1\n  option "
            "fields.id.end = 100000\n"
            "  option fields.product.min = 1\n  option fields.product.max = 5\n  option fields.amount.min = 1\n  option fields.amount.max = 100\n"
            "table sales_per_minute_output: Sink blackhole\n  COLUMNS window_start TIMESTAMP(3), n BIGINT\n  option connector = blackhole\n"
            "view sales_per_minute: Window aggregate\n  SELECT window_start, window_end, product, COUNT(*) AS row_count, SUM(amount) AS total_amount\n"
            "  FROM TABLE(TUMBLE(TABLE sales, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))\n  GROUP BY window_start, window_end, product\n  window TUMBLE "
            "of event_time, INTERVAL '1' MINUTE\n  < sales\n"
            "insert INSERT INTO sales_per_minute_output: Project\n  SELECT *\n  FROM sales_per_minute\n  > sales_per_minute_output\n  < sales_per_minute\n");
    }
    void connecting() {
        const std::string text = "CREATE TABLE a (x INT) WITH ('connector' = 'datagen');\nCREATE TABLE b (x INT) WITH ('connector' = 'datagen');\nCREATE "
                                 "TABLE s (x INT) WITH ('connector' = 'print');\n"
                                 "CREATE VIEW v AS\nSELECT a.x\nFROM a\nWHERE a.x > 1;\nCREATE VIEW w AS SELECT * FROM choose_input;\n";
        const ScriptGraph graph = buildGraph(text);
        QVERIFY(edited(text, connectNodes(graph, {"b", "v"}, {})).contains("FROM b AS a\nWHERE"));
        QVERIFY(edited(text, connectNodes(graph, {"b", "v", ConnectMode::Join}, {{"a", {{"x", "INT"}}}, {"b", {{"x", "INT"}}}}))
                    .contains("FROM a\nJOIN b ON a.x = b.x\nWHERE"));
        QVERIFY(edited(text, connectNodes(graph, {"v", "w"}, {})).contains("FROM v;"));
        QVERIFY(edited(text, connectNodes(graph, {"v", "s"}, {})).endsWith("\n\nINSERT INTO s\nSELECT *\nFROM v;\n"));
        QVERIFY(edited(text, connectNodes(graph, {"v", "s"}, {{"v", {{"x", "INT"}, {"y", "INT"}}}, {"s", {{"z", "INT"}}}}))
                    .startsWith("refused: 'v' has 2 columns"));
        QVERIFY(edited(text, connectNodes(graph, {"v", "v"}, {})).contains("no circles"));
        // Defined too late: its definition moves up.
        QVERIFY(edited(text, connectNodes(graph, {"w", "v"}, {}))
                    .contains("CREATE VIEW w AS SELECT * FROM choose_input;\nCREATE VIEW v AS\nSELECT a.x\nFROM w AS a\n"));
    }
    void options() {
        const std::string text = "CREATE TABLE a (x INT) WITH (\n  'connector' = 'datagen',\n  'rows-per-second' = '5'\n)";
        const ScriptGraph graph = buildGraph(text);
        QCOMPARE(edited(text, setOption(graph, "a", "rows-per-second", "it's")), QString::fromStdString(text).replace("'5'", "'it''s'"));
        QCOMPARE(edited(text, setOption(graph, "a", "number-of-rows", "3")), QString::fromStdString(text).replace("'5'", "'5',\n  'number-of-rows' = '3'"));
        QCOMPARE(edited(text, setOption(graph, "a", "rows-per-second", "")), QString::fromStdString(text).replace(",\n  'rows-per-second' = '5'", ""));
    }
};

QTEST_APPLESS_MAIN(ScriptGraphTest)
#include "script_graph_test.moc"
