// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/execution.h"
#include "engine/runtime/replay/input_clock.h"

#include <atomic>
#include <memory>

namespace weir {

/// A job that may be another one than the recorded, or run another way, over the rows of a recording. They come at the recorded times: the clock goes on
/// when everything that was due has flowed through. Tables are not written, no checkpoints are taken, a failure is the end. All calls from any thread.
class InputRun final : private Schedulable {
public:
    /// `options.input` is set; `from`: begin with this checkpoint or savepoint, or null. Errors: tables, columns and options that are not as recorded, changed files.
    static Result<std::unique_ptr<InputRun>> create(plan::JobGraph graph, ExecutionOptions options, std::shared_ptr<const StoredCheckpoint> from);
    ~InputRun() override;

    void start();
    void pause();
    void resume();
    void stop() { execution_->stop(); }
    void cancel() { execution_->cancel(); }
    bool wait(int64_t millis) { return driver_->wait(millis); }
    /// What that operator's subtask holds; while the run is paused.
    Result<OperatorState> stateOf(const std::string& uid, int subtask) const { return execution_->stateOf(uid, subtask); }
    RunSnapshot snapshot() const { return execution_->snapshot(); }
    LedgerPage ledger() const { return execution_->ledger(); }

private:
    InputRun() = default;
    Step run(int64_t deadlineNanos) override;
    int64_t wakeAtNanos() const override { return wakeAt_; }
    std::shared_ptr<InputClock> clock_;
    std::shared_ptr<const StoredCheckpoint> from_;
    ReplayReport report_;
    std::unique_ptr<Execution> execution_;
    std::unique_ptr<Scheduler> driver_;
    int64_t wakeAt_ = INT64_MAX;
    std::atomic<bool> paused_{false};
};

} // namespace weir
