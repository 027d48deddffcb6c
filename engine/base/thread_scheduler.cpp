// SPDX-License-Identifier: Apache-2.0
#include "engine/base/scheduler.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace weir {

/// N workers, each with a run queue and timers; a worker without work steals from its peers before it sleeps.
class ThreadScheduler final : public Scheduler {
public:
    ThreadScheduler(Clock& clock, int workers) : clock_(clock), workers_(std::max(1, workers)) {
        for (auto& worker : workers_) worker = std::make_unique<Worker>();
    }
    ~ThreadScheduler() override { shutdown(); }

    void start(std::vector<Schedulable*> all) override {
        remaining_ = static_cast<int>(all.size());
        for (size_t i = 0; i < all.size(); ++i) {
            all[i]->home_ = static_cast<int>(i % workers_.size());
            all[i]->schedule_ = Schedulable::Queued;
            workers_[all[i]->home_]->queue.push_back(all[i]);
        }
        for (size_t i = 0; i < workers_.size(); ++i) workers_[i]->thread = std::thread([this, i] { loop(static_cast<int>(i)); });
    }

    void wake(Schedulable& task) override {
        // What the task shall see is written before its state is read here, and run() reads it behind the state's change: with less than a full
        // order of the two pairs both sides could see the old, and nobody would run it.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        int state = task.schedule_.load(std::memory_order_acquire);
        for (;;) {
            if (state == Schedulable::Queued || state == Schedulable::Notified || state == Schedulable::Done) return;
            int next = state == Schedulable::Parked ? Schedulable::Queued : Schedulable::Notified;
            if (task.schedule_.compare_exchange_weak(state, next, std::memory_order_acq_rel)) {
                if (next == Schedulable::Queued) enqueue(task);
                return;
            }
        }
    }

    void pause() override { paused_ = true; }
    void resume() override {
        paused_ = false;
        for (auto& worker : workers_) {
            std::lock_guard lock(worker->mutex);
            worker->wakeup.notify_all();
        }
    }
    bool isPaused() const override { return paused_ && running_.load() == 0; }

    bool wait(int64_t millis) override {
        std::unique_lock lock(doneMutex_);
        return done_.wait_for(lock, std::chrono::milliseconds(millis), [this] { return remaining_.load() == 0; });
    }

    void shutdown() override {
        stopping_ = true;
        resume();
        for (auto& worker : workers_)
            if (worker->thread.joinable()) worker->thread.join();
    }

private:
    struct Worker {
        std::mutex mutex;                       // guards queue, timers
        std::condition_variable wakeup;
        std::deque<Schedulable*> queue;
        std::vector<Schedulable*> timers;       // parked tasks of this worker with a time; few, so a plain list
        std::atomic<bool> sleeping{false};
        std::thread thread;
    };

    void enqueue(Schedulable& task) {
        Worker& home = *workers_[task.home_];
        {
            std::lock_guard lock(home.mutex);
            home.queue.push_back(&task);
            if (home.sleeping) {
                home.wakeup.notify_one();
                return;
            }
        }
        // The home worker is busy: let a sleeping peer steal it.
        for (auto& peer : workers_)
            if (peer->sleeping) {
                std::lock_guard lock(peer->mutex);
                peer->wakeup.notify_one();
                return;
            }
    }

    Schedulable* next(int self) {
        Worker& own = *workers_[self];
        {
            std::lock_guard lock(own.mutex);
            if (!own.timers.empty()) {
                int64_t now = clock_.steadyNanos();
                for (size_t i = 0; i < own.timers.size();) {
                    Schedulable* task = own.timers[i];
                    int expected = Schedulable::Parked;
                    bool due = task->timer_ <= now;
                    if (due && task->schedule_.compare_exchange_strong(expected, Schedulable::Queued)) own.queue.push_back(task);
                    if (due || task->schedule_ != Schedulable::Parked) {
                        own.timers[i] = own.timers.back();
                        own.timers.pop_back();
                    } else {
                        ++i;
                    }
                }
            }
            if (!own.queue.empty()) {
                Schedulable* task = own.queue.front();
                own.queue.pop_front();
                return task;
            }
        }
        for (size_t i = 1; i < workers_.size(); ++i) {
            Worker& peer = *workers_[(self + i) % workers_.size()];
            std::lock_guard lock(peer.mutex);
            if (!peer.queue.empty()) {
                Schedulable* task = peer.queue.back();
                peer.queue.pop_back();
                return task;
            }
        }
        return nullptr;
    }

    void sleep(Worker& own) {
        std::unique_lock lock(own.mutex);
        if (!own.queue.empty() || stopping_) return;
        int64_t until = INT64_MAX;
        for (Schedulable* task : own.timers) until = std::min(until, task->timer_);
        own.sleeping = true;
        if (until == INT64_MAX || paused_) {
            own.wakeup.wait_for(lock, std::chrono::milliseconds(50));
        } else {
            int64_t nanos = until - clock_.steadyNanos();
            if (nanos > 0) own.wakeup.wait_for(lock, std::chrono::nanoseconds(std::min<int64_t>(nanos, 50'000'000)));
        }
        own.sleeping = false;
    }

    void loop(int self) {
        // Below the window's thread in priority: a busy job must not make the interface stutter.
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 1);
        Worker& own = *workers_[self];
        while (!stopping_) {
            if (paused_) {
                sleep(own);
                continue;
            }
            Schedulable* task = next(self);
            if (!task) {
                sleep(own);
                continue;
            }
            ++running_;
            if (paused_) {   // pause came between the check and here
                --running_;
                std::lock_guard lock(own.mutex);
                own.queue.push_front(task);
                continue;
            }
            task->schedule_.exchange(Schedulable::Running, std::memory_order_seq_cst);
            std::atomic_thread_fence(std::memory_order_seq_cst);
            Step step = task->run(clock_.steadyNanos() + QuantumNanos);
            settle(*task, step, self);
            --running_;
        }
    }

    void settle(Schedulable& task, Step step, int self) {
        if (step == Step::Finished) {
            task.schedule_ = Schedulable::Done;
            if (--remaining_ == 0) {
                std::lock_guard lock(doneMutex_);
                done_.notify_all();
            }
            return;
        }
        Worker& own = *workers_[self];
        task.home_ = self;
        if (step != Step::Progress) {
            task.timer_ = task.wakeAtNanos();
            std::lock_guard lock(own.mutex);
            int expected = Schedulable::Running;
            if (task.schedule_.compare_exchange_strong(expected, Schedulable::Parked, std::memory_order_acq_rel)) {
                if (task.timer_ != INT64_MAX && std::find(own.timers.begin(), own.timers.end(), &task) == own.timers.end()) own.timers.push_back(&task);
                return;
            }
        }
        task.schedule_.store(Schedulable::Queued, std::memory_order_release);
        bool more;
        {
            std::lock_guard lock(own.mutex);
            own.queue.push_back(&task);
            more = own.queue.size() > 1;
        }
        if (more)
            for (auto& peer : workers_)
                if (peer->sleeping) {
                    std::lock_guard lock(peer->mutex);
                    peer->wakeup.notify_one();
                    break;
                }
    }

    Clock& clock_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::atomic<bool> paused_{false}, stopping_{false};
    std::atomic<int> running_{0}, remaining_{0};
    std::mutex doneMutex_;
    std::condition_variable done_;
};

std::unique_ptr<Scheduler> makeThreadScheduler(Clock& clock, int workers) { return std::make_unique<ThreadScheduler>(clock, workers); }

} // namespace weir
