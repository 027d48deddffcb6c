// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/key_timers.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace weir;

namespace {

/// The same, as a list that is looked through.
struct ListTimers {
    struct One {
        int64_t time;
        uint32_t row;
        int side;
    };
    std::vector<One> all;
    bool take(int64_t time, KeyTimers::Timer& timer) {
        auto least = std::min_element(all.begin(), all.end(), [](const One& a, const One& b) { return a.time < b.time; });
        if (least == all.end() || least->time > time) return false;
        timer = {least->time, least->row, least->side};
        all.erase(least);
        return true;
    }
};

} // namespace

class KeyTimersTest : public QObject {
    Q_OBJECT

private slots:
    void takesTheEarliestAndOfEqualTimesTheFirst() {
        std::mt19937 random(7);
        KeyTimers timers;
        ListTimers list;
        for (int step = 0; step < 20000; ++step) {
            if (random() % 2) {
                // Also before what has been taken in part.
                const int64_t time = static_cast<int64_t>(random() % 50);
                const auto row = static_cast<uint32_t>(random());
                const int side = static_cast<int>(random() % 2);
                timers.add(time, row, side);
                list.all.push_back({time, row, side});
            } else {
                const int64_t until = static_cast<int64_t>(random() % 60) - 5;
                KeyTimers::Timer got{}, wanted{};
                const bool any = timers.take(until, got);
                QCOMPARE(any, list.take(until, wanted));
                if (any) QVERIFY(got.time == wanted.time && got.row == wanted.row && got.side == wanted.side);
            }
            if (random() % 500 == 0) {
                auto holds = [](const auto& one) { return one.row % 3 == 0; };
                const auto gone = static_cast<size_t>(std::count_if(list.all.begin(), list.all.end(), [&](const auto& one) { return !holds(one); }));
                timers.forget(2 * gone + list.all.size() + 1, holds);
                std::erase_if(list.all, [&](const auto& one) { return !holds(one); });
            }
            const auto least = std::min_element(list.all.begin(), list.all.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
            QCOMPARE(timers.next(), least == list.all.end() ? INT64_MAX : least->time);
        }
    }
};

QTEST_GUILESS_MAIN(KeyTimersTest)
#include "key_timers_test.moc"
