// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir {

/// When rows of a key table are due, the earliest first, of equal times those that were added first. A timer that holds no more (its row has left or is due at
/// another time) may stay until its time: who takes one looks. Owned by an operator; not thread-safe.
class KeyTimers {
public:
    struct Timer {
        int64_t time;
        uint32_t row;
        int side;
    };
    void add(int64_t time, uint32_t row, int side = 0) {
        heap_.push_back({time, ++added_ << 1 | static_cast<uint64_t>(side), row});
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    /// INT64_MAX: there is none.
    int64_t next() const { return heap_.empty() ? INT64_MAX : heap_.front().time; }
    /// The next one, if it is due by then.
    bool take(int64_t time, Timer& timer) {
        if (heap_.empty() || heap_.front().time > time) return false;
        const Entry& first = heap_.front();
        timer = {first.time, first.row, static_cast<int>(first.order & 1)};
        std::pop_heap(heap_.begin(), heap_.end(), later);
        heap_.pop_back();
        return true;
    }
    /// So many timers hold no more. When they are half of all they are taken out; `holds` is asked of each.
    template <class Holds> void forget(size_t timers, const Holds& holds) {
        forgotten_ += timers;
        if (forgotten_ * 2 <= heap_.size()) return;
        std::erase_if(heap_, [&](const Entry& one) { return !holds(Timer{one.time, one.row, static_cast<int>(one.order & 1)}); });
        std::make_heap(heap_.begin(), heap_.end(), later);
        forgotten_ = 0;
    }
    size_t bytes() const { return heap_.size() * sizeof(Entry); }

private:
    struct Entry {
        int64_t time;
        uint64_t order;         // of coming, and the side
        uint32_t row;
    };
    static bool later(const Entry& a, const Entry& b) { return a.time != b.time ? a.time > b.time : a.order > b.order; }
    std::vector<Entry> heap_;
    uint64_t added_ = 0;
    size_t forgotten_ = 0;
};

} // namespace weir
