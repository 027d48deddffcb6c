// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/tasks/task.h"

#include "engine/runtime/observe/tap_ring.h"

#include <algorithm>
#include <new>
#include <utility>

namespace weir {
namespace {
constexpr int BatchesPerQuantum = 8;
} // namespace

TaskStep Task::stepOf(int channel, const Element& element) {
    if (auto* batch = std::get_if<Batch>(&element)) return {StepKind::ReadRows, channel, batch->size()};
    if (auto* watermark = std::get_if<WatermarkElement>(&element)) return {StepKind::ReadWatermark, channel, watermark->time};
    if (std::holds_alternative<IdleElement>(element)) return {StepKind::ReadIdle, channel, 0};
    if (auto* barrier = std::get_if<Barrier>(&element)) return {StepKind::ReadBarrier, channel, barrier->checkpoint};
    return {StepKind::ReadEnd, channel, std::get<EndElement>(element).drain};
}

Task::Task(TaskControl& control, Clock& clock, std::unique_ptr<InputPolicy> policy)
    : control_(control), clock_(clock), policy_(std::move(policy)) {
    parkedAt_ = clock.steadyNanos();
    signals_ = control.checkpoints();
    memory_ = control.stateMemory();
}

Task::~Task() {
    if (memory_)
        for (auto& node : nodes_) memory_->add(-node->stateBytes, false);
}

int Task::addNode(int vertex, std::unique_ptr<Operator> op, int inputs, OperatorContext context, Place place) {
    auto node = std::make_unique<Node>(*this);
    node->vertex = vertex;
    node->op = std::move(op);
    node->context = context;
    node->context.clock = &clock_;
    node->context.counters = &node->counters;
    node->place = place;
    if (context.watch) {
        context.watch->board.clear();
        context.watch->watermark.store(NoWatermark, std::memory_order_relaxed);
        node->merger.showOn(&context.watch->board);
    }
    node->openSlots.assign(static_cast<size_t>(std::max(1, inputs)), 0);
    nodes_.push_back(std::move(node));
    Node& added = *nodes_.back();
    if (added.op) added.op->open(added.context);
    return static_cast<int>(nodes_.size()) - 1;
}

void Task::setSource(int node, std::unique_ptr<SourceReader> reader) {
    sourceNode_ = node;
    source_ = std::move(reader);
    nodes_[node]->context.tells(RowFate::AtWork, true);
    if (nodes_[node]->context.watch) source_->showOn(&nodes_[node]->context.watch->board);
}

void Task::link(int from, int to, int input) {
    int slot = nodes_[to]->merger.add();
    nodes_[to]->slotInput.push_back(input);
    ++nodes_[to]->openSlots[input];
    nodes_[from]->targets.emplace_back(to, slot);
    if (nodes_[to]->context.watch) nodes_[to]->context.watch->board.name(slot, nodes_[from]->vertex, nodes_[from]->context.subtask);
}

OutputPort& Task::addPort(int from, std::unique_ptr<OutputPort> port) {
    nodes_[from]->ports.push_back(port.get());
    ports_.push_back(std::move(port));
    return *ports_.back();
}

void Task::addChannel(int to, int input, std::unique_ptr<Channel> channel, std::function<void()> wakeProducer, bool idle, int fromVertex, int fromSubtask) {
    int slot = nodes_[to]->merger.add();
    if (nodes_[to]->context.watch) nodes_[to]->context.watch->board.name(slot, fromVertex, fromSubtask);
    nodes_[to]->slotInput.push_back(input);
    ++nodes_[to]->openSlots[input];
    if (idle) nodes_[to]->merger.idle(slot);
    inputs_.push_back({std::move(channel), to, slot, false, false, std::move(wakeProducer)});
    ready_.resize(inputs_.size());
}

void Task::setOrigin(int node, OperatorState origin) {
    if (script_) script_->nameNode(node, origin.uid, origin.name);
    nodes_[node]->origin = std::move(origin);
}

void Task::replay(TaskScript& script, const ReplayLimits& limits) {
    tape_ = script_ = &script;
    limits_ = &limits;
}

int Task::nodeOf(int vertex) const {
    for (size_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i]->vertex == vertex) return static_cast<int>(i);
    return -1;
}

