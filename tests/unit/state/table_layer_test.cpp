// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/state/key_table.h"
#include "engine/state/table_state.h"
#include "engine/types/hash.h"
#include "engine/types/vector_builder.h"

#include <QTest>

#include <deque>
#include <map>
#include <random>
#include <thread>

using namespace weir;

namespace {

using Content = std::map<std::string, int64_t>;

/// A table of one or two key columns that is changed at random, and what should be in it.
struct Model {
    explicit Model(bool text, uint32_t payload, int64_t ttl = 0) : isText(text), payloadBytes(payload), ttl(ttl), table(types(), payload, ttl) {}
    std::vector<DataType> types() const {
        return isText ? std::vector<DataType>{DataType::string(), DataType::integer()} : std::vector<DataType>{DataType::bigInt()};
    }
    void change(int keys, int most, bool erases) {
        VectorBuilder first(types()[0]), second(DataType::integer());
        std::vector<std::string> names;
        for (int i = 0; i < keys; ++i) {
            auto key = static_cast<int64_t>(random() % static_cast<unsigned>(most));
            names.push_back(std::to_string(key));
            if (isText) first.appendBytes("a rather long key number " + std::to_string(key));
            else first.append<int64_t>(key);
            second.append<int32_t>(static_cast<int32_t>(key % 3));
        }
        Batch batch;
        batch.rows = keys;
        batch.columns = {first.finish()};
        if (isText) batch.columns.push_back(second.finish());
        std::vector<uint64_t> hashes;
        std::vector<uint32_t> rows;
        std::vector<Found> found;
        hashRows(batch.columns, batch, hashes);
        table.findOrInsert(hashes, batch.columns, batch, rows, found);
        for (int i = 0; i < keys; ++i) {
            if (!table.live(rows[i])) continue;
            if (erases && random() % 3 == 0) {
                table.erase(rows[i]);
                expected.erase(names[i]);
            } else {
                table.as<int64_t>(rows[i]) = expected[names[i]] = static_cast<int64_t>(random());
            }
        }
    }
    bool isText;
    uint32_t payloadBytes;
    int64_t ttl;
    std::mt19937 random{11};
    KeyTable table;
    Content expected;
};

std::string written(TableLayer& layer) {
    StateWriter out;
    out.section("t", {});
    while (const KeyTable* rows = layer.next())
        for (TableKeys keys(*rows, 128); keys.next();) {
            keys.beginEntry(out);
            out.number(rows->as<int64_t>(keys.row()));
        }
    layer.saveRemoved(out);
    return out.take()[0].data;
}

/// What one of `parallelism` subtasks finds in the layers, from the oldest to the newest.
Content restored(const Model& model, const std::deque<std::string>& layers, int subtask, int parallelism) {
    std::vector<StateReader::Part> parts;
    for (size_t i = layers.size(); i-- > 0;) parts.push_back({0, "t", {}, layers[i], nullptr, layers.size() > 1});
    StateReader in("op", std::move(parts), 1, subtask, parallelism, (subtask * 128 + parallelism - 1) / parallelism, ((subtask + 1) * 128 + parallelism - 1) / parallelism);
    KeyTable table(model.types(), model.payloadBytes, model.ttl);
    if (!in.section("t", {})) return {};
    for (TableEntries entries(in, table); entries.next();) table.as<int64_t>(entries.row()) = entries.entry().number();
    Content content;
    for (uint32_t row = 0; row < table.end(); ++row) {
        if (!table.live(row)) continue;
        std::vector<VectorBuilder> keys;
        for (const DataType& type : model.types()) keys.emplace_back(type, 1);
        table.decodeKeys(std::span<const uint32_t>(&row, 1), keys);
        ColumnRef key = keys[0].finish();
        std::string name = model.isText ? std::string(key->at<StringRef>(0).view().substr(25)) : std::to_string(key->at<int64_t>(0));
        content[name] = table.as<int64_t>(row);
    }
    return content;
}

} // namespace

