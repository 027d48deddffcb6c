// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/checkpoints/checkpoint_signals.h"

namespace weir {

/// A failure on purpose, once a job: when `rows` source rows are read, a checkpoint is taken; `behind` rows later (or at the end of a source) the job fails.
/// Tests compare what comes of it with a run without. Shared by the sources of all attempts; thread-safe.
class PlannedFailure {
public:
    PlannedFailure(int64_t rows, int64_t behind) : rows_(rows), behind_(behind) {}
    enum class Verdict : uint8_t { GoOn, Wait, Fail };
    /// Asked before each read; `atEnd`: instead of ending.
    Verdict next(const CheckpointSignals& signals, CheckpointListener& listener, bool atEnd) {
        if (done_.load()) return Verdict::GoOn;
        if (read_.load() < rows_ && !atEnd) return Verdict::GoOn;
        if (!requested_.exchange(true)) listener.request();
        if (signals.published.load() == 0) return Verdict::Wait;
        if (!atEnd && read_.load() < rows_ + behind_) return Verdict::GoOn;
        return done_.exchange(true) ? Verdict::GoOn : Verdict::Fail;
    }
    void count(int64_t rows) { read_ += rows; }

private:
    int64_t rows_, behind_;
    std::atomic<int64_t> read_{0};
    std::atomic<bool> requested_{false}, done_{false};
};

} // namespace weir
