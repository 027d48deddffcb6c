// SPDX-License-Identifier: Apache-2.0
// A task that does again what is written down. What it does is in task.cpp; here is only in which order.
#include "engine/runtime/tasks/task.h"

namespace weir {

/// Whether the limits allow the step. Rows and elements count before they come.
bool Task::mayDo(const TaskStep& step) const {
    if (progress_.steps.load(std::memory_order_relaxed) >= limits_->steps.load(std::memory_order_relaxed)) return false;
    if (taken_ >= limits_->checkpoint.load(std::memory_order_relaxed)) return false;
    int64_t watermark = limits_->watermark.load(std::memory_order_relaxed);
    if (watermark != ReplayLimits::None && ports_.empty() && nodes_.front()->counters.watermark.load(std::memory_order_relaxed) >= watermark) return false;
    if ((isRead(step.kind) || step.kind == StepKind::ReadInFlight || isPoll(step.kind)) && progress_.elements.load(std::memory_order_relaxed) >= limits_->elements.load(std::memory_order_relaxed)) return false;
    if (sourceNode_ >= 0 && isPoll(step.kind)) {
        int64_t rows = nodes_[sourceNode_]->counters.rowsIn.load(std::memory_order_relaxed);
        if (rows >= limits_->rows.load(std::memory_order_relaxed)) return false;
    }
    return true;
}

Element Task::next(Input& input) {
    Element element;
    input.channel->pop(element);
    if (input.channel->producerWaits.load(std::memory_order_relaxed)) {
        input.channel->producerWaits.store(false);
        input.wakeProducer();
    }
    return element;
}

/// Watermarks, idleness and ends that held at the checkpoint, from every channel up to a barrier that says that it was all.
Step Task::takeRepeated() {
    if (restored_) {
        if (refill_ && refill_->channels.size() != inputs_.size()) throw RunError(ErrorCode::Data, "The checkpoint's rows in flight are of other channels.");
        repeatControls();
        for (auto& port : ports_) port->barrier(behind_);
    }
    bool stuck = false, all = true;
    for (auto& port : ports_) stuck |= !port->drainOrAwait();
    if (stuck) return Step::Blocked;
    for (size_t at = 0; at < inputs_.size(); ++at) {
        Input& input = inputs_[at];
        while (!input.blocked && !input.channel->empty()) {
            Element element = next(input);
            if (std::holds_alternative<Barrier>(element)) input.blocked = true;
            // An end that was in flight comes again from there, and so do the watermarks.
            else if (!refill_ || (std::holds_alternative<EndElement>(element) && refill_->channels[at].state == InFlight::ChannelState::Finished)) handle(input, std::move(element));
        }
        all &= input.blocked;
    }
    if (!all) return Step::Starved;
    for (Input& input : inputs_) input.blocked = false;
    if (refill_) refillChannels();
    behind_ = 0;
    return Step::Progress;
}

bool Task::reread(const TaskStep& step) {
    if (step.a < 0 || static_cast<size_t>(step.a) >= inputs_.size()) script_->diverge("there is no channel " + std::to_string(step.a));
    Input& input = inputs_[static_cast<size_t>(step.a)];
    // Where all inputs have ended a checkpoint does not wait for their barriers: its own may come behind it, and was sent before the replay begins.
    if (step.kind == StepKind::ReadBarrier && step.b <= beganBehind_) {
        script_->take();
        return true;
    }
    if (input.channel->empty()) {
        progress_.waitsFor.store(static_cast<int>(step.a), std::memory_order_relaxed);
        return false;
    }
    progress_.waitsFor.store(-1, std::memory_order_relaxed);
    if (!captures_.empty()) captureUpTo(static_cast<size_t>(step.a));
    Element element = next(input);
    if (!captures_.empty()) capturePopped(static_cast<size_t>(step.a), element);
    script_->check(stepOf(static_cast<int>(step.a), element));
    handle(input, std::move(element));
    return true;
}

void Task::redo(const TaskStep& step) {
    int64_t wall = script_->wallMillis();
    auto pollAgain = [&] {
        if (!source_ || sourceEnded_) script_->diverge("there is no source to read");
        Node& node = *nodes_[sourceNode_];
        SourceReader::State state = SourceReader::State::Later;
        guarded(node, [&] { state = source_->read(node.out, node.context); });
        if (state == SourceReader::State::Produced) {
            sourceIdle_ = false;
            progress_.elements.fetch_add(1, std::memory_order_relaxed);
        }
        if (state != SourceReader::State::Later) return;
        guarded(node, [&] { source_->emitWatermark(node.out); });
        lookForIdleness(wall);
        flushAll();
    };
    switch (step.kind) {
    case StepKind::SourceClock:
    case StepKind::SplitStarts:
    case StepKind::SplitEnds:
    case StepKind::Rows:
    case StepKind::RowsKept:
    case StepKind::Nothing:
    case StepKind::SourceFails:
    case StepKind::SourceEnds: return pollAgain();
    case StepKind::State: {
        int64_t before = script_->taken();
        tellLastStates();
        if (script_->taken() == before) script_->diverge("no state is told here");
        return;
    }
    case StepKind::ReadInFlight:
        if (inFlight_.empty()) script_->diverge("nothing is in flight");
        script_->check(nextInFlight());
        readInFlight();
        progress_.elements.fetch_add(1, std::memory_order_relaxed);
        return;
    default: break;
    }
    script_->take();
    switch (step.kind) {
    case StepKind::Timers: return fireTimers(wall);
    case StepKind::Close:
        if (!source_ || sourceEnded_) break;
        return endSource(step.a != 0);
    case StepKind::QuantumEnds:
        if (!source_ || sourceEnded_) break;
        return endQuantum(wall);
    case StepKind::Wait:
        if (!source_) break;
        lookForIdleness(wall);
        return flushAll();
    case StepKind::Resume:
        if (resumeOne()) return;
        break;
    case StepKind::Starve: return flushAll();
    case StepKind::Checkpoint: return takeCheckpoint(step.a, step.b != 0);
    default: break;
    }
    script_->differ(step, "nothing of that kind happens");
}

Step Task::follow() {
    wakeAt_ = INT64_MAX;
    if (restored_) setClock(script_->wallMillis());
    if (behind_ != 0)
        if (Step step = takeRepeated(); step != Step::Progress) return step;
    if (restored_) repeatControls();
    constexpr int StepsPerQuantum = 64;
    for (int i = 0; i < StepsPerQuantum; ++i) {
        if (!captures_.empty()) capture();
        // Rings are let go fuller than in a live run: what fitted there fits here.
        progress_.waitsForReader.store(false, std::memory_order_relaxed);
        for (auto& node : nodes_)
            if (node->sink && !node->sink->ready()) {
                progress_.waitsForReader.store(true, std::memory_order_relaxed);
                wakeAt_ = clock_.steadyNanos() + SinkRetryNanos;
                return Step::Blocked;
            }
        bool stuck = false;
        for (auto& port : ports_) stuck |= !port->drainOrAwait();
        if (stuck) return Step::Blocked;
        const TaskStep* next = script_->next();
        if (!next) return endOfScript();
        TaskStep step = *next;
        if (!mayDo(step)) {
            progress_.held.store(true, std::memory_order_relaxed);
            return Step::Starved;
        }
        progress_.held.store(false, std::memory_order_relaxed);
        setClock(script_->wallMillis());
        if (isRead(step.kind)) {
            if (!reread(step)) return Step::Starved;
            progress_.elements.fetch_add(1, std::memory_order_relaxed);
        } else {
            redo(step);
        }
        progress_.steps.store(script_->taken(), std::memory_order_relaxed);
    }
    return Step::Progress;
}

/// Every step is done: either the task had come to its end there, or the run was cut off.
Step Task::endOfScript() {
    // The next attempt may go on with what was in flight here. Nobody reads that any more, so it is taken out up to the barriers, and producers have room for those.
    if (!captures_.empty()) captureRest();
    progress_.done.store(true, std::memory_order_relaxed);
    for (auto& port : ports_) port->flush();
    bool stuck = false;
    for (auto& port : ports_) stuck |= !port->drainOrAwait();
    if (stuck) return Step::Blocked;
    return allEnded() ? Step::Finished : Step::Starved;
}

} // namespace weir
