// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_options.h"

#include <deque>
#include <string>
#include <vector>

namespace weir {

/// What the owner of a coordinator has to do next.
struct CheckpointAction {
    enum class Kind : uint8_t {
        Trigger,     // sources emit the barrier of `checkpoint`
        Overtake,    // it takes too long: barriers pass what is queued from now on
        Store,       // every task has answered: write it down, then say stored() or failed()
        Publish,     // durable: sinks may show what they prepared
        Discard,     // given up or subsumed: forget its files
        FailJob,     // more failures than tolerable
        Finish       // the last checkpoint is published: tasks may end
    } kind;
    int64_t checkpoint = 0;
    std::string reason{};
    bool isFinal = false;
    bool overtakes = false;      // of Trigger: barriers pass what is queued from the start
    bool operator==(const CheckpointAction&) const = default;
};

/// Decides when a checkpoint begins, is complete, has failed. A state machine: events and the time come in as calls, actions go out; it has no clock,
/// thread or file of its own. One checkpoint is under way at a time. When every task has come to its end, a last one follows at once.
class CheckpointCoordinator {
public:
    /// `firstNumber`: of the first checkpoint; `kept`: durable ones of this job already, ascending.
    CheckpointCoordinator(CheckpointOptions options, int64_t firstNumber, std::vector<int64_t> kept);

    /// A new attempt of the job with so many tasks. What was under way is given up.
    std::vector<CheckpointAction> restart(int tasks, int64_t nowMillis);
    /// Time has passed.
    std::vector<CheckpointAction> tick(int64_t nowMillis);
    /// Somebody wants one now.
    std::vector<CheckpointAction> request(int64_t nowMillis);
    std::vector<CheckpointAction> acknowledge(int task, int64_t checkpoint, int64_t nowMillis);
    std::vector<CheckpointAction> stored(int64_t checkpoint, int64_t nowMillis);
    /// A task or the storage could not.
    std::vector<CheckpointAction> failed(int64_t checkpoint, const std::string& reason, int64_t nowMillis);
    /// A task has given all its rows and waits for the last checkpoint.
    std::vector<CheckpointAction> ended(int task, int64_t nowMillis);

    /// When tick() should be called next; INT64_MAX = not before another event.
    int64_t nextMillis() const;
    int64_t lastCompleted() const { return kept_.empty() ? 0 : kept_.back(); }
    int64_t completedCount() const { return completed_; }
    int64_t failedCount() const { return failures_; }

private:
    std::vector<CheckpointAction> begin(int64_t nowMillis);
    bool allEnded() const { return endedCount_ == tasks_ && tasks_ > 0; }

    CheckpointOptions options_;
    int64_t next_;
    std::deque<int64_t> kept_;
    int tasks_ = 0;
    std::vector<bool> answered_, ended_;
    int answers_ = 0, endedCount_ = 0;
    int64_t current_ = 0;              // 0 = none
    bool storing_ = false, isFinal_ = false, wanted_ = false, over_ = false;
    bool mayOvertake_ = false;         // the present one is aligned so far
    int64_t begunMillis_ = 0, dueMillis_ = INT64_MAX;
    int failuresInARow_ = 0;
    int64_t completed_ = 0, failures_ = 0;
};

} // namespace weir
