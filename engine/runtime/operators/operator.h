// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/functions/kernel.h"
#include "engine/metrics/task_metrics.h"
#include "engine/types/batch.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir {

constexpr int64_t NoWatermark = INT64_MIN;
constexpr int64_t FinalWatermark = INT64_MAX;

class StateMemory;
class ColdStore;
struct NodeWatch;

/// Where an operator's output goes: the next operator of the chain, or the task's output ports. Calls are per batch.
class Output {
public:
    virtual ~Output() = default;
    virtual void push(Batch rows) = 0;                  // empty batches are dropped
    virtual void push(int64_t watermark) = 0;           // only ever rising
    /// True when downstream is full: an operator with much to emit (window fire, sort) should return and go on in resume().
    virtual bool full() const { return false; }
};

/// What an operator gets when it starts. Lives as long as the operator.
struct OperatorContext {
    int subtask = 0;
    int parallelism = 1;
    int maxParallelism = 128;
    EvaluationContext evaluation;          // clock values are refreshed by the task before each call
    Clock* clock = nullptr;
    OperatorCounters* counters = nullptr;
    bool batchMode = false;
    bool netChanges = false;               // mini-batch on: first pre-image and last post-image of a bundle
    int64_t miniBatchRows = 0;             // bundle size limit
    int64_t stateTtlMillis = 0;            // 0 = for ever
    int maxRows = DefaultBatchRows;        // target rows of output batches
    const std::vector<Schema>* inputs = nullptr;     // one per input; names of state columns
    StateMemory* memory = nullptr;         // what the job's state takes and may take; null: no limit
    ColdStore* coldStore = nullptr;        // where state goes that does not fit; null: nowhere
    NodeWatch* watch = nullptr;            // where one looks into it; null: nowhere
    bool spills = false;                   // set by open() of an operator that keeps the budget by itself

    // For the ledger. An operator that tells what became of its rows says in open() what those without a counted verdict are; else they are taken in.
    void tells(RowFate rest, bool passesOn = false) {
        if (!counters) return;
        counters->rest.store(rest, std::memory_order_relaxed);
        counters->passesOn.store(passesOn, std::memory_order_relaxed);
    }
    void count(RowFate fate, int64_t rows, int input = 0) const {
        if (counters) counters->count(fate, rows, input);
    }
};

/// One step of a job: input to output, nothing about threads, queues or alignment. Push style; called by one thread at a time.
/// Event-time operators do all timed work in advance(). Throws RunError to fail the job.
class Operator {
public:
    virtual ~Operator() = default;
    virtual void open(OperatorContext& context) { context_ = &context; }
    virtual void process(int input, Batch rows, Output& out) = 0;
    /// The combined watermark of all inputs rose. Emit what it closes, then pass it on (the default only passes it on).
    virtual void advance(int64_t watermark, Output& out) { out.push(watermark); }
    /// Long work goes in slices: true = there is more, call again when there is room downstream. Until false no process() or advance() comes.
    virtual bool resume(Output&) { return false; }
    /// One input ended (a bounded join side). The final watermark follows when all inputs ended; then finish().
    virtual void endInput(int /*input*/, Output&) {}
    virtual void finish(Output&) {}        // all input seen: emit the rest (batch-mode results, bundles)
    /// The task ran out of input or a mini-batch is due: bundles flush here.
    virtual void flush(Output&) {}
    /// Processing-time wish: call process-time hook at or after this wall time; INT64_MAX = none.
    virtual int64_t nextWallTimer() const { return INT64_MAX; }
    virtual void wallTimer(int64_t /*nowMillis*/, Output&) {}

    /// Writes all that a later restore() needs, in named sections. Comes between two calls, when nothing is pending and bundles are flushed.
    /// An operator that does not override it holds state that cannot be kept, and a job with it takes no checkpoints: never lost silently.
    virtual void snapshot(StateWriter&) const { throw RunError(ErrorCode::Unsupported, "its state cannot be written to checkpoints yet"); }
    /// Takes it back, after open() and before everything else.
    virtual void restore(StateReader&) {}

protected:
    OperatorContext* context_ = nullptr;
};

/// An operator between whose calls nothing is kept.
class StatelessOperator : public Operator {
public:
    void snapshot(StateWriter&) const override {}
};

} // namespace weir
