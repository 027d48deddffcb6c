// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>

namespace weir {

/// How much a job's state may take in memory, and how much it takes. Operators say what they hold once a batch. Thread-safe.
class StateMemory {
public:
    /// `spills`: what goes beyond the budget goes to disk where an operator can; else it is refused.
    StateMemory(int64_t budget, bool spills) : budget_(budget), spills_(spills) {}
    int64_t budget() const { return budget_; }
    bool spills() const { return spills_; }
    int64_t used() const { return used_.load(std::memory_order_relaxed); }
    /// An operator holds so many bytes more, or fewer; `moves`: it can move them to disk.
    void add(int64_t bytes, bool moves) {
        used_.fetch_add(bytes, std::memory_order_relaxed);
        if (!moves) fixed_.fetch_add(bytes, std::memory_order_relaxed);
    }
    bool isOver() const { return used() > budget_; }
    /// Whether what cannot move is too much. Where the rest can, a small budget leaves some room for it.
    bool mustRefuse() const { return fixed_.load(std::memory_order_relaxed) > (spills_ ? std::max(budget_, LeastFixed) : budget_); }
    /// Tables that can move rows.
    int spillers() const { return spillers_.load(std::memory_order_relaxed); }
    void addSpiller(int number) { spillers_.fetch_add(number, std::memory_order_relaxed); }

private:
    static constexpr int64_t LeastFixed = 64 << 20;
    const int64_t budget_;
    const bool spills_;
    std::atomic<int64_t> used_{0}, fixed_{0};
    std::atomic<int> spillers_{0};
};

} // namespace weir
