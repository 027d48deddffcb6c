// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/row_fate.h"

#include <array>
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
    // For the ledger: rows of the second input within rowsIn, and verdicts by input.
    std::atomic<int64_t> rowsInSecond{0};
    std::array<std::atomic<int64_t>, 2 * CountedFates> fates{};
    std::atomic<RowFate> rest{RowFate::TakenIn};        // what rows are that have no counted verdict and did not go on
    std::atomic<bool> passesOn{false};                  // every row that goes out is one that came in
    void count(RowFate fate, int64_t rows, int input = 0) {
        if (rows != 0) add(fates[static_cast<size_t>(input * CountedFates + static_cast<int>(fate))], rows);
    }
    /// This attempt's; any thread.
    FlowCounts flow() const;
    static void add(std::atomic<int64_t>& counter, int64_t n) { counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
};

inline FlowCounts OperatorCounters::flow() const {
    FlowCounts out;
    out.in[1] = rowsInSecond.load(std::memory_order_relaxed);
    out.in[0] = rowsIn.load(std::memory_order_relaxed) - out.in[1];
    out.out = rowsOut.load(std::memory_order_relaxed);
    for (int i = 0; i < 2 * CountedFates; ++i) out.fates[i / CountedFates][i % CountedFates] = fates[static_cast<size_t>(i)].load(std::memory_order_relaxed);
    return out;
}

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
