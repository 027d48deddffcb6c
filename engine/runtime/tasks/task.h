// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/base/scheduler.h"
#include "engine/metrics/task_metrics.h"
#include "engine/recording/task_log.h"
#include "engine/recording/task_script.h"
#include "engine/runtime/checkpoints/checkpoint_signals.h"
#include "engine/runtime/checkpoints/in_flight.h"
#include "engine/runtime/checkpoints/planned_failure.h"
#include "engine/runtime/exchange/channel.h"
#include "engine/runtime/exchange/output_port.h"
#include "engine/runtime/observe/node_watch.h"
#include "engine/runtime/operators/operator.h"
#include "engine/runtime/replay/replay_limits.h"
#include "engine/runtime/tasks/input_policy.h"
#include "engine/runtime/tasks/sink_operator.h"
#include "engine/runtime/tasks/source_reader.h"
#include "engine/state/state_memory.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace weir {

/// What a task may see of the run it belongs to. Thread-safe.
class TaskControl {
public:
    virtual ~TaskControl() = default;
    virtual bool cancelled() const = 0;
    virtual bool stopRequested() const = 0;
    virtual void fail(const Error& error) = 0;
    /// Null: no checkpoints are taken.
    virtual const CheckpointSignals* checkpoints() const { return nullptr; }
    virtual CheckpointListener* listener() { return nullptr; }
    virtual PlannedFailure* plannedFailure() { return nullptr; }
    /// What state may take; null: as much as it likes.
    virtual StateMemory* stateMemory() { return nullptr; }
    /// State has passed what it may take: fails the job with the operator that holds most of it.
    virtual Error stateTooLarge() const { return {}; }
};

/// A subtask: a tree of operators fused behind one head, run by one worker at a time. The head is a source or a gate of channels.
class Task final : public Schedulable {
public:
    Task(TaskControl& control, Clock& clock, std::unique_ptr<InputPolicy> policy);
    ~Task() override;

    // Building; before the first run() ---------------------------------------------------------------------------------------------
    /// Adds an operator (null for a source's own node) for `vertex`; returns its number. `inputs` = number of logical inputs.
    int addNode(int vertex, std::unique_ptr<Operator> op, int inputs, OperatorContext context, Place place);
    void setSource(int node, std::unique_ptr<SourceReader> reader);
    void setSink(int node, SinkOperator* sink) { nodes_[node]->sink = sink; }
    void link(int from, int to, int input);                        // inside the task
    OutputPort& addPort(int from, std::unique_ptr<OutputPort> port);
    /// `idle`: the producer has nothing to read (yet) and must not hold the watermark back.
    void addChannel(int to, int input, std::unique_ptr<Channel> channel, std::function<void()> wakeProducer, bool idle, int fromVertex, int fromSubtask);
    /// Who it is for the checkpoints' owner; `origin` names the vertex's operator in state.
    void setNumber(int number) { number_ = number; }
    void setOrigin(int node, OperatorState origin);
    /// What it does is written down. The log outlives the task.
    void record(TaskLog& log) { tape_ = log_ = &log; }
    /// It does what is written down, up to the limits. Both outlive the task.
    void replay(TaskScript& script, const ReplayLimits& limits);
    /// The replay begins in the middle of an attempt, behind that checkpoint: what tasks repeat into their channels is no step.
    void beginBehind(int64_t checkpoint) { behind_ = beganBehind_ = checkpoint; }
    /// Which random number comes next behind a checkpoint of a recorded run.
    static uint64_t randomBehind(int64_t checkpoint) { return static_cast<uint64_t>(checkpoint) << 32; }
    /// Throws RunError when a node's state cannot be written.
    void checkSnapshots();
    /// Where one looks into it; outlives it.
    void watch(TaskWatch& watch) { watch_ = &watch; }
    /// Before the first run(); after all nodes are made.
    void restore(int node, StateReader& in);
    /// The same: what was in flight to the node goes into it before anything else does. Nodes in their order.
    void resumeInFlight(int node, std::deque<InFlight::Resumed> rows);
    /// In a replay that begins behind the checkpoint: what was in flight comes out of the head's channels again.
    void replayInFlight(int node, InFlight held);
    bool hasSplits() const { return !source_ || !source_->source().progress().empty(); }

    Step run(int64_t deadlineNanos) override;
    int64_t wakeAtNanos() const override { return wakeAt_; }

