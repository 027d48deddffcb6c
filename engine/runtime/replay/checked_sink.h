// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/sink.h"
#include "engine/recording/step.h"

#include <memory>
#include <vector>

namespace weir {

/// A sink whose rows are hashed for the recording, or compared with it: all of them, but of a large batch every thirty-second, since hashing would cost more than
/// many a job. In a replay a table's sink writes nowhere; rows of a SELECT are shown.
class CheckedSink final : public Sink {
public:
    /// `sink` may be null.
    CheckedSink(std::unique_ptr<Sink> sink, TaskTape& tape, int node) : sink_(std::move(sink)), tape_(tape), node_(node) {}
    void write(const Batch& rows) override;
    void watermark(int64_t time) override {
        if (sink_) sink_->watermark(time);
    }
    bool ready() override { return !sink_ || sink_->ready(); }
    void flush() override {
        if (sink_) sink_->flush();
    }
    void finish() override;
    void prepare(int64_t checkpoint, StateWriter& out) override;
    void publish(int64_t checkpoint) override {
        if (sink_) sink_->publish(checkpoint);
    }
    bool holdsBack() const override { return sink_ && sink_->holdsBack(); }
    void restore(StateReader& in) override {
        if (sink_) sink_->restore(in);
    }
    void close() override {
        if (sink_) sink_->close();
    }

private:
    void tell();
    std::unique_ptr<Sink> sink_;
    TaskTape& tape_;
    const int node_;
    uint64_t hash_ = 0;
    int64_t untold_ = 0;         // rows since the hash was told
    uint32_t next_ = 0;          // of a large batch: the first row that is looked at
    std::vector<uint64_t> hashes_;
};

} // namespace weir
