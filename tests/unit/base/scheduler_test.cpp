// SPDX-License-Identifier: Apache-2.0
#include "engine/base/scheduler.h"

#include <QtTest>
#include <thread>

using namespace weir;

namespace {

/// Shows in `seen` what it found in `value` when it last ran.
struct Mailbox final : Schedulable {
    alignas(64) std::atomic<int64_t> value{0};
    alignas(64) std::atomic<int64_t> seen{0};
    std::atomic<bool> isOver{false};
    Step run(int64_t) override {
        seen.store(value.load(std::memory_order_acquire), std::memory_order_release);
        return isOver ? Step::Finished : Step::Starved;
    }
};

/// Counts its runs, of which the first is the last.
struct Once final : Schedulable {
    std::atomic<int> runs{0};
    Step run(int64_t) override {
        ++runs;
        return Step::Finished;
    }
};

} // namespace

class SchedulerTest : public QObject {
    Q_OBJECT
private slots:
    /// Who writes and wakes is always heard, at whatever moment of an earlier wake: the task may be parked, queued or about to begin.
    void noWakeIsLost() {
        SystemClock clock;
        auto scheduler = makeThreadScheduler(clock, 1);
        Mailbox box;
        scheduler->start({&box});
        for (int64_t round = 1; round <= 200'000; ++round) {
            scheduler->wake(box);
            for (std::atomic<int64_t> delay = round % 300; delay > 0;) delay.store(delay.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
            box.value.store(round, std::memory_order_release);
            scheduler->wake(box);
            auto heard = [&] { return box.seen.load(std::memory_order_acquire) >= round; };
            for (int spins = 0; spins < 10'000 && !heard(); ++spins) {}
            for (int turns = 0; turns < 100'000 && !heard(); ++turns) std::this_thread::yield();
            if (!heard()) QTRY_VERIFY(heard());
        }
        box.isOver = true;
        scheduler->wake(box);
        QVERIFY(scheduler->wait(10'000));
    }

    /// Who is woken before the start runs once, as if nobody had.
    void wakesBeforeTheStart() {
        SystemClock clock;
        auto scheduler = makeThreadScheduler(clock, 1);
        Once woken, behind;
        scheduler->wake(woken);
        scheduler->start({&woken, &behind});
        QTRY_COMPARE(behind.runs.load(), 1);
        QCOMPARE(woken.runs.load(), 1);
        QVERIFY(scheduler->wait(10'000));
    }
};

QTEST_APPLESS_MAIN(SchedulerTest)
#include "scheduler_test.moc"
