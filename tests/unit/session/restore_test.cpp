// SPDX-License-Identifier: Apache-2.0
#include "engine/session/session.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <mutex>

using namespace weir;

namespace {

/// The local files, with how often each was opened to be read.
class CountedFiles final : public FileSystem {
public:
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override {
        std::lock_guard lock(mutex_);
        ++reads_[path];
        return files_.openToRead(path);
    }
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override { return files_.openToWrite(path, append); }
    Result<FileInfo> info(const std::string& path) override { return files_.info(path); }
    Result<std::vector<FileInfo>> list(const std::string& folder) override { return files_.list(folder); }
    Status createFolders(const std::string& path) override { return files_.createFolders(path); }
    Status rename(const std::string& from, const std::string& to) override { return files_.rename(from, to); }
    Status remove(const std::string& path) override { return files_.remove(path); }
    Status truncate(const std::string& path, int64_t bytes) override { return files_.truncate(path, bytes); }
    Status syncFolder(const std::string& path) override { return files_.syncFolder(path); }
    int reads(const std::string& path) {
        std::lock_guard lock(mutex_);
        return reads_[path];
    }

private:
    LocalFileSystem files_;
    std::mutex mutex_;
    std::map<std::string, int> reads_;
};

} // namespace

/// What a run that begins with a checkpoint does with its files.
class RestoreTest : public QObject {
    Q_OBJECT

    static constexpr const char* Script =
        "CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '20000', 'rows-per-second' = '10000000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '20000');\n"
        "SELECT MOD(x, 5000) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 5000);\n";

    static std::shared_ptr<const RunSnapshot> ran(std::shared_ptr<FileSystem> files, const QTemporaryDir& folder, int parallelism, const std::string& from) {
        Session session({nullptr, std::move(files)});
        RunOptions options;
        options.parallelism = parallelism;
        options.workers = 2;
        options.settings["execution.checkpointing.dir"] = folder.path().toStdString();
        options.settings["execution.checkpointing.interval"] = "10 min";
        options.restoreFrom = from;
        auto run = session.start(Script, options);
        if (!run) qFatal("%s", run.error().text().c_str());
        while (!(*run)->wait(1000)) {}
        return (*run)->snapshot();
    }
    static std::vector<std::string> filesOf(const std::string& checkpoint) {
        LocalFileSystem files;
        std::vector<std::string> out;
        auto listed = files.list(checkpoint);
        if (!listed) qFatal("%s", listed.error().text().c_str());
        for (const FileInfo& one : *listed) out.push_back(one.path);
        return out;
    }
    static int64_t groups(const RunSnapshot& snapshot) {
        int64_t rows = 0;
        for (const VertexSnapshot& vertex : snapshot.vertices)
            if (vertex.name == "GroupAggregate")
                for (const SubtaskSnapshot& subtask : vertex.subtasks) rows += subtask.stateRows;
        return rows;
    }

private slots:
    void eachFileIsReadOnce_data() {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("behind");
        QTest::newRow("one and one") << 1 << 1;
        QTest::newRow("three and three") << 3 << 3;
        QTest::newRow("four and two") << 4 << 2;
        QTest::newRow("two and five") << 2 << 5;
    }
    void eachFileIsReadOnce() {
        QFETCH(int, before);
        QFETCH(int, behind);
        QTemporaryDir folder;
        const auto first = ran(nullptr, folder, before, "");
        QCOMPARE(groups(*first), int64_t{5000});
        const std::string checkpoint = first->checkpoints.folder + "/chk-" + std::to_string(first->checkpoints.lastNumber);
        const std::vector<std::string> files = filesOf(checkpoint);
        QVERIFY(files.size() >= 2);
        auto counted = std::make_shared<CountedFiles>();
        const auto second = ran(counted, folder, behind, checkpoint);
        QCOMPARE(second->checkpoints.begunWith, checkpoint);
        QCOMPARE(groups(*second), int64_t{5000});        // whichever task they went to
        for (const std::string& file : files) QVERIFY2(counted->reads(file) == 1, (file + " was read " + std::to_string(counted->reads(file)) + " times").c_str());
        // Looking for the latest is no second look.
        auto latest = std::make_shared<CountedFiles>();
        const auto third = ran(latest, folder, behind, "latest");
        const std::string begun = third->checkpoints.begunWith;
        QVERIFY(!begun.empty());
        QCOMPARE(latest->reads(begun + "/state"), 1);
        QCOMPARE(groups(*third), int64_t{5000});
    }
};

QTEST_GUILESS_MAIN(RestoreTest)
#include "restore_test.moc"
