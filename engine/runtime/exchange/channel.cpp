// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/exchange/channel.h"

#include <algorithm>

namespace weir {

bool Channel::push(Element& element) {
    uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == Slots) return false;
    if (const auto* batch = std::get_if<Batch>(&element)) {
        bytes_.fetch_add(static_cast<int64_t>(batch->retainedBytes()), std::memory_order_relaxed);
        rows_.store(rows_.load(std::memory_order_relaxed) + batch->size(), std::memory_order_relaxed);
    }
    slots_[tail % Slots] = std::move(element);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
}

bool Channel::pop(Element& element) {
    if (!first_.empty()) [[unlikely]] {
        element = std::move(first_.back());
        first_.pop_back();
        return true;
    }
    uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return false;
    element = std::move(slots_[head % Slots]);
    slots_[head % Slots] = WatermarkElement{0};      // lets the batch's buffers go
    head_.store(head + 1, std::memory_order_release);
    if (const auto* batch = std::get_if<Batch>(&element)) bytes_.fetch_sub(static_cast<int64_t>(batch->retainedBytes()), std::memory_order_relaxed);
    return true;
}

void Channel::prepend(std::vector<Element> elements) {
    first_ = std::move(elements);
    std::reverse(first_.begin(), first_.end());
}

void Channel::mark(int64_t checkpoint, std::vector<Element> behind) {
    std::lock_guard lock(markMutex_);
    marks_.push_back({checkpoint, tail_.load(std::memory_order_relaxed), std::move(behind)});
    marked_.store(checkpoint, std::memory_order_release);
}

bool Channel::beforeBarrier(int64_t checkpoint, std::vector<Element>& out) {
    std::vector<Element> behind;
    uint32_t head = head_.load(std::memory_order_relaxed), end = head;
    bool found = false;
    if (marked() >= checkpoint) {
        std::lock_guard lock(markMutex_);
        std::erase_if(marks_, [&](const Mark& mark) { return mark.checkpoint < checkpoint; });      // given up
        if ((found = !marks_.empty() && marks_.front().checkpoint == checkpoint)) {
            end = marks_.front().tail;
            behind = std::move(marks_.front().behind);
            marks_.erase(marks_.begin());
        }
    }
    if (!found) {
        // It may have gone out aligned.
        uint32_t tail = tail_.load(std::memory_order_acquire);
        auto isIt = [&](const Element& element) {
            const auto* barrier = std::get_if<Barrier>(&element);
            return barrier && barrier->checkpoint == checkpoint;
        };
        while (end != tail && !isIt(slots_[end % Slots])) ++end;
        if (end == tail) return false;
    }
    out.insert(out.end(), first_.rbegin(), first_.rend());
    for (; static_cast<int32_t>(end - head) > 0; ++head) out.push_back(slots_[head % Slots]);
    out.insert(out.end(), behind.begin(), behind.end());
    return true;
}

double Channel::fill() const {
    uint32_t used = tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_relaxed);
    double slots = static_cast<double>(used) / (Slots / 2.0);
    double bytes = static_cast<double>(bytes_.load(std::memory_order_relaxed)) / CreditBytes;
    return std::clamp(std::max(slots, bytes), 0.0, 1.0);
}

} // namespace weir
