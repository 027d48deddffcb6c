// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/block_ring.h"

#include <algorithm>

namespace weir {

void BlockRing::add(const BlockedInterval& interval) {
    Entries* entries = entries_.load(std::memory_order_relaxed);
    if (!entries) {
        entries = new Entries();
        entries_.store(entries, std::memory_order_release);
    }
    const uint64_t count = count_.load(std::memory_order_relaxed);
    Entry& entry = (*entries)[count % Size];
    entry.start.store(interval.start, std::memory_order_relaxed);
    entry.end.store(interval.end, std::memory_order_relaxed);
    entry.on.store(interval.on, std::memory_order_relaxed);
    count_.store(count + 1, std::memory_order_release);
}

std::vector<BlockedInterval> BlockRing::read(int64_t from, int64_t to, int64_t& knownSince) const {
    std::vector<BlockedInterval> out;
    knownSince = INT64_MIN;
    const Entries* entries = entries_.load(std::memory_order_acquire);
    if (!entries) return out;
    const uint64_t count = count_.load(std::memory_order_acquire);
    uint64_t at = count;
    const uint64_t first = count > Size ? count - Size : 0;
    while (at > first) {
        const Entry& entry = (*entries)[--at % Size];
        BlockedInterval one{entry.start.load(std::memory_order_relaxed), entry.end.load(std::memory_order_relaxed), entry.on.load(std::memory_order_relaxed)};
        // The task went on meanwhile and may have written over what was just read.
        std::atomic_thread_fence(std::memory_order_acquire);
        if (count_.load(std::memory_order_relaxed) >= at + Size) {
            if (!out.empty()) knownSince = out.back().start;
            break;
        }
        if (one.end <= from) break;
        if (one.start >= to) continue;
        one.start = std::max(one.start, from);
        one.end = std::min(one.end, to);
        out.push_back(one);
    }
    if (at == first && first > 0 && !out.empty() && knownSince == INT64_MIN) knownSince = out.back().start;
    std::reverse(out.begin(), out.end());
    return out;
}

} // namespace weir
