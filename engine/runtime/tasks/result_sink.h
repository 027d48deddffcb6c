// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/results.h"
#include "engine/connectors/sink.h"
#include "engine/types/row_codec.h"

#include <deque>

namespace weir {

/// The end of a plain SELECT: rows go to the run's result ring. Where checkpoints are taken they go there with the checkpoint that follows, so that a
/// restart shows none of them twice.
class ResultSink final : public Sink {
public:
    ResultSink(std::shared_ptr<ResultCollector> results, int subtask, bool checkpoints)
        : results_(std::move(results)), subtask_(subtask), checkpoints_(checkpoints), codec_(results_->schema().types()) {}
    /// Replay: rows behind that checkpoint were lost with their attempt, and a later one gave them; 0: all of them.
    void showUntil(int64_t checkpoint) {
        until_ = checkpoint;
        hides_ = checkpoint == 0;
    }
    void write(const Batch& rows) override {
        if (hides_) return;
        if (checkpoints_) held_.push_back({0, rows.dense()});
        else results_->add(rows);
    }
    bool ready() override { return results_->ready(); }
    bool holdsBack() const override { return checkpoints_; }
    void prepare(int64_t checkpoint, StateWriter& out) override;
    void publish(int64_t checkpoint) override;
    void restore(StateReader& in) override;

private:
    struct Held {
        int64_t checkpoint;      // that it is part of; 0: the next one
        Batch rows;
    };
    StateForm form() const;
    std::shared_ptr<ResultCollector> results_;
    int subtask_;
    bool checkpoints_, hides_ = false;
    int64_t until_ = -1;
    RowCodec codec_;
    std::deque<Held> held_;
};

} // namespace weir
