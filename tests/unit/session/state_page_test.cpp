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
