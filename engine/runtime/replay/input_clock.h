// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>

namespace weir {

/// The clock of a job whose input is a recording: it shows the recorded time, and goes on when everything that was due is done. Readers are added while the
/// job is built; the rest from any thread.
class InputClock final : public Clock {
public:
    InputClock(std::shared_ptr<const Clock> steady, int64_t wallMillis) : steady_(std::move(steady)), now_(wallMillis) {}
    int64_t wallMillis() const override { return now_.load(); }
    int64_t steadyNanos() const override { return steady_->steadyNanos(); }

    /// Where a reader of the recording says when its next rows are due: INT64_MIN until it has looked, INT64_MAX when none follow.
    std::atomic<int64_t>& addReader() { return dues_.emplace_back(INT64_MIN); }
    /// The least of them.
    int64_t due() const {
        int64_t least = INT64_MAX;
        for (const auto& each : dues_) least = std::min(least, each.load());
        return least;
    }
    void set(int64_t wallMillis) { now_ = wallMillis; }

private:
    const std::shared_ptr<const Clock> steady_;
    std::atomic<int64_t> now_;
    std::deque<std::atomic<int64_t>> dues_;
};

} // namespace weir
