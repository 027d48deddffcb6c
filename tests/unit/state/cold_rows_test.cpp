// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_rows.h"
#include "engine/types/hash.h"
#include "engine/types/vector_builder.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace weir;

namespace {

/// A table of counts by (text, number) that moves rows to disk.
struct Counts final : ColdRows::Owner {
    std::vector<DataType> types{DataType::string(), DataType::integer()};
    KeyTable table{types, 8};
    ColdRows cold;
    Counts(ColdStore& store, StateMemory& memory) : cold(store, memory, table, *this, 128, nullptr) {}
    void saveRow(uint32_t row, StateWriter& out) override { out.number(table.as<int64_t>(row)); }
    void loadRow(uint32_t row, StateEntry& in) override { table.as<int64_t>(row) = in.number(); }
    void dropRow(uint32_t row) override { table.erase(row); }
    size_t usedBytes() const override { return table.usedBytes() + cold.bytes(); }

    void add(std::span<const int64_t> keys, std::map<int64_t, int64_t>& expected, bool erases) {
        VectorBuilder text(types[0]), number(types[1]);
        for (int64_t key : keys) {
            text.appendBytes("a key " + std::to_string(key));
            if (key % 7 == 0) number.appendNull();
            else number.append<int32_t>(static_cast<int32_t>(key % 5));
        }
        Batch batch;
        batch.rows = static_cast<int>(keys.size());
        batch.columns = {text.finish(), number.finish()};
        std::vector<uint64_t> hashes;
        std::vector<uint32_t> rows;
        std::vector<Found> found;
        hashRows(batch.columns, batch, hashes);
        cold.fetch(hashes, batch.columns, batch);
        table.findOrInsert(hashes, batch.columns, batch, rows, found);
        cold.touch(rows);
        for (size_t i = 0; i < keys.size(); ++i) {
            if (found[i] != Found::Old) table.as<int64_t>(rows[i]) = 0;
            QCOMPARE(table.as<int64_t>(rows[i]), expected[keys[i]]);
            table.as<int64_t>(rows[i]) = ++expected[keys[i]];
        }
        for (size_t i = 0; erases && i < keys.size(); ++i)
            if (keys[i] % 11 == 0 && table.live(rows[i])) {
                table.erase(rows[i]);
                expected[keys[i]] = 0;
            }
        cold.keepBudget();
    }
};

} // namespace

class ColdRowsTest : public QObject {
    Q_OBJECT

