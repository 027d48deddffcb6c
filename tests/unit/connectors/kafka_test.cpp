// SPDX-License-Identifier: Apache-2.0
#include "connector_rows.h"

#include "engine/connectors/kafka/embedded_broker.h"
#include "engine/types/vector_builder.h"

#include <QElapsedTimer>
#include <QTest>

using namespace weir;
using namespace weir::testing;

namespace {

struct Fixture {
    EmbeddedBroker broker;
    SystemClock clock;
    ConnectorContext context;
    Fixture() {
        context.clock = &clock;
        context.broker = &broker;
        context.zone = TimeZone::utc();
    }
};

Batch numbered(int first, int count, std::vector<RowKind> kinds = {}) {
    VectorBuilder numbers(DataType::integer()), words(DataType::string());
    for (int i = 0; i < count; ++i) {
        numbers.append<int32_t>(first + i);
        words.appendBytes("w" + std::to_string(first + i));
    }
    Batch batch;
    batch.rows = count;
    batch.columns = {numbers.finish(), words.finish()};
    if (!kinds.empty()) {
        batch.kinds = BufferRef(kinds.size());
        std::copy(kinds.begin(), kinds.end(), batch.kinds.as<RowKind>());
    }
    return batch;
}

TableDefinition table(std::map<std::string, std::string> options) {
    options.emplace("connector", "kafka");
    options.emplace("properties.bootstrap.servers", "embedded");
    options.emplace("topic", "numbers");
    options.emplace("format", "json");
    return tableOf({{"n", DataType::integer()}, {"w", DataType::string()}}, options);
}

std::unique_ptr<Sink> sinkOf(const TableDefinition& table, const ConnectorContext& context) {
    SinkRequest request{table, 0, 1, false, {}, ChangelogMode::append(), context};
    return std::move(findConnector(table.connector())->makeSink(request)).value();
}

void write(const TableDefinition& table, const ConnectorContext& context, const Batch& batch) {
    auto sink = sinkOf(table, context);
    sink->write(batch);
    sink->finish();
    sink->close();
}

/// Reads until the bounded source ends.
std::string readBounded(const TableDefinition& table, const ConnectorContext& context) {
    SourceRequest request{table, allColumns(table), 0, 1, context};
    auto made = findConnector(table.connector())->makeSource(request);
    if (!made.ok()) return "ERROR " + made.error().text();
    std::string out;
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 10'000) {
        Poll poll = (*made)->poll(1000);
        if (poll.state == PollState::Finished) return out;
        if (poll.state == PollState::Produced) out += batchText(poll.batch, table, allColumns(table));
    }
    return out + "TIMEOUT";
}

} // namespace

