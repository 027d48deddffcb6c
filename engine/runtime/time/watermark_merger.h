// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator.h"

#include <vector>

namespace weir {

/// Merges the watermarks of several channels into the smallest one. Idle and finished channels do not count; when all are idle the merged
/// stream is idle too. Owned by a task; not thread-safe.
class WatermarkMerger {
public:
    explicit WatermarkMerger(int channels = 0) { channels_.resize(channels); }

    int add();                                  // a new active channel without a watermark
    void advance(int channel, int64_t time);    // makes the channel active
    void idle(int channel);
    void active(int channel) { channels_[channel].state = State::Active; }
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
    enum class State : uint8_t { Active, Idle, Finished };
    struct Input { int64_t time = NoWatermark; State state = State::Active; };
    std::vector<Input> channels_;
    int64_t combined_ = NoWatermark;
    int holder_ = -1;
};

} // namespace weir
