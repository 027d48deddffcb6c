// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/runtime/replay/input_clock.h"
#include "engine/runtime/replay/replayed_source.h"

#include <memory>
#include <optional>
#include <vector>

namespace weir {

/// What one recorded subtask of a source gave, over all attempts: what a failure undid is left out. Belongs to a RecordedInput.
struct InputPart {
    std::vector<std::unique_ptr<TaskScript>> scripts;      // an attempt each
    std::vector<std::optional<int64_t>> until;             // of each: the checkpoint behind which its rows were undone
    size_t at = 0;
    std::unique_ptr<StickyClock> clock;
    std::unique_ptr<FileSystem> files;
    std::unique_ptr<ReplayedSource> source;
    std::vector<TakenSplit> restored;                      // splits that it goes on with; `from` means nothing
    std::map<int, int> numbers;                            // of its splits: there, here
    bool hasSplits = true;                                 // when it began
    int holder = -1;                                       // a split without rows that holds the watermark until the first real one is there

    /// When its next poll was; none: nothing follows.
    std::optional<int64_t> due();
};

/// The rows of a recorded source as the input of a job that may be another one: each split's in the recorded order, at the recorded times. Belongs to its task.
class RecordedInput final : public Source {
public:
    /// `wanted`: the columns of rows that were kept; empty: all as they come.
    RecordedInput(std::vector<InputPart> parts, std::vector<int> wanted, InputClock& clock)
        : parts_(std::move(parts)), wanted_(std::move(wanted)), clock_(clock), due_(clock.addReader()) {}
    Poll poll(int maxRows) override;
    std::vector<SplitProgress> progress() const override;
    bool bounded() const override { return true; }
    std::vector<SplitState> snapshot() const override { return {}; }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override;
    void close() override {
        for (InputPart& part : parts_) part.source->close();
    }

private:
    int numberOf(InputPart& part, int split);
    static void letGo(InputPart& part, Poll& out);
    std::vector<InputPart> parts_;
    const std::vector<int> wanted_;
    InputClock& clock_;
    std::atomic<int64_t>& due_;
    int splits_ = 0;
    bool begun_ = false;
};

} // namespace weir