    // Looking on; any thread ---------------------------------------------------------------------------------------------------------
    int nodeOf(int vertex) const;
    /// What the node holds; while no worker runs the task.
    Result<OperatorState> stateOf(int node) const;
    const OperatorCounters& counters(int node) const { return nodes_[node]->counters; }
    /// For the ledger: of the job so far, over restarts.
    FlowCounts flow(int node) const;
    /// It began with state of which nobody knows how many rows it came from.
    bool isFlowKnown(int node) const { return nodes_[node]->isFlowKnown; }
    const std::vector<Schema>& inputsOf(int node) const { return *nodes_[node]->context.inputs; }
    bool spills(int node) const { return nodes_[node]->context.spills; }
    const TaskCounters& taskCounters() const { return counters_; }
    double inputFill() const;
    int64_t lastSwitchNanos() const { return parkedAt_.load(std::memory_order_relaxed); }
    /// Replay: how far it is, and whether it waits for a reader of its rows.
    const ReplayProgress& replayProgress() const { return progress_; }
    int number() const { return number_; }
    int nodeCount() const { return static_cast<int>(nodes_.size()); }
    /// The splits of its source; while the run is paused or over.
    std::vector<SplitProgress> splits() const { return source_ ? source_->source().progress() : std::vector<SplitProgress>(); }

private:
    struct Node;
    class NodeOutput final : public Output {
    public:
        NodeOutput(Task& task, Node& node) : task_(task), node_(node) {}
        void push(Batch rows) override;
        void push(int64_t watermark) override;
        bool full() const override;
        bool isFull() const;               // as things are

    private:
        Task& task_;
        Node& node_;
    };
    struct Node {
        Node(Task& task) : out(task, *this) {}
        int vertex = 0;
        std::unique_ptr<Operator> op;
        SinkOperator* sink = nullptr;
        OperatorContext context;
        OperatorCounters counters;
        int64_t stateBytes = 0;                 // as stateMemory() knows it
        Place place;
        WatermarkMerger merger{0};
        std::vector<int> slotInput;             // logical input of each merger slot
        std::vector<int> openSlots;             // per logical input
        bool drain = true;
        int64_t watermark = NoWatermark;
        bool idle = false, pending = false, ending = false, ended = false;
        bool endedBefore = false;               // at the checkpoint that it was restored from
        FlowCounts before;                      // until the checkpoint that it was restored from
        bool isFlowKnown = true;
        std::deque<std::pair<int64_t, int64_t>> prepared;      // a sink's rows by the checkpoint that will show them
        OperatorState origin;
        std::vector<std::pair<int, int>> targets;     // node, slot
        std::vector<OutputPort*> ports;
        NodeOutput out;
    };
    struct Input {
        std::unique_ptr<Channel> channel;
        int node, slot;
        bool ended = false;
        bool blocked = false;                   // its barrier came, those of others did not yet
        std::function<void()> wakeProducer;
    };

    /// While it lives the time belongs to the node; then to the one before again.
    class Turn {
    public:
        Turn(Task& task, Node& node) : task_(task), before_(task.turn_) {
            task_.charge();
            task_.turn_ = &node;
        }
        ~Turn() {
            task_.charge();
            task_.turn_ = before_;
        }

