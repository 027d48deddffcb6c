// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/tasks/task.h"

#include <algorithm>
#include <new>

namespace weir {
namespace {
constexpr int BatchesPerQuantum = 8;
constexpr int64_t SinkRetryNanos = 500'000;
} // namespace

Task::Task(TaskControl& control, Clock& clock, std::unique_ptr<InputPolicy> policy)
    : control_(control), clock_(clock), policy_(std::move(policy)) {
    parkedAt_ = clock.steadyNanos();
}

Task::~Task() = default;

int Task::addNode(int vertex, std::unique_ptr<Operator> op, int inputs, OperatorContext context, Place place) {
    auto node = std::make_unique<Node>(*this);
    node->vertex = vertex;
    node->op = std::move(op);
    node->context = context;
    node->context.clock = &clock_;
    node->context.counters = &node->counters;
    node->place = place;
    node->openSlots.assign(static_cast<size_t>(std::max(1, inputs)), 0);
    nodes_.push_back(std::move(node));
    Node& added = *nodes_.back();
    if (added.op) added.op->open(added.context);
    return static_cast<int>(nodes_.size()) - 1;
}

void Task::setSource(int node, std::unique_ptr<SourceReader> reader) {
    sourceNode_ = node;
    source_ = std::move(reader);
}

void Task::link(int from, int to, int input) {
    int slot = nodes_[to]->merger.add();
    nodes_[to]->slotInput.push_back(input);
    ++nodes_[to]->openSlots[input];
    nodes_[from]->targets.emplace_back(to, slot);
}

OutputPort& Task::addPort(int from, std::unique_ptr<OutputPort> port) {
    nodes_[from]->ports.push_back(port.get());
    ports_.push_back(std::move(port));
    return *ports_.back();
}

void Task::addChannel(int to, int input, std::unique_ptr<Channel> channel, std::function<void()> wakeProducer, bool idle) {
    int slot = nodes_[to]->merger.add();
    nodes_[to]->slotInput.push_back(input);
    ++nodes_[to]->openSlots[input];
    if (idle) nodes_[to]->merger.idle(slot);
    inputs_.push_back({std::move(channel), to, slot, false, std::move(wakeProducer)});
    ready_.resize(inputs_.size());
}

int Task::nodeOf(int vertex) const {
    for (size_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i]->vertex == vertex) return static_cast<int>(i);
    return -1;
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
    for (auto [target, slot] : node_.targets) task_.deliverWatermark(target, slot, node_.watermark);
    for (OutputPort* port : node_.ports) port->push(node_.watermark);
}

bool Task::NodeOutput::full() const {
    for (OutputPort* port : node_.ports)
        if (port->full()) return true;
    for (auto [target, slot] : node_.targets) {
        const Node& next = *task_.nodes_[target];
        if (next.pending || (next.sink && !next.sink->ready()) || next.out.full()) return true;
    }
    return false;
}

// Elements into a node --------------------------------------------------------------------------------------------------------------------

template <class Action>
void Task::guarded(Node& node, Action action) {
    try {
        action();
    } catch (const RunError& failure) {
        if (failure.error().place.known() || !node.place.known()) throw;
        Error error = failure.error();
        error.place = node.place;
        throw RunError(std::move(error));
    }
}

