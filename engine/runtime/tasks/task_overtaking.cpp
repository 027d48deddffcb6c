// SPDX-License-Identifier: Apache-2.0
// Unaligned checkpoints: a task gives its state as soon as it hears of one, marks its outputs, and adds what its inputs held before their marks. Rows that
// are taken between the state and a mark are in both: in the new state of the run, and in flight in the checkpoint.
#include "engine/runtime/tasks/task.h"

#include <algorithm>
#include <map>
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
    if (!captures_.empty()) capture();
}

void Task::beginCapture(int64_t checkpoint, std::vector<OperatorState> state) {
    // The one before was given up, but in a replay its barriers may only be late.
    if (!script_) captures_.clear();
    Capture& begun = captures_.emplace_back(Capture{checkpoint, std::move(state), {}, {}});
    InFlight& held = begun.held;
    held.subtask = nodes_.front()->context.subtask;
    held.reached = nodes_.front()->merger.reached();
    // What an earlier checkpoint held and has not gone on yet stays in flight.
    std::map<int, InFlight> others;
    for (const Resumed& one : inFlight_) {
        const Node& node = *nodes_[static_cast<size_t>(one.node)];
        InFlight& of = one.node == 0 ? held : others.try_emplace(one.node, InFlight{node.context.subtask, node.merger.reached(), {}, {}}).first->second;
        of.resumed.push_back(one.element);
    }
    for (auto& [node, more] : others) addInFlight(begun.state[static_cast<size_t>(node)], node, std::move(more));
    for (Input& input : inputs_) {
        Node& node = *nodes_[input.node];
        InFlight::Channel channel;
        channel.input = node.slotInput[static_cast<size_t>(input.slot)];
        channel.watermark = node.merger.watermark(input.slot);
        channel.state = input.ended ? InFlight::ChannelState::Finished : node.merger.isIdle(input.slot) ? InFlight::ChannelState::Idle : InFlight::ChannelState::Active;
        held.channels.push_back(std::move(channel));
        begun.isDone.push_back(input.ended || (input.blocked && aligning_ == checkpoint));
        input.blocked = false;
    }
    aligning_ = 0;
    capture();
}

/// Looks for the barriers that have not been seen yet.
void Task::capture() {
    for (Capture& each : captures_)
        for (size_t i = 0; i < inputs_.size(); ++i)
            if (!each.isDone[i]) each.isDone[i] = inputs_[i].channel->beforeBarrier(each.checkpoint, each.held.channels[i].elements);
    for (size_t at = 0; at < captures_.size();) {
        const std::vector<char>& isDone = captures_[at].isDone;
        if (std::find(isDone.begin(), isDone.end(), 0) != isDone.end()) {
            ++at;
            continue;
        }
        Capture whole = std::move(captures_[at]);
        captures_.erase(captures_.begin() + static_cast<std::ptrdiff_t>(at));
        endCapture(std::move(whole));
    }
}

bool Task::isCapturing(size_t channel) const {
    return std::any_of(captures_.begin(), captures_.end(), [channel](const Capture& each) { return !each.isDone[channel]; });
}

/// What is popped next lies before the channel's barriers, or its captures have ended.
void Task::captureUpTo(size_t channel) {
    if (isCapturing(channel)) capture();
}

void Task::capturePopped(size_t channel, const Element& element) {
    for (Capture& each : captures_) {
        if (each.isDone[channel]) continue;
        each.held.channels[channel].elements.push_back(element);
        each.isDone[channel] = std::holds_alternative<EndElement>(element);      // only a barrier follows
    }
}

void Task::captureRest() {
    for (size_t i = 0; i < inputs_.size(); ++i)
        // What is there before the barriers are looked for is none of them.
        while (isCapturing(i) && !inputs_[i].channel->empty()) {
            capture();
            if (isCapturing(i)) capturePopped(i, next(inputs_[i]));
        }
    capture();
}

void Task::endCapture(Capture taken) {
    if (!taken.held.empty()) addInFlight(taken.state.front(), 0, std::move(taken.held));      // all channels lead to the head
    if (control_.listener()) control_.listener()->acknowledge(number_, taken.checkpoint, std::move(taken.state));
}

void Task::addInFlight(OperatorState& state, int node, InFlight held) const {
    const OperatorContext& context = nodes_[static_cast<size_t>(node)]->context;
    StateSection section = InFlightCodec(*context.inputs).write(std::move(held));
    if (script_) writeDeferred(section, context.maxParallelism);      // a replay keeps states as they are
    state.sections.push_back(std::move(section));
}

// Going on with it ---------------------------------------------------------------------------------------------------------------------------------

void Task::resumeInFlight(int node, std::deque<InFlight::Resumed> rows) {
    for (; !rows.empty(); rows.pop_back()) inFlight_.push_front({node, std::move(rows.back())});
}

TaskStep Task::nextInFlight() const {
    const InFlight::Resumed& next = inFlight_.front().element;
    if (const auto* rows = std::get_if<Batch>(&next.element)) return {StepKind::ReadInFlight, next.input, rows->size()};
    return {StepKind::ReadInFlight, -1, std::get<WatermarkElement>(next.element).time};
}

void Task::readInFlight() {
    Resumed next = std::move(inFlight_.front());
    inFlight_.pop_front();
    Node& node = *nodes_[static_cast<size_t>(next.node)];
    if (auto* rows = std::get_if<Batch>(&next.element.element)) {
        if (node.pending) resumePending(node, true);
        OperatorCounters::add(node.counters.rowsIn, rows->size());
        if (next.element.input != 0) OperatorCounters::add(node.counters.rowsInSecond, rows->size());
        OperatorCounters::add(node.counters.batchesIn, 1);
        guarded(node, [&] { node.op->process(next.element.input, std::move(*rows), node.out); });
        settle(node);
    } else {
        // Its own watermarks come when what is before it repeats them.
        node.merger.restore(std::max(node.merger.reached(), std::get<WatermarkElement>(next.element.element).time));
        advance(node);
    }
    if (!inFlight_.empty()) return;
    for (auto& each : nodes_) repeatInside(*each);
}

void Task::replayInFlight(int node, InFlight held) {
    resumeInFlight(node, std::move(held.resumed));
    if (node == 0) refill_ = std::move(held);
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
