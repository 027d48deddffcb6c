// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/checkpoint/state_writer.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace weir;

namespace {

StateForm sums() { return {{{"name", "STRING"}}, {{"SUM(price)", "BIGINT"}}}; }

/// Two subtasks of one operator, keys by group.
std::vector<OperatorState> states() {
    std::vector<OperatorState> out;
    for (int subtask = 0; subtask < 2; ++subtask) {
        StateWriter writer;
        writer.section("groups", sums());
        for (int group = subtask * 64; group < subtask * 64 + 64; ++group) {
            writer.entry(group);
            writer.bytes("key " + std::to_string(group));
            writer.number(group * -1'000'000'007LL);
        }
        writer.section("clock", {{}, {{"watermark", "BIGINT"}}});
        writer.entry(EverySubtask);
        writer.number(INT64_MIN + subtask);
        out.push_back({"totals.GroupAggregate", "GroupAggregate", subtask, 2, writer.take()});
    }
    return out;
}

/// Two subtasks of one operator whose section is a layer upon that of `since`.
std::vector<OperatorState> layered(int64_t number, int64_t since, int earlier) {
    std::vector<OperatorState> out;
    for (int subtask = 0; subtask < 2; ++subtask) {
        StateWriter writer(128, false, true);
        writer.setCheckpoint(number, since);
        writer.section("rows", sums());
        writer.layer(earlier);
        writer.later([number, earlier, group = subtask * 64](StateWriter& to) {
            to.entry(group);
            to.bytes(std::to_string(group) + " at " + std::to_string(number));
            if (earlier == 0) return;
            to.removal(group);
            to.bytes("gone at " + std::to_string(number));
        });
        out.push_back({"op", "Op", subtask, 2, writer.take()});
    }
    return out;
}

Manifest manifest(int64_t number) {
    Manifest out;
    out.job = "insert-into_totals";
    out.jobId = "1234";
    out.checkpoint = number;
    out.takenMillis = 1'700'000'000'000;
    return out;
}

/// The local files, of whose changes the n-th fails, once or from then on.
class FailingFiles final : public FileSystem {
public:
    FailingFiles(int n, bool forEver) : left_(n), forEver_(forEver) {}
    bool failed() const { return failed_; }
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override { return files_.openToRead(path); }
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override {
        if (fails()) return full(path);
        auto file = files_.openToWrite(path, append);
        if (!file) return file.error();
        return std::unique_ptr<WritableFile>(std::make_unique<File>(*this, std::move(*file), path));
    }
    Result<FileInfo> info(const std::string& path) override { return files_.info(path); }
    Result<std::vector<FileInfo>> list(const std::string& folder) override { return files_.list(folder); }
    Status createFolders(const std::string& path) override { return fails() ? Status(full(path)) : files_.createFolders(path); }
    Status rename(const std::string& from, const std::string& to) override { return fails() ? Status(full(from)) : files_.rename(from, to); }
    Status remove(const std::string& path) override { return fails() ? Status(full(path)) : files_.remove(path); }
    Status truncate(const std::string& path, int64_t bytes) override { return fails() ? Status(full(path)) : files_.truncate(path, bytes); }
    Status syncFolder(const std::string& path) override { return fails() ? Status(full(path)) : files_.syncFolder(path); }

private:
    class File final : public WritableFile {
    public:
        File(FailingFiles& owner, std::unique_ptr<WritableFile> file, std::string path) : owner_(owner), file_(std::move(file)), path_(std::move(path)) {}
        Status append(std::string_view bytes) override {
            if (!owner_.fails()) return file_->append(bytes);
            (void)file_->append(bytes.substr(0, bytes.size() / 2));      // a short write
            return full(path_);
        }
        Status sync() override { return owner_.fails() ? Status(full(path_)) : file_->sync(); }
        Status close() override { return owner_.fails() ? Status(full(path_)) : file_->close(); }

    private:
        FailingFiles& owner_;
        std::unique_ptr<WritableFile> file_;
        std::string path_;
    };
    static Error full(const std::string& path) { return {ErrorCode::Io, "Cannot write '" + path + "': No space left on device."}; }
    bool fails() {
        if (failed_) return forEver_;
        return failed_ = left_-- == 0;
    }
    LocalFileSystem files_;
    int left_;
    bool forEver_, failed_ = false;
};

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
void overwrite(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

} // namespace

class StorageTest : public QObject {
    Q_OBJECT
    LocalFileSystem files;

private slots:
    void whatIsWrittenComesBack() {
        QTemporaryDir dir;
        CheckpointStorage storage(files, dir.path().toStdString() + "/job");
        QVERIFY(storage.write(manifest(3), states()).ok());
        QCOMPARE(storage.list().value(), std::vector<int64_t>{3});
        auto read = storage.read(storage.pathOf(3));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(QString::fromStdString(text(read->manifest)), QString::fromLatin1(contents(QString::fromStdString(storage.pathOf(3)) + "/manifest.json")));
        for (int subtask = 0; subtask < 2; ++subtask) {
            auto reader = read->reader("totals.GroupAggregate", subtask, 2);
            QVERIFY(reader->section("groups", sums()));
            int entries = 0;
            for (StateEntry entry; reader->next(entry); ++entries) {
                int group = subtask * 64 + entries;
                QCOMPARE(QByteArray(std::string(entry.bytes()).c_str()), QByteArray("key ") + QByteArray::number(group));
                QCOMPARE(entry.number(), group * -1'000'000'007LL);
                QVERIFY(entry.atEnd());
            }
            QCOMPARE(entries, 64);
            StateEntry clock;
            QVERIFY(reader->section("clock", {{}, {{"watermark", "BIGINT"}}}) && reader->next(clock));
            QCOMPARE(clock.number(), INT64_MIN + subtask);
            QVERIFY(!reader->next(clock));
            QVERIFY(!reader->section("timers", {}));
        }
        QVERIFY(!read->reader("other", 0, 2));
    }

    /// Every key group has one owner at any parallelism, and clocks go to all.
    void entriesFollowTheirKeyGroups() {
        QTemporaryDir dir;
        CheckpointStorage storage(files, dir.path().toStdString());
        QVERIFY(storage.write(manifest(1), states()).ok());
        auto read = storage.read(storage.pathOf(1));
        for (int parallelism : {1, 2, 3, 4, 7, 128}) {
            QSet<QByteArray> keys;
            for (int subtask = 0; subtask < parallelism; ++subtask) {
                auto reader = read->reader("totals.GroupAggregate", subtask, parallelism);
                StateEntry entry;
                QVERIFY(reader->section("groups", sums()));
                while (reader->next(entry)) {
                    QByteArray key(std::string(entry.bytes()).c_str());
                    QVERIFY(!keys.contains(key));
                    QCOMPARE(key.mid(4).toInt() * parallelism / 128, subtask);
                    keys.insert(key);
                }
                int clocks = 0;
                QVERIFY(reader->section("clock", {{}, {{"watermark", "BIGINT"}}}));
                while (reader->next(entry)) ++clocks;
                QCOMPARE(clocks, parallelism == 2 ? 1 : 2);
            }
            QCOMPARE(keys.size(), 128);
        }
    }

    void anotherFormIsRefusedByColumn() {
        QTemporaryDir dir;
        CheckpointStorage storage(files, dir.path().toStdString());
        QVERIFY(storage.write(manifest(1), states()).ok());
        auto read = storage.read(storage.pathOf(1));
        auto reader = read->reader("totals.GroupAggregate", 0, 2);
        try {
            reader->section("groups", {{{"name", "STRING"}}, {{"SUM(price)", "INT"}}});
            QFAIL("an error was due");
        } catch (const RunError& failure) {
            QString message = QString::fromStdString(failure.error().message);
            QVERIFY2(message.contains("totals.GroupAggregate") && message.contains("'SUM(price)' BIGINT") && message.contains("'SUM(price)' INT"), qPrintable(message));
        }
    }

    /// Without a manifest a folder is no checkpoint; half a removal leaves none.
    void halfOfOneIsNone() {
        QTemporaryDir dir;
        CheckpointStorage storage(files, dir.path().toStdString());
        QVERIFY(storage.write(manifest(1), states()).ok());
        QVERIFY(QDir(dir.path()).mkdir("chk-9"));
        int64_t greatest = 0;
        QCOMPARE(storage.list(&greatest).value(), std::vector<int64_t>{1});
        QCOMPARE(greatest, 9);
        QVERIFY(!storage.read(storage.pathOf(9)).ok());
        storage.remove(1);
        QVERIFY(!QDir(dir.path() + "/chk-1").exists());
        QVERIFY(storage.list().value().empty());
    }

    /// A seeded sweep: no damage is ever taken for a checkpoint, and the message names the folder.
    void damageIsFound() {
        QTemporaryDir dir;
        CheckpointStorage storage(files, dir.path().toStdString());
        for (int64_t number : {1, 2}) {
            auto held = states();
            held[0].sections[0].data += std::string(static_cast<size_t>(number), 'x');
            QVERIFY(storage.write(manifest(number), held).ok());
        }
        QString path = dir.path() + "/chk-2";
        QByteArray state = contents(path + "/state"), written = contents(path + "/manifest.json");
        QByteArray otherState = contents(dir.path() + "/chk-1/state"), otherManifest = contents(dir.path() + "/chk-1/manifest.json");
        Random random(7);
        int found = 0;
        constexpr int Times = 600;
        for (int i = 0; i < Times; ++i) {
            bool onState = random.below(2);
            QByteArray bytes = onState ? state : written;
            switch (random.below(6)) {
            case 0: bytes[static_cast<int>(random.below(bytes.size()))] = static_cast<char>(bytes[0] ^ (1 << random.below(8))); break;
            case 1: bytes.truncate(static_cast<int>(random.below(bytes.size()))); break;
            case 2: bytes.append(static_cast<char>(random.below(256))); break;
            case 3: bytes = onState ? otherState : otherManifest; break;
            case 4: std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), '\0'); break;
            default: {
                auto at = static_cast<int>(random.below(bytes.size()));
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
            }
            }
            if (bytes == (onState ? state : written)) continue;
            overwrite(path + (onState ? "/state" : "/manifest.json"), bytes);
            auto read = storage.read(path.toStdString());
            QVERIFY2(!read.ok(), qPrintable(QString("change %1 was not noticed").arg(i)));
            QVERIFY(QString::fromStdString(read.error().message).contains("chk-2"));
            overwrite(path + (onState ? "/state" : "/manifest.json"), onState ? state : written);
            ++found;
        }
        QVERIFY(found > Times * 9 / 10);
        QVERIFY(storage.read(path.toStdString()).ok());
        overwrite(path + "/more", "x");
        QVERIFY(QString::fromStdString(storage.read(path.toStdString()).error().message).contains("'more'"));
        QVERIFY(QFile::remove(path + "/more") && QFile::remove(path + "/state"));
        QVERIFY(!storage.read(path.toStdString()).ok());
        // An older one under a newer name.
        QVERIFY(QDir().rename(dir.path() + "/chk-1", dir.path() + "/chk-7"));
        QVERIFY(QString::fromStdString(storage.read(dir.path().toStdString() + "/chk-7").error().message).contains("checkpoint 1"));
    }

    /// Who comes later owns the folder.
    void theSecondRunFencesTheFirst() {
        QTemporaryDir dir;
        CheckpointStorage first(files, dir.path().toStdString()), second(files, dir.path().toStdString());
        QVERIFY(first.claim("run", "a").ok());
        QVERIFY(first.write(manifest(1), states()).ok());
        QVERIFY(second.lastRun() == "run" && second.claim("run", "b").ok());
        auto refused = first.write(manifest(2), states());
        QVERIFY(!refused.ok() && QString::fromStdString(refused.error().message).contains("taken over"));
        QCOMPARE(second.list().value(), std::vector<int64_t>{1});
        QVERIFY(second.write(manifest(3), states()).ok());
    }

    /// Whichever write, sync or rename fails: the last good one is still whole, and the next one is written when there is room again.
    void everyFailingWriteLeavesTheLastOne() {
        for (bool forEver : {false, true}) {
            int sites = 0;
            for (bool failed = true; failed; ++sites) {
                QTemporaryDir dir;
                std::string folder = dir.path().toStdString() + "/job";
                CheckpointStorage good(files, folder);
                QVERIFY(good.write(manifest(1), states()).ok());
                FailingFiles failing(sites, forEver);
                CheckpointStorage storage(failing, folder);
                auto written = storage.write(manifest(2), states());
                failed = failing.failed();
                QCOMPARE(written.ok(), !failed);
                if (failed) {
                    QVERIFY(QString::fromStdString(written.error().message).contains("No space left"));
                    storage.remove(2);
                }
                QVERIFY(good.read(good.pathOf(1)).ok());
                auto complete = good.list().value();
                if (complete.back() == 2) QVERIFY(good.read(good.pathOf(2)).ok());
                QVERIFY(good.write(manifest(3), states()).ok());
                QVERIFY(good.read(good.pathOf(3)).ok());
            }
            QVERIFY(sites > 10);
        }
    }

    /// Layers stay for as long as they are needed, in each folder that needs them; where files cannot be linked they are copied.
    void layersComeAlong_data() {
        QTest::addColumn<bool>("linked");
        QTest::newRow("linked") << true;
        QTest::newRow("copied") << false;
    }
    void layersComeAlong() {
        QFETCH(bool, linked);
        FailingFiles copying(1'000'000, false);
        FileSystem& disk = linked ? static_cast<FileSystem&>(files) : copying;
        QTemporaryDir dir;
        CheckpointStorage storage(disk, dir.path().toStdString());
        QCOMPARE(storage.lastWritten(), 0);
        for (int64_t number = 1; number <= 5; ++number) {
            QVERIFY(storage.write(manifest(number), layered(number, number - 1, number == 1 ? 0 : number == 4 ? 1 : 2)).ok() == (number != 2));
            // The second needs more than there is; so the third begins anew.
            QCOMPARE(storage.lastWritten(), number == 2 ? 0 : number);
            if (number == 2) {
                storage.remove(2);
                QVERIFY(storage.write(manifest(3), layered(3, 0, 0)).ok());
                storage.remove(1);
                ++number;
            }
        }
        storage.remove(3);
        storage.remove(4);
        QStringList names = QDir(dir.path() + "/chk-5").entryList(QDir::Files);
        QCOMPARE(names, (QStringList{"layer-3", "layer-4", "layer-5", "manifest.json", "state"}));
        auto read = storage.read(storage.pathOf(5));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->manifest.format, 2);
        for (int subtask = 0; subtask < 2; ++subtask) {
            auto reader = read->reader("op", subtask, 2);
            QVERIFY(reader->section("rows", sums()) && reader->isLayered());
            QStringList order;
            for (StateEntry entry; reader->next(entry);) order << (entry.isRemoval() ? "-" : "") + QString::fromStdString(std::string(entry.bytes()));
            QString group = QString::number(subtask * 64);
            QCOMPARE(order, (QStringList{group + " at 5", "-gone at 5", group + " at 4", "-gone at 4", group + " at 3"}));
        }
        // Damage to any of them is found.
        for (const char* name : {"layer-3", "layer-5"}) {
            QByteArray good = contents(dir.path() + "/chk-5/" + name), bad = good;
            bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
            overwrite(dir.path() + "/chk-5/" + name, bad);
            auto damaged = storage.read(storage.pathOf(5));
            QVERIFY(!damaged.ok() && damaged.error().message.find(name) != std::string::npos && damaged.error().message.find("hash") != std::string::npos);
            overwrite(dir.path() + "/chk-5/" + name, good);
        }
        QVERIFY(QFile::remove(dir.path() + "/chk-5/layer-4"));
        QVERIFY(!storage.read(storage.pathOf(5)).ok());
    }

