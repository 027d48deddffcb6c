// SPDX-License-Identifier: Apache-2.0
#include "engine/session/edge_tap.h"
#include "engine/session/session.h"

#include "engine/base/clock.h"
#include "engine/types/text.h"

#include <QtTest>

#include <set>

using namespace weir;

/// Rows of edges of a real run, looked at while it goes on by itself.
class TapTest : public QObject {
    Q_OBJECT

    struct Seen {
        std::vector<std::string> rows;        // "+I[...]"
        std::vector<int64_t> watermarks;
        std::set<int> subtasks;
        TapPage last;
    };
    static constexpr const char* Numbers =
        "CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(x * 1000, 3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '1000000000', "
        "'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '20000', 'number-of-rows' = '20000');\n";

    Session session_;
    std::shared_ptr<Run> start(const std::string& query, int parallelism = 1) {
        RunOptions options;
        options.parallelism = parallelism;
        options.workers = 2;
        auto run = session_.start(Numbers + query, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        return *run;
    }
    static int vertex(const Run& run, const std::string& name) {
        const auto picture = run.snapshot();
        for (const VertexSnapshot& each : picture->vertices)
            if (name == "Source" ? each.isSource : each.name.find(name) != std::string::npos) return each.id;
        qFatal("no operator %s", name.c_str());
        return -1;
    }
    static TapQuery edgeFrom(const Run& run, const std::string& name) {
        TapQuery query;
        query.from = vertex(run, name);
        const auto picture = run.snapshot();
        for (const EdgeSnapshot& edge : picture->edges)
            if (edge.from == query.from) query.to = edge.to;
        return query;
    }
    static void take(EdgeTap& tap, Seen& seen) {
        seen.last = tap.take();
        for (const TappedRows& part : seen.last.rows) {
            seen.subtasks.insert(part.subtask);
            for (int row = 0; row < part.rows.rows; ++row) {
                std::string line(symbol(part.rows.kind(row)));
                for (size_t c = 0; c < part.rows.columns.size(); ++c) {
                    line += c ? ", " : " ";
                    if (part.rows.columns[c]->isNull(row)) line += "NULL";
                    else appendText(line, *part.rows.columns[c], tap.schema().fields[c].type, row, *tap.zone());
                }
                seen.rows.push_back(line);
                seen.watermarks.push_back(part.watermark);
            }
        }
    }
    static Seen drain(Run& run, EdgeTap& tap) {
        Seen seen;
        while (!run.wait(1)) take(tap, seen);
        take(tap, seen);
        return seen;
    }

private slots:
    void everyEdgeOfAFusedJobCanBeTapped() {
        auto run = start("SELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n WHERE x > 10 GROUP BY MOD(x, 3);");
        const auto picture = run->snapshot();
        QVERIFY(picture->edges.size() >= 2);
        std::vector<std::shared_ptr<EdgeTap>> taps;
        for (const EdgeSnapshot& edge : picture->edges) {
            TapQuery query;
            query.from = edge.from;
            query.to = edge.to;
            auto tap = run->tap(query);
            QVERIFY2(tap.ok(), tap ? "" : tap.error().text().c_str());
            taps.push_back(*tap);
        }
        while (!run->wait(100)) {}
    }

    void rowsKindsAndCounts() {
        auto run = start("SELECT MOD(x, 2) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 2);");
        run->pause();
        TapQuery query = edgeFrom(*run, "GroupAggregate");
        query.all = true;
        query.rows = 1'000'000;
        auto tap = run->tap(query);
        QVERIFY(tap.ok());
        run->resume();
        Seen seen = drain(*run, **tap);
        // What passed before the pause was not seen; from then on everything was, in order.
        QCOMPARE(static_cast<int64_t>(seen.rows.size()) + seen.last.missed, seen.last.passed);
        QCOMPARE(seen.last.matched, seen.last.passed);
        if (!seen.rows.empty()) QVERIFY(seen.rows.back().rfind("+U", 0) == 0 || seen.rows.back().rfind("+I", 0) == 0);
    }

    void aConditionChoosesRows() {
        auto run = start("SELECT MOD(x, 7) AS k, SUM(x) AS s FROM n GROUP BY MOD(x, 7);", 2);
        TapQuery query = edgeFrom(*run, "Source");
        query.all = true;
        query.condition = "x BETWEEN 100 AND 110 OR x = 20000";
        query.rows = 1'000'000;
        auto tap = run->tap(query);
        QVERIFY2(tap.ok(), tap ? "" : tap.error().text().c_str());
        Seen seen = drain(*run, **tap);
        QVERIFY(seen.last.passed <= 20000);
        QVERIFY(seen.last.matched <= 12);
        for (const std::string& row : seen.rows) QVERIFY2(row.rfind("+I 10", 0) == 0 || row.rfind("+I 11", 0) == 0 || row.rfind("+I 20000", 0) == 0, row.c_str());
    }

    void wrongConditionsSayWhy_data() {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QString>("expected");
        QTest::newRow("column") << "amont > 1" << "amont";
        QTest::newRow("half") << "x >" << "";
        QTest::newRow("no boolean") << "x + 1" << "";
        QTest::newRow("union") << "x > 1 UNION SELECT * FROM edge" << "condition over the columns";
        QTest::newRow("limit") << "x > 1 LIMIT 3" << "condition over the columns";
        QTest::newRow("two") << "x > 1; SELECT 1" << "condition over the columns";
        QTest::newRow("subquery") << "x IN (SELECT x FROM edge)" << "condition over the columns";
    }
    void wrongConditionsSayWhy() {
        QFETCH(QString, condition);
        QFETCH(QString, expected);
        auto run = start("SELECT x FROM n;");
        TapQuery query = edgeFrom(*run, "Source");
        query.condition = condition.toStdString();
        auto tap = run->tap(query);
        QVERIFY(!tap.ok());
        QVERIFY2(QString::fromStdString(tap.error().text()).contains(expected), tap.error().text().c_str());
        QVERIFY(tap.error().place.offset < condition.size() + 2);
        query.condition.clear();
        query.to = 77;
        QVERIFY(!run->tap(query).ok());
    }

    void aConditionThatFailsLeavesTheJobAlone() {
        auto run = start("SELECT x FROM n;");
        run->pause();
        TapQuery query = edgeFrom(*run, "Source");
        query.condition = "10 / (x - x) > 1";
        auto tap = run->tap(query);
        QVERIFY2(tap.ok(), tap ? "" : tap.error().text().c_str());
        run->resume();
        Seen seen = drain(*run, **tap);
        QCOMPARE(run->snapshot()->state, RunState::Finished);
        QCOMPARE(run->snapshot()->resultRows.front(), int64_t{20000});
        QVERIFY(seen.rows.empty());
        if (seen.last.passed > 0) QVERIFY(!seen.last.problem.empty());
    }

    void resultsAreTheSameWithATapOnEveryEdge() {
        auto answer = [&](bool tapped) {
            auto run = start("SELECT window_start, COUNT(*) AS c, SUM(x) AS s FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;", 2);
            std::vector<std::shared_ptr<EdgeTap>> taps;
            const auto picture = run->snapshot();
            if (tapped)
                for (const EdgeSnapshot& edge : picture->edges) {
                    TapQuery query;
                    query.from = edge.from;
                    query.to = edge.to;
                    query.all = true;
                    query.condition = "1 = 1";
                    auto tap = run->tap(query);
                    if (!tap) qFatal("%s", tap.error().text().c_str());
                    taps.push_back(*tap);
                }
            while (!run->wait(1))
                for (auto& tap : taps) tap->take();
            std::multiset<std::string> rows;
            const ResultPage page = run->result(0)->page(0, 1'000'000);
            for (const Batch& batch : page.batches)
                for (int row = 0; row < batch.rows; ++row) {
                    std::string line;
                    for (size_t c = 0; c < batch.columns.size(); ++c) appendText(line, *batch.columns[c], run->result(0)->schema().fields[c].type, row, *TimeZone::utc());
                    rows.insert(line);
                }
            return rows;
        };
        const auto plain = answer(false);
        QCOMPARE(plain.size(), size_t{334});
        QVERIFY(plain == answer(true));
    }
};

QTEST_GUILESS_MAIN(TapTest)
#include "tap_test.moc"
