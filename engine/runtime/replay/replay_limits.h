// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>

namespace weir {

/// How far one task of a replay may go. Set by any thread while the task is parked or runs; looked at before each step.
struct ReplayLimits {
    static constexpr int64_t None = INT64_MAX;
    std::atomic<int64_t> steps{None};          // so many steps in all
    std::atomic<int64_t> elements{None};       // so many batches, watermarks ... into the task
    std::atomic<int64_t> rows{None};           // so many rows of its source, or a batch more
    std::atomic<int64_t> checkpoint{None};     // up to the state of this checkpoint
    std::atomic<int64_t> watermark{None};      // a task without consumers: until it has reached it
};

/// How far it is. Any thread.
struct ReplayProgress {
    std::atomic<int64_t> steps{0}, elements{0};
    std::atomic<bool> waitsForReader{false};   // a sink is full: it goes on by itself
    std::atomic<bool> done{false};             // no step is left
    std::atomic<bool> held{false};             // at a limit
    std::atomic<int> waitsFor{-1};             // the channel whose next element the recording wants
};

} // namespace weir
