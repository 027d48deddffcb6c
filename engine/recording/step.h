// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// What a task did next, or what it saw: everything that does not follow from its input. The numbers are written to files: append only.
enum class StepKind : uint8_t {
    Clock,            // the wall time is `a` from here on
    Timers,           // processing-time timers that are due fire
    SourceClock,      // the connector reads the wall clock in the next poll and finds `a`
    SplitStarts,      // with the next poll: split `a`; text: its name
    SplitEnds,        // with the next poll: split `a`
    Rows,             // a poll gives `b` rows of split `a`
    RowsKept,         // the same; the text holds the rows, as they cannot be read again
    Nothing,          // a poll gives nothing now; what was held back goes on
    SourceFails,      // a poll throws; text: the message
    SourceEnds,       // a poll says that nothing follows
    Close,            // the source's end is passed on; `a`: drained, not stopped
    QuantumEnds,      // the watermark reached so far is passed on, idle splits are looked for
    Wait,             // a source waits for a checkpoint
    ReadRows,         // from channel `a`: a batch of `b` rows
    ReadWatermark,    // from channel `a`: watermark `b`
    ReadIdle,         // from channel `a`
    ReadEnd,          // from channel `a`; `b`: drained
    ReadBarrier,      // from channel `a`: of checkpoint `b`
    Resume,           // long work goes on by a slice
    Starve,           // out of input: what was held back goes on
    Checkpoint,       // checkpoint `a` begins here; `b`: it overtakes what is queued
    SplitStates,      // what a source that cannot go back says for a checkpoint; text: its splits
    // What came of it, compared in a replay.
    Taken,            // the state for checkpoint `a` is handed over
    State,            // of node `a`: hash `b`
    Sunk,             // sink `a` got rows with the running hash `b`
    ReadInFlight      // what an unaligned checkpoint held goes on: `b` rows of input `a`, or (a = -1) watermark `b`
};
constexpr int StepKinds = static_cast<int>(StepKind::ReadInFlight) + 1;

struct TaskStep {
    StepKind kind = StepKind::Clock;
    int64_t a = 0, b = 0;
    bool operator==(const TaskStep&) const = default;
};

constexpr bool hasText(StepKind kind) {
    return kind == StepKind::SplitStarts || kind == StepKind::RowsKept || kind == StepKind::SourceFails || kind == StepKind::SplitStates;
}
/// A batch, watermark or the like comes into the task from a channel.
constexpr bool isRead(StepKind kind) { return kind >= StepKind::ReadRows && kind <= StepKind::ReadBarrier; }
/// A poll of the source that may give rows begins here.
constexpr bool isPoll(StepKind kind) { return kind >= StepKind::SourceClock && kind <= StepKind::RowsKept; }
/// "a batch of 311 rows from channel 2"
std::string text(const TaskStep& step);

/// Notes that belong to no step: what the files that a source read were.
enum class NoteKind : uint8_t {
    Listing,    // text: what a folder held when it was looked at
    Info,       // text: what a file was when it was looked at
    Read        // text: which bytes of a file were read, and their hash
};

/// XXH3 of the bytes, going on from `seed`: what states and files are compared by.
uint64_t contentHash(std::string_view bytes, uint64_t seed = 0);

/// Where the steps of one task go, or come from. Called by the task's own thread, a few times a batch.
class TaskTape {
public:
    virtual ~TaskTape() = default;
    /// Something that must come out the same in a replay: written down while recording, compared while replaying (a difference throws RunError).
    virtual void check(TaskStep step) = 0;
};

} // namespace weir
