// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/base/scheduler.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {

/// One thread. The next task is drawn among the runnable ones by the seed, so a run is a function of seed and input.
class SeededScheduler final : public Scheduler {
public:
    SeededScheduler(Clock& clock, uint64_t seed) : clock_(clock), random_(seed) {}
    ~SeededScheduler() override { shutdown(); }

    void start(std::vector<Schedulable*> all) override {
        tasks_ = std::move(all);
        for (Schedulable* task : tasks_) task->schedule_ = Schedulable::Queued;
        thread_ = std::thread([this] { loop(); });
    }

    void wake(Schedulable& task) override {
        int state = task.schedule_.load();
        while (state != Schedulable::Done && state != Schedulable::Queued && state != Schedulable::Notified) {
            if (task.schedule_.compare_exchange_weak(state, state == Schedulable::Parked ? Schedulable::Queued : Schedulable::Notified)) break;
        }
        // The own thread looks again by itself; only others need to ring.
        if (std::this_thread::get_id() != own_.load()) {
            std::lock_guard lock(mutex_);
            wakeup_.notify_all();
        }
    }

    void pause() override { paused_ = true; }
    void resume() override {
        paused_ = false;
        std::lock_guard lock(mutex_);
        wakeup_.notify_all();
    }
    bool isPaused() const override { return paused_ && !running_; }

    bool wait(int64_t millis) override {
        std::unique_lock lock(mutex_);
        return wakeup_.wait_for(lock, std::chrono::milliseconds(millis), [this] { return finished_.load(); });
    }

    void shutdown() override {
        stopping_ = true;
        resume();
        if (thread_.joinable()) thread_.join();
    }

private:
    void loop() {
        own_ = std::this_thread::get_id();
        std::vector<Schedulable*> runnable;
        while (!stopping_) {
            runnable.clear();
            int64_t now = clock_.steadyNanos(), nextTimer = INT64_MAX;
            bool allDone = true;
            for (Schedulable* task : tasks_) {
                int state = task->schedule_.load();
                if (state != Schedulable::Done) allDone = false;
                if (state == Schedulable::Parked && task->timer_ <= now && task->schedule_.compare_exchange_strong(state, Schedulable::Queued))
                    state = Schedulable::Queued;
                if (state == Schedulable::Queued) runnable.push_back(task);
                else if (state == Schedulable::Parked) nextTimer = std::min(nextTimer, task->timer_);
            }
            if (allDone) {
                std::lock_guard lock(mutex_);
                finished_ = true;
                wakeup_.notify_all();
                return;
            }
            if (runnable.empty() || paused_) {
                std::unique_lock lock(mutex_);
                int64_t nanos = nextTimer == INT64_MAX || paused_ ? 5'000'000 : std::clamp<int64_t>(nextTimer - now, 0, 5'000'000);
                if (nanos > 0) wakeup_.wait_for(lock, std::chrono::nanoseconds(nanos));
                continue;
            }
            Schedulable* task = runnable[random_.below(runnable.size())];
            running_ = true;
            task->schedule_ = Schedulable::Running;
            Step step = task->run(INT64_MAX);   // quanta end by batch count, not by the clock
            task->timer_ = step == Step::Starved || step == Step::Blocked ? task->wakeAtNanos() : INT64_MAX;
            int expected = Schedulable::Running;
            if (step == Step::Finished) task->schedule_ = Schedulable::Done;
            else if (step == Step::Progress || !task->schedule_.compare_exchange_strong(expected, Schedulable::Parked)) task->schedule_ = Schedulable::Queued;
            running_ = false;
        }
    }

    Clock& clock_;
    Random random_;
    std::vector<Schedulable*> tasks_;
    std::thread thread_;
    std::atomic<std::thread::id> own_{};
    std::mutex mutex_;
    std::condition_variable wakeup_;
    std::atomic<bool> paused_{false}, stopping_{false}, running_{false}, finished_{false};
};

std::unique_ptr<Scheduler> makeSeededScheduler(Clock& clock, uint64_t seed) { return std::make_unique<SeededScheduler>(clock, seed); }

} // namespace weir