Result<OperatorState> Task::stateOf(int number) const {
    const Node& node = *nodes_[static_cast<size_t>(number)];
    OperatorState out = node.origin;
    if (!node.op || node.sink) return out;
    StateWriter writer(node.context.maxParallelism);
    try {
        node.op->snapshot(writer);
    } catch (const RunError& failure) {
        return Error{failure.error().code, "The state of operator '" + out.uid + "' cannot be shown: " + failure.error().message + ".", node.place, {}};
    }
    out.sections = writer.take();
    return out;
}

double Task::inputFill() const {
    double fill = 0;
    for (const Input& input : inputs_) fill = std::max(fill, input.channel->fill());
    return fill;
}

// Output of a node ----------------------------------------------------------------------------------------------------------------------

void Task::NodeOutput::push(Batch rows) {
    if (rows.empty()) return;
    OperatorCounters::add(node_.counters.rowsOut, rows.size());
    OperatorCounters::add(node_.counters.batchesOut, 1);
    if (node_.context.watch)
        if (const TapList* taps = node_.context.watch->taps.load(std::memory_order_acquire)) [[unlikely]]
            for (size_t i = 0; i < taps->rings.size(); ++i) taps->rings[i]->offer(rows, node_.watermark, node_.context.evaluation, *taps->orders[i]);
    size_t last = node_.targets.size() + node_.ports.size();
    size_t at = 0;
    for (auto [target, slot] : node_.targets) task_.deliver(target, slot, ++at == last ? std::move(rows) : rows);
    for (OutputPort* port : node_.ports) port->push(++at == last ? std::move(rows) : rows);
}

void Task::NodeOutput::push(int64_t watermark) {
    if (watermark <= node_.watermark && !node_.idle) return;
    node_.watermark = std::max(node_.watermark, watermark);
    node_.idle = false;
    node_.counters.watermark.store(node_.watermark, std::memory_order_relaxed);
    if (node_.context.watch) node_.context.watch->watermark.store(node_.watermark, std::memory_order_relaxed);
    for (auto [target, slot] : node_.targets) task_.deliverWatermark(target, slot, node_.watermark);
    for (OutputPort* port : node_.ports) port->push(node_.watermark);
}

bool Task::NodeOutput::full() const {
    if (task_.script_) return task_.script_->full();
    bool answer = isFull();
    if (task_.log_) task_.log_->full(answer);
    return answer;
}

bool Task::NodeOutput::isFull() const {
    for (OutputPort* port : node_.ports)
        if (port->full()) return true;
    for (auto [target, slot] : node_.targets) {
        const Node& next = *task_.nodes_[target];
        if (next.pending || (next.sink && !next.sink->ready()) || next.out.isFull()) return true;
    }
    return false;
}

// Elements into a node --------------------------------------------------------------------------------------------------------------------

void Task::deliver(int number, int slot, Batch rows) {
    Node& node = *nodes_[number];
    if (node.pending) resumePending(node, true);
    OperatorCounters::add(node.counters.rowsIn, rows.size());
    OperatorCounters::add(node.counters.batchesIn, 1);
    if (node.merger.watermark(slot) != FinalWatermark) node.merger.active(slot);
    const int input = node.slotInput[slot];
    if (input != 0) OperatorCounters::add(node.counters.rowsInSecond, rows.size());
    if (timed_ && node.context.watch) [[unlikely]]
        if (const auto& keys = node.context.watch->keys; static_cast<size_t>(input) < keys.size() && !keys[static_cast<size_t>(input)].empty())
            node.context.watch->sketch.offer(rows, keys[static_cast<size_t>(input)]);
    guarded(node, [&] { node.op->process(input, std::move(rows), node.out); });
    settle(node);
}

