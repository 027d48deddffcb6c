// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/scheduler.h"
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/checkpoint/state_match.h"
#include "engine/connectors/connector_info.h"
#include "engine/connectors/results.h"
#include "engine/metrics/run_snapshot.h"
#include "engine/plan/job/job_graph.h"
#include "engine/recording/recorder.h"
#include "engine/runtime/observe/ledger_lines.h"
#include "engine/runtime/observe/observation.h"
#include "engine/runtime/replay/input_clock.h"
#include "engine/runtime/replay/observed_files.h"
#include "engine/runtime/replay/sticky_clock.h"
#include "engine/runtime/tasks/task.h"
#include "engine/state/cold_store.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace weir {

struct ExecutionOptions {
    int workers = 2;
    bool seededScheduler = false;
    uint64_t seed = 0;
    uint64_t schedulerSeed = 0;                               // of a replay
    int maxBatchRows = 0;                                     // 0 = by mode
    bool randomBatches = false;                               // batches of sources are cut where the seed says
    std::shared_ptr<Clock> clock;
    ConnectorContext connectors;                              // clock, files, zone, broker, printLine are set by session
    std::vector<std::shared_ptr<ResultCollector>> results;    // by SinkSpec::result
    // Checkpoints; a null listener: none are taken. All of these outlive the execution.
    CheckpointListener* listener = nullptr;
    const CheckpointSignals* signals = nullptr;
    const StoredCheckpoint* restore = nullptr;                // null: from the beginning
    bool allowNonRestored = false;                            // state without a place in the job is left out
    std::function<Result<DataType>(const std::string&)> typeOf;   // of a type's text
    std::shared_ptr<PlannedFailure> plannedFailure;
    std::string identity;                                     // of the run, kept over restarts
    int64_t stateMemory = 0;                                  // bytes that state may take; 0: no limit
    bool stateSpills = false;                                 // what is beyond goes to disk, where operators can
    // Recording and replay: at most one of the two.
    std::shared_ptr<Recorder> recorder;
    int recordedJob = 0;                                      // the recorder's number of this job
    std::string restorePath;                                  // where `restore` lies, for the recording
    std::shared_ptr<const Recording> recording;               // replayed
    size_t recordedAttempt = 0;                               // the recording's
    ReplayReport* report = nullptr;                           // outlives the execution
    std::shared_ptr<const Recording> input;                   // rows of tables come from it; its job `recordedJob` is looked at first. Tables are not written
    InputClock* inputClock = nullptr;                         // then `clock`
    std::shared_ptr<Observation> observation;                 // looks on; null: nobody does
    std::string coldFolder;                                   // there; made when it is needed, removed with the execution
};

/// A job graph turned into tasks, and their life: one attempt at it. start() once; everything else from any thread.
/// Destroying it cancels and joins.
class Execution final : private TaskControl {
public:
    /// Opens every source and sink; nothing runs yet. Errors: options, missing files, brokers.
    static Result<std::unique_ptr<Execution>> create(plan::JobGraph graph, ExecutionOptions options);
    ~Execution() override;

    void start();
    void pause();
    void resume();
    void stop();
    void cancel();
    bool wait(int64_t millis);
    RunSnapshot snapshot() const;
    /// What became of all rows so far.
    LedgerPage ledger() const;
    const plan::JobGraph& graph() const { return graph_; }
    int taskCount() const { return taskCount_; }
    /// Looks at all tasks again: a signal has changed.
    void wakeAll();
    /// Why it failed, if it did.
    std::vector<Error> errors() const;
    /// What that operator's subtask holds, but for rows that wait in a bundle; sources and sinks hold nothing here. While no task can go on: paused, at
    /// its moment, over. Errors: it runs, no such operator, state that cannot be written.
    Result<OperatorState> stateOf(const std::string& uid, int subtask);
    /// Fails it from outside.
    void failWith(const Error& error) { fail(error); }

