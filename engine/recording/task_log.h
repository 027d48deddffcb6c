// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/recording/recording_file.h"
#include "engine/recording/step.h"

namespace weir {

/// Writes down what one task does, run-length coded, and hands pieces to the recording's file. Used by the task's own thread (before the run and behind
/// it: by the one that builds and ends it). Throws RunError when the file cannot be written.
class TaskLog final : public TaskTape {
public:
    TaskLog(RecordingWriter& file, int attempt, int task) : file_(file), attempt_(attempt), task_(task) {}

    /// The wall time; written before the next step, if it is another one.
    void clock(int64_t wallMillis) { wall_ = wallMillis; }
    void step(TaskStep step, std::string_view text = {});
    void check(TaskStep step) override { this->step(step); }
    /// Whether an output was found full, each time that an operator asked.
    void full(bool answer) {
        if (!answer) ++notFull_;
        else endFulls(false);
    }
    void note(NoteKind kind, std::string_view text);
    /// The last step; a task out of input says so once.
    StepKind last() const { return last_; }
    bool isEmpty() const { return steps_ == 0; }
    int64_t steps() const { return steps_; }
    /// Hands over what is held. `wallMillis` is now.
    void flush(int64_t wallMillis);
    /// The same when it is much or old.
    void flushSometimes(int64_t wallMillis);

private:
    void endFulls(bool atTaken);
    void endRun();
    void put(const TaskStep& step, uint64_t times);
    RecordingWriter& file_;
    const int attempt_, task_;
    int64_t wall_ = 0, written_ = 0;      // the clock, and what the log says of it
    int64_t watermark_ = 0;               // the last one read
    TaskStep run_;
    uint64_t times_ = 0;
    StepKind last_ = StepKind::Clock;
    int64_t steps_ = 0, flushed_ = 0, flushedMillis_ = 0;
    uint64_t notFull_ = 0;
    std::string bytes_, texts_, fulls_, notes_;
};

} // namespace weir
