// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/recording/divergence.h"
#include "engine/recording/recording.h"
#include "engine/recording/step_chunk.h"
#include "engine/recording/varint.h"

#include <deque>

namespace weir {

/// Gives one task's recorded steps back in order, and compares what comes of them. Used by the task's own thread. Throws RunError at a divergence and
/// where the bytes make no sense.
class TaskScript final : public TaskTape {
public:
    TaskScript(std::shared_ptr<const Recording> recording, size_t attempt, int task, ReplayReport& report);

    /// The next step, if there is one; clocks are passed over and show in wallMillis().
    const TaskStep* next();
    /// The same without reading on; for onlookers, while the task stands still. Null: not known or none.
    const TaskStep* peeked() const { return times_ > 0 ? &step_ : nullptr; }
    std::string_view text() const { return text_; }            // of the next step, until take()
    void take();                                               // goes on behind it
    int64_t wallMillis() const { return wall_; }
    int64_t taken() const { return taken_; }                   // steps so far: the number of the next one
    /// Steps that carry a result: must be the next one.
    void check(TaskStep step) override;
    bool full();
    [[noreturn]] void diverge(const std::string& replayed);    // at the next step
    [[noreturn]] void differ(const TaskStep& taken, const std::string& replayed) const;    // at the one taken last
    /// Goes behind the state of a checkpoint. False when the task has no such checkpoint.
    bool skipTo(int64_t checkpoint);
    const RecordedTask& head() const { return head_; }
    /// Names the operators of the task's nodes, for divergences in what came of a step.
    void nameNode(int node, std::string uid, std::string name);
    /// Notes of the task, in the order written; read by whoever made them.
    const std::vector<std::pair<NoteKind, std::string>>& notes() const { return notes_; }
    bool complete() const { return complete_; }                // the recording has the task's end

private:
    bool load();
    void dropFulls();
    [[noreturn]] void differ(int64_t step, std::string recorded, std::string replayed, int node) const;
    [[noreturn]] void damaged() const;
    const std::shared_ptr<const Recording> recording_;
    const RecordedTask& head_;
    const std::vector<ChunkPlace>& places_;
    const std::vector<std::pair<NoteKind, std::string>>& notes_;
    ReplayReport& report_;
    const int attempt_, task_;
    const bool complete_;
    size_t place_ = 0;
    StepChunk piece_;
    VarintReader in_, texts_;             // of its steps
    TaskStep step_;                       // the next one, `times_` times from now
    uint64_t times_ = 0;
    std::string text_;
    int64_t wall_ = 0, watermark_ = 0, taken_ = 0;
    std::deque<uint64_t> fulls_;          // read ahead: twice the number of answers "no" before a "yes", plus 1 where a checkpoint's state was taken instead
    uint64_t notFull_ = 0;
    std::map<int, std::pair<std::string, std::string>> nodes_;
};

} // namespace weir
