// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_coordinator.h"
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/checkpoint/restart_strategy.h"
#include "engine/checkpoint/savepoint_requests.h"
#include "engine/runtime/execution.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace weir {

/// How a job keeps itself: its checkpoints, and what happens when it fails.
struct JobSafety {
    CheckpointOptions checkpoints;
    RestartOptions restarts;
    std::string folder;                                    // of this job's checkpoints; empty: none are taken
    std::string job;                                       // its name, as manifests bear it
    std::string runId;                                     // of a run that begins anew
    std::string token;                                     // of this process
    std::shared_ptr<const StoredCheckpoint> restore;       // what it begins with, read and verified; null: from the beginning. Let go of once it is restored
    std::string restorePath;                               // where it lies: it is read again for an attempt before the first checkpoint
    std::string damage;                                    // why it does not begin with a later one
    bool allowNonRestored = false;                         // what has no place in the job is left out
    std::string text;                                      // the script, as savepoints bear it
    std::shared_ptr<PlannedFailure> plannedFailure;
    // Tests: how later attempts run, where that is another way than the first.
    std::optional<plan::JobGraph> laterGraph;
    int laterBatchRows = 0;
};

/// A job over all its attempts: runs its graph, takes checkpoints on the way and begins again from the last one when it fails. Without a folder it is one
/// plain execution. A thread of its own (from a scheduler) drives the coordinator and writes files, so that no worker waits for a disk.
class JobRun final : private Schedulable, private CheckpointListener {
public:
    static Result<std::unique_ptr<JobRun>> create(plan::JobGraph graph, ExecutionOptions options, JobSafety safety);
    ~JobRun() override;

    void start();
    void pause();
    void resume();
    void stop();
    void cancel();
    bool wait(int64_t millis);
    /// Takes a savepoint into a new folder of `folder` soon, and ends with it where `stop` says so. What came of it stands in a later snapshot.
    void savepoint(const std::string& folder, const std::string& name, bool stop);
    RunSnapshot snapshot() const;
    /// What became of all rows of the job so far, over its attempts.
    LedgerPage ledger() const;
    /// What that operator's subtask holds; while the run is paused.
    Result<OperatorState> stateOf(const std::string& uid, int subtask) const { return current()->stateOf(uid, subtask); }

private:
    struct Answer {
        int attempt, task;
        int64_t checkpoint;                                // 0: the task has ended
        std::vector<OperatorState> state;
    };
    /// What one attempt's tasks talk to.
    class Attempt;

    JobRun(plan::JobGraph graph, ExecutionOptions options, JobSafety safety);
    bool takesCheckpoints() const { return !safety_.folder.empty(); }
    Status prepareStorage();
    Error withDamage(Error error) const;
    Status begin();
    Step run(int64_t deadlineNanos) override;
    int64_t wakeAtNanos() const override { return wakeAt_; }
    void acknowledge(int task, int64_t checkpoint, std::vector<OperatorState> state) override;
    void ended(int task) override;
    void request() override;
    void post(Answer answer);

    void handle(const std::vector<CheckpointAction>& actions);
    void store(int64_t checkpoint, bool isFinal);
    bool follow();                                         // false: the job is over
    void note(const std::string& failure);
    void forget(const CheckpointAction& action);
    void remember(int64_t checkpoint, int64_t bytes, std::string folder, std::string failure, bool isSavepoint = false);
    void lookForRequests(int64_t now);
    Result<std::string> writeSavepoint(const Manifest& manifest, std::vector<OperatorState>& states);
    void answerSavepoint(std::string path, std::string error);
    std::shared_ptr<Execution> current() const;

    plan::JobGraph graph_;
    ExecutionOptions options_;
    JobSafety safety_;
    CheckpointSignals signals_;
    std::optional<CheckpointStorage> storage_;
    std::optional<CheckpointCoordinator> coordinator_;
    RestartStrategy restarts_;
    bool isFirst_ = true;                                  // the job has no checkpoint of its own yet: it begins with what the run began with
    std::shared_ptr<const StoredCheckpoint> next_;         // what the next attempt begins with
    std::vector<std::vector<OperatorState>> answers_;      // of the checkpoint under way
    int64_t answered_ = 0;
    int64_t restartAtMillis_ = 0;                          // 0: an attempt runs
    int64_t wakeAt_ = INT64_MAX;
    std::optional<SavepointRequests> requests_;
    int64_t lookedMillis_ = 0;
    int64_t begunMillis_ = 0, begunNanos_ = 0;             // of the checkpoint under way
    std::optional<SavepointRequest> serving_;              // the savepoint under way
    int64_t servedBy_ = 0;                                 // its checkpoint
    std::unique_ptr<Scheduler> driver_;

    mutable std::mutex mutex_;                             // guards what follows
    std::shared_ptr<Execution> execution_;
    int attempt_ = 0;
    std::vector<Answer> mailbox_;
    bool requested_ = false;
    std::deque<SavepointRequest> wishes_;
    CheckpointSnapshot shown_;
    std::vector<Error> finalErrors_;
    std::atomic<bool> stopping_{false}, cancelled_{false}, over_{false}, paused_{false};
};

} // namespace weir