void Task::deliverWatermark(int number, int slot, int64_t time) {
    Node& node = *nodes_[number];
    node.merger.advance(slot, time);
    advance(node);
}

void Task::advance(Node& node) {
    int64_t combined = node.merger.combined();
    counters_.watermarkHolder.store(node.merger.holder(), std::memory_order_relaxed);
    // The final watermark is given at the end, once, and only when the stream is drained.
    if (combined == NoWatermark || combined == FinalWatermark || (combined <= node.watermark && !node.idle)) return;
    if (node.pending) resumePending(node, true);
    node.context.evaluation.watermark = combined;
    guarded(node, [&] { node.op->advance(combined, node.out); });
    settle(node);
}

void Task::deliverIdle(int number, int slot) {
    Node& node = *nodes_[number];
    node.merger.idle(slot);
    advance(node);
    if (node.merger.isIdle() && !node.idle) {
        node.idle = true;
        for (auto [target, targetSlot] : node.targets) deliverIdle(target, targetSlot);
        for (OutputPort* port : node.ports) port->idle();
    }
}

void Task::deliverEnd(int number, int slot, bool drain) {
    Node& node = *nodes_[number];
    if (node.pending) resumePending(node, true);
    node.drain &= drain;
    node.merger.finish(slot);
    int input = node.slotInput[slot];
    --node.openSlots[input];
    if (node.endedBefore) {       // it saw all that before the restart
        if (node.merger.isFinished() && !node.ended) emitEnd(node);
        return;
    }
    if (node.openSlots[input] == 0 && node.drain) {
        guarded(node, [&] { node.op->endInput(input, node.out); });
        settle(node);
        if (node.pending) resumePending(node, true);
    }
    if (!node.merger.isFinished()) {
        advance(node);
        return;
    }
    node.ending = true;
    if (node.drain) {
        guarded(node, [&] {
            node.op->advance(FinalWatermark, node.out);
            while (node.op->resume(node.out)) {}
            node.op->finish(node.out);
        });
    }
    settle(node);
}

/// What can go to disk accounts for itself.
void Task::accountState(Node& node, int64_t bytes) {
    if (node.context.spills) return;
    memory_->add(bytes - node.stateBytes, false);
    bool grows = bytes > node.stateBytes;
    node.stateBytes = bytes;
    if (grows && memory_->mustRefuse()) throw RunError(control_.stateTooLarge());
}

void Task::settle(Node& node) {
    if (int64_t bytes = node.counters.stateBytes.load(std::memory_order_relaxed); memory_ && bytes != node.stateBytes) [[unlikely]] accountState(node, bytes);
    if (node.op) {
        bool more = false;
        guarded(node, [&] { more = node.op->resume(node.out); });
        node.pending = more;
        if (more) return;
    }
    if (node.ending && !node.ended) emitEnd(node);
}

void Task::resumePending(Node& node, bool untilDone) {
    guarded(node, [&] {
        do {
            node.pending = node.op->resume(node.out);
        } while (node.pending && untilDone);
    });
    if (!node.pending && node.ending && !node.ended) emitEnd(node);
}

void Task::emitEnd(Node& node) {
    node.ended = true;
    if (node.sink) node.sink->complete();
    for (auto [target, slot] : node.targets) deliverEnd(target, slot, node.drain);
    for (OutputPort* port : node.ports) port->end(node.drain);
}

// The quantum ------------------------------------------------------------------------------------------------------------------------------

bool Task::allEnded() const {
    return std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->ended; });
}

void Task::setClock(int64_t wall) {
    for (auto& node : nodes_) node->context.evaluation.wallMillis = wall;
}

void Task::refreshClock() {
    int64_t now = clock_.wallMillis();
    setClock(now);
    if (log_) log_->clock(now);
}

bool Task::room() {
    for (auto& port : ports_)
        if (!port->drain() || port->full()) return false;
    for (auto& node : nodes_)
        if (node->sink && !node->sink->ready()) return false;
    return true;
}

