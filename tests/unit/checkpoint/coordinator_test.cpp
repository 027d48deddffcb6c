// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_coordinator.h"
#include "engine/checkpoint/restart_strategy.h"

#include <QtTest>

using namespace weir;
using Kind = CheckpointAction::Kind;

namespace {

/// "Trigger 1, Publish 1": what came out.
QString text(const std::vector<CheckpointAction>& actions) {
    static const char* const names[] = {"Trigger", "Overtake", "Store", "Publish", "Discard", "FailJob", "Finish"};
    QStringList out;
    for (const CheckpointAction& action : actions) out << QString("%1 %2").arg(names[static_cast<int>(action.kind)]).arg(action.checkpoint);
    return out.join(", ");
}

CheckpointOptions every(int64_t millis) {
    CheckpointOptions options;
    options.intervalMillis = millis;
    return options;
}

} // namespace

class CoordinatorTest : public QObject {
    Q_OBJECT
private slots:
    void onePass() {
        CheckpointCoordinator coordinator(every(100), 1, {});
        QCOMPARE(text(coordinator.restart(2, 0)), "");
        QCOMPARE(coordinator.nextMillis(), 100);
        QCOMPARE(text(coordinator.tick(99)), "");
        QCOMPARE(text(coordinator.tick(100)), "Trigger 1");
        QCOMPARE(text(coordinator.tick(300)), "");                       // one at a time
        QCOMPARE(text(coordinator.acknowledge(0, 1, 300)), "");
        QCOMPARE(text(coordinator.acknowledge(0, 1, 300)), "");          // an answer twice counts once
        QCOMPARE(text(coordinator.acknowledge(1, 1, 310)), "Store 1");
        QCOMPARE(text(coordinator.stored(1, 320)), "Publish 1");
        QCOMPARE(coordinator.lastCompleted(), 1);
        QCOMPARE(text(coordinator.tick(320)), "Trigger 2");              // it was due at 200
    }

    void minimumPauseCountsFromTheEnd() {
        CheckpointOptions options = every(100);
        options.minPauseMillis = 500;
        CheckpointCoordinator coordinator(options, 1, {});
        coordinator.restart(1, 0);
        coordinator.tick(100);
        coordinator.acknowledge(0, 1, 150);
        coordinator.stored(1, 160);
        QCOMPARE(coordinator.nextMillis(), 660);
        QCOMPARE(text(coordinator.tick(659)), "");
        QCOMPARE(text(coordinator.tick(660)), "Trigger 2");
    }

    void onlyTheNewestAreKept() {
        CheckpointOptions options = every(10);
        options.retained = 2;
        CheckpointCoordinator coordinator(options, 8, {6, 7});
        coordinator.restart(1, 0);
        coordinator.tick(10);
        coordinator.acknowledge(0, 8, 11);
        QCOMPARE(text(coordinator.stored(8, 12)), "Publish 8, Discard 6");
    }

    void anUnalignedOneOvertakesWhenItIsDue() {
        CheckpointOptions options = every(100);
        options.unaligned = true;
        CheckpointCoordinator atOnce(options, 1, {});
        atOnce.restart(2, 0);
        auto begun = atOnce.tick(100);
        QCOMPARE(text(begun), "Trigger 1");
        QVERIFY(begun[0].overtakes);
        QCOMPARE(text(atOnce.tick(5000)), "");
        options.alignedMillis = 30;
        CheckpointCoordinator later(options, 1, {});
        later.restart(2, 0);
        begun = later.tick(100);
        QVERIFY(!begun[0].overtakes);
        QCOMPARE(later.nextMillis(), 130);
        QCOMPARE(text(later.tick(129)), "");
        QCOMPARE(text(later.tick(130)), "Overtake 1");
        QCOMPARE(text(later.tick(131)), "");                             // once
        later.acknowledge(0, 1, 140);
        QCOMPARE(text(later.acknowledge(1, 1, 140)), "Store 1");
        // The last one finds nothing queued.
        later.stored(1, 150);
        later.ended(0, 160);
        begun = later.ended(1, 160);
        QCOMPARE(text(begun), "Trigger 2");
        QVERIFY(!begun[0].overtakes);
        QCOMPARE(text(later.tick(500)), "");
    }

    void aSlowOneIsGivenUp() {
        CheckpointOptions options = every(100);
        options.timeoutMillis = 1000;
        options.tolerableFailures = 1;
        CheckpointCoordinator coordinator(options, 1, {});
        coordinator.restart(2, 0);
        coordinator.tick(100);
        coordinator.acknowledge(0, 1, 200);
        QCOMPARE(coordinator.nextMillis(), 1100);
        QCOMPARE(text(coordinator.tick(1100)), "Discard 1");
        QCOMPARE(text(coordinator.acknowledge(1, 1, 1150)), "");         // too late
        QCOMPARE(text(coordinator.tick(1200)), "Trigger 2");
        QCOMPARE(text(coordinator.failed(2, "disk full", 1300)), "Discard 2, FailJob 2");
    }

