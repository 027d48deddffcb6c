// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_writer.h"
#include "engine/session/session.h"
#include "engine/types/row_codec.h"
#include "engine/types/vector_builder.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace weir;

/// What state looks like when it is asked for: of runs that are over and hold all they have read.
class StatePageTest : public QObject {
    Q_OBJECT

    static std::shared_ptr<Run> ran(const std::string& script) {
        Session session;
        RunOptions options;
        options.seededScheduler = true;
        auto run = session.start(script, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        while (!(*run)->wait(1000)) {}
        return *run;
    }
    static std::string holder(const Run& run, const std::string& kind) {
        const auto snapshot = run.snapshot();
        for (const VertexSnapshot& vertex : snapshot->vertices)
            if (vertex.name == kind) return vertex.uid;
        std::string names;
        for (const VertexSnapshot& vertex : snapshot->vertices) names += vertex.name + " ";
        qFatal("no %s among %s", kind.c_str(), names.c_str());
    }
    static StatePage ask(const Run& run, StateQuery query) {
        auto page = run.state(query);
        if (!page) qFatal("%s", page.error().text().c_str());
        return std::move(*page);
    }
    static std::string firsts(const StatePage& page) {
        std::string out;
        for (const StateRow& row : page.rows) out += row.values.front() + " ";
        return out;
    }
    static constexpr const char* Words = "SELECT k, COUNT(*) AS c FROM (VALUES ('a'), ('bbbbbbbbbbbb'), ('cc'), ('cc'), ('dddd')) AS t (k) GROUP BY k;\n";
    static constexpr const char* Orders =
        "SELECT o.id, p.what FROM (VALUES (1, 'x'), (2, 'y'), (3, 'x'), (4, 'x'), (5, 'zz')) AS o (id, item) JOIN (VALUES ('x', 'one'), ('y', 'two')) AS p (item, what) ON o.item = p.item;\n";

private slots:
    void theLargestComeFirst() {
        auto run = ran(Words);
        StateQuery query;
        query.uid = holder(*run, "GroupAggregate");
        query.order = StateOrder::LargestFirst;
        const StatePage all = ask(*run, query);
        QCOMPARE(firsts(all), std::string("bbbbbbbbbbbb dddd cc a "));
        QCOMPARE(all.keyColumns, 1);
        int64_t bytes = 0;
        for (const StateRow& row : all.rows) bytes += row.bytes;
        QCOMPARE(all.bytes, bytes);
        QVERIFY(all.rows[0].bytes - all.rows[3].bytes >= 11);
        query.first = 1;
        query.limit = 2;
        const StatePage some = ask(*run, query);
        QCOMPARE(firsts(some), std::string("dddd cc "));
        QCOMPARE(some.matching, int64_t{4});
        QCOMPARE(some.bytes, bytes);
    }

    /// What calls have come to, not how they keep it.
    void callsAreValues() {
        auto run = ran("SELECT k, COUNT(*) AS n, SUM(v) AS s, AVG(v) AS a, MAX(w) AS m, COUNT(DISTINCT v) AS c, SUM(v) FILTER (WHERE v > 100) AS f, LISTAGG(w) AS l, MIN(d) AS d "
                       "FROM (VALUES ('a', 1, 'x', 1.5), ('a', 4, 'yy', CAST(NULL AS DECIMAL(2, 1))), ('b', 7, '', 0.5)) AS t (k, v, w, d) GROUP BY k;\n");
        StateQuery query;
        query.uid = holder(*run, "GroupAggregate");
        const StatePage page = ask(*run, query);
        std::string columns, rows;
        for (const std::string& column : page.columns) columns += column + "|";
        std::set<std::string> sorted;
        for (const StateRow& row : page.rows) {
            std::string line;
            for (const std::string& value : row.values) line += value + "|";
            sorted.insert(line);
        }
        for (const std::string& line : sorted) rows += line + "\n";
        QCOMPARE(QString::fromStdString(columns), "k CHAR(1)|group_rows BIGINT|COUNT(*) BIGINT|SUM(v) INT|AVG(v) INT|MAX(w) VARCHAR(2)|COUNT(DISTINCT v) BIGINT|SUM(v) FILTER INT|LISTAGG(w) VARCHAR(2)|MIN(d) DECIMAL(2, 1)|state_expires TIMESTAMP_LTZ(3)|");
        QCOMPARE(QString::fromStdString(rows), "a|2|2|5|2|yy|2|NULL|x,yy|1.5|NULL|\nb|1|1|7|7||1|NULL||0.5|NULL|\n");
    }

    /// Groups that rows have left again.
    void callsThatTakeAwayAreValues() {
        auto run = ran("SELECT c, COUNT(*) AS n, MAX(k) AS m FROM (SELECT k, COUNT(*) AS c FROM (VALUES ('a'), ('b'), ('a'), ('c'), ('c')) AS t (k) GROUP BY k) GROUP BY c;\n");
        std::set<std::string> all;
        const auto snapshot = run->snapshot();
        for (const VertexSnapshot& vertex : snapshot->vertices) {
            if (vertex.name != "GroupAggregate") continue;
            StateQuery query;
            query.uid = vertex.uid;
            for (const StateRow& row : ask(*run, query).rows) {
                std::string line;
                for (const std::string& value : row.values) line += value + "|";
                all.insert(line);
            }
        }
        std::string rows;
        for (const std::string& line : all) rows += line + "\n";
        QCOMPARE(QString::fromStdString(rows), "1|1|1|b|NULL|\n2|2|2|c|NULL|\na|2|2|NULL|\nb|1|1|NULL|\nc|2|2|NULL|\n");
    }

    void aKeyGroupsEntries() {
        auto run = ran(Words);
        StateQuery query;
        query.uid = holder(*run, "GroupAggregate");
        const StatePage all = ask(*run, query);
        std::set<int> groups;
        for (const StateRow& row : all.rows) {
            QVERIFY(row.keyGroup >= 0);
            groups.insert(row.keyGroup);
        }
        int64_t found = 0;
        for (int group : groups) {
            query.keyGroup = group;
            const StatePage one = ask(*run, query);
            for (const StateRow& row : one.rows) QCOMPARE(row.keyGroup, group);
            found += one.matching;
        }
        QCOMPARE(found, int64_t{4});
        query.keyGroup = 1'000'000;
        QCOMPARE(ask(*run, query).matching, int64_t{0});
    }

    void allGroupsAreReadWhereThereAreMany() {
        VectorBuilder words(DataType::string());
        words.appendBytes("x");
        const std::vector<ColumnRef> row{words.finish()};
        std::vector<char> packed;
        RowCodec({DataType::string()}).encodeRow(row, 0, packed);
        StateWriter out(1 << 15);
        out.section("rows", {{{"word", "STRING"}}, {{"word", "STRING"}}, "rows kr"});
        for (const int group : {5, 500, (1 << 15) - 1}) {
            out.entry(group);
            out.bytes("");
            out.number(0);
            out.bytes({packed.data(), packed.size()});
        }
        StateQuery query;
        query.uid = "a";
        const auto page = statePage({"a", "ChangelogNormalize", 0, 1, out.take()}, query, {[](const std::string&) -> Result<DataType> { return DataType::string(); }, Session().zone()});
        QVERIFY(page.ok());
        QCOMPARE(page->matching, int64_t{3});
        QCOMPARE(page->rows[2].keyGroup, (1 << 15) - 1);
        QCOMPARE(page->rows[1].values.front(), std::string("x"));
    }

    void keysOfAListAreOneSize() {
        auto run = ran(Orders);
        StateQuery query;
        query.uid = holder(*run, "Join");
        query.order = StateOrder::LargestFirst;
        const StatePage all = ask(*run, query);
        // The key's column comes first, wherever it stands in the row.
        QVERIFY2(all.columns.front().rfind("item ", 0) == 0, all.columns.front().c_str());
        QCOMPARE(all.keyColumns, 1);
        QCOMPARE(firsts(all).substr(0, 6), std::string("x x x "));
        QCOMPARE(all.rows[0].bytes, all.rows[2].bytes);
        QVERIFY(all.rows[2].bytes > all.rows[3].bytes);
        QCOMPARE(all.bytes, all.rows[0].bytes + all.rows[3].bytes + all.rows[4].bytes);
        query.keys = {{"x"}, {"zz"}, {"z"}, {"nothing"}};
        QCOMPARE(ask(*run, query).matching, int64_t{4});
        query.keys = {{"x", "x"}};
        QCOMPARE(ask(*run, query).matching, int64_t{0});
    }

    void entriesThatNothingTakesAway() {
        StateQuery query;
        auto run = ran(Words);
        query.uid = holder(*run, "GroupAggregate");
        StatePage page = ask(*run, query);
        QVERIFY(page.end == StateEnd::TimeToLive);
        QCOMPARE(page.endless, int64_t{4});
        run = ran(std::string("SET 'table.exec.state.ttl' = '1 h';\n") + Words);
        page = ask(*run, query);
        QVERIFY(page.end == StateEnd::TimeToLive);
        QCOMPARE(page.endless, int64_t{0});
        QCOMPARE(page.columns.back(), std::string("state_expires TIMESTAMP_LTZ(3)"));
        run = ran(Orders);
        query.uid = holder(*run, "Join");
        page = ask(*run, query);
        QCOMPARE(page.endless, int64_t{2 + 1});      // keys, not rows
    }
};

QTEST_APPLESS_MAIN(StatePageTest)
#include "state_page_test.moc"
