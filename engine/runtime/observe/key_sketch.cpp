// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/key_sketch.h"

#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

namespace {
constexpr int64_t Begin = 256;      // rows that are taken as they come: of a stream with few rows one learns soon
}

void KeySketch::offer(const Batch& rows, const std::vector<int>& keys) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || rows.empty() || (sampled_ >= Begin && batch_++ % BatchesPerSample != 0)) return;
    Batch part;
    const int wanted = std::min(rows.size(), RowsABatch);
    auto chosen = std::make_shared<Selection>();
    for (int i = 0; i < wanted; ++i) chosen->push_back(static_cast<uint16_t>(rows.physicalRow(static_cast<int>(static_cast<int64_t>(i) * rows.size() / wanted))));
    part.rows = rows.rows;
    for (int key : keys) part.columns.push_back(rows.columns[static_cast<size_t>(key)]);
    part.selection = std::move(chosen);
    part = part.dense();
    if (sampled_ >= Memory) {
        sampled_ /= 2;
        for (Counter& one : counters_) one.rows /= 2, one.error /= 2;
    }
    hashRows(part.columns, part, hashes_);
    for (int row = 0; row < part.rows; ++row) {
        ++sampled_;
        const uint64_t hash = hashes_[static_cast<size_t>(row)];
        auto found = std::find_if(counters_.begin(), counters_.end(), [hash](const Counter& one) { return one.hash == hash; });
        if (found != counters_.end()) {
            ++found->rows;
            continue;
        }
        if (static_cast<int>(counters_.size()) < Counters) {
            counters_.push_back({hash, 1, 0, part.slice(row, 1)});
            continue;
        }
        // The lightest makes room and leaves its count as the new one's error.
        auto lightest = std::min_element(counters_.begin(), counters_.end(), [](const Counter& a, const Counter& b) { return a.rows < b.rows; });
        *lightest = {hash, lightest->rows + 1, lightest->rows, part.slice(row, 1)};
    }
}

KeySketch::Heavy KeySketch::heaviest() const {
    std::lock_guard lock(mutex_);
    const Counter* most = nullptr;
    for (const Counter& one : counters_)
        if (!most || one.rows - one.error > most->rows - most->error) most = &one;
    if (!most) return {};
    return {most->row, most->rows - most->error, sampled_};
}

void KeySketch::clear() {
    std::lock_guard lock(mutex_);
    counters_.clear();
    sampled_ = 0;
}

} // namespace weir