/// Time since the last change of turns goes to whose turn it was.
void Task::charge() {
    const int64_t now = clock_.steadyNanos();
    if (turn_ && turn_->context.watch) OperatorCounters::add(turn_->context.watch->busyNanos, now - turnSince_);
    turnSince_ = now;
}

/// Who is waited for, for those who look.
void Task::noteBlock() {
    int on = BlockedInterval::Unknown;
    for (auto& port : ports_)
        if (on == BlockedInterval::Unknown) on = port->fullConsumer();
    for (auto& node : nodes_)
        if (on == BlockedInterval::Unknown && node->sink && !node->sink->ready()) on = BlockedInterval::Reader;
    watch_->blockedOn.store(on, std::memory_order_relaxed);
}

Step Task::block() {
    bool full = false;
    if (watch_) noteBlock();
    for (auto& port : ports_) full |= port->awaitRoom();
    for (auto& node : nodes_)
        if (node->sink && !node->sink->ready()) {
            wakeAt_ = clock_.steadyNanos() + SinkRetryNanos;
            full = true;
        }
    return full ? Step::Blocked : Step::Progress;
}

/// Out of input: what was held back goes on now, so a trickle has no latency and a flood full batches.
void Task::flushAll() {
    for (auto& node : nodes_) {
        if (!node->op || node->ended) continue;
        guarded(*node, [&] { node->op->flush(node->out); });
        settle(*node);
    }
    for (auto& port : ports_) port->flush();
}

Step Task::starve() {
    int64_t nextWall = INT64_MAX;
    flushAll();
    for (auto& node : nodes_)
        if (node->op && !node->ended) nextWall = std::min(nextWall, node->op->nextWallTimer());
    lastFlushMillis_ = clock_.wallMillis();
    if (nextWall != INT64_MAX) {
        int64_t wait = std::max<int64_t>(0, nextWall - clock_.wallMillis());
        wakeAt_ = std::min(wakeAt_, clock_.steadyNanos() + wait * 1'000'000);
    }
    return Step::Starved;
}

Step Task::readSource() {
    Node& node = *nodes_[sourceNode_];
    bool stop = control_.stopRequested();
    SourceReader::State state = SourceReader::State::Finished;
    PlannedFailure* failure = signals_ ? control_.plannedFailure() : nullptr;
    auto waits = [&](bool atEnd) {
        PlannedFailure::Verdict verdict = failure ? failure->next(*signals_, *control_.listener(), atEnd) : PlannedFailure::Verdict::GoOn;
        if (verdict == PlannedFailure::Verdict::Fail) throw RunError(ErrorCode::Runtime, "A failure that was asked for.");
        if (verdict == PlannedFailure::Verdict::Wait) wakeAt_ = clock_.steadyNanos() + SinkRetryNanos;
        return verdict == PlannedFailure::Verdict::Wait;
    };
    if (!stop && waits(sourceDone_)) {
        note(StepKind::Wait);
        return Step::Starved;
    }
    int64_t before = node.counters.rowsIn.load(std::memory_order_relaxed);
    if (!stop && !sourceDone_) guarded(node, [&] { state = source_->read(node.out, node.context); });
    if (failure) failure->count(node.counters.rowsIn.load(std::memory_order_relaxed) - before);
    if (!stop && !sourceDone_ && state == SourceReader::State::Finished && failure) {
        sourceDone_ = true;
        return Step::Progress;
    }
    if (stop || state == SourceReader::State::Finished) {
        note(StepKind::Close, !stop);
        endSource(!stop);
        return Step::Progress;
    }
    if (state == SourceReader::State::Produced) return Step::Progress;
    guarded(node, [&] { source_->emitWatermark(node.out); });
    wakeAt_ = clock_.steadyNanos() + source_->waitNanos();
    return Step::Starved;
}

