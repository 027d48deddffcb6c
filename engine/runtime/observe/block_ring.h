// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/pressure_page.h"

#include <array>
#include <atomic>
#include <memory>

namespace weir {

/// The times in which one task was blocked. Written by the task when it goes on, read by any thread; nobody waits. Memory is taken with the first one.
class BlockRing {
public:
    static constexpr uint64_t Size = 1 << 15;

    ~BlockRing() { delete entries_.load(); }
    void add(const BlockedInterval& interval);
    /// What overlaps [from, to), in order, cut to it. `knownSince`: what ended earlier is no longer there.
    std::vector<BlockedInterval> read(int64_t from, int64_t to, int64_t& knownSince) const;

private:
    struct Entry { std::atomic<int64_t> start, end; std::atomic<int> on; };
    using Entries = std::array<Entry, Size>;
    std::atomic<Entries*> entries_{nullptr};
    std::atomic<uint64_t> count_{0};
};

} // namespace weir
