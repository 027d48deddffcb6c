// SPDX-License-Identifier: Apache-2.0
#include "connector_rows.h"

#include "engine/checkpoint/state_writer.h"
#include "engine/types/vector_builder.h"

#include <QFile>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace weir;
using namespace weir::testing;

namespace {

struct Fixture {
    QTemporaryDir folder;
    LocalFileSystem files;
    SystemClock clock;
    ConnectorContext context;
    Fixture() {
        context.clock = &clock;
        context.files = &files;
        context.seed = 7;
        context.zone = TimeZone::utc();
    }
    std::string path(const char* name = "") const { return folder.path().toStdString() + "/" + name; }
    void put(const char* name, const std::string& bytes) const {
        QString full = QString::fromStdString(path(name));
        QDir().mkpath(full.left(full.lastIndexOf('/')));
        QFile file(full);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
};

Batch numbered(int first, int count, const std::string& word) {
    VectorBuilder numbers(DataType::integer()), words(DataType::string());
    for (int i = 0; i < count; ++i) {
        numbers.append<int32_t>(first + i);
        words.appendBytes(word);
    }
    Batch batch;
    batch.rows = count;
    batch.columns = {numbers.finish(), words.finish()};
    return batch;
}

std::unique_ptr<Sink> sinkOf(const TableDefinition& table, const ConnectorContext& context, bool overwrite = false) {
    SinkRequest request{table, 0, 1, overwrite, {}, ChangelogMode::append(), context};
    return std::move(findConnector(table.connector())->makeSink(request)).value();
}

} // namespace

class FilesystemTest : public QObject {
    Q_OBJECT
private slots:
    void foldersInOrder() {
        Fixture at;
        at.put("in/b.csv", "3,b\n");
        at.put("in/a.csv", "\xef\xbb\xbf" "1,a\n2,a\n");
        at.put("in/sub/c.csv", "5,c");
        at.put("in/_SUCCESS", "");
        at.put("in/.hidden.csv", "9,x\n");
        at.put("in/_no/d.csv", "9,x\n");
        at.put("in/empty.csv", "");
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"b", DataType::string()}}, {{"connector", "filesystem"}, {"path", at.path("in")}, {"format", "csv"}});
        TableColumn name;
        name.name = "n";
        name.type = DataType::string();
        name.kind = ColumnKind::Metadata;
        name.metadataKey = "file.name";
        table.columns.push_back(name);
        QCOMPARE(readAll(table, at.context), "1|a|a.csv\n2|a|a.csv\n3|b|b.csv\n5|c|c.csv\n");
        QCOMPARE(readAll(table, at.context, 1, 0, 2) + readAll(table, at.context, 1, 1, 2), "1|a|a.csv\n2|a|a.csv\n3|b|b.csv\n5|c|c.csv\n");
        table.options["source.path.regex-pattern"] = ".*/[bc][.]csv";
        QCOMPARE(readAll(table, at.context), "3|b|b.csv\n5|c|c.csv\n");
    }
    void packed() {
        Fixture at;
        at.put("x.csv", "1,one\n2,two\n");
        QCOMPARE(QProcess_gzip(at.path("x.csv")), 0);
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"b", DataType::string()}}, {{"connector", "filesystem"}, {"path", "file://" + at.path("x.csv.gz")}, {"format", "csv"}});
        QCOMPARE(readAll(table, at.context), "1|one\n2|two\n");
        at.put("bad.csv.gz", "this is no gzip file");
        table.options["path"] = at.path("bad.csv.gz");
        QVERIFY(readAll(table, at.context).find("bad.csv.gz' cannot be read") != std::string::npos);
    }
    void headersArePassedOver() {
        Fixture at;
        at.put("in/a.csv", "\xef\xbb\xbf" "# made by hand\na,b\n1,a\n");
        at.put("in/b.csv", "# again\r\n" + std::string(300'000, 'x') + ",b\n2,b\n");
        at.put("in/c.csv", "# nothing else");
        at.put("in/d.csv", "");
        at.put("in/e.csv", "x\ny\n5,e\n");
        QCOMPARE(QProcess_gzip(at.path("in/e.csv")), 0);
        QFile::remove(QString::fromStdString(at.path("in/e.csv")));
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"b", DataType::string()}},
                                        {{"connector", "filesystem"}, {"path", at.path("in")}, {"format", "csv"}, {"source.skip-lines", "2"}});
        QCOMPARE(readAll(table, at.context), "1|a\n2|b\n5|e\n");
        QCOMPARE(readAll(table, at.context, 1, 0, 2) + readAll(table, at.context, 1, 1, 2), "1|a\n5|e\n2|b\n");
        table.options["source.skip-lines"] = "two";
        QVERIFY(readAll(table, at.context).find("source.skip-lines") != std::string::npos);
    }
    void recordsAcrossBlocks() {
        Fixture at;
        std::string text, expected;
        for (int i = 0; i < 60'000; ++i) {
            text += std::to_string(i) + ",\"word " + std::to_string(i * 7) + "\"\n";
            expected += std::to_string(i) + "|word " + std::to_string(i * 7) + "\n";
        }
        text += "1," + std::string(3'000'000, 'x') + "\n";
        expected += "1|" + std::string(3'000'000, 'x') + "\n";
        at.put("big.csv", text);
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"b", DataType::string()}}, {{"connector", "filesystem"}, {"path", at.path("big.csv")}, {"format", "csv"}});
        QVERIFY(readAll(table, at.context) == expected);
        QVERIFY(readAll(table, at.context, 7) == expected);
    }
    /// Byte ranges of one large file give each line once.
    void rangesOfLines() {
        Fixture at;
        std::string text;
        int64_t rows = 0;
        for (; text.size() < (17u << 20); ++rows) text += std::to_string(rows) + std::string(static_cast<size_t>(rows % 90), 'x') + "\n";
        at.put("big.txt", text);
        TableDefinition table = tableOf({{"line", DataType::string()}}, {{"connector", "filesystem"}, {"path", at.path("big.txt")}, {"format", "raw"}});
        std::string all;
        for (int subtask = 0; subtask < 3; ++subtask) all += readAll(table, at.context, 8192, subtask, 3);
        QVERIFY(all == text);
    }
    void partitions() {
        Fixture at;
        at.put("p/region=north/year=2023/x.csv", "1,alpha\n");
        at.put("p/region=__DEFAULT_PARTITION__/year=2024/x.csv", "2,beta\n");
        TableDefinition table = tableOf({{"id", DataType::integer()}, {"word", DataType::string()}, {"region", DataType::string()}, {"year", DataType::integer()}},
                                        {{"connector", "filesystem"}, {"path", at.path("p")}, {"format", "csv"}});
        table.partitionKeys = {"region", "year"};
        QCOMPARE(readAll(table, at.context), "2|beta|NULL|2024\n1|alpha|north|2023\n");
    }
    void writes() {
        Fixture at;
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"p", DataType::string()}}, {{"connector", "filesystem"}, {"path", at.path("out")}, {"format", "json"}});
        {
            auto sink = sinkOf(table, at.context);
            sink->write(numbered(1, 2, "x"));
            sink->flush();
            QCOMPARE(readAll(table, at.context), "");      // hidden until it is whole
            sink->finish();
            sink->close();
        }
        {
            auto sink = sinkOf(table, at.context);
            sink->write(numbered(3, 1, "a/b"));
            sink->finish();
            sink->close();
        }
        {
            auto sink = sinkOf(table, at.context);
            sink->write(numbered(9, 1, "never"));
            sink->flush();
            sink->close();      // cancelled
        }
        QString rows = QString::fromStdString(readAll(table, at.context));
        QStringList lines = rows.split('\n', Qt::SkipEmptyParts);
        lines.sort();
        QCOMPARE(lines, QStringList({"1|x", "2|x", "3|a/b"}));
        table.partitionKeys = {"p"};
        table.options["path"] = at.path("parts");
        {
            auto sink = sinkOf(table, at.context);
            sink->write(numbered(1, 1, "x"));
            sink->write(numbered(2, 1, "a/b"));
            sink->finish();
        }
        QCOMPARE(readAll(table, at.context), "2|a/b\n1|x\n");
        QVERIFY(QDir(QString::fromStdString(at.path("parts/p=a%2Fb"))).exists());
        {
            auto sink = sinkOf(table, at.context, true);
            sink->write(numbered(5, 1, "x"));
            sink->finish();
        }
        QCOMPARE(readAll(table, at.context), "2|a/b\n5|x\n");
    }
    /// By the watermark against the partitions' times; a late row opens the partition once more, and it is marked once more.
    void completePartitionsAreMarked() {
        Fixture at;
        ManualClock clock(1'000'000);
        at.context.clock = &clock;
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"p", DataType::string()}},
                                        {{"connector", "filesystem"}, {"path", at.path("out")}, {"format", "csv"}, {"sink.partition-commit.trigger", "partition-time"},
                                         {"sink.partition-commit.delay", "1 h"}, {"sink.partition-commit.policy.kind", "success-file"},
                                         {"sink.partition-commit.watermark-time-zone", "GMT+02:00"}, {"partition.time-extractor.timestamp-pattern", "$p:00:00"}});
        table.partitionKeys = {"p"};
        SinkRequest request{table, 0, 1, false, {}, ChangelogMode::append(), at.context, "run/sink"};
        auto sink = std::move(findConnector("filesystem")->makeSink(request)).value();
        constexpr int64_t Hour = 3'600'000;
        auto checkpoint = [&](int64_t number) {
            StateWriter out;
            sink->prepare(number, out);
            sink->publish(number);
        };
        auto marked = [&](const char* hour) { return at.files.exists(at.path((std::string("out/p=1970-01-01 ") + hour + "/_SUCCESS").c_str())); };
        sink->write(numbered(1, 1, "1970-01-01 10"));
        sink->write(numbered(2, 1, "1970-01-01 11"));
        sink->watermark(9 * Hour);          // 11:00 there: exactly the end of 10 o'clock and the delay
        checkpoint(1);
        QVERIFY(!marked("10") && !marked("11"));
        QCOMPARE(readAll(table, at.context), "");
        sink->watermark(9 * Hour + 1);
        checkpoint(2);
        QVERIFY(marked("10") && !marked("11"));
        QCOMPARE(readAll(table, at.context), "1|1970-01-01 10\n");
        QVERIFY(at.files.remove(at.path("out/p=1970-01-01 10/_SUCCESS")).ok());
        sink->write(numbered(3, 1, "1970-01-01 10"));
        checkpoint(3);
        QVERIFY(marked("10"));
        sink->finish();
        checkpoint(4);
        QVERIFY(marked("11"));
        table.options["partition.time-extractor.timestamp-pattern"] = "on $p";
        auto wrong = std::move(findConnector("filesystem")->makeSink({table, 0, 1, false, {}, ChangelogMode::append(), at.context, "other/sink"})).value();
        wrong->write(numbered(4, 1, "x"));
        wrong->watermark(Hour);
        StateWriter out;
        QVERIFY_THROWS_EXCEPTION(RunError, wrong->prepare(1, out));
        wrong->close();
    }
    void filesEndInTime() {
        Fixture at;
        ManualClock clock(1'000'000);
        at.context.clock = &clock;
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"b", DataType::string()}},
                                        {{"connector", "filesystem"}, {"path", at.path("out")}, {"format", "csv"}, {"sink.rolling-policy.rollover-interval", "10 s"},
                                         {"sink.rolling-policy.inactivity-interval", "3 s"}, {"sink.rolling-policy.check-interval", "1 s"}});
        auto sink = sinkOf(table, at.context);
        auto after = [&](int64_t millis) {
            clock.advanceMillis(millis);
            sink->flush();
            return static_cast<int>(readAll(table, at.context).size()) / 4;
        };
        sink->write(numbered(1, 1, "x"));
        QCOMPARE(after(2'900), 0);
        QCOMPARE(after(100), 0);           // not looked at again so soon
        QCOMPARE(after(900), 1);           // nothing came for 3 s
        for (int i = 0; i < 4; ++i) {
            sink->write(numbered(2, 1, "x"));
            QCOMPARE(after(2'000), 1);
        }
        sink->write(numbered(2, 1, "x"));
        QCOMPARE(after(2'000), 6);          // 10 s old
        sink->finish();
    }
    void commitOptionsAreChecked() {
        Fixture at;
        TableDefinition table = tableOf({{"a", DataType::integer()}, {"p", DataType::string()}}, {{"connector", "filesystem"}, {"path", at.path("out")}, {"format", "csv"}});
        table.partitionKeys = {"p"};
        auto problem = [&](const char* key, const char* value) {
            TableDefinition other = table;
            other.options[key] = value;
            Status status = findConnector("filesystem")->validate(other, true);
            return status.ok() ? std::string() : status.error().message;
        };
        QVERIFY(problem("sink.partition-commit.policy.kind", "metastore,success-file").find("metastore") != std::string::npos);
        QVERIFY(problem("sink.partition-commit.policy.kind", "custom").find("not supported yet") != std::string::npos);
        QVERIFY(problem("sink.partition-commit.policy.kind", "sucess-file").find("sucess-file") != std::string::npos);
        QVERIFY(problem("partition.time-extractor.kind", "hourly").find("hourly") != std::string::npos);
        QVERIFY(problem("sink.partition-commit.watermark-time-zone", "Nowhere/City").find("Nowhere/City") != std::string::npos);
        QCOMPARE(problem("sink.partition-commit.policy.kind", "success-file"), "");
    }
    void newFilesAreFound() {
        Fixture at;
        ManualClock clock;
        at.context.clock = &clock;
        at.put("in/a.csv", "1\n");
        TableDefinition table = tableOf({{"a", DataType::integer()}}, {{"connector", "filesystem"}, {"path", at.path("in")}, {"format", "csv"}, {"source.monitor-interval", "1 s"}});
        const ConnectorInfo* connector = findConnector("filesystem");
        QVERIFY(!connector->bounded(table));
        SourceRequest request{table, {0}, 0, 1, at.context};
        auto source = std::move(connector->makeSource(request)).value();
        auto drain = [&] {
            std::string out;
            for (int i = 0; i < 10; ++i)
                if (Poll poll = source->poll(100); poll.state == PollState::Produced) out += batchText(poll.batch, table, {0});
            return out;
        };
        QCOMPARE(drain(), "1\n");
        at.put("in/b.csv", "2\n");
        QCOMPARE(drain(), "");
        clock.advanceMillis(1001);
        QCOMPARE(drain(), "2\n");
    }
    void errorsNameThemselves() {
        Fixture at;
        auto message = [&](std::map<std::string, std::string> options) {
            options["connector"] = "filesystem";
            return readAll(tableOf({{"a", DataType::integer()}}, options), at.context);
        };
        std::string missing = message({{"path", at.path("nothing.csv")}, {"format", "csv"}});
        QVERIFY2(missing.find("nothing.csv") != std::string::npos && missing.find("1:") != std::string::npos, missing.c_str());
        QVERIFY(message({{"path", "x"}, {"format", "csv"}, {"source.monitor-intervall", "1"}}).find("Did you mean 'source.monitor-interval'?") != std::string::npos);
        QVERIFY(message({{"path", "x"}, {"format", "cvs"}}).find("Did you mean 'csv'?") != std::string::npos);
        QVERIFY(message({{"path", "x"}}).find("needs the option 'format'") != std::string::npos);
        QVERIFY(message({{"format", "csv"}}).find("needs the option 'path'") != std::string::npos);
        QVERIFY(message({{"path", "s3://x/y"}, {"format", "csv"}}).find("not supported yet") != std::string::npos);
        QVERIFY(message({{"path", "x"}, {"format", "csv"}, {"source.monitor-interval", "often"}}).find("'often' is not a duration") != std::string::npos);
        at.put("f.csv", "1\nx\n");
        QVERIFY(message({{"path", at.path("f.csv")}, {"format", "csv"}, {"csv.unknown", "x"}}).find("'x' in field 'a'") != std::string::npos);
    }

private:
    static int QProcess_gzip(const std::string& path) { return std::system(("gzip " + path).c_str()); }
};

QTEST_APPLESS_MAIN(FilesystemTest)
#include "filesystem_test.moc"
