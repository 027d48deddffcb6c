// SPDX-License-Identifier: Apache-2.0
#pragma once
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
    /// An operator holds so many bytes more, or fewer.
    void add(int64_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
    bool isOver() const { return used() > budget_; }

private:
    const int64_t budget_;
    const bool spills_;
    std::atomic<int64_t> used_{0};
};

} // namespace weir