    void newerFormatsAreRefused() {
        Manifest newer = manifest(1);
        newer.format = ManifestFormat + 1;
        auto read = parseManifest(text(newer), "chk-1/manifest.json");
        QVERIFY(!read.ok() && read.error().code == ErrorCode::Unsupported);
        Manifest outside = manifest(1);
        outside.files = {{"../../etc/passwd", 1, std::string(32, '0')}};
        QVERIFY(!parseManifest(text(outside), "x").ok());
        for (const char* nonsense : {"", "\n", "{}\n", "{}\nxxh3-128 0\n", "xxh3-128 00000000000000000000000000000000\n"}) QVERIFY(!parseManifest(nonsense, "x").ok());
    }

    /// Entries that end too early throw and never read beyond.
    void cutEntriesAreErrors() {
        StateWriter writer;
        writer.section("s", {});
        writer.entry(5);
        writer.number(1'000'000);
        writer.bytes("some bytes");
        std::string data = writer.take()[0].data;
        for (size_t size = 0; size < data.size(); ++size) {
            auto owner = std::make_shared<std::string>(data.substr(0, size));
            StateReader reader("op", {{0, "s", {}, *owner, owner}}, 1, 0, 1, 0, 128);
            QVERIFY(reader.section("s", {}));
            bool failed = false;
            try {
                StateEntry entry;
                if (reader.next(entry)) {
                    entry.number();
                    entry.bytes();
                }
            } catch (const RunError&) {
                failed = true;
            }
            QCOMPARE(failed, size > 0);
        }
    }
};

QTEST_APPLESS_MAIN(StorageTest)
#include "storage_test.moc"
