// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator.h"
#include "engine/runtime/time/watermark_board.h"

#include <vector>

namespace weir {

/// Merges the watermarks of several channels into the smallest one. Idle and finished channels do not count; when all are idle the merged
/// stream is idle too. Owned by a task; not thread-safe.
class WatermarkMerger {
public:
    explicit WatermarkMerger(int channels = 0) { channels_.resize(channels); }
    /// Shows every change there; null: nowhere. Before the first channel.
    void showOn(WatermarkBoard* board) { board_ = board; }

    int add();                                  // a new active channel without a watermark
    void advance(int channel, int64_t time);    // makes the channel active
    void idle(int channel);
    void active(int channel) {
        if (channels_[channel].state == State::Active) return;
        channels_[channel].state = State::Active;
        show(channel);
    }
    void finish(int channel);

    /// The merged watermark: never falls. FinalWatermark when every channel is finished.
    int64_t combined();
    bool isIdle() const;                        // none active, not all finished
    bool isIdle(int channel) const { return channels_[channel].state == State::Idle; }
    bool isFinished() const;
    /// What it was before a restart: never falls below it.
    void restore(int64_t combined) { combined_ = combined; }
    int64_t reached() const { return combined_; }          // what combined() last gave
    /// The channel that holds the watermark back, -1 when none does.
    int holder() const { return holder_; }
    int64_t watermark(int channel) const { return channels_[channel].time; }
    /// The smallest watermark of the active channels but this one; FinalWatermark when there is none.
    int64_t othersMinimum(int channel) const;

private:
    using State = TimeState;
    struct Input { int64_t time = NoWatermark; State state = State::Active; };
    void show(int channel) {
        if (board_) board_->set(channel, channels_[channel].time, channels_[channel].state);
    }
    std::vector<Input> channels_;
    WatermarkBoard* board_ = nullptr;
    int64_t combined_ = NoWatermark;
    int holder_ = -1;
};

} // namespace weir