class KafkaTest : public QObject {
    Q_OBJECT
private slots:
    void roundTrip() {
        Fixture at;
        TableDefinition numbers = table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}});
        QVERIFY(findConnector("kafka")->bounded(numbers));
        QCOMPARE(readBounded(numbers, at.context), "");
        write(numbers, at.context, numbered(1, 3));
        QCOMPARE(readBounded(numbers, at.context), "1|w1\n2|w2\n3|w3\n");
        numbers.options["scan.startup.mode"] = "specific-offsets";
        numbers.options["scan.startup.specific-offsets"] = "partition:0,offset:2";
        QCOMPARE(readBounded(numbers, at.context), "3|w3\n");
        numbers.options["scan.startup.mode"] = "latest-offset";
        QCOMPARE(readBounded(numbers, at.context), "");
    }
    void keysAndMetadata() {
        Fixture at;
        TableDefinition numbers = table({{"scan.startup.mode", "earliest-offset"}, {"scan.bounded.mode", "latest-offset"}, {"key.format", "raw"}, {"key.fields", "w"},
                                         {"value.fields-include", "EXCEPT_KEY"}, {"properties.num.partitions", "3"}});
        for (const char* key : {"topic", "partition", "offset", "timestamp-type"}) {
            TableColumn column;
            column.name = key;
            column.kind = ColumnKind::Metadata;
            column.isVirtual = true;
            column.metadataKey = key;
            column.type = std::string(key) == "partition" ? DataType::integer() : std::string(key) == "offset" ? DataType::bigInt() : DataType::string();
            numbers.columns.push_back(column);
        }
        write(numbers, at.context, numbered(1, 20));
        QString all = QString::fromStdString(readBounded(numbers, at.context));
        QStringList lines = all.split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 20);
        std::map<QString, int> next;
        for (const QString& line : lines) {
            QStringList fields = line.split('|');
            QCOMPARE(fields[1], "w" + fields[0]);
            QCOMPARE(fields[2], QString("numbers"));
            QCOMPARE(fields[4].toInt(), next[fields[3]]++);
            QCOMPARE(fields[5], QString("CreateTime"));
        }
        QVERIFY(next.size() > 1);
    }
    void upsert() {
        Fixture at;
        TableDefinition numbers = tableOf({{"n", DataType::integer()}, {"w", DataType::string()}},
                                          {{"connector", "upsert-kafka"}, {"properties.bootstrap.servers", "embedded"}, {"topic", "state"}, {"key.format", "json"},
                                           {"value.format", "json"}, {"scan.bounded.mode", "latest-offset"}});
        numbers.primaryKey = {"n"};
        write(numbers, at.context, numbered(1, 3, {RowKind::Insert, RowKind::UpdateBefore, RowKind::Delete}));
        QCOMPARE(readBounded(numbers, at.context), "+U 1|w1\n-D 3|NULL\n");
    }
    void aTrickleIsFast() {
        Fixture at;
        TableDefinition numbers = table({{"scan.startup.mode", "latest-offset"}});
        QVERIFY(!findConnector("kafka")->bounded(numbers));
        SourceRequest request{numbers, {0, 1}, 0, 1, at.context};
        auto source = std::move(findConnector("kafka")->makeSource(request)).value();
        auto sink = sinkOf(numbers, at.context);
        QElapsedTimer time;
        for (int i = 0; i < 100; ++i) {     // connections come up
            (void)source->poll(100);
            QTest::qSleep(1);
        }
        std::vector<qint64> waits;
        for (int i = 0; i < 21; ++i) {
            sink->write(numbered(i, 1));
            sink->flush();
            time.start();
            std::string got;
            while (got.empty() && time.elapsed() < 3000) {
                Poll poll = source->poll(100);
                if (poll.state == PollState::Produced) got = batchText(poll.batch, numbers, {0, 1});
                else QTest::qSleep(1);
            }
            QCOMPARE(got, std::to_string(i) + "|w" + std::to_string(i) + "\n");
            waits.push_back(time.elapsed());
        }
        std::sort(waits.begin(), waits.end());
        qInfo("median %lld ms, longest %lld ms", static_cast<long long>(waits[10]), static_cast<long long>(waits[20]));
        QVERIFY(waits[10] <= 15);
    }
    void errors() {
        Fixture at;
        auto message = [&](std::map<std::string, std::string> options) { return readBounded(table(std::move(options)), at.context); };
        QVERIFY(message({}).find("properties.group.id") != std::string::npos);
        QVERIFY(message({{"scan.startup.mode", "earliest"}}).find("is not one of earliest-offset") != std::string::npos);
        QVERIFY(message({{"properties.group.id", "g"}}).find("no committed offset") != std::string::npos);
        for (const char* danger : {"plugin.library.paths", "sasl.kerberos.kinit.cmd", "test.mock.num.brokers", "ssl.engine.location"})
            QVERIFY(message({{"scan.startup.mode", "earliest-offset"}, {std::string("properties.") + danger, "x"}}).find("refused") != std::string::npos);
        QVERIFY(message({{"scan.startup.mode", "earliest-offset"}, {"properties.goup.id", "x"}}).find("Did you mean 'properties.group.id'?") != std::string::npos);
        QVERIFY(message({{"scan.startup.mode", "earliest-offset"}, {"json.ignore-parse-error", "true"}}).find("Did you mean 'json.ignore-parse-errors'?") != std::string::npos);
        QElapsedTimer time;
        time.start();
        std::string nobody = message({{"scan.startup.mode", "earliest-offset"}, {"properties.bootstrap.servers", "127.0.0.1:1"}});
        QVERIFY2(nobody.find("127.0.0.1:1 does not answer") != std::string::npos, nobody.c_str());
        QVERIFY(time.elapsed() < 8000);
    }
};

QTEST_APPLESS_MAIN(KafkaTest)
#include "kafka_test.moc"
