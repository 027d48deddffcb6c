// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"

#include <optional>

namespace weir {

/// The clock of one source subtask while a run is recorded or replayed: within a poll the wall clock stands still, so that one number tells what the
/// connector saw. Replayed, steady time leaps with every look: nothing waits for a rate or an interval. One thread.
class StickyClock final : public Clock {
public:
    explicit StickyClock(const Clock* live) : live_(live) {}
    int64_t wallMillis() const override {
        if (!seen_) seen_ = live_ ? live_->wallMillis() : given_;
        return *seen_;
    }
    int64_t steadyNanos() const override {
        constexpr int64_t Leap = 60'000'000'000;
        return live_ ? live_->steadyNanos() : steady_ += Leap;
    }
    /// A poll begins.
    void begin() { seen_.reset(); }
    /// What the connector saw since, if it looked.
    std::optional<int64_t> seen() const { return seen_; }
    void give(int64_t wallMillis) { given_ = wallMillis; }

private:
    const Clock* live_;            // null: replay
    mutable std::optional<int64_t> seen_;
    int64_t given_ = 0;
    mutable int64_t steady_ = 0;
};

} // namespace weir
