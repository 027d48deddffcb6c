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
    Counts(ColdStore& store, StateMemory& memory) : cold(store, memory, table, *this, 128) {}
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

private slots:
    void filterNeverForgets() {
        KeyFilter filter;
        std::mt19937_64 random(5);
        std::vector<uint64_t> keys(100000);
        for (uint64_t& key : keys) filter.add(key = random());
        for (uint64_t key : keys) QVERIFY(filter.mayHold(key));
        int wrong = 0;
        for (int i = 0; i < 100000; ++i) wrong += filter.mayHold(random());
        QVERIFY2(wrong < 5000, qPrintable(QString::number(wrong)));
    }

    /// Counts of many keys in the memory of few, against a map; the snapshot has each key once.
    void rowsComeBack() {
        QTemporaryDir folder;
        std::string path = folder.filePath("state").toStdString();
        {
            ColdStore store(path, 1 << 20);
            StateMemory memory(60'000, true);
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

    /// Files of their own and rows through memory, removed keys, sorted reads.
    void storeReadsWhatWasWritten() {
        QTemporaryDir folder;
        ColdStore store(folder.filePath("state").toStdString(), 1 << 20);
        int first = store.addTable(), second = store.addTable();
        std::vector<ColdStore::Change> changes;
        for (int i = 0; i < 20'000; ++i) changes.push_back({"key " + std::to_string(100'000 + i), std::string(100, static_cast<char>('a' + i % 26)), false});
        store.write(first, changes);
        store.write(second, std::vector<ColdStore::Change>{{"key 100001", "another", false}});
        auto then = store.snapshot(first);
        store.write(first, std::vector<ColdStore::Change>{{"key 100002", "", true}, {"key 100003", "new", false}});
        std::vector<std::string_view> keys{"key 100001", "key 100002", "key 100003", "key 9"};
        std::vector<std::optional<std::string>> values;
        store.read(first, keys, values);
        QCOMPARE(*values[0], std::string(100, 'b'));
        QVERIFY(!values[1] && !values[3]);
        QCOMPARE(*values[2], std::string("new"));
        store.read(second, keys, values);
        QCOMPARE(*values[0], std::string("another"));
        int rows = 0;
        then->each([&](std::string_view key, std::string_view value) {
            ++rows;
            if (key == "key 100003") QCOMPARE(value, std::string_view(std::string(100, 'd')));
        });
        QCOMPARE(rows, 20'000);
    }
};

QTEST_APPLESS_MAIN(ColdRowsTest)
#include "cold_rows_test.moc"
