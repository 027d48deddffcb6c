// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/exchange/element.h"

#include <array>
#include <atomic>
#include <mutex>
#include <vector>

namespace weir {

/// Bounded queue from one producer subtask to one consumer subtask: a single-producer single-consumer ring of elements with a credit in bytes.
/// No locks but for marks, once an unaligned checkpoint. Either side may be asked for fill by any thread.
class Channel {
public:
    static constexpr uint32_t Slots = 64;
    static constexpr int64_t CreditBytes = 4 << 20;

    /// Producer: false when the ring has no free slot (the element is untouched).
    bool push(Element& element);
    /// Producer: should not produce more for now.
    bool full() const {
        return tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_acquire) >= Slots / 2 ||
               bytes_.load(std::memory_order_relaxed) > CreditBytes;
    }
    /// Consumer.
    bool pop(Element& element);
    bool empty() const { return first_.empty() && head_.load(std::memory_order_relaxed) == tail_.load(std::memory_order_acquire); }
    /// Producer: the barrier of an unaligned checkpoint lies here. What it has pushed is before it, and so is `behind`, which has found no room yet.
    void mark(int64_t checkpoint, std::vector<Element> behind);
    /// Consumer: the newest mark's checkpoint, 0 for none. Asked behind empty() it knows of any mark before the next element.
    int64_t marked() const { return marked_.load(std::memory_order_acquire); }
    /// Consumer: adds what was not popped yet and lies before the checkpoint's barrier, marked or in the ring. False: the barrier is not there yet.
    bool beforeBarrier(int64_t checkpoint, std::vector<Element>& out);
    /// Consumer, before anything was popped: comes out first.
    void prepend(std::vector<Element> elements);
    /// Any thread: 0..1.
    double fill() const;
    /// Set by a producer that parks because of this channel; the consumer wakes it when there is room again.
    std::atomic<bool> producerWaits{false};
    int64_t rows() const { return rows_.load(std::memory_order_relaxed); }

private:
    alignas(64) std::atomic<uint32_t> head_{0};      // consumer writes
    alignas(64) std::atomic<uint32_t> tail_{0};      // producer writes
    alignas(64) std::atomic<int64_t> bytes_{0};
    std::atomic<int64_t> rows_{0};
    std::array<Element, Slots> slots_;
    std::vector<Element> first_;                     // prepended, the next one last
    struct Mark {
        int64_t checkpoint = 0;
        uint32_t tail = 0;
        std::vector<Element> behind;
    };
    std::atomic<int64_t> marked_{0};
    std::mutex markMutex_;                           // guards marks_
    std::vector<Mark> marks_;                        // ascending; several where a replay's producer is ahead
};

} // namespace weir
