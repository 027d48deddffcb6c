// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/time/watermark_merger.h"

#include <algorithm>

namespace weir {

int WatermarkMerger::add() {
    channels_.push_back({});
    show(static_cast<int>(channels_.size()) - 1);
    return static_cast<int>(channels_.size()) - 1;
}

void WatermarkMerger::advance(int channel, int64_t time) {
    Input& input = channels_[channel];
    if (input.state == State::Finished) return;
    input.state = State::Active;
    input.time = std::max(input.time, time);
    show(channel);
}

void WatermarkMerger::idle(int channel) {
    if (channels_[channel].state != State::Active) return;
    channels_[channel].state = State::Idle;
    show(channel);
}

void WatermarkMerger::finish(int channel) {
    channels_[channel].state = State::Finished;
    show(channel);
}

int64_t WatermarkMerger::combined() {
    int64_t minimum = FinalWatermark;
    bool anyActive = false, allFinished = true;
    int holder = -1;
    int64_t greatest = NoWatermark;
    for (size_t i = 0; i < channels_.size(); ++i) {
        const Input& input = channels_[i];
        allFinished &= input.state == State::Finished;
        greatest = std::max(greatest, input.time);
        if (input.state != State::Active) continue;
        if (!anyActive || input.time < minimum) {
            minimum = input.time;
            holder = static_cast<int>(i);
        }
        anyActive = true;
    }
    holder_ = holder;
    if (channels_.empty()) return combined_;
    if (allFinished) combined_ = FinalWatermark;
    else if (anyActive) combined_ = std::max(combined_, minimum);
    else if (isIdle()) combined_ = std::max(combined_, greatest);    // Flink: all idle lets the greatest through
    return combined_;
}

bool WatermarkMerger::isIdle() const {
    bool idle = false;
    for (const Input& input : channels_) {
        if (input.state == State::Active) return false;
        idle |= input.state == State::Idle;
    }
    return idle;
}

bool WatermarkMerger::isFinished() const {
    return std::all_of(channels_.begin(), channels_.end(), [](const Input& input) { return input.state == State::Finished; });
}

int64_t WatermarkMerger::othersMinimum(int channel) const {
    int64_t minimum = FinalWatermark;
    for (size_t i = 0; i < channels_.size(); ++i)
        if (static_cast<int>(i) != channel && channels_[i].state == State::Active) minimum = std::min(minimum, channels_[i].time);
    return minimum;
}

} // namespace weir
