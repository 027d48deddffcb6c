// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_coordinator.h"

#include "engine/base/fault_point.h"
#include <algorithm>

namespace weir {

using Kind = CheckpointAction::Kind;
using Actions = std::vector<CheckpointAction>;

CheckpointCoordinator::CheckpointCoordinator(CheckpointOptions options, int64_t firstNumber, std::vector<int64_t> kept)
    : options_(options), next_(firstNumber), kept_(kept.begin(), kept.end()) {}

Actions CheckpointCoordinator::restart(int tasks, int64_t nowMillis) {
    Actions actions;
    if (current_ != 0) actions.push_back({Kind::Discard, current_, "the job was restarted"});
    tasks_ = tasks;
    answered_.assign(static_cast<size_t>(tasks), false);
    ended_.assign(static_cast<size_t>(tasks), false);
    answers_ = endedCount_ = 0;
    current_ = 0;
    storing_ = isFinal_ = wanted_ = over_ = false;
    failuresInARow_ = 0;
    dueMillis_ = options_.intervalMillis > 0 ? nowMillis + options_.intervalMillis : INT64_MAX;
    return actions;
}

Actions CheckpointCoordinator::begin(int64_t nowMillis) {
    current_ = next_++;
    begunMillis_ = nowMillis;
    storing_ = wanted_ = false;
    isFinal_ = allEnded();
    std::fill(answered_.begin(), answered_.end(), false);
    answers_ = 0;
    // At the end nothing is queued.
    const bool overtakes = options_.unaligned && !isFinal_;
    mayOvertake_ = overtakes && options_.alignedMillis > 0;
    return {{Kind::Trigger, current_, "", isFinal_, overtakes && !mayOvertake_}};
}

Actions CheckpointCoordinator::tick(int64_t nowMillis) {
    if (over_) return {};
    if (current_ != 0) {
        if (!storing_ && nowMillis - begunMillis_ >= options_.timeoutMillis)
            return failed(current_, "it was not complete after " + std::to_string(options_.timeoutMillis) + " ms", nowMillis);
        if (!storing_ && mayOvertake_ && nowMillis - begunMillis_ >= options_.alignedMillis) {
            mayOvertake_ = false;
            return {{Kind::Overtake, current_}};
        }
        return {};
    }
    if (wanted_ || nowMillis >= dueMillis_) return begin(nowMillis);
    return {};
}

Actions CheckpointCoordinator::request(int64_t nowMillis) {
    if (over_) return {};
    if (current_ == 0) return begin(nowMillis);
    wanted_ = true;
    return {};
}

Actions CheckpointCoordinator::acknowledge(int task, int64_t checkpoint, int64_t) {
    // Answers to one that was given up come late and mean nothing.
    if (checkpoint != current_ || storing_ || answered_[static_cast<size_t>(task)]) return {};
    answered_[static_cast<size_t>(task)] = true;
    if (++answers_ < tasks_ && !WEIR_SABOTAGED("publish before all acks")) return {};
    storing_ = true;
    return {{Kind::Store, current_, "", isFinal_}};
}

Actions CheckpointCoordinator::stored(int64_t checkpoint, int64_t nowMillis) {
    if (checkpoint != current_) return {};
    current_ = 0;
    storing_ = false;
    ++completed_;
    failuresInARow_ = 0;
    kept_.push_back(checkpoint);
    Actions actions{{Kind::Publish, checkpoint, "", isFinal_}};
    while (static_cast<int>(kept_.size()) > std::max(1, options_.retained)) {
        actions.push_back({Kind::Discard, kept_.front(), "newer ones are complete"});
        kept_.pop_front();
    }
    if (isFinal_) {
        over_ = true;
        actions.push_back({Kind::Finish, checkpoint});
        return actions;
    }
    // The interval counts from begin to begin, as Flink's, the pause from the end.
    if (options_.intervalMillis > 0) dueMillis_ = std::max(begunMillis_ + options_.intervalMillis, nowMillis + options_.minPauseMillis);
    if (allEnded()) {
        Actions more = begin(nowMillis);
        actions.insert(actions.end(), more.begin(), more.end());
    }
    return actions;
}

Actions CheckpointCoordinator::failed(int64_t checkpoint, const std::string& reason, int64_t nowMillis) {
    if (checkpoint != current_ || checkpoint == 0) return {};
    current_ = 0;
    storing_ = false;
    ++failures_;
    Actions actions{{Kind::Discard, checkpoint, reason}};
    if (++failuresInARow_ > options_.tolerableFailures) {
        over_ = true;
        actions.push_back({Kind::FailJob, checkpoint, reason});
        return actions;
    }
    // Also the last one is tried again, but not at once.
    int64_t pause = std::max<int64_t>(options_.minPauseMillis, options_.intervalMillis > 0 ? options_.intervalMillis : 1000);
    dueMillis_ = nowMillis + pause;
    return actions;
}

Actions CheckpointCoordinator::ended(int task, int64_t nowMillis) {
    if (over_ || ended_[static_cast<size_t>(task)]) return {};
    ended_[static_cast<size_t>(task)] = true;
    ++endedCount_;
    if (!allEnded() || current_ != 0) return {};
    return begin(nowMillis);
}

int64_t CheckpointCoordinator::nextMillis() const {
    if (over_) return INT64_MAX;
    if (current_ != 0) return storing_ ? INT64_MAX : begunMillis_ + (mayOvertake_ ? std::min(options_.alignedMillis, options_.timeoutMillis) : options_.timeoutMillis);
    return wanted_ ? begunMillis_ : dueMillis_;
}

} // namespace weir
