// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir {

// What a look at backpressure shows. Times in nanoseconds of the run's steady clock; tasks by their number in PressurePage::tasks.

/// A time in which a task had rows to give on and nobody took them.
struct BlockedInterval {
    static constexpr int Reader = -1;      // who takes the rows of a sink
    static constexpr int Unknown = -2;
    int64_t start = 0, end = 0;
    int on = Unknown;                      // the task whose queue was full
};

/// An operator's share of a task's work.
struct PressureOperator {
    int vertex = 0;
    int64_t busyNanos = 0;                 // its own, while somebody looked
    std::string key;                       // of the key that most of its rows have; empty: it has no keys, or no rows came
    double keyShare = 0;                   // of its rows
    int64_t sampledRows = 0;               // that the share was found with
};

/// A subtask of fused operators.
struct PressureTask {
    int subtask = 0;
    std::vector<PressureOperator> operators;
    std::vector<BlockedInterval> blocked;  // within the page's time, in order; the last may still go on
    int64_t knownSince = 0;                // earlier intervals were pushed out
    bool isSource = false;
};

struct PressurePage {
    int64_t from = 0, to = 0;              // the time looked at
    std::vector<PressureTask> tasks;
};

/// Where the waiting of a job ends.
struct PressureCause {
    enum class Kind : uint8_t {
        None,                              // hardly anybody waits; `vertex` and `subtask` are the busiest all the same
        Input,                             // the same, and nobody has much to do: the sources have no more to give
        Operator,                          // at an operator's work
        Cores,                             // at tasks that could go on and wait for a core: `vertex` takes most of the cores' time
        Reader                             // at who takes the rows of a sink
    } kind = Kind::None;
    int64_t waitedNanos = 0;               // by all sources together
    double share = 0;                      // of that, what ends here
    int task = -1;
    int vertex = -1, subtask = -1;         // the operator that takes most of the task's time
    double operatorShare = 0;              // of the task's work
    double busy = 0;                       // the task's work, of the time looked at
    std::string key;                       // where one key has far more rows than others
    double keyShare = 0;
    std::vector<int> chain;                // tasks from a source to here
};

/// Walks who waited for whom: a task that waits for one that waits itself waits for what that one waits for. Pure.
PressureCause causeOf(const PressurePage& page);

} // namespace weir