void Task::endSource(bool drain) {
    Node& node = *nodes_[sourceNode_];
    guarded(node, [&] { source_->emitWatermark(node.out); });
    sourceEnded_ = true;
    node.drain = drain;
    if (drain) node.counters.watermark.store(FinalWatermark, std::memory_order_relaxed);
    if (drain && node.context.watch) node.context.watch->watermark.store(FinalWatermark, std::memory_order_relaxed);
    emitEnd(node);
}

void Task::endQuantum(int64_t wall) {
    Node& node = *nodes_[sourceNode_];
    guarded(node, [&] { source_->emitWatermark(node.out); });
    counters_.watermarkHolder.store(source_->holder(), std::memory_order_relaxed);
    source_->updateIdleness(wall);
}

/// The source has nothing now: it may have become idle.
void Task::lookForIdleness(int64_t wall) {
    if (source_->updateIdleness(wall) && source_->isIdle() && !sourceIdle_) {
        Node& node = *nodes_[sourceNode_];
        node.idle = true;
        for (auto [target, slot] : node.targets) deliverIdle(target, slot);
        for (OutputPort* port : node.ports) port->idle();
    }
    sourceIdle_ = source_->isIdle();
}

bool Task::readGate() {
    for (size_t i = 0; i < inputs_.size(); ++i) ready_[i] = !inputs_[i].blocked && !inputs_[i].channel->empty();
    int chosen = policy_->next(ready_);
    if (chosen < 0) return false;
    Input& input = inputs_[chosen];
    // What comes behind a barrier does not come into the state before it is taken.
    if (signals_ && input.channel->marked() > taken_) [[unlikely]] followOvertaking();
    if (!captures_.empty()) [[unlikely]] captureUpTo(static_cast<size_t>(chosen));
    Element element;
    input.channel->pop(element);
    if (!captures_.empty()) [[unlikely]] capturePopped(static_cast<size_t>(chosen), element);
    if (input.channel->producerWaits.load(std::memory_order_relaxed) && input.channel->fill() < 0.5) {
        input.channel->producerWaits.store(false);
        input.wakeProducer();
    }
    if (log_) log_->step(stepOf(chosen, element));
    handle(input, std::move(element));
    return true;
}

void Task::handle(Input& input, Element element) {
    if (auto* batch = std::get_if<Batch>(&element)) deliver(input.node, input.slot, std::move(*batch));
    else if (auto* watermark = std::get_if<WatermarkElement>(&element)) deliverWatermark(input.node, input.slot, watermark->time);
    else if (std::holds_alternative<IdleElement>(element)) deliverIdle(input.node, input.slot);
    else if (auto* barrier = std::get_if<Barrier>(&element)) onBarrier(input, barrier->checkpoint);
    else {
        input.ended = true;
        deliverEnd(input.node, input.slot, std::get<EndElement>(element).drain);
        if (aligning_ != 0) alignBarriers();
    }
}

bool Task::hasDueTimer(int64_t wall) const {
    return std::any_of(nodes_.begin(), nodes_.end(), [wall](const auto& node) { return node->op && !node->ended && node->op->nextWallTimer() <= wall; });
}

void Task::fireTimers(int64_t wall) {
    for (auto& node : nodes_)
        if (node->op && !node->ended && node->op->nextWallTimer() <= wall) {
            guarded(*node, [&] { node->op->wallTimer(wall, node->out); });
            settle(*node);
        }
}

/// A slice of long work; last nodes first: room downstream before more comes. False when none is pending.
bool Task::resumeOne() {
    for (size_t at = nodes_.size(); at-- > 0;)
        if (nodes_[at]->pending) {
            note(StepKind::Resume);
            resumePending(*nodes_[at], false);
            return true;
        }
    return false;
}

