// SPDX-License-Identifier: Apache-2.0
// SQL to a .weirgraph and back keeps the graph, the words and the plan.
#include "engine/graph/graph_file.h"

#include "engine/graph/script_graph.h"
#include "engine/session/session.h"
#include "tests/unit/graph/graph_scripts.h"

#include <QtTest>

using namespace weir;
using namespace weir::graph;

class GraphFileTest : public QObject {
    Q_OBJECT
private slots:
    void reads() {
        const auto file = toGraphFile(
            "-- The job.\nSET 'a' = 'b';\nCREATE TABLE `my t` (\n  id BIGINT, -- key\n  ts TIMESTAMP(3)\n) WITH ('connector' = 'datagen');\n\n-- Big ones.\n"
            "CREATE VIEW big AS SELECT * FROM `my t` WHERE id > 1; /* done */\nWITH c AS (SELECT id FROM big) SELECT window_start FROM TABLE(TUMBLE(TABLE c, "
            "DESCRIPTOR(ts), INTERVAL '1' DAY));\n"
            "INSERT INTO s SELECT DISTINCT id FROM big");
        QVERIFY(file);
        const std::string expected =
            "# Weir graph 1\n\n-- The job.\nstatement\n  sql: SET 'a' = 'b'\n\ntable `my t`: Source\n  columns:\n    id BIGINT, -- key\n    ts "
            "TIMESTAMP(3)\n  with: 'connector' = 'datagen'\n\n"
            "-- Big ones.\nview big: Filter\n  inputs: `my t`\n  select: *\n  where: id > 1\n\n-- done\nstep c: Project\n  inputs: big\n  select: id\n\n"
            "select: Window\n  inputs: c\n  window: TUMBLE ts, INTERVAL '1' DAY\n  select: window_start\n\ninsert s: Aggregate\n  sql: SELECT DISTINCT id "
            "FROM big\n";
        QCOMPARE(QString::fromStdString(*file), QString::fromStdString(expected));
        QCOMPARE(QString::fromStdString(*fromGraphFile(*file)),
                 "-- The job.\nSET 'a' = 'b';\n\nCREATE TABLE `my t` (\n  id BIGINT, -- key\n  ts TIMESTAMP(3)\n) WITH (\n  'connector' = "
                 "'datagen'\n);\n\n-- Big ones.\nCREATE VIEW big AS\nSELECT *\nFROM `my t`\nWHERE id > 1;\n\n"
                 "-- done\nWITH c AS (\nSELECT id\nFROM big\n)\nSELECT window_start\nFROM TABLE(TUMBLE(TABLE c, DESCRIPTOR(ts), INTERVAL '1' "
                 "DAY));\n\nINSERT INTO s\nSELECT DISTINCT id FROM big;\n");
    }
    void textsOverSeveralLinesStayAsTheyAre() {
        const std::string script = "CREATE VIEW v AS\n  SELECT\n    'two\n    lines' AS a,\n    b\n  FROM t";
        QVERIFY(toGraphFile(script));
        const auto back = fromGraphFile(*toGraphFile(script));
        QVERIFY(back);
        QVERIFY2(QString::fromStdString(*back).contains("'two\n    lines' AS a"), back->c_str());
    }
    void mistakesHaveTheirLine_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << "" << "1:1: A Weir graph begins with '# Weir graph 1'.";
        QTest::newRow("newer") << "# Weir graph 9\n" << "1:1: This graph was written by a newer Weir: '# Weir graph 9'.";
        QTest::newRow("node") << "# Weir graph 1\n\nvieww x\n"
                              << "3:1: There is no node 'vieww'. A paragraph begins with table, view, step, insert, select or statement.";
        QTest::newRow("name") << "# Weir graph 1\nview: Filter\n" << "2:1: A view needs a name.";
        QTest::newRow("field") << "# Weir graph 1\nview x\n  wher: 1\n" << "3:3: A view has no field 'wher'.";
        QTest::newRow("twice") << "# Weir graph 1\nview x\n  where: 1\n  where: 2\n" << "4:3: The field 'where' is written twice.";
        QTest::newRow("query") << "# Weir graph 1\nview x\n" << "2:1: This view has no query. Give it select and inputs, or sql.";
        QTest::newRow("step") << "# Weir graph 1\nstep x\n  sql: SELECT 1\n"
                              << "2:1: The step 'x' belongs to nothing. Steps stand before their view, insert or select.";
    }
    void mistakesHaveTheirLine() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto read = fromGraphFile(text.toStdString());
        QVERIFY(!read);
        QCOMPARE(QString::fromStdString(read.error().text()), expected);
    }
    void scriptsWithMistakesAreRefused() { QVERIFY(!toGraphFile("SELEC 1")); }
    void anythingCanBeRead() {
        for (const auto& [name, text] : sampleScripts()) {
            const std::string file = *toGraphFile(text);
            for (size_t cut = 0; cut < file.size(); cut += 11) (void)fromGraphFile(file.substr(0, cut));
        }
    }

    void samplesKeepTheirPlan() {
        const auto scripts = sampleScripts();
        QVERIFY(scripts.size() >= 5);
        for (const auto& [name, text] : scripts) same(text, name);
    }
    void generatedJobsKeepTheirPlan() {
        for (unsigned seed = 0; seed < 200; ++seed) same(ScriptMaker(seed).make(), "seed " + std::to_string(seed));
        QVERIFY2(planned_ >= 200, qPrintable(QString::number(planned_)));
    }

private:
    void same(const std::string& text, const std::string& name) {
        const auto file = toGraphFile(text);
        QVERIFY2(file, name.c_str());
        const auto back = fromGraphFile(*file);
        QVERIFY2(back, (name + (back ? "" : back.error().text()) + "\n" + *file).c_str());
        QCOMPARE(QString::fromStdString(*toGraphFile(*back)), QString::fromStdString(*file));
        QCOMPARE(QString::fromStdString(toText(buildGraph(*back))).simplified(), QString::fromStdString(toText(buildGraph(text))).simplified());
        const auto before = Session().explain(text, {}), after = Session().explain(*back, {});
        QVERIFY2(static_cast<bool>(before) == static_cast<bool>(after), (name + "\n" + *back).c_str());
        if (!before) {
            QCOMPARE(QString::fromStdString(after.error().message), QString::fromStdString(before.error().message));
            return;
        }
        ++planned_;
        QCOMPARE(QString::fromStdString(*after), QString::fromStdString(*before));
    }
    int planned_ = 0;
};

QTEST_APPLESS_MAIN(GraphFileTest)
#include "graph_file_test.moc"
