// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/recording/replay_moment.h"
#include "engine/runtime/execution.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace weir {

/// A recorded job run again: the same rows in the same order at each sink's subtask, whatever the number of workers. Tables are not written. It goes on to the
/// end of the recording or to a moment, where every task that can go no further stands still: the same place each time. All calls from any thread.
class ReplayRun final : private Schedulable, private CheckpointListener {
public:
    /// `options.recording` is set; `from`: begin with this checkpoint of the job's first attempt, or null. Errors: another job, changed files.
    static Result<std::unique_ptr<ReplayRun>> create(plan::JobGraph graph, ExecutionOptions options, int job, std::shared_ptr<const StoredCheckpoint> from);
    ~ReplayRun() override;

    void start();
    void pause();
    void resume();                              // also from a moment: to the end
    void stop() { cancel(); }
    void cancel();
    bool wait(int64_t millis);                  // true when over
    RunSnapshot snapshot() const;
    LedgerPage ledger() const;

    /// Goes on to a moment. Errors: no such operator.
    Status runTo(const ReplayMoment& moment);
    /// One more batch, watermark or the like into that subtask; everything else goes on as far as it can.
    Status step(const std::string& uid, int subtask);
    /// At the moment asked for: everything stands still there.
    bool isAtMoment() const { return standing_.load(); }
    /// Where every task stands; when everything stands still.
    Result<std::vector<TaskPosition>> positions() const;
    /// What that operator's subtask holds; when everything stands still.
    Result<OperatorState> stateOf(const std::string& uid, int subtask) const;
    std::optional<Divergence> divergence() const { return report_.first(); }
    /// States and running hashes of sinks that agreed with the recording.
    int64_t agreedStates() const { return report_.states(); }
    int64_t agreedSinks() const { return report_.sinks(); }

private:
    ReplayRun(plan::JobGraph graph, ExecutionOptions options, std::vector<size_t> attempts, std::shared_ptr<const StoredCheckpoint> from);
    Status begin();
    bool follow();                              // false: over
    bool endAttempt(std::vector<Error> errors); // false: over
    void tellStall();
    void setLimits();
    Step run(int64_t deadlineNanos) override;
    int64_t wakeAtNanos() const override { return wakeAt_; }
    void acknowledge(int task, int64_t checkpoint, std::vector<OperatorState> state) override;
    void ended(int) override {}
    void request() override {}
    std::shared_ptr<Execution> current() const;
    Result<int> taskOf(const std::string& uid, int subtask) const;

    const plan::JobGraph graph_;
    ExecutionOptions options_;
    const std::vector<size_t> attempts_;        // of the recording, in order
    size_t attempt_ = 0;
    std::shared_ptr<const StoredCheckpoint> restore_;
    mutable ReplayReport report_;
    std::unique_ptr<Scheduler> driver_;
    int64_t wakeAt_ = INT64_MAX;
    std::atomic<bool> standing_{false}, over_{false}, cancelled_{false}, paused_{false};

    mutable std::mutex mutex_;                  // guards what follows
    std::shared_ptr<Execution> execution_;
    ReplayMoment moment_;
    std::map<int64_t, std::vector<std::vector<OperatorState>>> states_;     // of checkpoints that a later attempt began with
    std::vector<Error> errors_;
};

} // namespace weir
