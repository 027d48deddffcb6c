// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/exchange/output_port.h"

#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

OutputPort::OutputPort(plan::Shuffle shuffle, std::vector<int> keys, int subtask, int maxParallelism)
    : shuffle_(shuffle), keys_(std::move(keys)), subtask_(subtask), maxParallelism_(maxParallelism) {}

void OutputPort::connect(Channel* channel, std::function<void()> wake, int consumer) {
    targets_.push_back({channel, std::move(wake), {}, {}, 0, consumer});
    rowsOf_.resize(targets_.size());
}

void OutputPort::send(Target& target, Element element) {
    if (!target.overflow.empty() || !target.channel->push(element)) target.overflow.push_back(std::move(element));
    target.wake();
}

void OutputPort::hold(Target& target, Batch rows) {
    // A good-sized piece goes at once; re-joining it would cost a copy and win nothing.
    if (target.pending.empty() && rows.size() >= DefaultBatchRows / 4) {
        send(target, std::move(rows));
        return;
    }
    target.pendingRows += rows.size();
    target.pending.push_back(std::move(rows));
    if (target.pendingRows >= DefaultBatchRows) flush(target);
}

void OutputPort::flush(Target& target) {
    if (target.pending.empty()) return;
    Batch joined = target.pending.size() == 1 ? std::move(target.pending.front()) : concatenate(target.pending);
    target.pending.clear();
    target.pendingRows = 0;
    send(target, std::move(joined));
}

void OutputPort::partition(const Batch& rows) {
    std::vector<ColumnRef> keys;
    keys.reserve(keys_.size());
    for (int key : keys_) keys.push_back(rows.columns[key]);
    hashRows(keys, rows, hashes_);
    int parallelism = static_cast<int>(targets_.size());
    for (auto& list : rowsOf_) list.clear();
    int count = rows.size();
    for (int i = 0; i < count; ++i) {
        int row = rows.physicalRow(i);
        rowsOf_[subtaskOf(keyGroup(hashes_[row], maxParallelism_), parallelism, maxParallelism_)].push_back(static_cast<uint16_t>(row));
    }
    for (int i = 0; i < parallelism; ++i) {
        if (rowsOf_[i].empty()) continue;
        Batch part = rows;
        if (static_cast<int>(rowsOf_[i].size()) != rows.rows) part = rows.withSelection(std::make_shared<Selection>(rowsOf_[i])).dense();
        part.span.reset();
        hold(targets_[i], std::move(part));
    }
}

void OutputPort::push(Batch rows) {
    if (rows.empty()) return;
    if (targets_.size() == 1) {
        hold(targets_[0], rows.dense());
        return;
    }
    switch (shuffle_) {
    case plan::Shuffle::Hash: partition(rows); break;
    case plan::Shuffle::Broadcast: {
        Batch whole = rows.dense();
        for (Target& target : targets_) hold(target, whole);
        break;
    }
    case plan::Shuffle::Rebalance: hold(targets_[next_++ % targets_.size()], rows.dense()); break;
    case plan::Shuffle::Forward: hold(targets_[static_cast<size_t>(subtask_) % targets_.size()], rows.dense()); break;
    case plan::Shuffle::Global: hold(targets_[0], rows.dense()); break;
    }
}

void OutputPort::broadcast(const Element& element) {
    for (Target& target : targets_) {
        flush(target);
        send(target, element);
    }
}

void OutputPort::push(int64_t watermark) { broadcast(WatermarkElement{watermark}); }
void OutputPort::idle() { broadcast(IdleElement{}); }
void OutputPort::barrier(int64_t checkpoint) { broadcast(Barrier{checkpoint}); }

void OutputPort::overtake(int64_t checkpoint, bool wasSent) {
    for (Target& target : targets_) {
        if (!wasSent) flush(target);
        auto end = std::find_if(target.overflow.begin(), target.overflow.end(), [&](const Element& element) {
            const auto* barrier = std::get_if<Barrier>(&element);
            return barrier && barrier->checkpoint == checkpoint;
        });
        if (wasSent && end == target.overflow.end()) continue;      // the consumer finds it in the ring
        target.channel->mark(checkpoint, std::vector<Element>(target.overflow.begin(), end));
        target.wake();
    }
}

void OutputPort::end(bool drain) { broadcast(EndElement{drain}); }
void OutputPort::flush() {
    for (Target& target : targets_) flush(target);
}

bool OutputPort::drain() {
    bool clear = true;
    for (Target& target : targets_) {
        bool moved = false;
        while (!target.overflow.empty() && target.channel->push(target.overflow.front())) {
            target.overflow.pop_front();
            moved = true;
        }
        if (moved) target.wake();
        clear &= target.overflow.empty();
    }
    return clear;
}

bool OutputPort::full() const {
    return std::any_of(targets_.begin(), targets_.end(), [](const Target& target) { return !target.overflow.empty() || target.channel->full(); });
}

int OutputPort::fullConsumer() const {
    for (const Target& target : targets_)
        if (!target.overflow.empty() || target.channel->full()) return target.consumer;
    return -2;
}

bool OutputPort::awaitRoom() {
    for (Target& target : targets_)
        if (!target.overflow.empty() || target.channel->full()) target.channel->producerWaits.store(true);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    drain();
    return full();
}

bool OutputPort::drainOrAwait() {
    if (drain()) return true;
    for (Target& target : targets_)
        if (!target.overflow.empty()) target.channel->producerWaits.store(true);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return drain();
}

int64_t OutputPort::rows() const {
    int64_t rows = 0;
    for (const Target& target : targets_) rows += target.channel->rows();
    return rows;
}

double OutputPort::fill() const {
    double fill = 0;
    for (const Target& target : targets_) fill = std::max(fill, target.channel->fill());
    return fill;
}

} // namespace weir
