// SPDX-License-Identifier: Apache-2.0
// Unaligned checkpoints: a task gives its state as soon as it hears of one, marks its outputs, and adds what its inputs held before their marks. Rows that
// are taken between the state and a mark are in both: in the new state of the run, and in flight in the checkpoint.
#include "engine/runtime/tasks/task.h"

#include <algorithm>
#include <utility>

namespace weir {

/// Between two batches, also when outputs are full.
void Task::followOvertaking() {
    int64_t checkpoint = signals_->overtaken.load(std::memory_order_acquire);
    bool isPresent = checkpoint != 0 && checkpoint >= signals_->requested.load(std::memory_order_acquire);
    if (isPresent && checkpoint > taken_ && !isStopping()) {
        note(StepKind::Checkpoint, checkpoint, 1);
        takeCheckpoint(checkpoint, true);
    } else if (isPresent && checkpoint == taken_ && overtook_ != checkpoint) {
        // Its barriers have gone out in their turn and may still wait for room.
        for (auto& port : ports_) port->overtake(checkpoint, true);
    }
    if (isPresent && checkpoint == taken_) overtook_ = checkpoint;
    if (capture_) capture();
}

void Task::beginCapture(int64_t checkpoint, std::vector<OperatorState> state) {
    capture_.emplace(Capture{checkpoint, std::move(state), {}, {}});
    InFlight& held = capture_->held;
    held.resumed = inFlight_;
    held.subtask = nodes_.front()->context.subtask;
    held.reached = nodes_.front()->merger.reached();
    for (Input& input : inputs_) {
        Node& node = *nodes_[input.node];
        InFlight::Channel channel;
        channel.input = node.slotInput[static_cast<size_t>(input.slot)];
        channel.watermark = node.merger.watermark(input.slot);
        channel.state = input.ended ? InFlight::ChannelState::Finished : node.merger.isIdle(input.slot) ? InFlight::ChannelState::Idle : InFlight::ChannelState::Active;
        held.channels.push_back(std::move(channel));
        capture_->isDone.push_back(input.ended || (input.blocked && aligning_ == checkpoint));
        input.blocked = false;
    }
    aligning_ = 0;
    capture();
}

/// Looks for the barriers that have not been seen yet.
void Task::capture() {
    for (size_t i = 0; i < inputs_.size(); ++i)
        if (!capture_->isDone[i]) capture_->isDone[i] = inputs_[i].channel->beforeBarrier(capture_->checkpoint, capture_->held.channels[i].elements);
    if (std::all_of(capture_->isDone.begin(), capture_->isDone.end(), [](char done) { return done != 0; })) endCapture();
}

/// What is popped next lies before the channel's barrier, or its capture has ended.
void Task::captureUpTo(int channel) {
    if (!capture_->isDone[static_cast<size_t>(channel)]) capture();
}

void Task::capturePopped(int channel, const Element& element) {
    auto at = static_cast<size_t>(channel);
    if (capture_->isDone[at]) return;
    capture_->held.channels[at].elements.push_back(element);
    capture_->isDone[at] = std::holds_alternative<EndElement>(element);      // only a barrier follows
}

void Task::endCapture() {
    Capture taken = *std::exchange(capture_, std::nullopt);
    if (!taken.held.empty()) {
        // All channels lead to the head.
        const OperatorContext& context = nodes_.front()->context;
        StateSection section = InFlightCodec(*context.inputs).write(std::move(taken.held));
        if (script_) writeDeferred(section, context.maxParallelism);      // a replay keeps states as they are
        taken.state.front().sections.push_back(std::move(section));
    }
    if (control_.listener()) control_.listener()->acknowledge(number_, taken.checkpoint, std::move(taken.state));
}

// Going on with it ---------------------------------------------------------------------------------------------------------------------------------

TaskStep Task::nextInFlight() const {
    const InFlight::Resumed& next = inFlight_.front();
    if (const auto* rows = std::get_if<Batch>(&next.element)) return {StepKind::ReadInFlight, next.input, rows->size()};
    return {StepKind::ReadInFlight, -1, std::get<WatermarkElement>(next.element).time};
}

void Task::readInFlight() {
    InFlight::Resumed next = std::move(inFlight_.front());
    inFlight_.pop_front();
    Node& node = *nodes_.front();
    if (auto* rows = std::get_if<Batch>(&next.element)) {
        if (node.pending) resumePending(node, true);
        OperatorCounters::add(node.counters.rowsIn, rows->size());
        OperatorCounters::add(node.counters.batchesIn, 1);
        guarded(node, [&] { node.op->process(next.input, std::move(*rows), node.out); });
        settle(node);
        return;
    }
    // The channels' own watermarks come when the tasks before repeat them.
    node.merger.restore(std::max(node.merger.reached(), std::get<WatermarkElement>(next.element).time));
    advance(node);
}

void Task::replayInFlight(InFlight held) {
    inFlight_ = std::move(held.resumed);
    refill_ = std::move(held);
}

/// The channels stand again as they stood at the checkpoint.
void Task::refillChannels() {
    for (size_t i = 0; i < inputs_.size(); ++i) {
        Input& input = inputs_[i];
        InFlight::Channel& channel = refill_->channels[i];
        WatermarkMerger& merger = nodes_[input.node]->merger;
        if (channel.state != InFlight::ChannelState::Finished) {
            if (channel.watermark != NoWatermark) merger.advance(input.slot, channel.watermark);
            if (channel.state == InFlight::ChannelState::Idle) merger.idle(input.slot);
            else merger.active(input.slot);
        }
        input.channel->prepend(std::move(channel.elements));
    }
    refill_.reset();
}

} // namespace weir