void Task::deliver(int number, int slot, Batch rows) {
    Node& node = *nodes_[number];
    if (node.pending) resumePending(node, true);
    OperatorCounters::add(node.counters.rowsIn, rows.size());
    OperatorCounters::add(node.counters.batchesIn, 1);
    if (node.merger.watermark(slot) != FinalWatermark) node.merger.active(slot);
    guarded(node, [&] { node.op->process(node.slotInput[slot], std::move(rows), node.out); });
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
    if (--node.openSlots[input] == 0 && node.drain) {
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

void Task::settle(Node& node) {
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

void Task::refreshClock() {
    int64_t now = clock_.wallMillis();
    for (auto& node : nodes_) node->context.evaluation.wallMillis = now;
}

bool Task::room() {
    for (auto& port : ports_)
        if (!port->drain() || port->full()) return false;
    for (auto& node : nodes_)
        if (node->sink && !node->sink->ready()) return false;
    return true;
}

Step Task::block() {
    bool full = false;
    for (auto& port : ports_) full |= port->awaitRoom();
    for (auto& node : nodes_)
        if (node->sink && !node->sink->ready()) {
            wakeAt_ = clock_.steadyNanos() + SinkRetryNanos;
            full = true;
        }
    return full ? Step::Blocked : Step::Progress;
}

Step Task::starve() {
    // Out of input: what was held back goes on now, so a trickle has no latency and a flood full batches.
    int64_t nextWall = INT64_MAX;
    for (auto& node : nodes_) {
        if (!node->op || node->ended) continue;
        guarded(*node, [&] { node->op->flush(node->out); });
        settle(*node);
        nextWall = std::min(nextWall, node->op->nextWallTimer());
    }
    for (auto& port : ports_) port->flush();
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
    if (!stop) guarded(node, [&] { state = source_->read(node.out, node.context); });
    if (stop || state == SourceReader::State::Finished) {
        guarded(node, [&] { source_->emitWatermark(node.out); });
        sourceEnded_ = true;
        node.drain = !stop;
        if (node.drain) node.counters.watermark.store(FinalWatermark, std::memory_order_relaxed);
        emitEnd(node);
        return Step::Progress;
    }
    if (state == SourceReader::State::Produced) return Step::Progress;
    guarded(node, [&] { source_->emitWatermark(node.out); });
    wakeAt_ = clock_.steadyNanos() + source_->waitNanos();
    return Step::Starved;
}

bool Task::readGate() {
    for (size_t i = 0; i < inputs_.size(); ++i) ready_[i] = !inputs_[i].channel->empty();
    int chosen = policy_->next(ready_);
    if (chosen < 0) return false;
    Input& input = inputs_[chosen];
    Element element;
    input.channel->pop(element);
    if (input.channel->producerWaits.load(std::memory_order_relaxed) && input.channel->fill() < 0.5) {
        input.channel->producerWaits.store(false);
        input.wakeProducer();
    }
    if (auto* batch = std::get_if<Batch>(&element)) deliver(input.node, input.slot, std::move(*batch));
    else if (auto* watermark = std::get_if<WatermarkElement>(&element)) deliverWatermark(input.node, input.slot, watermark->time);
    else if (std::holds_alternative<IdleElement>(element)) deliverIdle(input.node, input.slot);
    else deliverEnd(input.node, input.slot, std::get<EndElement>(element).drain);
    return true;
}

Step Task::work(int64_t deadlineNanos) {
    wakeAt_ = INT64_MAX;
    refreshClock();
    int64_t wall = nodes_.front()->context.evaluation.wallMillis;
    for (auto& node : nodes_)
        if (node->op && !node->ended && node->op->nextWallTimer() <= wall) {
            guarded(*node, [&] { node->op->wallTimer(wall, node->out); });
            settle(*node);
        }
    for (int i = 0; i < BatchesPerQuantum; ++i) {
        if (!room()) return block();
        bool resumed = false;
        for (size_t at = nodes_.size(); at-- > 0;)      // last first: room downstream before more comes
            if (nodes_[at]->pending) {
                resumePending(*nodes_[at], false);
                resumed = true;
                break;
            }
        if (!resumed) {
            if (allEnded()) {
                for (auto& port : ports_) port->flush();
                if (!room()) return std::all_of(ports_.begin(), ports_.end(), [](auto& port) { return port->drain(); }) ? Step::Finished : block();
                return Step::Finished;
            }
            if (source_ && !sourceEnded_) {
                if (readSource() == Step::Starved) {
                    if (source_->updateIdleness(wall) && source_->isIdle() && !sourceIdle_) {
                        Node& node = *nodes_[sourceNode_];
                        node.idle = true;
                        for (auto [target, slot] : node.targets) deliverIdle(target, slot);
                        for (OutputPort* port : node.ports) port->idle();
                    }
                    sourceIdle_ = source_->isIdle();
                    return starve();
                }
                sourceIdle_ = false;
            } else if (!readGate()) {
                return starve();
            }
        }
        if (deadlineNanos != INT64_MAX && clock_.steadyNanos() >= deadlineNanos) break;
    }
    if (source_ && !sourceEnded_) {
        Node& node = *nodes_[sourceNode_];
        guarded(node, [&] { source_->emitWatermark(node.out); });
        counters_.watermarkHolder.store(source_->holder(), std::memory_order_relaxed);
        source_->updateIdleness(wall);
    }
    return Step::Progress;
}

Step Task::run(int64_t deadlineNanos) {
    int64_t start = clock_.steadyNanos();
    int64_t parked = start - parkedAt_.load(std::memory_order_relaxed);
    OperatorCounters::add(parkedAs_ == Step::Blocked ? counters_.backpressuredNanos : parkedAs_ == Step::Starved ? counters_.idleNanos : counters_.busyNanos, parked);
    counters_.state.store(static_cast<int>(Step::Progress), std::memory_order_relaxed);
    parkedAt_.store(start, std::memory_order_relaxed);
    Step step = Step::Finished;
    if (!control_.cancelled()) {
        try {
            step = work(deadlineNanos);
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
    counters_.state.store(static_cast<int>(step), std::memory_order_relaxed);
    parkedAt_.store(end, std::memory_order_relaxed);
    parkedAs_ = step;
    return step;
}

} // namespace weir
