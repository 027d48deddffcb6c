// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/source.h"
#include "engine/recording/task_log.h"
#include "engine/runtime/replay/kept_rows.h"
#include "engine/runtime/replay/sticky_clock.h"

#include <memory>
#include <optional>

namespace weir {

/// A source whose cuts are written down, and its rows too where they cannot be read again. Belongs to its task.
class RecordedSource final : public Source {
public:
    /// `columns`: so many the job wants; the source gives more when rows are kept. `tellsEveryNothing`: idleness depends on when it was looked.
    RecordedSource(std::unique_ptr<Source> source, TaskLog& log, StickyClock& clock, std::optional<KeptRows> kept, size_t columns, bool tellsEveryNothing)
        : source_(std::move(source)), log_(log), clock_(clock), kept_(std::move(kept)), columns_(columns), tellsEveryNothing_(tellsEveryNothing) {}
    Poll poll(int maxRows) override;
    std::vector<SplitProgress> progress() const override { return source_->progress(); }
    bool bounded() const override { return source_->bounded(); }
    int64_t rejectedRecords() const override { return source_->rejectedRecords(); }
    std::vector<SplitState> snapshot() const override;
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override { return source_->restore(splits, isRescaled); }
    void close() override { source_->close(); }

private:
    std::unique_ptr<Source> source_;
    TaskLog& log_;
    StickyClock& clock_;
    std::optional<KeptRows> kept_;
    const size_t columns_;
    const bool tellsEveryNothing_;
};

/// Splits as text in a recording, and back.
std::string splitText(const std::vector<SplitState>& splits);
std::vector<SplitState> splitsOf(std::string_view text);

} // namespace weir
