// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/job_graph.h"
#include "engine/runtime/exchange/channel.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace weir {

/// The sending end of one edge in one producer subtask: decides which consumer gets which rows. Small pieces are gathered per destination until they
/// make a good batch, the task is out of input, or a control element passes. Owned by the producer task; not thread-safe.
class OutputPort {
public:
    OutputPort(plan::Shuffle shuffle, std::vector<int> keys, int subtask, int maxParallelism);
    /// `wake` makes the consumer's task look; `consumer`: its number.
    void connect(Channel* channel, std::function<void()> wake, int consumer);

    void push(Batch rows);
    void push(int64_t watermark);
    void idle();
    void barrier(int64_t checkpoint);
    /// An unaligned checkpoint: its barrier lies here, also ahead of what has found no room yet. `wasSent`: barrier() was called, and overtakes now.
    void overtake(int64_t checkpoint, bool wasSent);
    void end(bool drain);
    void flush();                     // hands over what was held back
    bool drain();                     // moves overflow into the rings; true when none is left
    bool full() const;
    /// The first consumer that has no room; -2 when all have.
    int fullConsumer() const;
    /// Asks the consumers of full channels to wake this task. False when there is room after all.
    bool awaitRoom();
    /// Replay: moves overflow into the rings. False when some is left; the consumers then wake this task.
    bool drainOrAwait();
    int64_t rows() const;
    double fill() const;

private:
    struct Target {
        Channel* channel;
        std::function<void()> wake;
        std::deque<Element> overflow;
        std::vector<Batch> pending;
        int pendingRows = 0;
        int consumer = -1;
    };
    void send(Target& target, Element element);
    void hold(Target& target, Batch rows);
    void flush(Target& target);
    void partition(const Batch& rows);
    void broadcast(const Element& element);

    plan::Shuffle shuffle_;
    std::vector<int> keys_;
    int subtask_;
    int maxParallelism_;
    size_t next_ = 0;                 // rebalance
    std::vector<Target> targets_;
    std::vector<uint64_t> hashes_;
    std::vector<std::vector<uint16_t>> rowsOf_;
};

} // namespace weir
