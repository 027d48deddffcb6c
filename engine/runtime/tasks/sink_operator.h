// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/sink.h"
#include "engine/plan/job/operator_spec.h"
#include "engine/runtime/operators/operator.h"

#include <memory>

namespace weir {

/// The end of a chain: hands rows to a connector's sink, checks NOT NULL columns first.
class SinkOperator final : public Operator {
public:
    SinkOperator(const plan::SinkSpec& spec, Schema input, std::unique_ptr<Sink> sink);
    ~SinkOperator() override;
    void process(int input, Batch rows, Output& out) override;
    void advance(int64_t watermark, Output& out) override;
    void flush(Output& out) override;
    /// Everything visible; also when a run is stopped in order without draining.
    void complete();
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(holdsBack() ? RowFate::Uncommitted : RowFate::Written);
    }
    bool ready() { return sink_->ready(); }
    bool holdsBack() const { return sink_->holdsBack(); }
    void snapshot(StateWriter&) const override {}              // prepare() does it
    void prepare(int64_t checkpoint, StateWriter& out) { sink_->prepare(checkpoint, out); }
    void publish(int64_t checkpoint) { sink_->publish(checkpoint); }
    void restore(StateReader& in) override { sink_->restore(in); }

private:
    Batch withoutNulls(Batch rows);
    const plan::SinkSpec spec_;
    const Schema input_;
    std::unique_ptr<Sink> sink_;
};

} // namespace weir