    // Replay ---------------------------------------------------------------------------------------------------------------------------
    const std::vector<Task*>& tasks() const { return byNumber_; }
    ReplayLimits& limits(int task) { return *limits_[static_cast<size_t>(task)]; }
    const TaskScript& script(int task) const { return *scripts_[static_cast<size_t>(task)]; }
    /// Nothing runs and nothing will by itself: every step is done, at its limit, or waits for another one.
    bool isQuiet() const;
    /// The same, and nothing waits for room or a reader: all that came is done.
    bool isAtRest() const;

private:
    Execution(plan::JobGraph graph, ExecutionOptions options);
    bool cancelled() const override { return cancelled_.load(std::memory_order_relaxed); }
    bool stopRequested() const override { return stopRequested_.load(std::memory_order_relaxed); }
    void fail(const Error& error) override;
    const CheckpointSignals* checkpoints() const override { return options_.signals; }
    CheckpointListener* listener() override { return options_.listener; }
    PlannedFailure* plannedFailure() override { return options_.plannedFailure.get(); }
    StateMemory* stateMemory() override { return memory_.get(); }
    Error stateTooLarge() const override;

    Status build();
    void group();
    Status makeTask(int group, int subtask);
    Status makeNode(Task& task, const plan::JobVertex& vertex, int subtask);
    void connect(const plan::JobEdge& edge);
    Status restore();
    Status restoreTask(const StateMatch& match, int group, int subtask);
    Result<std::unique_ptr<StateReader>> heldBy(const StateMatch& match, const plan::JobVertex& vertex, int subtask) const;
    Status restoreInFlight(const StateMatch& match, const plan::JobVertex& vertex, int subtask);
    void countInFlight(int to, int input, const Element& element);
    void findElsewhere();
    LedgerCounts countRows() const;
    bool standsStill() const;
    Status beginTask(Task& task, const plan::JobVertex& head, int subtask);
    std::unique_ptr<Source> watched(Task& task, std::unique_ptr<Source> source, const plan::SourceSpec* spec);
    Result<std::unique_ptr<Source>> makeSource(Task& task, const plan::SourceSpec& spec, const plan::JobVertex& vertex, int subtask, const EvaluationContext& evaluation);
    Result<std::unique_ptr<Source>> makeInput(const plan::SourceSpec& spec, const plan::JobVertex& vertex, int subtask);
    void endRecording();
    void account(SubtaskSnapshot& out, const Task& task, int64_t now) const;

    plan::JobGraph graph_;
    ExecutionOptions options_;
    std::shared_ptr<const TimeZone> zone_;
    int taskCount_ = 0;
    std::unique_ptr<StateMemory> memory_;                             // these two outlive the tasks
    std::unique_ptr<ColdStore> coldStore_;
    std::vector<std::unique_ptr<std::vector<Schema>>> inputSchemas_;  // per vertex; operators look at them
    std::vector<int> groupOf_;                                        // per vertex
    std::vector<std::vector<std::unique_ptr<Task>>> tasks_;           // per group, per subtask
    std::vector<std::vector<OutputPort*>> portsOf_;                   // per edge: one port a producer subtask
    std::vector<std::unique_ptr<RandomDraws>> randomDraws_;
    int64_t queryStartMillis_ = 0;
    std::unique_ptr<AttemptLog> log_;
    std::vector<TaskLog*> logs_;                                      // per task, when recorded
    std::vector<std::unique_ptr<TaskScript>> scripts_;                // per task, when replayed
    std::vector<std::unique_ptr<ReplayLimits>> limits_;
    std::vector<std::unique_ptr<StickyClock>> sourceClocks_;
    std::vector<std::unique_ptr<FileSystem>> sourceFiles_;
    std::vector<Task*> byNumber_;
    std::mutex lookMutex_;                                    // guards how many look at state, and what they have held up
    int looks_ = 0;
    bool goesOn_ = false;
    std::unique_ptr<Scheduler> scheduler_;
    std::map<std::pair<int, int>, int64_t> elsewhere_;                // LedgerCounts::elsewhere
    std::atomic<bool> cancelled_{false}, stopRequested_{false}, started_{false}, ended_{false};
    int64_t startedNanos_ = 0, startedMillis_ = 0;
    mutable std::atomic<int64_t> endedNanos_{0};
    mutable std::mutex mutex_;                                        // guards errors_
    std::vector<Error> errors_;
};

} // namespace weir
