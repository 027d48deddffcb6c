// SPDX-License-Identifier: Apache-2.0
// A task's part in checkpoints and restores. Barriers that overtake are in task_overtaking.cpp.
#include "engine/base/fault_point.h"
#include "engine/runtime/tasks/task.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {
StateForm taskForm() { return {{}, {{"task", "watermark, combined, idle, ended"}}}; }
} // namespace

StateWriter Task::saveNode(Node& node, int64_t checkpoint) {
    // What is recorded or replayed is compared at once.
    const bool isSavepoint = signals_ && signals_->savepoint.load(std::memory_order_acquire) == checkpoint;
    StateWriter out(node.context.maxParallelism, isSavepoint, !tape_);
    if (signals_ && !isSavepoint) out.setCheckpoint(checkpoint, signals_->since.load(std::memory_order_acquire));
    out.section("task", taskForm());
    out.entry(EverySubtask);
    const bool ended = node.ended || node.endedBefore;
    out.number(node.watermark);
    // How far the watermark came before the last input ended depends on which one that was, and means nothing any more.
    out.number(ended ? FinalWatermark : node.merger.reached());
    out.number(node.idle);
    out.number(ended && node.drain);
    guarded(node, [&] {
        if (&node == (sourceNode_ >= 0 ? nodes_[sourceNode_].get() : nullptr)) source_->snapshot(out);
        else if (node.sink) node.sink->prepare(checkpoint, out);
        else node.op->snapshot(out);
    });
    return out;
}

void Task::checkSnapshots() {
    for (auto& node : nodes_) {
        try {
            StateWriter out;
            if (node.get() == (sourceNode_ >= 0 ? nodes_[sourceNode_].get() : nullptr)) source_->snapshot(out);
            else node->op->snapshot(out);
        } catch (const RunError& failure) {
            throw RunError({failure.error().code, "Operator '" + node->origin.uid + "' cannot take part in checkpoints: " + failure.error().message + ".", node->place,
                            "Run the statement without checkpoints."});
        }
    }
}

void Task::restore(int number, StateReader& in) {
    Node& node = *nodes_[number];
    restored_ = true;
    StateEntry entry;
    if (in.section("task", taskForm()))
        for (bool first = true; in.next(entry); first = false) {
            int64_t watermark = entry.number(), combined = entry.number(), idle = entry.number(), ended = entry.number();
            node.watermark = first ? watermark : std::min(node.watermark, watermark);
            combined = first ? combined : std::min(node.merger.reached(), combined);
            node.merger.restore(combined);
            node.idle = idle && (first || node.idle);
            node.endedBefore = ended && (first || node.endedBefore);
        }
    restoreFlow(node, in);
    node.context.evaluation.watermark = number == sourceNode_ ? node.watermark : node.merger.reached();
    guarded(node, [&] {
        if (number == sourceNode_ && !WEIR_SABOTAGED("forget the source's position")) source_->restore(in);
        else if (number != sourceNode_ && (node.sink || !WEIR_SABOTAGED("forget operators' state"))) node.op->restore(in);
        if (memory_) accountState(node, node.counters.stateBytes.load(std::memory_order_relaxed));
    });
}

/// What went through the channels before the checkpoint and still holds: watermarks, idleness, ends. Within the task that comes behind what is in flight there.
void Task::repeatControls() {
    restored_ = false;
    for (auto& node : nodes_) {
        repeatOutside(*node);
        if (inFlight_.empty()) repeatInside(*node);
    }
}

void Task::repeatOutside(Node& node) {
    if (node.watermark != NoWatermark && node.watermark != FinalWatermark) {
        node.counters.watermark.store(node.watermark, std::memory_order_relaxed);
        for (OutputPort* port : node.ports) port->push(node.watermark);
    }
    if (node.idle && !node.endedBefore)
        for (OutputPort* port : node.ports) port->idle();
}

void Task::repeatInside(Node& node) {
    if (node.watermark != NoWatermark && node.watermark != FinalWatermark)
        for (auto [target, slot] : node.targets) deliverWatermark(target, slot, node.watermark);
    if (node.endedBefore && !node.ended) {
        if (sourceNode_ >= 0 && &node == nodes_[sourceNode_].get()) sourceEnded_ = true;
        emitEnd(node);
    } else if (node.idle) {
        for (auto [target, slot] : node.targets) deliverIdle(target, slot);
    }
}

