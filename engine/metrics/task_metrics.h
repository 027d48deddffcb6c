// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>

namespace weir {

/// Counters of one operator in one subtask. Written by the owning task once a batch with relaxed stores (no lock prefix), read by anybody.
struct alignas(128) OperatorCounters {
    std::atomic<int64_t> rowsIn{0}, rowsOut{0}, batchesIn{0}, batchesOut{0};
    std::atomic<int64_t> lateRows{0}, droppedRows{0};
    std::atomic<int64_t> watermark{INT64_MIN};          // last emitted
    std::atomic<int64_t> stateBytes{0}, stateRows{0};
    std::atomic<int64_t> rowsToDisk{0};                 // that state has moved there so far
    std::atomic<int64_t> nanos{0};                      // extrapolated from timed batches
    static void add(std::atomic<int64_t>& counter, int64_t n) { counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
};

/// Time of one task: every moment is busy, backpressured or idle.
struct alignas(128) TaskCounters {
    std::atomic<int64_t> busyNanos{0}, backpressuredNanos{0}, idleNanos{0};
    std::atomic<int64_t> quanta{0};
    std::atomic<int> state{0};                          // TaskState
    std::atomic<int> watermarkHolder{-1};               // channel that holds the combined watermark back
    std::atomic<int64_t> barriers{0}, barrierNanos{0}, longestBarrierNanos{0};   // taking state at checkpoints
    std::atomic<int64_t> longestQuantumNanos{0};        // the longest time for which it gave nothing on
};

} // namespace weir
