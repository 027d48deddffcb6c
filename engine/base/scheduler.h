// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace weir {

enum class Step : uint8_t {
    Progress,    // did work and has more
    Starved,     // needs input (or a time to come): park until woken or wakeAt
    Blocked,     // needs room downstream: park until woken
    Finished     // never run again
};

/// Something that runs in short quanta and never blocks.
class Schedulable {
public:
    virtual ~Schedulable() = default;
    /// Works for about a quantum. Called by one thread at a time. Must not throw.
    virtual Step run(int64_t deadlineNanos) = 0;
    /// Steady time at which to run again although nobody woke it; INT64_MAX = none. Asked after run() returned Starved or Blocked.
    virtual int64_t wakeAtNanos() const { return INT64_MAX; }
    /// The worker that last ran it is about to leave it alone because of a pause; and back.
    virtual void paused(int64_t /*nowNanos*/) {}

    /// Neither runs nor is about to, but for its own time.
    bool isParked() const {
        int state = schedule_.load();
        return state == Parked || state == Done;
    }

private:
    friend class ThreadScheduler;
    friend class SeededScheduler;
    enum State : int { Parked, Queued, Running, Notified, Done };
    std::atomic<int> schedule_{Queued};      // whoever wakes it before the start need not: it will run
    int home_ = 0;
    int64_t timer_ = INT64_MAX;
};

/// Runs schedulables: the only place below session that starts threads. Two policies: threads, and one seeded thread.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    virtual void start(std::vector<Schedulable*> all) = 0;    // all queued once
    virtual void wake(Schedulable&) = 0;                      // thread-safe, cheap when it already runs
    virtual void pause() = 0;                                 // takes effect within a quantum
    virtual void resume() = 0;
    virtual bool isPaused() const = 0;                        // nothing runs now
    virtual bool wait(int64_t millis) = 0;                    // true when all are Finished; any thread
    virtual void shutdown() = 0;                              // joins threads; schedulables that are not finished are left as they are
};

constexpr int64_t QuantumNanos = 200'000;

std::unique_ptr<Scheduler> makeThreadScheduler(Clock& clock, int workers);
/// One thread; which runnable goes next is drawn by the seed: the same seed and inputs give the same run.
std::unique_ptr<Scheduler> makeSeededScheduler(Clock& clock, uint64_t seed);

} // namespace weir
