// SPDX-License-Identifier: Apache-2.0
#include "engine/base/side_by_side.h"

#include "engine/base/error.h"

#include <QtTest>
#include <atomic>

using namespace weir;

class SideBySideTest : public QObject {
    Q_OBJECT
private slots:
    void eachIsDoneOnce_data() {
        QTest::addColumn<int>("cores");
        for (int cores : {0, 1, 2, 3, 64}) QTest::addRow("%d", cores) << cores;
    }
    void eachIsDoneOnce() {
        QFETCH(int, cores);
        SystemClock clock;
        for (int count : {0, 1, 2, 40}) {
            std::vector<std::atomic<int>> done(static_cast<size_t>(count));
            std::vector<std::function<Status()>> works;
            for (auto& one : done)
                works.emplace_back([&one]() -> Status {
                    ++one;
                    return {};
                });
            QVERIFY(sideBySide(clock, cores, works).ok());
            for (const auto& one : done) QCOMPARE(one.load(), 1);
        }
    }
    /// Whoever is done first: the same message each time.
    void theFirstFailureInOrderIsTold() {
        SystemClock clock;
        std::atomic<int> done{0};
        std::vector<std::function<Status()>> works;
        for (int i = 0; i < 20; ++i)
            works.emplace_back([&done, i]() -> Status {
                ++done;
                if (i == 7) throw RunError(ErrorCode::Data, "the seventh");
                if (i == 5) return Error{ErrorCode::Data, "the fifth"};
                return {};
            });
        for (int cores : {1, 2, 4}) {
            done = 0;
            Status status = sideBySide(clock, cores, works);
            QVERIFY(!status.ok());
            QCOMPARE(status.error().message, std::string("the fifth"));
            QCOMPARE(done.load(), 20);
        }
    }
};

QTEST_APPLESS_MAIN(SideBySideTest)
#include "side_by_side_test.moc"
