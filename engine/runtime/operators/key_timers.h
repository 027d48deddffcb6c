// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace weir {

/// When rows of a key table are due, the earliest first, of equal times those that were added first. A timer that holds no more (its row has left or is due at
/// another time) may stay until its time: who takes one looks. Many fall into a millisecond: they are kept by that. Owned by an operator; not thread-safe.
class KeyTimers {
public:
    struct Timer {
        int64_t time;
        uint32_t row;
        int side;
    };
    void add(int64_t time, uint32_t row, int side = 0) {
        if (taken_ > 0 && time < times_.begin()->first) {
            auto& first = times_.begin()->second;
            first.erase(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(std::exchange(taken_, 0)));
        }
        // Time mostly rises.
        auto at = times_.empty() || times_.rbegin()->first != time ? times_.try_emplace(times_.end(), time) : std::prev(times_.end());
        at->second.push_back(static_cast<uint64_t>(row) << 1 | static_cast<uint64_t>(side));
        ++size_;
    }
    /// INT64_MAX: there is none.
    int64_t next() const { return times_.empty() ? INT64_MAX : times_.begin()->first; }
    /// The next one, if it is due by then.
    bool take(int64_t time, Timer& timer) {
        if (times_.empty() || times_.begin()->first > time) return false;
        auto first = times_.begin();
        const uint64_t one = first->second[taken_++];
        timer = {first->first, static_cast<uint32_t>(one >> 1), static_cast<int>(one & 1)};
        --size_;
        if (taken_ < first->second.size()) return true;
        times_.erase(first);
        taken_ = 0;
        return true;
    }
    /// So many timers hold no more. When they are half of all they are taken out; `holds` is asked of each.
    template <class Holds> void forget(size_t timers, const Holds& holds) {
        forgotten_ += timers;
        if (forgotten_ * 2 <= size_) return;
        KeyTimers kept;
        for (Timer timer; take(INT64_MAX, timer);)
            if (holds(timer)) kept.add(timer.time, timer.row, timer.side);
        *this = std::move(kept);
    }
    size_t bytes() const { return size_ * sizeof(uint64_t) + times_.size() * BucketBytes; }

private:
    static constexpr size_t BucketBytes = 112;           // a node, its vector, and what allocating both costs
    std::map<int64_t, std::vector<uint64_t>> times_;     // row << 1 | side
    size_t size_ = 0, taken_ = 0;                        // taken: of the first bucket
    size_t forgotten_ = 0;
};

} // namespace weir