    private:
        Task& task_;
        Node* before_;
    };
    void charge();
    void noteBlock();
    static constexpr int64_t SinkRetryNanos = 500'000;
    Step work(int64_t deadlineNanos);
    Step follow();                         // work() in a replay
    bool mayDo(const TaskStep& step) const;
    void redo(const TaskStep& step);
    bool reread(const TaskStep& step);     // false: it is not there yet
    static Element next(Input& input);
    Step takeRepeated();                   // Progress: all is there
    Step endOfScript();
    void fireTimers(int64_t wall);
    bool hasDueTimer(int64_t wall) const;
    void endSource(bool drain);
    void endQuantum(int64_t wall);
    void lookForIdleness(int64_t wall);
    void flushAll();
    void note(StepKind kind, int64_t a = 0, int64_t b = 0) {
        if (log_) log_->step({kind, a, b});
    }
    bool resumeOne();
    void tellState(int node, const std::vector<StateSection>& sections);
    void tellLastStates();
    static TaskStep stepOf(int channel, const Element& element);
    void handle(Input& input, Element element);
    Step readSource();
    void followSignals();
    bool isStopping() const;
    void onBarrier(Input& input, int64_t checkpoint);
    void alignBarriers();
    void takeCheckpoint(int64_t checkpoint, bool overtakes = false);
    // An unaligned checkpoint: state at once, then what was in the channels before their barriers.
    struct Capture {
        int64_t checkpoint;
        std::vector<OperatorState> state;
        InFlight held;
        std::vector<char> isDone;          // per channel
    };
    void followOvertaking();
    void beginCapture(int64_t checkpoint, std::vector<OperatorState> state);
    void capture();
    bool isCapturing(size_t channel) const;
    void captureUpTo(size_t channel);
    void capturePopped(size_t channel, const Element& element);
    void captureRest();                    // all that still comes belongs to them
    void endCapture(Capture taken);
    void addInFlight(OperatorState& state, int node, InFlight held) const;
    TaskStep nextInFlight() const;
    void readInFlight();
    void refillChannels();
    StateWriter saveNode(Node& node, int64_t checkpoint);
    void saveFlow(Node& node, int64_t checkpoint, OperatorState& state);
    void restoreFlow(Node& node, StateReader& in);
    void publishFlow(Node& node, int64_t checkpoint);
    void repeatControls();
    void repeatOutside(Node& node);
    void repeatInside(Node& node);
    bool readGate();
    void refreshClock();
    void setClock(int64_t wall);
    bool room();
    Step block();
    Step starve();
    bool allEnded() const;
    void deliver(int node, int slot, Batch rows);
    void deliverWatermark(int node, int slot, int64_t time);
    void deliverIdle(int node, int slot);
    void deliverEnd(int node, int slot, bool drain);
    void advance(Node& node);
    void emitEnd(Node& node);
    void settle(Node& node);
    void accountState(Node& node, int64_t bytes);
    void resumePending(Node& node, bool untilDone);
    template <class Action> void guarded(Node& node, Action action);

    TaskControl& control_;
    Clock& clock_;
    std::unique_ptr<InputPolicy> policy_;
    std::vector<std::unique_ptr<Node>> nodes_;
    std::vector<std::unique_ptr<OutputPort>> ports_;
    std::vector<Input> inputs_;
    std::unique_ptr<SourceReader> source_;
    int sourceNode_ = -1;
    bool sourceEnded_ = false;
    bool sourceDone_ = false;               // has nothing more, but a planned failure is to come
    bool sourceIdle_ = false;
    std::vector<char> ready_;
    int64_t lastFlushMillis_ = 0;
    int64_t wakeAt_ = INT64_MAX;
    std::atomic<int64_t> parkedAt_{0};
    Step parkedAs_ = Step::Progress;
    TaskCounters counters_;
    // Checkpoints; signals_ is null when none are taken.
    const CheckpointSignals* signals_ = nullptr;
    StateMemory* memory_ = nullptr;
    int number_ = 0;
    int64_t taken_ = 0, aligning_ = 0, published_ = 0, overtook_ = 0;
    std::vector<Capture> captures_;         // oldest first; several only in a replay
    struct Resumed {
        int node;
        InFlight::Resumed element;
    };
    std::deque<Resumed> inFlight_;          // behind a restore; later nodes first
    std::optional<InFlight> refill_;        // replay: for the channels
    bool restored_ = false, endReported_ = false;
    // Recording and replay: at most one of log_ and script_.
    TaskLog* log_ = nullptr;
    TaskScript* script_ = nullptr;
    TaskTape* tape_ = nullptr;
    const ReplayLimits* limits_ = nullptr;
    ReplayProgress progress_;
    TaskWatch* watch_ = nullptr;
    bool timed_ = false;                    // in this quantum
    Node* turn_ = nullptr;
    int64_t turnSince_ = 0;
    int64_t behind_ = 0;                    // 0: every step is in the script
    int64_t beganBehind_ = 0;               // the checkpoint that the replay begins with, also later
    bool endTold_ = false;
};

/// Errors of the action get the node's place in the text when they have none.
template <class Action>
void Task::guarded(Node& node, Action action) {
    try {
        if (timed_) [[unlikely]] {
            Turn turn(*this, node);
            action();
        } else {
            action();
        }
    } catch (const RunError& failure) {
        if (failure.error().place.known() || !node.place.known()) throw;
        Error error = failure.error();
        error.place = node.place;
        throw RunError(std::move(error));
    }
}

} // namespace weir