/// Between two batches: shows what is durable, begins what is asked for. A barrier begins at sources and where all inputs have ended.
void Task::followSignals() {
    int64_t published = signals_->published.load(std::memory_order_acquire);
    if (published > published_) {
        published_ = published;
        for (auto& node : nodes_)
            if (node->sink) {
                guarded(*node, [&] { node->sink->publish(published); });
                publishFlow(*node, published);
            }
    }
    int64_t requested = signals_->requested.load(std::memory_order_acquire);
    if (requested <= taken_ || isStopping() || !inFlight_.empty()) return;
    bool begins = allEnded() || std::all_of(inputs_.begin(), inputs_.end(), [](const Input& input) { return input.ended; });
    if (!begins) return;
    note(StepKind::Checkpoint, requested);
    takeCheckpoint(requested);
}

/// A savepoint that ends the job is taken here; if it fails, all goes on.
bool Task::isStopping() const {
    if (!signals_) return false;
    int64_t stop = signals_->stop.load(std::memory_order_acquire);
    return stop != 0 && taken_ >= stop;
}

void Task::onBarrier(Input& input, int64_t checkpoint) {
    // Barriers of checkpoints that were given up mean nothing any more.
    if (checkpoint <= taken_ || checkpoint < aligning_) return;
    if (checkpoint > aligning_)
        for (Input& other : inputs_) other.blocked = false;
    aligning_ = checkpoint;
    input.blocked = true;
    WEIR_FAULT_POINT("P3 a barrier waits for others");
    alignBarriers();
}

void Task::alignBarriers() {
    if (!std::all_of(inputs_.begin(), inputs_.end(), [](const Input& input) { return input.blocked || input.ended; })) return;
    int64_t checkpoint = std::exchange(aligning_, 0);
    for (Input& input : inputs_) input.blocked = false;
    takeCheckpoint(checkpoint);
}

void Task::takeCheckpoint(int64_t checkpoint, bool overtakes) {
    taken_ = checkpoint;
    // Nothing stays half done within the task: fires and bundles go out first, inputs before their consumers.
    for (auto& node : nodes_) {
        if (!node->op || node->ended) continue;
        if (node->pending) resumePending(*node, true);
        if (node->ended) continue;
        guarded(*node, [&] { node->op->flush(node->out); });
        settle(*node);
        if (node->pending) resumePending(*node, true);
    }
    for (auto& port : ports_) {
        if (overtakes) port->overtake(checkpoint, false);
        else port->barrier(checkpoint);
    }
    if (sourceNode_ >= 0) WEIR_FAULT_POINT("P2 a source has sent its barrier");
    int64_t begun = clock_.steadyNanos();
    std::vector<OperatorState> state;
    for (auto& node : nodes_) {
        StateWriter written = saveNode(*node, checkpoint);
        state.push_back(node->origin);
        state.back().sections = written.take();
        tellState(static_cast<int>(state.size()) - 1, state.back().sections);
        saveFlow(*node, checkpoint, state.back());
        WEIR_FAULT_POINT("P5 an operator has given its state");
    }
    if (overtakes) beginCapture(checkpoint, std::move(state));
    else if (control_.listener()) control_.listener()->acknowledge(number_, checkpoint, std::move(state));
    if (tape_) {
        tape_->check({StepKind::Taken, checkpoint, 0});
        for (auto& node : nodes_) node->context.evaluation.random->begin(randomBehind(checkpoint));
    }
    int64_t took = clock_.steadyNanos() - begun;
    OperatorCounters::add(counters_.barriers, 1);
    OperatorCounters::add(counters_.barrierNanos, took);
    if (took > counters_.longestBarrierNanos.load(std::memory_order_relaxed)) counters_.longestBarrierNanos.store(took, std::memory_order_relaxed);
}

/// What operators hold must come out the same in a replay. Sources and sinks hold places outside.
void Task::tellState(int number, const std::vector<StateSection>& sections) {
    const Node& node = *nodes_[static_cast<size_t>(number)];
    if (!tape_ || !node.op || node.sink) return;
    uint64_t hash = 0;
    for (const StateSection& section : sections) hash = contentHash(section.data, contentHash(section.name, hash));
    tape_->check({StepKind::State, number, static_cast<int64_t>(hash)});
}

/// All input is seen: the last state is told, where it can be written and is not too large for that.
void Task::tellLastStates() {
    constexpr int64_t Large = 8 << 20;      // 20 ms
    if (!tape_ || std::exchange(endTold_, true)) return;
    for (size_t i = 0; i < nodes_.size(); ++i) {
        Node& node = *nodes_[i];
        if (!node.op || node.sink || node.counters.stateBytes.load(std::memory_order_relaxed) > Large) continue;
        StateWriter out;
        try {
            node.op->snapshot(out);
        } catch (const RunError&) {
            continue;
        }
        tellState(static_cast<int>(i), out.take());
    }
}

} // namespace weir
