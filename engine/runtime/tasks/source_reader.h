// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/source.h"
#include "engine/expressions/evaluator.h"
#include "engine/plan/job/operator_spec.h"
#include "engine/runtime/operators/operator.h"
#include "engine/runtime/time/watermark_merger.h"

#include <map>
#include <memory>

namespace weir {

class TimeRing;

/// The head of a source task: polls the connector, projects, filters, and makes watermarks per split.
///
/// A watermark is due after every row that advances it. Passing each one on would cut batches to single rows, so it is passed on only where somebody
/// could tell: before a row that it makes late, and at the end of a quantum. Results are the same as with one watermark a row, whatever the batch size.
class SourceReader {
public:
    SourceReader(const plan::SourceSpec& spec, std::unique_ptr<Source> source);
    ~SourceReader();
    /// Shows how its watermark comes about; before the first read().
    void showOn(WatermarkBoard* board) {
        board_ = board;
        merger_.showOn(board);
    }

    enum class State : uint8_t { Produced, Later, Finished };
    /// One poll: pushes rows (and watermarks between them) to `out`.
    State read(Output& out, OperatorContext& context);
    /// Pushes the watermark reached so far, if it rose. Called at the end of a quantum.
    void emitWatermark(Output& out);
    /// All splits idle (no rows for the idle timeout)? Changes are reported once through idleChanged.
    bool updateIdleness(int64_t nowMillis);
    bool isIdle() const { return idle_; }
    bool isTimed() const { return timer_ != nullptr; }
    int64_t waitNanos() const { return waitNanos_; }
    int64_t pendingWatermark() const { return emitted_; }
    int holder() const { return merger_.holder(); }
    Source& source() { return *source_; }
    /// Splits with their positions and watermarks.
    void snapshot(StateWriter& out) const;
    void restore(StateReader& in);
    /// The splits that a source's state has for a subtask.
    static std::vector<SplitState> splitsOf(StateReader& in);

private:
    struct Split { int slot; int64_t lastRowMillis; bool idle = false; };
    Split& split(int number, int64_t nowMillis);
    void emit(Batch rows, Output& out, OperatorContext& context);
    void emitTimed(const Batch& rows, Batch projected, Split& split, Output& out, OperatorContext& context);
    struct TimedRows { const int64_t* mark; const Vector* nulls; const int64_t* time; int count; };
    struct Emission { int64_t bound, running, touching; bool everyRow; };
    void tellTimes(TimeRing& ring, const TimedRows& rows, const Emission& emission, const Split& split, const OperatorContext& context) const;
    void hand(Batch projected, const Batch& read, Output& out, OperatorContext& context);

    const plan::SourceSpec spec_;
    std::unique_ptr<Source> source_;
    std::unique_ptr<Evaluator> projector_;
    std::unique_ptr<Evaluator> timer_;           // watermark, rowtime
    std::unique_ptr<Predicate> filter_;
    WatermarkMerger merger_;
    WatermarkBoard* board_ = nullptr;
    std::map<int, Split> splits_;
    int64_t emitted_ = NoWatermark;
    int64_t waitNanos_ = 1'000'000;
    int64_t rejected_ = 0;                       // records, as the source tells
    bool idle_ = false;
};

} // namespace weir
