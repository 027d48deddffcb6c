// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace weir {

/// Where a replay first did something else than the recording says.
struct Divergence {
    int attempt = 0, task = 0;
    std::string uid, name;        // of the operator at the task's head, or of the one that differs
    int subtask = 0;
    int64_t step = 0;             // of the task, from 0
    std::string recorded, replayed;

    std::string text() const {
        return "The replay differs from the recording at operator '" + uid + "' (" + name + "), subtask " + std::to_string(subtask) + ", step " + std::to_string(step) +
               ": recorded: " + recorded + "; replayed: " + replayed + ".";
    }
};

/// Keeps the first divergence and counts what agreed. Thread-safe.
class ReplayReport {
public:
    /// True when it is the first one.
    bool diverged(Divergence difference) {
        std::lock_guard lock(mutex_);
        if (first_) return false;
        first_ = std::move(difference);
        return true;
    }
    void agreed(int64_t states, int64_t sinks) {
        std::lock_guard lock(mutex_);
        states_ += states;
        sinks_ += sinks;
    }
    std::optional<Divergence> first() const {
        std::lock_guard lock(mutex_);
        return first_;
    }
    int64_t states() const {
        std::lock_guard lock(mutex_);
        return states_;
    }
    int64_t sinks() const {
        std::lock_guard lock(mutex_);
        return sinks_;
    }

private:
    mutable std::mutex mutex_;    // guards all below
    std::optional<Divergence> first_;
    int64_t states_ = 0, sinks_ = 0;
};

} // namespace weir