    void successForgetsFailures() {
        CheckpointOptions options = every(100);
        options.tolerableFailures = 1;
        CheckpointCoordinator coordinator(options, 1, {});
        coordinator.restart(1, 0);
        coordinator.tick(100);
        QCOMPARE(text(coordinator.failed(1, "x", 110)), "Discard 1");
        coordinator.tick(210);
        coordinator.acknowledge(0, 2, 220);
        QCOMPARE(text(coordinator.stored(2, 230)), "Publish 2");
        coordinator.tick(330);
        QCOMPARE(text(coordinator.failed(3, "x", 340)), "Discard 3");
    }

    void theLastOneComesAtOnce() {
        CheckpointCoordinator coordinator(every(60'000), 1, {});
        coordinator.restart(2, 0);
        QCOMPARE(text(coordinator.ended(0, 5)), "");
        QCOMPARE(text(coordinator.ended(1, 6)), "Trigger 1");
        coordinator.acknowledge(0, 1, 7);
        QCOMPARE(text(coordinator.acknowledge(1, 1, 7)), "Store 1");
        QCOMPARE(text(coordinator.stored(1, 8)), "Publish 1, Finish 1");
        QCOMPARE(text(coordinator.tick(100'000)), "");
        QCOMPARE(coordinator.nextMillis(), INT64_MAX);
    }

    void theLastOneFollowsOneUnderWay() {
        CheckpointCoordinator coordinator(every(100), 1, {});
        coordinator.restart(1, 0);
        coordinator.tick(100);
        QCOMPARE(text(coordinator.ended(0, 101)), "");                   // one is under way; it may not have the end
        coordinator.acknowledge(0, 1, 102);
        QCOMPARE(text(coordinator.stored(1, 103)), "Publish 1, Trigger 2");
        coordinator.acknowledge(0, 2, 104);
        QCOMPARE(text(coordinator.stored(2, 105)), "Publish 2, Finish 2");
    }

    void aRestartGivesUpWhatIsUnderWay() {
        CheckpointCoordinator coordinator(every(100), 1, {});
        coordinator.restart(2, 0);
        coordinator.tick(100);
        coordinator.acknowledge(0, 1, 110);
        QCOMPARE(text(coordinator.restart(2, 200)), "Discard 1");
        QCOMPARE(text(coordinator.acknowledge(1, 1, 210)), "");
        QCOMPARE(text(coordinator.tick(300)), "Trigger 2");              // numbers are not used twice
    }

    void withoutIntervalOnlyWhenAsked() {
        CheckpointCoordinator coordinator(every(0), 1, {});
        coordinator.restart(1, 0);
        QCOMPARE(text(coordinator.tick(1'000'000)), "");
        QCOMPARE(text(coordinator.request(1'000'000)), "Trigger 1");
        QCOMPARE(text(coordinator.request(1'000'001)), "");
        coordinator.acknowledge(0, 1, 1'000'002);
        coordinator.stored(1, 1'000'003);
        QCOMPARE(text(coordinator.tick(1'000'004)), "Trigger 2");        // the second wish
    }

    void restartStrategies() {
        QVERIFY(!RestartStrategy({}).next(0));
        RestartOptions fixed;
        fixed.type = RestartOptions::Type::FixedDelay;
        fixed.attempts = 2;
        fixed.delayMillis = 7;
        RestartStrategy twice(fixed);
        QCOMPARE(*twice.next(0), 7);
        QCOMPARE(*twice.next(1), 7);
        QVERIFY(!twice.next(2));
        RestartOptions growing;
        growing.type = RestartOptions::Type::ExponentialDelay;
        growing.attempts = INT64_MAX;
        growing.initialMillis = 100;
        growing.multiplier = 2;
        growing.maxMillis = 350;
        growing.resetMillis = 10'000;
        RestartStrategy exponential(growing);
        QCOMPARE(*exponential.next(0), 100);
        QCOMPARE(*exponential.next(200), 200);
        QCOMPARE(*exponential.next(500), 350);
        QCOMPARE(*exponential.next(900), 350);
        QCOMPARE(*exponential.next(50'000), 100);                        // it ran well for long
        RestartOptions rate;
        rate.type = RestartOptions::Type::FailureRate;
        rate.failuresPerInterval = 2;
        rate.intervalMillis = 1000;
        rate.delayMillis = 3;
        RestartStrategy rated(rate);
        QCOMPARE(*rated.next(0), 3);
        QCOMPARE(*rated.next(900), 3);
        QCOMPARE(*rated.next(1500), 3);
        QVERIFY(!rated.next(1600));
    }
};

QTEST_APPLESS_MAIN(CoordinatorTest)
#include "coordinator_test.moc"