Step Task::work(int64_t deadlineNanos) {
    wakeAt_ = INT64_MAX;
    refreshClock();
    if (restored_) repeatControls();
    int64_t wall = nodes_.front()->context.evaluation.wallMillis;
    if (!isStopping() && hasDueTimer(wall)) {
        note(StepKind::Timers);
        fireTimers(wall);
    }
    if (log_) log_->flushSometimes(wall);
    for (int i = 0; i < BatchesPerQuantum; ++i) {
        if (signals_) followOvertaking();
        if (!room()) return block();
        if (signals_) followSignals();
        if (isStopping()) {
            for (auto& port : ports_) port->flush();
            return published_ >= signals_->stop.load(std::memory_order_acquire) ? Step::Finished : Step::Starved;
        }
        if (!resumeOne()) {
            if (allEnded()) {
                for (auto& port : ports_) port->flush();
                bool given = room() || std::all_of(ports_.begin(), ports_.end(), [](auto& port) { return port->drain(); });
                if (!given) return block();
                tellLastStates();
                if (!signals_) return Step::Finished;
                // Until the last checkpoint is published it still answers to checkpoints.
                if (!endReported_) control_.listener()->ended(number_);
                endReported_ = true;
                int64_t last = signals_->last.load(std::memory_order_acquire);
                return last != 0 && published_ >= last ? Step::Finished : Step::Starved;
            }
            if (!inFlight_.empty()) {
                if (log_) log_->step(nextInFlight());
                readInFlight();
            } else if (source_ && !sourceEnded_) {
                if (readSource() == Step::Starved) {
                    lookForIdleness(wall);
                    return starve();
                }
                sourceIdle_ = false;
            } else if (!readGate()) {
                if (log_ && log_->last() != StepKind::Starve) note(StepKind::Starve);
                return starve();
            }
        }
        if (deadlineNanos != INT64_MAX && clock_.steadyNanos() >= deadlineNanos) break;
    }
    if (source_ && !sourceEnded_ && inFlight_.empty()) {
        if (log_ && source_->isTimed()) note(StepKind::QuantumEnds);
        endQuantum(wall);
    }
    return Step::Progress;
}

Step Task::run(int64_t deadlineNanos) {
    int64_t start = clock_.steadyNanos();
    int64_t parked = start - parkedAt_.load(std::memory_order_relaxed);
    if (watch_) {
        if (parkedAs_ == Step::Blocked) {
            watch_->blockedSince.store(0, std::memory_order_relaxed);
            watch_->blocked.add({start - parked, start, watch_->blockedOn.load(std::memory_order_relaxed)});
        }
        timed_ = watch_->timed.load(std::memory_order_relaxed);
    }
    OperatorCounters::add(parkedAs_ == Step::Blocked ? counters_.backpressuredNanos : parkedAs_ == Step::Starved ? counters_.idleNanos : counters_.busyNanos, parked);
    counters_.state.store(static_cast<int>(Step::Progress), std::memory_order_relaxed);
    parkedAt_.store(start, std::memory_order_relaxed);
    Step step = Step::Finished;
    if (!control_.cancelled()) {
        try {
            step = script_ ? follow() : work(deadlineNanos);
        } catch (const RunError& failure) {
            control_.fail(failure.error());
        } catch (const std::bad_alloc&) {
            control_.fail({ErrorCode::Runtime, "Out of memory.", {}, "Lower the parallelism, bound the state (state TTL, windows) or give the machine more memory."});
        } catch (const std::exception& failure) {
            control_.fail({ErrorCode::Internal, std::string("Internal error: ") + failure.what()});
        }
    }
    int64_t end = clock_.steadyNanos();
    OperatorCounters::add(counters_.busyNanos, end - start);
    OperatorCounters::add(counters_.quanta, 1);
    if (end - start > counters_.longestQuantumNanos.load(std::memory_order_relaxed)) counters_.longestQuantumNanos.store(end - start, std::memory_order_relaxed);
    counters_.state.store(static_cast<int>(step), std::memory_order_relaxed);
    parkedAt_.store(end, std::memory_order_relaxed);
    parkedAs_ = step;
    if (watch_ && step == Step::Blocked) watch_->blockedSince.store(end, std::memory_order_relaxed);
    return step;
}

} // namespace weir
