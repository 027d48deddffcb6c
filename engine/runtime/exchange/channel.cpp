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
    uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return false;
    element = std::move(slots_[head % Slots]);
    slots_[head % Slots] = WatermarkElement{0};      // lets the batch's buffers go
    head_.store(head + 1, std::memory_order_release);
    if (const auto* batch = std::get_if<Batch>(&element)) bytes_.fetch_sub(static_cast<int64_t>(batch->retainedBytes()), std::memory_order_relaxed);
    return true;
}

double Channel::fill() const {
    uint32_t used = tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_relaxed);
    double slots = static_cast<double>(used) / (Slots / 2.0);
    double bytes = static_cast<double>(bytes_.load(std::memory_order_relaxed)) / CreditBytes;
    return std::clamp(std::max(slots, bytes), 0.0, 1.0);
}

} // namespace weir
