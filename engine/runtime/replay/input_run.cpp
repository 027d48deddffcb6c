// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/input_run.h"

namespace weir {

Result<std::unique_ptr<InputRun>> InputRun::create(plan::JobGraph graph, ExecutionOptions options, std::shared_ptr<const StoredCheckpoint> from) {
    const Recording& recording = *options.input;
    if (recording.attempts().empty()) return Error{ErrorCode::Invalid, "The recording '" + recording.path() + "' ends before its job began."};
    for (const RecordedAttempt& attempt : recording.attempts()) {
        if (Status same = checkFiles(attempt, *options.connectors.files); !same) return same.error();
        bool isFirst = recording.jobs()[static_cast<size_t>(attempt.job)].attempts.front() == static_cast<size_t>(&attempt - recording.attempts().data());
        if (!from && isFirst && attempt.restoredFrom > 0)
            return Error{ErrorCode::Invalid, "The recorded run began with checkpoint " + std::to_string(attempt.restoredFrom) + ".", {},
                         "Give it with --from " + attempt.restoredPath + "."};
    }
    std::unique_ptr<InputRun> run(new InputRun());
    run->from_ = std::move(from);
    run->clock_ = std::make_shared<InputClock>(options.clock, recording.attempts().front().startedMillis);
    options.clock = run->clock_;
    options.inputClock = run->clock_.get();
    options.connectors.clock = run->clock_.get();
    options.report = &run->report_;
    options.restore = run->from_.get();
    auto made = Execution::create(std::move(graph), std::move(options));
    if (!made) return made.error();
    run->execution_ = std::move(*made);
    run->driver_ = makeThreadScheduler(*run->clock_, 1);
    return run;
}

InputRun::~InputRun() {
    if (execution_) execution_->cancel();
    if (driver_) driver_->shutdown();
}

void InputRun::start() {
    execution_->start();
    if (paused_) execution_->pause();
    driver_->start({this});
}

void InputRun::pause() {
    paused_ = true;
    execution_->pause();
}

void InputRun::resume() {
    paused_ = false;
    execution_->resume();
}

Step InputRun::run(int64_t) {
    if (execution_->wait(0)) return Step::Finished;
    constexpr int64_t LookNanos = 50'000;
    wakeAt_ = clock_->steadyNanos() + LookNanos;
    if (paused_ || !execution_->isAtRest()) return Step::Starved;
    int64_t due = clock_->due();
    if (due == INT64_MAX) return Step::Starved;
    if (due > clock_->wallMillis()) clock_->set(due);
    execution_->wakeAll();
    return Step::Starved;
}

} // namespace weir