    /// Every row on disk comes once, in the range of its order, and stays where it is.
    static void copiesInRanges(ColdStore& store, const Counts& counts, const ColdRows::Frozen& frozen) {
        StateMemory memory(1 << 30, true);
        Counts piece(store, memory);
        const size_t before = counts.cold.rowsOnDisk();
        size_t rows = 0;
        constexpr uint64_t Ranges = 7;
        for (uint64_t range = 0; range < Ranges; ++range) {
            const uint64_t first = SortedRun::AllOrders * range / Ranges, end = SortedRun::AllOrders * (range + 1) / Ranges;
            piece.cold.copyFrom(frozen, first, end, 100, [&] {
                QVERIFY(piece.table.size() <= 100);
                for (uint32_t row = 0; row < piece.table.end(); ++row) {
                    if (!piece.table.live(row)) continue;
                    const uint32_t order = SortedRun::orderOf(piece.table.hashOf(row));
                    QVERIFY(order >= first && order < end);
                    QVERIFY(piece.table.as<int64_t>(row) > 0);
                    ++rows;
                }
                piece.table.clear();
            });
        }
        QCOMPARE(rows, before);
        QCOMPARE(counts.cold.rowsOnDisk(), before);
    }

private slots:
    /// Rows of every size, equal orders too: each is taken once, and what is not there is not found.
    void runsGiveWhatTheyHold() {
        QTemporaryDir folder;
        LocalFileSystem files;
        std::string path = folder.filePath("run").toStdString();
        std::mt19937 random(3);
        std::map<std::pair<uint32_t, std::string>, std::string> rows;
        for (int i = 0; i < 20'000; ++i) {
            std::string key = "key " + std::to_string(i);
            uint32_t order = i % 100 == 0 ? 77'000'000 : static_cast<uint32_t>(random());
            rows[{order, key}] = std::string(random() % (i % 500 == 0 ? 10'000 : 60), static_cast<char>('a' + i % 26));
        }
        SortedRunWriter writer(files, path, rows.size());
        for (const auto& [key, value] : rows) writer.add({key.first, 5, key.second, value});
        std::shared_ptr<SortedRun> run = writer.finish();
        QCOMPARE(run->rows(), rows.size());
        SortedRun::Gone before = run->gone();
        std::string_view value;
        int wrong = 0, even = 0;
        for (int i = 0; i < 20'000; ++i) wrong += run->mayHold(static_cast<uint32_t>(random()));
        QVERIFY2(wrong < 1000, qPrintable(QString::number(wrong)));
        for (const auto& [key, expected] : rows) {
            QVERIFY(run->mayHold(key.first));
            QVERIFY(!run->take(key.first, key.second + "?", value) && !run->take(key.first + 1, key.second, value));
            if (++even % 2) continue;
            QVERIFY(run->take(key.first, key.second, value));
            QVERIFY(value == expected);
            QVERIFY(!run->take(key.first, key.second, value));
        }
        QCOMPARE(run->live(), rows.size() / 2);
        size_t left = 0, all = 0;
        for (SortedRun::Reader reader(*run, run->gone()); reader.next(); ++left)
            QVERIFY(rows.at({reader.row().order, std::string(reader.row().key)}) == reader.row().value);
        for (SortedRun::Reader reader(*run, before); reader.next();) ++all;
        QCOMPARE(left, run->live());
        QCOMPARE(all, rows.size());
        // Ranges of orders, one behind the other, are all of it; the one order of many rows is in one of them.
        std::vector<uint64_t> cuts{0, 1, 77'000'000, 77'000'001, 77'000'002, SortedRun::AllOrders - 1, SortedRun::AllOrders};
        for (int i = 0; i < 30; ++i) cuts.push_back(random());
        std::sort(cuts.begin(), cuts.end());
        all = 0;
        for (size_t i = 1; i < cuts.size(); ++i)
            for (SortedRun::Reader reader(*run, before, cuts[i - 1], cuts[i]); reader.next(); ++all)
                QVERIFY(reader.row().order >= cuts[i - 1] && reader.row().order < cuts[i]);
        QCOMPARE(all, rows.size());
        run.reset();
        QVERIFY(!files.exists(path));
    }

    /// A changed byte is seen before a row is used.
    void damagedRunsAreRefused() {
        QTemporaryDir folder;
        LocalFileSystem files;
        std::string path = folder.filePath("run").toStdString();
        SortedRunWriter writer(files, path, 100);
        for (uint32_t i = 0; i < 100; ++i) writer.add({i * 40'000'000, 1, "key", "a value"});
        std::shared_ptr<SortedRun> run = writer.finish();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 1) && file.putChar('!'));
        file.close();
        std::string_view value;
        QVERIFY(run->take(0, "key", value));
        QVERIFY_THROWS_EXCEPTION(RunError, run->take(99 * 40'000'000u, "key", value));
    }

    /// What a dead process has left goes, what a living one holds stays.
    void foldersOfTheDeadAreRemoved() {
        QTemporaryDir folder;
        LocalFileSystem files;
        std::string at = folder.path().toStdString();
        QDir(folder.path()).mkpath("weir-state-dead/db");
        for (const char* name : {"weir-state-dead/lock", "weir-state-dead/run-1", "weir-state-dead/db/1.sst"})
            QVERIFY(QFile(folder.filePath(name)).open(QIODevice::WriteOnly));
        QDir(folder.path()).mkpath("another");
        ColdStore living(files, at + "/weir-state-living", 1 << 20);
        QVERIFY(!QFileInfo::exists(folder.filePath("weir-state-dead")));
        QVERIFY(QFileInfo::exists(folder.filePath("another")));
        SortedRunWriter writer = living.newRun(1);
        writer.add({1, 1, "key", "value"});
        std::shared_ptr<SortedRun> run = writer.finish();
        ColdStore other(files, at + "/weir-state-other", 1 << 20);
        QVERIFY(QFileInfo::exists(folder.filePath("weir-state-living/run-0")));
    }

    void rowsComeBack_data() {
        QTest::addColumn<int>("budget");
        QTest::newRow("runs") << 150'000;
        QTest::newRow("database") << 1'000;
    }
    /// Counts of many keys in the memory of few, against a map; the snapshot has each key once.
    void rowsComeBack() {
        QFETCH(int, budget);
        QTemporaryDir folder;
        LocalFileSystem files;
        std::string path = folder.filePath("state").toStdString();
        {
            ColdStore store(files, path, 1 << 20);
            StateMemory memory(budget, true);
            Counts counts(store, memory);
            std::map<int64_t, int64_t> expected;
            std::mt19937 random(11);
            for (int round = 0; round < 300; ++round) {
                std::vector<int64_t> keys(200);
                // Some keys come often, most seldom.
                for (int64_t& key : keys) key = random() % 4 ? static_cast<int64_t>(random() % 10'000) : static_cast<int64_t>(random() % 50);
                counts.add(keys, expected, round % 3 == 0);
                QVERIFY2(counts.usedBytes() < 200'000, qPrintable(QString::number(counts.usedBytes())));
            }
            QVERIFY(counts.cold.rowsOnDisk() > 5000);
            std::map<std::string, int64_t> shown;
            auto frozen = counts.cold.freeze();
            copiesInRanges(store, counts, *frozen);
            StateWriter out;
            out.section("rows", {});
            std::vector<int64_t> few(300, 1);
            for (size_t i = 0; i < few.size(); ++i) few[i] = static_cast<int64_t>(i);
            size_t hot = counts.table.size();
            counts.add(few, expected, false);       // what comes later is not in the snapshot
            frozen->save(out);
            int64_t disk = out.take().front().entries;
            size_t there = 0;
            for (auto [key, count] : expected) there += count > 0;
            // Between snapshot and count only keys of `few` may be new.
            QVERIFY(static_cast<size_t>(disk) + hot <= there && static_cast<size_t>(disk) + hot + few.size() >= there);
        }
        QVERIFY(!QFileInfo::exists(folder.filePath("state")));
    }

    /// Files of their own and rows through memory, sorted reads that take.
    void databaseGivesWhatWasWritten() {
        QTemporaryDir folder;
        LocalFileSystem files;
        ColdStore store(files, folder.filePath("state").toStdString(), 1 << 20);
        int first = store.addTable(), second = store.addTable();
        std::vector<ColdStore::Row> rows;
        for (int i = 0; i < 20'000; ++i) rows.push_back({"key " + std::to_string(100'000 + i), std::string(100, static_cast<char>('a' + i % 26))});
        store.write(first, rows);
        store.write(second, std::vector<ColdStore::Row>{{"key 100001", "another"}});
        auto then = store.snapshot(first);
        store.write(first, std::vector<ColdStore::Row>{{"key 100003", "new"}});
        std::vector<std::string_view> keys{"key 100001", "key 100003", "key 9"};
        std::vector<std::optional<std::string>> values;
        store.take(first, keys, values);
        QCOMPARE(*values[0], std::string(100, 'b'));
        QCOMPARE(*values[1], std::string("new"));
        QVERIFY(!values[2]);
        store.take(first, keys, values);
        QVERIFY(!values[0] && !values[1]);
        store.take(second, keys, values);
        QCOMPARE(*values[0], std::string("another"));
        int shown = 0;
        auto see = [&](std::string_view key, std::string_view value) {
            ++shown;
            if (key == "key 100003") QCOMPARE(value, std::string_view(std::string(100, 'd')));
        };
        then->each("", "", see);
        QCOMPARE(shown, 20'000);
        shown = 0;
        then->each("key 100003", "key 100103", see);
        QCOMPARE(shown, 100);
    }
};

QTEST_APPLESS_MAIN(ColdRowsTest)
#include "cold_rows_test.moc"
