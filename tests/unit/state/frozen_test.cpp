// SPDX-License-Identifier: Apache-2.0
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"

#include <QTest>

#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>

using namespace weir;

namespace {

std::map<std::string, int64_t> contentOf(const KeyTable& table) {
    std::map<std::string, int64_t> content;
    for (uint32_t row = 0; row < table.end(); ++row)
        if (table.live(row)) content[std::string(table.keyBytes(row))] = table.as<int64_t>(row);
    return content;
}

std::vector<std::string> contentOf(const RowLists& rows, const RowLists::List& list) {
    std::vector<std::string> content;
    for (uint32_t at = list.first; at != RowLists::None; at = rows[at].next) content.push_back(std::string(rows[at].row()) + " " + std::to_string(rows[at].count));
    return content;
}

} // namespace

/// A frozen copy shows what was, whatever happens to the table after it, and on another thread.
class FrozenTest : public QObject {
    Q_OBJECT

private slots:
    void tablesGoOnBesideTheirCopies() {
        KeyTable table = KeyTable::ofBytes(8);
        std::map<std::string, int64_t> expected;
        std::mt19937 random(3);
        auto change = [&](int times) {
            for (int i = 0; i < times; ++i) {
                std::string key = "key number " + std::to_string(random() % 3000);
                uint64_t hash = std::hash<std::string>{}(key);
                uint32_t row = table.find(hash, key);
                if (row != KeyTable::NoRow && random() % 3 == 0) {
                    table.erase(row);
                    expected.erase(key);
                    continue;
                }
                Found found;
                row = table.findOrInsert(hash, key, found);
                table.as<int64_t>(row) = expected[key] = static_cast<int64_t>(random());
            }
        };
        change(5000);
        for (int round = 0; round < 20; ++round) {
            auto then = expected;
            std::shared_ptr<const KeyTable> frozen = table.freeze();
            QVERIFY(frozen);
            QVERIFY2(!table.freeze(), "an earlier copy is still read");
            std::map<std::string, int64_t> seen;
            std::thread reader([&] {
                for (int again = 0; again < 3; ++again) seen = contentOf(*frozen);
                frozen.reset();
            });
            change(2000);
            reader.join();
            QCOMPARE(seen.size(), then.size());
            QVERIFY(seen == then);
            QVERIFY(contentOf(table) == expected);
        }
        // The copy outlives the table.
        std::shared_ptr<const KeyTable> last = table.freeze();
        table.clear();
        change(100);
        table = KeyTable::ofBytes(8);
        QVERIFY(contentOf(*last).size() > 1000);
    }

    void pagesAreUsedAgain() {
        KeyTable table = KeyTable::ofBytes(8);
        Found found;
        auto writeAll = [&](int64_t value) {
            for (int i = 0; i < 20000; ++i) table.as<int64_t>(table.findOrInsert(static_cast<uint64_t>(i) * 0x9E3779B97F4A7C15ull, std::to_string(i), found)) = value;
        };
        writeAll(0);
        auto cycle = [&](int64_t value) {
            auto frozen = table.freeze();
            writeAll(value);
            QCOMPARE(contentOf(*frozen).begin()->second, value - 1);
        };
        cycle(1);
        size_t bytes = table.bytes();
        for (int i = 2; i < 30; ++i) cycle(i);
        QCOMPARE(table.bytes(), bytes);
    }

    void listsGoOnBesideTheirCopies() {
        RowLists rows;
        RowLists::List list;
        for (int i = 0; i < 500; ++i) rows.append(list, "row " + std::to_string(i));
        for (int round = 0; round < 10; ++round) {
            std::vector<std::string> then = contentOf(rows, list);
            RowLists::List listThen = list;
            auto frozen = rows.freeze();
            QVERIFY(frozen);
            for (int i = 0; i < 200; ++i) {
                uint32_t first = list.first;
                if (i % 3 == 0) rows.remove(list, first);
                else if (i % 3 == 1) rows.replace(first, "another row " + std::to_string(round)), rows[first].count = 7;
                else rows.append(list, "new " + std::to_string(i));
            }
            QVERIFY(contentOf(*frozen, listThen) == then);
            frozen.reset();
            rows.thaw();
        }
    }
};

QTEST_APPLESS_MAIN(FrozenTest)
#include "frozen_test.moc"
