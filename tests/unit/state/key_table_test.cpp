// SPDX-License-Identifier: Apache-2.0
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/types/hash.h"
#include "engine/types/vector_builder.h"

#include <QTest>

#include <map>
#include <random>

using namespace weir;

namespace {

Batch batchOf(std::vector<ColumnRef> columns, int rows) {
    Batch batch;
    batch.rows = rows;
    batch.columns = std::move(columns);
    return batch;
}

} // namespace

/// Key tables against std::map, over random keys, inserts and erasures.
class KeyTableTest : public QObject {
    Q_OBJECT

private slots:
    void wordsAndTexts() {
        for (bool text : {false, true}) {
            std::vector<DataType> types{text ? DataType::string() : DataType::bigInt()};
            if (text) types.push_back(DataType::integer());
            KeyTable table(types, 8);
            std::map<int64_t, int64_t> expected;
            std::mt19937 random(7);
            std::vector<uint64_t> hashes;
            std::vector<uint32_t> rows;
            std::vector<Found> found;
            for (int round = 0; round < 400; ++round) {
                VectorBuilder first(types[0]), second(DataType::integer());
                std::vector<int64_t> keys;
                for (int i = 0; i < 97; ++i) {
                    int64_t key = static_cast<int64_t>(random() % 5000);
                    keys.push_back(key);
                    if (key % 50 == 0) first.appendNull();
                    else if (text) first.appendBytes("a rather long key number " + std::to_string(key));
                    else first.append<int64_t>(key);
                    second.append<int32_t>(static_cast<int32_t>(key % 50 == 0 ? 0 : key % 3));
                }
                std::vector<ColumnRef> columns{first.finish()};
                if (text) columns.push_back(second.finish());
                Batch batch = batchOf(columns, 97);
                if (round % 3 == 0) {
                    auto odd = std::make_shared<Selection>();
                    for (int i = 1; i < 97; i += 2) odd->push_back(static_cast<uint16_t>(i));
                    batch.selection = odd;
                }
                hashRows(columns, batch, hashes);
                if (round % 40 == 7) table.reserve(random() % 20'000);      // less or more than there is
                table.findOrInsert(hashes, columns, batch, rows, found);
                for (int i = 0; i < batch.size(); ++i) {
                    int64_t key = keys[batch.physicalRow(i)];
                    if (key % 50 == 0) key = 0;
                    bool isNew = !expected.contains(key);
                    // The first of several equal keys in a batch is the new one.
                    QCOMPARE(found[i] == Found::New, isNew);
                    if (isNew) table.as<int64_t>(rows[i]) = 0;
                    QCOMPARE(table.as<int64_t>(rows[i]), expected[key]);
                    table.as<int64_t>(rows[i]) = ++expected[key];
                }
                QCOMPARE(table.size(), expected.size());
                if (round % 5 != 4) continue;
                table.find(hashes, columns, batch, rows);
                for (int i = 0; i < batch.size(); i += 3) {
                    int64_t key = keys[batch.physicalRow(i)];
                    if (key % 50 == 0) key = 0;
                    if (!expected.contains(key)) continue;
                    QVERIFY(rows[i] != KeyTable::NoRow);
                    table.erase(rows[i]);
                    expected.erase(key);
                    table.find(hashes, columns, batch, rows);
                    QCOMPARE(rows[i], KeyTable::NoRow);
                }
            }
            // Every live row decodes to its key.
            std::vector<uint32_t> live;
            for (uint32_t row = 0; row < table.end(); ++row)
                if (table.live(row)) live.push_back(row);
            std::vector<VectorBuilder> builders;
            for (const DataType& type : types) builders.emplace_back(type);
            table.decodeKeys(live, builders);
            ColumnRef keys = builders[0].finish();
            for (size_t i = 0; i < live.size(); ++i) {
                int64_t key = 0;
                if (!keys->isNull(static_cast<int>(i)))
                    key = text ? std::stoll(std::string(keys->at<StringRef>(static_cast<int>(i)).view().substr(25))) : keys->at<int64_t>(static_cast<int>(i));
                QCOMPARE(table.as<int64_t>(live[i]), expected.at(key));
            }
        }
    }

    void manyRowsOfAnotherTable() {
        for (bool text : {false, true}) {
            DataType type = text ? DataType::string() : DataType::bigInt();
            KeyTable whole({type}, 8), part({type}, 8);
            std::map<int64_t, int64_t> expected;
            std::mt19937 random(11);
            std::vector<uint64_t> hashes;
            std::vector<uint32_t> rows, from, at;
            std::vector<Found> found;
            auto fill = [&](KeyTable& table, int count, int64_t range) {
                VectorBuilder builder(type);
                std::vector<int64_t> keys;
                for (int i = 0; i < count; ++i) {
                    keys.push_back(static_cast<int64_t>(random()) % range);
                    if (text) builder.appendBytes("key " + std::to_string(keys.back()));
                    else builder.append<int64_t>(keys.back());
                }
                std::vector<ColumnRef> columns{builder.finish()};
                Batch batch = batchOf(columns, count);
                hashRows(columns, batch, hashes);
                table.findOrInsert(hashes, columns, batch, rows, found);
                for (int i = 0; i < count; ++i) table.as<int64_t>(rows[i]) = keys[i];
            };
            for (int round = 0; round < 60; ++round) {
                part.clear();
                fill(part, 300, 2000);
                from.clear();
                for (uint32_t row = 0; row < part.end(); ++row) from.push_back(row);
                whole.findOrInsertFrom(part, from, at, found);
                for (size_t i = 0; i < from.size(); ++i) {
                    int64_t key = part.as<int64_t>(from[i]);
                    QCOMPARE(found[i] == Found::New, !expected.contains(key));
                    whole.as<int64_t>(at[i]) = key;
                    expected[key] = key;
                }
                part.clear();
                fill(part, 300, 2000);
                from.clear();
                for (uint32_t row = 0; row < part.end(); ++row) from.push_back(row);
                whole.findFrom(part, from, at);
                std::vector<uint32_t> gone;
                for (size_t i = 0; i < from.size(); ++i) {
                    int64_t key = part.as<int64_t>(from[i]);
                    QCOMPARE(at[i] != KeyTable::NoRow, expected.erase(key) == 1);
                    if (at[i] == KeyTable::NoRow) continue;
                    QCOMPARE(whole.as<int64_t>(at[i]), key);
                    gone.push_back(at[i]);
                }
                whole.erase(gone);
                QCOMPARE(whole.size(), expected.size());
                whole.findFrom(part, from, at);
                for (uint32_t row : at) QCOMPARE(row, KeyTable::NoRow);
            }
        }
    }

    void noKeyIsOneRow() {
        KeyTable table({}, 8);
        Batch batch = batchOf({}, 5);
        std::vector<uint64_t> hashes(5, 0);
        std::vector<uint32_t> rows;
        std::vector<Found> found;
        table.findOrInsert(hashes, {}, batch, rows, found);
        QCOMPARE(table.size(), size_t{1});
        QVERIFY(found[0] == Found::New && found[1] == Found::Old && rows[4] == rows[0]);
    }

    void timeToLive() {
        KeyTable table = KeyTable::ofBytes(8, 100);
        Found found;
        table.setTime(1000);
        uint32_t row = table.findOrInsert(1, "k", found);
        QVERIFY(found == Found::New);
        table.setTime(1099);
        QCOMPARE(table.find(1, "k"), row);
        table.findOrInsert(1, "k", found);
        QVERIFY(found == Found::Old);
        table.setTime(1199);
        QCOMPARE(table.find(1, "k"), KeyTable::NoRow);
        QCOMPARE(table.findOrInsert(1, "k", found), row);
        QVERIFY(found == Found::Expired);
    }

    void listsKeepOrder() {
        RowLists rows;
        RowLists::List list;
        std::vector<uint32_t> entries;
        for (int i = 0; i < 3000; ++i) entries.push_back(rows.append(list, "row " + std::to_string(i)));
        for (int i = 0; i < 3000; i += 2) rows.remove(list, entries[i]);
        rows.replace(entries[1], "something longer than it was before");
        std::vector<std::string> seen;
        for (uint32_t at = list.first; at != RowLists::None; at = rows[at].next) seen.emplace_back(rows[at].row());
        QCOMPARE(seen.size(), size_t{1500});
        QCOMPARE(seen[0], std::string("something longer than it was before"));
        QCOMPARE(seen[1499], std::string("row 2999"));
        rows.clear(list);
        QCOMPARE(rows.size(), size_t{0});
    }

    void largePiecesGoBack() {
        Arena arena;
        size_t before = arena.bytes();
        std::string large(100000, 'x');
        const char* stored = arena.store(large);
        QCOMPARE(std::string_view(stored, large.size()), std::string_view(large));
        arena.release(std::string_view(stored, large.size()));
        QCOMPARE(arena.bytes(), before);
        for (size_t size = 1; size < 40000; size = size * 3 / 2 + 1) {
            char* a = arena.allocate(size);
            std::memset(a, 1, size);
            arena.release({a, size});
            QCOMPARE(arena.allocate(size), a);
        }
    }
};

QTEST_APPLESS_MAIN(KeyTableTest)
#include "key_table_test.moc"
