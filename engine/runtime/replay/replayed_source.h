// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/source.h"
#include "engine/recording/task_script.h"
#include "engine/runtime/replay/kept_rows.h"
#include "engine/runtime/replay/sticky_clock.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace weir {

/// Gives the rows of a recording, cut as they were: out of the recording, or out of the source where it can be read again. Belongs to its task.
class ReplayedSource final : public Source {
public:
    /// `source` is null when the rows are `kept`; `columns` of them are wanted.
    ReplayedSource(std::unique_ptr<Source> source, TaskScript& script, StickyClock& clock, std::optional<KeptRows> kept, size_t columns)
        : source_(std::move(source)), script_(&script), clock_(clock), kept_(std::move(kept)), columns_(columns) {}
    /// The task's next attempt: its rows follow.
    void goOnWith(TaskScript& script) {
        script_ = &script;
        ended_.clear();
    }
    Poll poll(int maxRows) override;
    std::vector<SplitProgress> progress() const override;
    bool bounded() const override { return true; }
    int64_t rejectedRecords() const override { return source_ ? source_->rejectedRecords() : 0; }
    std::vector<SplitState> snapshot() const override;
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override {
        ended_.clear();
        return source_ ? source_->restore(splits, isRescaled) : Source::restore(splits, isRescaled);
    }
    void close() override {
        if (source_) source_->close();
    }

private:
    Batch gather(int split, int64_t rows);
    std::unique_ptr<Source> source_;
    TaskScript* script_;
    StickyClock& clock_;
    std::optional<KeptRows> kept_;
    const size_t columns_;
    std::set<int> ended_;                          // splits whose end was recorded; the source may not have come to see it
    std::map<int, std::deque<Batch>> waiting_;     // read, but of another split than the recording wants next
};

} // namespace weir