/// What a checkpoint writes of a table, with the layers that it says it needs, is the table at its barrier.
class TableLayerTest : public QObject {
    Q_OBJECT

private slots:
    void layersMakeTheTable_data() {
        QTest::addColumn<bool>("text");
        QTest::addColumn<int>("payload");
        QTest::addColumn<int>("keys");
        QTest::addColumn<bool>("erases");
        QTest::addColumn<int>("changes");
        QTest::newRow("words") << false << 8 << 20000 << true << 200;
        QTest::newRow("words, no key leaves") << false << 24 << 20000 << false << 100;
        QTest::newRow("texts") << true << 40 << 5000 << true << 50;
        QTest::newRow("rows that fill a page") << false << 5000 << 600 << true << 3;
        QTest::newRow("all changes") << false << 40 << 2000 << true << 500;
        QTest::newRow("few keys that come and go, on a page") << true << 8 << 40 << true << 20;
    }
    void layersMakeTheTable() {
        QFETCH(bool, text);
        QFETCH(int, payload);
        QFETCH(int, keys);
        QFETCH(bool, erases);
        QFETCH(int, changes);
        Model model(text, static_cast<uint32_t>(payload));
        for (int i = 0; i < 40; ++i) model.change(1000, keys, erases);
        std::deque<std::string> chain;
        int64_t last = 0;
        int upon = 0;
        for (int64_t checkpoint = 1; checkpoint <= 40; ++checkpoint) {
            // Now and then one fails: behind it nothing is known to be there.
            int64_t since = model.random() % 9 == 0 ? 0 : last;
            Content then = model.expected;
            auto layer = model.table.layer(checkpoint, since);
            QVERIFY(layer);
            QVERIFY2(!model.table.layer(checkpoint, since) && !model.table.freeze(), "an earlier one is still read");
            if (model.random() % 9 == 0) {
                // Given up before it is read.
                layer.reset();
                model.change(50, keys, erases);
                last = 0;
                continue;
            }
            int earlier = layer->earlier();
            QVERIFY(earlier <= static_cast<int>(chain.size()) && (since != 0 || earlier == 0));
            std::string data;
            std::thread reader([&, layer = std::move(layer)] { data = written(*layer); });
            for (int i = 0; i < 30; ++i) model.change(checkpoint % 4 == 0 ? 3 : changes, keys, erases);
            reader.join();
            while (static_cast<int>(chain.size()) > earlier) chain.pop_front();
            chain.push_back(std::move(data));
            upon += earlier > 0;
            last = checkpoint;
            QVERIFY(restored(model, chain, 0, 1) == then);
            if (checkpoint % 8 != 0) continue;
            Content parts;
            for (int subtask = 0; subtask < 3; ++subtask) parts.merge(restored(model, chain, subtask, 3));
            QVERIFY(parts == then);
        }
        QVERIFY(upon > 10 || keys < 500 || changes >= 500);
    }

    /// What has not changed is not written again, apart from a small share.
    void layersAreSmall() {
        Model model(false, 24);
        for (int i = 0; i < 300; ++i) model.change(1000, 100000, false);
        size_t whole = written(*model.table.layer(1, 0)).size();
        size_t most = 0, sum = 0;
        for (int64_t checkpoint = 2; checkpoint < 102; ++checkpoint) {
            model.change(1000, 100000, false);
            auto layer = model.table.layer(checkpoint, checkpoint - 1);
            QVERIFY(layer && layer->earlier() > 0 && layer->earlier() <= 32);
            size_t size = written(*layer).size();
            most = std::max(most, size);
            sum += size;
            if (checkpoint % 10 != 0) continue;
            QVERIFY(sum < whole * 7 / 10);
            sum = 0;
        }
        QVERIFY2(most < whole / 10, qPrintable(QString("%1 of %2 bytes").arg(most).arg(whole)));
    }

    void aLayerOutlivesItsTable() {
        Model model(true, 8);
        model.change(1000, 500, false);
        Content then = model.expected;
        auto layer = model.table.layer(1, 0);
        model.change(100, 500, true);
        model.table.clear();
        model.change(1000, 500, false);
        auto next = model.table.layer(2, 1);
        QCOMPARE(next->earlier(), 0);
        next.reset();
        model.table = KeyTable(model.types(), 8);
        QVERIFY(restored(model, {written(*layer)}, 0, 1) == then);
    }

    /// In one layer alone a key is there once, and nothing leaves it.
    void whatIsNoLayerHasEachKeyOnce() {
        Model model(false, 8);
        model.change(1000, 500, false);
        std::string data = written(*model.table.layer(1, 0));
        try {
            restored(model, {data + data}, 0, 1);
            QFAIL("an error was due");
        } catch (const RunError& failure) {
            QVERIFY(QString::fromStdString(failure.error().message).contains("a key is there twice"));
        }
        StateWriter out;
        out.section("t", {});
        out.removal(3);
        out.bytes("key");
        try {
            restored(model, {out.take()[0].data}, 0, 1);
            QFAIL("an error was due");
        } catch (const RunError& failure) {
            QVERIFY(QString::fromStdString(failure.error().message).contains("cannot be read"));
        }
    }
};

QTEST_APPLESS_MAIN(TableLayerTest)
#include "table_layer_test.moc"
