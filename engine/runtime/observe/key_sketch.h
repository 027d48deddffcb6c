// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace weir {

/// The keys that most rows of an operator have, found from a sample by the space-saving method: a key with more than a 32nd of the rows is among them.
/// The task that finds the reader at it does not wait.
class KeySketch {
public:
    static constexpr int Counters = 32, RowsABatch = 32, BatchesPerSample = 16;
    static constexpr int64_t Memory = 4096;      // sampled rows after which what was seen counts half

    /// `keys`: columns of the rows. Task.
    void offer(const Batch& rows, const std::vector<int>& keys);
    struct Heavy { Batch row; int64_t rows = 0, sampled = 0; };      // one row of key columns; `rows` at most as many as were sampled
    /// The heaviest since the last clear(); no row: nothing came. Any thread.
    Heavy heaviest() const;
    void clear();

private:
    struct Counter { uint64_t hash = 0; int64_t rows = 0, error = 0; Batch row; };
    mutable std::mutex mutex_;                   // guards all
    std::vector<Counter> counters_;
    int64_t sampled_ = 0;
    int batch_ = 0;
    std::vector<uint64_t> hashes_;
};

} // namespace weir
