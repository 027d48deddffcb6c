// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_form.h"

#include <atomic>
#include <vector>

namespace weir {

/// What the owner of a job's checkpoints tells its tasks. Written by one thread, read by every task between two batches.
struct CheckpointSignals {
    std::atomic<int64_t> requested{0};     // sources emit this one's barrier, when they have not yet
    std::atomic<int64_t> overtaken{0};     // this one is unaligned from now on: state at once, its barriers pass what is queued
    std::atomic<int64_t> published{0};     // durable: sinks show what they prepared up to here
    std::atomic<int64_t> since{0};         // the requested one may hold only what has changed since this one; 0 = everything
    std::atomic<int64_t> savepoint{0};     // this one is a savepoint: sinks leave no file half done
    std::atomic<int64_t> stop{0};          // behind this one nothing is read and no timer fires; tasks go when it is published; 0 = go on
    std::atomic<int64_t> last{0};          // nothing follows this one: tasks that have come to their end may go; 0 = not known yet
};

/// Where tasks send their answers. Thread-safe.
class CheckpointListener {
public:
    virtual ~CheckpointListener() = default;
    /// A task's whole state at a checkpoint.
    virtual void acknowledge(int task, int64_t checkpoint, std::vector<OperatorState> state) = 0;
    /// A task has given all its rows and waits for the last checkpoint.
    virtual void ended(int task) = 0;
    /// Somebody wants a checkpoint now.
    virtual void request() = 0;
};

} // namespace weir
