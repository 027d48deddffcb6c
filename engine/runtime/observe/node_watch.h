// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/row_fate.h"
#include "engine/runtime/observe/block_ring.h"
#include "engine/runtime/observe/key_sketch.h"
#include "engine/runtime/time/watermark_board.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace weir {

class TapRing;
class TimeRing;

/// The taps of one operator's output in one subtask, or of its rows with a verdict. Immutable.
struct TapList {
    std::vector<TapRing*> rings;
    std::vector<RowFate> fates;                     // of the rings; of an output: PassedOn
    std::vector<std::atomic<int64_t>*> orders;      // of the ring's tap
};

/// Where one looks into an operator of one subtask. What costs more than a store is null while nobody looks, so that a task pays one check a batch.
/// What is published here lives as long as the run; the task reads it, the Observation writes it.
struct NodeWatch {
    std::atomic<const TapList*> taps{nullptr};
    std::atomic<const TapList*> fates{nullptr};
    std::atomic<TimeRing*> times{nullptr};
    WatermarkBoard board;                           // how its watermark comes about
    std::atomic<int64_t> watermark{INT64_MIN};      // given on
    std::atomic<int64_t> busyNanos{0};              // its own work, while its task is timed
    std::vector<std::vector<int>> keys;             // columns of its keys, by input; empty: none
    KeySketch sketch;                               // of these, while its task is timed
};

/// The same for a task.
struct TaskWatch {
    BlockRing blocked;
    std::atomic<int64_t> blockedSince{0};           // 0: it is not
    std::atomic<int> blockedOn{BlockedInterval::Unknown};
    std::atomic<bool> timed{false};                 // somebody wants to know what its operators take
};

} // namespace weir
