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

/// Numbers that are due at a time, most of them on disk.
struct Deadlines final : ColdRows::Owner {
    KeyTable table{{DataType::bigInt()}, 8};
    ColdRows cold;
    Deadlines(ColdStore& store, StateMemory& memory) : cold(store, memory, table, *this, 128, nullptr) {}
    void saveRow(uint32_t row, StateWriter& out) override { out.number(table.as<int64_t>(row)); }
    void loadRow(uint32_t row, StateEntry& in) override { table.as<int64_t>(row) = in.number(); }
    void dropRow(uint32_t row) override { table.erase(row); }
    int64_t dueOf(uint32_t row) const override { return table.as<int64_t>(row); }
    size_t usedBytes() const override { return table.usedBytes() + cold.bytes(); }

    void set(std::span<const int64_t> keys, std::span<const int64_t> times) {
        VectorBuilder numbers(DataType::bigInt());
        for (int64_t key : keys) numbers.append<int64_t>(key);
        Batch batch;
        batch.rows = static_cast<int>(keys.size());
        batch.columns = {numbers.finish()};
        std::vector<uint64_t> hashes;
        std::vector<uint32_t> rows;
        std::vector<Found> found;
        hashRows(batch.columns, batch, hashes);
        cold.fetch(hashes, batch.columns, batch);
        table.findOrInsert(hashes, batch.columns, batch, rows, found);
        for (size_t i = 0; i < keys.size(); ++i) table.as<int64_t>(rows[i]) = times[i];
    }
    /// Those in memory that are due leave.
    void leave(int64_t time, std::vector<int64_t>& keys) {
        std::vector<uint32_t> due;
        for (uint32_t row = 0; row < table.end(); ++row)
            if (table.live(row) && table.as<int64_t>(row) <= time) due.push_back(row);
        if (due.empty()) return;
        VectorBuilder numbers(DataType::bigInt());
        table.decodeKeys(due, std::span(&numbers, 1));
        Vector column = *numbers.finish();
        for (size_t i = 0; i < due.size(); ++i) keys.push_back(column.at<int64_t>(static_cast<int>(i)));
        table.erase(due);
    }
};

/// Counts of keys that are bytes: a letter, which is the key group, and a number.
struct Letters final : ColdRows::Owner {
    KeyTable table = KeyTable::ofBytes(8);
    ColdRows cold;
    Letters(ColdStore& store, StateMemory& memory) : cold(store, memory, table, *this, 128, nullptr) {}
    void saveRow(uint32_t row, StateWriter& out) override { out.number(table.as<int64_t>(row)); }
    void loadRow(uint32_t row, StateEntry& in) override { table.as<int64_t>(row) = in.number(); }
    void dropRow(uint32_t row) override { table.erase(row); }
    int groupOf(std::string_view key) const override { return key.front() - 'a'; }
    size_t usedBytes() const override { return table.usedBytes() + cold.bytes(); }
};

} // namespace

class ColdDuesTest : public QObject {
    Q_OBJECT

private slots:
    void rowsAreBackWhenDue_data() {
        QTest::addColumn<int>("budget");
        QTest::newRow("runs") << 100'000;
        QTest::newRow("database") << 1'000;
    }
    /// Times are set, and set anew; whenever time goes on exactly those leave whose last time it has passed, though few are in memory.
    void rowsAreBackWhenDue() {
        QFETCH(int, budget);
        QTemporaryDir folder;
        LocalFileSystem files;
        ColdStore store(files, folder.filePath("state").toStdString(), 1 << 20);
        StateMemory memory(budget, true);
        Deadlines deadlines(store, memory);
        std::map<int64_t, int64_t> expected;
        std::mt19937 random(7);
        size_t most = 0;
        for (int64_t now = 0; now < 20'000; now += 50) {
            std::vector<int64_t> keys, times;
            for (int i = 0; i < 100; ++i) {
                int64_t key = static_cast<int64_t>(random() % 20'000);
                if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
                keys.push_back(key);
                times.push_back(now + 1 + static_cast<int64_t>(random() % 8'000));
                expected[key] = times.back();
            }
            deadlines.set(keys, times);
            deadlines.cold.keepBudget();
            most = std::max(most, deadlines.cold.rowsOnDisk());
            std::vector<int64_t> left, due;
            do {
                deadlines.leave(now, left);
                QVERIFY(deadlines.table.size() < 4'000);
            } while (deadlines.cold.fetchDue(now, 64));
            for (const auto& [key, time] : expected)
                if (time <= now) due.push_back(key);
            for (int64_t key : due) expected.erase(key);
            std::sort(left.begin(), left.end());
            QVERIFY2(left == due, qPrintable(QString("%1: %2 left, %3 are due").arg(now).arg(left.size()).arg(due.size())));
            QCOMPARE(deadlines.table.size() + deadlines.cold.rowsOnDisk(), expected.size());
            QVERIFY(deadlines.cold.nextDue() > now);
        }
        QVERIFY(most > 3'000);
        // At the end of time all are due.
        std::vector<int64_t> left;
        do deadlines.leave(INT64_MAX, left);
        while (deadlines.cold.fetchDue(INT64_MAX, 64));
        QCOMPARE(left.size(), expected.size());
        QCOMPARE(deadlines.cold.rowsOnDisk(), size_t{0});
        QCOMPARE(deadlines.cold.nextDue(), ColdDues::Never);
    }

    /// Keys of bytes come back, and checkpoints have them by the owner's key groups.
    void keysMayBeBytes() {
        QTemporaryDir folder;
        LocalFileSystem files;
        ColdStore store(files, folder.filePath("state").toStdString(), 1 << 20);
        StateMemory memory(20'000, true);
        Letters letters(store, memory);
        std::map<std::string, int64_t> expected;
        std::mt19937 random(5);
        for (int round = 0; round < 200; ++round) {
            EncodedRows keys;
            std::vector<uint64_t> hashes;
            keys.offsets.push_back(0);
            for (int i = 0; i < 100; ++i) {
                std::string key = std::string(1, static_cast<char>('a' + random() % 5)) + std::to_string(random() % 2'000);
                keys.bytes.insert(keys.bytes.end(), key.begin(), key.end());
                keys.offsets.push_back(static_cast<uint32_t>(keys.bytes.size()));
                hashes.push_back(std::hash<std::string>{}(key));
            }
            letters.cold.fetch(hashes, keys);
            for (int i = 0; i < keys.rows(); ++i) {
                Found found = Found::Old;
                uint32_t row = letters.table.findOrInsert(hashes[static_cast<size_t>(i)], keys.row(i), found);
                int64_t& count = letters.table.as<int64_t>(row);
                if (found != Found::Old) count = 0;
                QCOMPARE(count, expected[std::string(keys.row(i))]++);
                ++count;
            }
            letters.cold.keepBudget();
        }
        QVERIFY(letters.cold.rowsOnDisk() > 1'000);
        QCOMPARE(letters.cold.rowsOnDisk() + letters.table.size(), expected.size());
        letters.cold.freeze()->each([](int16_t group, std::string_view key, std::string_view) { QCOMPARE(int{group}, key.front() - 'a'); });
    }
};

QTEST_APPLESS_MAIN(ColdDuesTest)
#include "cold_dues_test.moc"
