// SPDX-License-Identifier: Apache-2.0
#include "connector_rows.h"

#include "engine/connectors/results.h"
#include "engine/types/vector_builder.h"

#include <QElapsedTimer>
#include <QTest>
#include <set>

using namespace weir;
using namespace weir::testing;

namespace {

DataType bidRow() {
    return DataType::row({{"auction", DataType::bigInt()}, {"bidder", DataType::bigInt()}, {"price", DataType::bigInt()}, {"channel", DataType::string()},
                          {"url", DataType::string()}, {"dateTime", DataType::timestamp(3)}, {"extra", DataType::string()}});
}
DataType personRow() {
    return DataType::row({{"id", DataType::bigInt()}, {"name", DataType::string()}, {"emailAddress", DataType::string()}, {"creditCard", DataType::string()},
                          {"city", DataType::string()}, {"state", DataType::string()}, {"dateTime", DataType::timestamp(3)}, {"extra", DataType::string()}});
}

} // namespace

class GeneratorsTest : public QObject {
    Q_OBJECT
private slots:
    void sequences() {
        ManualClock clock;
        ConnectorContext context;
        context.clock = &clock;
        TableDefinition table = tableOf({{"n", DataType::integer()}, {"m", DataType::bigInt()}},
                                        {{"connector", "datagen"}, {"fields.n.kind", "sequence"}, {"fields.n.start", "-1"}, {"fields.n.end", "2"},
                                         {"fields.m.kind", "sequence"}, {"fields.m.start", "100"}, {"fields.m.end", "200"}, {"rows-per-second", "1"}});
        QVERIFY(findConnector("datagen")->bounded(table));
        SourceRequest request{table, {0, 1}, 0, 1, context};
        auto source = std::move(findConnector("datagen")->makeSource(request)).value();
        std::string out;
        for (int second = 0; second < 5; ++second, clock.advanceMillis(1000))
            for (int i = 0; i < 3; ++i)
                if (Poll poll = source->poll(100); poll.state == PollState::Produced) out += batchText(poll.batch, table, {0, 1}) + "-";
        QCOMPARE(out, "-1|100\n-0|101\n-1|102\n-2|103\n-");
        QVERIFY(source->poll(1).state == PollState::Finished);
    }
    void randomRowsRepeat() {
        ManualClock clock(1'700'000'000'000);
        ConnectorContext context;
        context.clock = &clock;
        context.seed = 5;
        DataType row = DataType::row({{"x", DataType::integer()}, {"y", DataType::string()}});
        TableDefinition table = tableOf({{"i", DataType::integer()}, {"s", DataType::string()}, {"c", DataType::character(3)}, {"d", DataType::decimal(6, 2)},
                                         {"f", DataType::float64()}, {"b", DataType::boolean()}, {"ts", DataType::timestamp(3)}, {"a", DataType::array(DataType::tinyInt())},
                                         {"m", DataType::map(DataType::string(), DataType::integer())}, {"r", row}, {"z", DataType::bytes()}},
                                        {{"connector", "datagen"}, {"number-of-rows", "50"}, {"rows-per-second", "1000000"}, {"fields.i.min", "3"}, {"fields.i.max", "5"},
                                         {"fields.s.length", "4"}, {"fields.r.x.max", "0"}, {"fields.s.null-rate", "0.5"}, {"fields.b.kind", "random"}});
        auto rowsOf = [&](int maxRows) {
            ManualClock own(1'700'000'000'000);
            ConnectorContext c = context;
            c.clock = &own;
            SourceRequest r{table, allColumns(table), 0, 1, c};
            auto source = std::move(findConnector("datagen")->makeSource(r)).value();
            std::string out;
            for (int i = 0; i < 500; ++i) {
                Poll poll = source->poll(maxRows);
                if (poll.state == PollState::Produced) out += batchText(poll.batch, table, allColumns(table));
                if (poll.state == PollState::Finished) break;
                if (poll.state == PollState::Later) own.advanceMillis(1);
            }
            return out;
        };
        std::string rows = rowsOf(100);
        QCOMPARE(std::count(rows.begin(), rows.end(), '\n'), 50);
        QVERIFY(rows.find("NULL") != std::string::npos);
        QCOMPARE(rowsOf(7), rows);
        QCOMPARE(readAll(tableOf({{"n", DataType::integer()}}, {{"connector", "datagen"}, {"fields.x.kind", "random"}}), context).substr(0, 5), "ERROR");
    }
    void nexmarkEvents() {
        ConnectorContext context;
        TableDefinition all = tableOf({{"event_type", DataType::integer()}, {"person", personRow()}, {"bid", bidRow()}}, {{"connector", "nexmark"}, {"events.num", "1000"}, {"seed", "3"}});
        TableDefinition bids = tableOf(bidRow().fields(), {{"connector", "nexmark"}, {"events.num", "1000"}, {"seed", "3"}, {"table", "bid"}});
        std::string rows = readAll(all, context, 64), flat = readAll(bids, context, 100);
        QCOMPARE(std::count(rows.begin(), rows.end(), '\n'), 1000);
        QCOMPARE(std::count(flat.begin(), flat.end(), '\n'), 920);
        // The bids of the events are the rows of the flat table.
        std::string fromEvents;
        for (size_t at = 0; at < rows.size();) {
            size_t end = rows.find('\n', at);
            std::string line = rows.substr(at, end - at);
            at = end + 1;
            if (line.substr(0, 2) != "2|") {
                QVERIFY(line[0] == '0' ? line.find("|NULL") == line.size() - 5 : line == "1|NULL|NULL");
                continue;
            }
            QCOMPARE(line.substr(0, 8), "2|NULL|(");
            std::string fields = line.substr(8, line.size() - 9);
            fromEvents += fields + "\n";
        }
        std::string comma;
        for (char c : flat) c == '|' ? comma += ", " : comma += c;
        QCOMPARE(fromEvents, comma);
        // Subtasks share the events and lose none.
        std::multiset<std::string> one, three;
        auto split = [](const std::string& text, std::multiset<std::string>& lines) {
            for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) lines.insert(text.substr(at, text.find('\n', at) - at));
        };
        bids.options["events.num"] = "45000";
        split(readAll(bids, context, 1000), one);
        for (int i = 0; i < 3; ++i) split(readAll(bids, context, 999, i, 3), three);
        QVERIFY(one == three);
        QVERIFY(readAll(tableOf({{"prize", DataType::bigInt()}}, {{"connector", "nexmark"}, {"table", "bid"}}), context).find("Did you mean 'price'?") != std::string::npos);
    }
    void results() {
        auto batch = [](int first, int rows) {
            VectorBuilder numbers(DataType::integer());
            for (int i = 0; i < rows; ++i) numbers.append<int32_t>(first + i);
            Batch out;
            out.rows = rows;
            out.columns = {numbers.finish()};
            return out;
        };
        ResultCollector ring({{{"n", DataType::integer()}}}, 10, false);
        for (int i = 0; i < 10; ++i) ring.add(batch(i * 4, 4));
        ResultPage page = ring.page(0, 3);
        QCOMPARE(page.totalRows, 40);
        QCOMPARE(page.droppedRows, 28);
        QCOMPARE(page.firstRow, 28);
        QCOMPARE(page.batches.size(), 1u);
        QCOMPARE(page.batches[0].rows, 3);
        QCOMPARE(page.batches[0].columns[0]->at<int32_t>(0), 28);
        page = ring.page(31, 6);
        int rows = 0;
        for (const Batch& each : page.batches) rows += each.rows;
        QCOMPARE(rows, 6);
        QCOMPARE(page.batches[0].columns[0]->at<int32_t>(0), 31);

        ResultCollector lossless({{{"n", DataType::integer()}}}, 10, true);
        lossless.add(batch(0, 12));
        QVERIFY(!lossless.ready());
        QCOMPARE(lossless.take(5).batches[0].rows, 5);
        QVERIFY(lossless.ready());
        page = lossless.take(100);
        QCOMPARE(page.firstRow, 5);
        QCOMPARE(page.batches[0].columns[0]->at<int32_t>(0), 5);
        lossless.finish();
        QVERIFY(lossless.take(1).finished);
    }
    void printed() {
        std::string out;
        ConnectorContext context;
        context.printLine = [&](std::string_view line) { out += std::string(line) + "\n"; };
        TableDefinition table = tableOf({{"n", DataType::integer()}, {"s", DataType::string()}}, {{"connector", "print"}, {"print-identifier", "p"}});
        SinkRequest request{table, 1, 2, false, {}, ChangelogMode::all(), context};
        auto sink = std::move(findConnector("print")->makeSink(request)).value();
        VectorBuilder numbers(DataType::integer()), words(DataType::string());
        numbers.append<int32_t>(1);
        words.appendNull();
        Batch batch;
        batch.rows = 1;
        batch.columns = {numbers.finish(), words.finish()};
        sink->write(batch);
        QCOMPARE(out, "p:2> +I[1, null]\n");
        QVERIFY(!findConnector("print")->validate(table, false).ok());
        QVERIFY(!findConnector("carrier-pigeon"));
    }
};

QTEST_APPLESS_MAIN(GeneratorsTest)
#include "generators_test.moc"
