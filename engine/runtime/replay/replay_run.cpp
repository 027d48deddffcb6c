// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/replay_run.h"

#include "engine/runtime/replay/memory_checkpoint.h"

#include <algorithm>

namespace weir {

ReplayRun::ReplayRun(plan::JobGraph graph, ExecutionOptions options, std::vector<size_t> attempts, std::shared_ptr<const StoredCheckpoint> from)
    : graph_(std::move(graph)), options_(std::move(options)), attempts_(std::move(attempts)), restore_(std::move(from)) {
    options_.report = &report_;
    options_.listener = this;
}

ReplayRun::~ReplayRun() {
    cancel();
    if (driver_) driver_->shutdown();
    std::shared_ptr<Execution> last;
    {
        std::lock_guard lock(mutex_);
        last.swap(execution_);
    }
}

Result<std::unique_ptr<ReplayRun>> ReplayRun::create(plan::JobGraph graph, ExecutionOptions options, int job, std::shared_ptr<const StoredCheckpoint> from) {
    const Recording& recording = *options.recording;
    if (job < 0 || static_cast<size_t>(job) >= recording.jobs().size())
        return Error{ErrorCode::Invalid, "The recording '" + recording.path() + "' has no job " + std::to_string(job + 1) + "."};
    std::vector<size_t> attempts = recording.jobs()[static_cast<size_t>(job)].attempts;
    if (attempts.empty()) return Error{ErrorCode::Invalid, "The recording '" + recording.path() + "' ends before job " + std::to_string(job + 1) + " began."};
    if (from) {
        // An attempt that began with it, else one that took it.
        auto began = std::find_if(attempts.begin(), attempts.end(), [&](size_t one) { return recording.attempts()[one].restoredFrom == from->manifest.checkpoint; });
        if (began != attempts.end()) attempts.erase(attempts.begin(), began);
    }
    for (size_t attempt : attempts)
        if (Status same = checkFiles(recording.attempts()[attempt], *options.connectors.files); !same) return same.error();
    const RecordedAttempt& first = recording.attempts()[attempts.front()];
    if (!from && first.restoredFrom > 0)
        return Error{ErrorCode::Invalid, "The recorded run began with checkpoint " + std::to_string(first.restoredFrom) + ".", {}, "Give it with --from " + first.restoredPath + "."};
    std::unique_ptr<ReplayRun> run(new ReplayRun(std::move(graph), std::move(options), std::move(attempts), std::move(from)));
    if (Status begun = run->begin(); !begun) return begun.error();
    return run;
}

std::shared_ptr<Execution> ReplayRun::current() const {
    std::lock_guard lock(mutex_);
    return execution_;
}

Status ReplayRun::begin() {
    ExecutionOptions options = options_;
    options.recordedAttempt = attempts_[attempt_];
    options.restore = restore_.get();
    auto made = Execution::create(graph_, std::move(options));
    if (!made) return made.error();
    std::shared_ptr<Execution> former;
    {
        std::lock_guard lock(mutex_);
        former = std::exchange(execution_, std::shared_ptr<Execution>(std::move(*made)));
    }
    return {};
}

void ReplayRun::start() {
    setLimits();
    current()->start();
    if (paused_) current()->pause();
    driver_ = makeThreadScheduler(*options_.clock, 1);
    driver_->start({this});
}

void ReplayRun::pause() {
    paused_ = true;
    current()->pause();
}

void ReplayRun::resume() {
    {
        std::lock_guard lock(mutex_);
        if (standing_) moment_ = {};
    }
    setLimits();
    paused_ = false;
    current()->resume();
    current()->wakeAll();
    standing_ = false;      // last: until the tasks are woken they look as if they stood at the new moment
    if (driver_) driver_->wake(*this);
}

void ReplayRun::cancel() {
    cancelled_ = true;
    if (auto execution = current()) execution->cancel();
    if (driver_) driver_->wake(*this);
}

bool ReplayRun::wait(int64_t millis) { return !driver_ || driver_->wait(millis); }

RunSnapshot ReplayRun::snapshot() const {
    RunSnapshot picture = current()->snapshot();
    std::lock_guard lock(mutex_);
    picture.errors = errors_;
    if (over_) picture.state = !errors_.empty() ? RunState::Failed : cancelled_ ? RunState::Cancelled : RunState::Finished;
    else if (standing_) picture.state = RunState::Paused;
    else if (picture.state == RunState::Failed || picture.state == RunState::Finished || picture.state == RunState::Cancelled) picture.state = RunState::Running;
    return picture;
}

LedgerPage ReplayRun::ledger() const {
    LedgerPage page = current()->ledger();
    page.isOver = over_;
    return page;
}

Result<int> ReplayRun::taskOf(const std::string& uid, int subtask) const {
    auto execution = current();
    std::vector<std::string> names;
    for (const plan::JobVertex& vertex : graph_.vertices) {
        const auto* source = std::get_if<plan::SourceSpec>(&vertex.spec);
        names.push_back(vertex.uid);
        if (vertex.uid != uid && !(source && source->table->name == uid)) continue;
        for (const Task* task : execution->tasks())
            if (task->nodeOf(vertex.id) >= 0 && execution->script(task->number()).head().subtask == subtask) return task->number();
        return Error{ErrorCode::Invalid, "Operator '" + uid + "' has no subtask " + std::to_string(subtask) + "; it has " + std::to_string(vertex.parallelism) + "."};
    }
    std::string near = nearest(uid, names);
    return Error{ErrorCode::Unknown, "The job has no operator '" + uid + "'.", {}, near.empty() ? "" : "Did you mean '" + near + "'?"};
}

Status ReplayRun::runTo(const ReplayMoment& moment) {
    if (moment.kind == ReplayMoment::Kind::Step || moment.kind == ReplayMoment::Kind::Rows)
        if (auto task = taskOf(moment.uid, moment.subtask); !task) return task.error();
    {
        std::lock_guard lock(mutex_);
        moment_ = moment;
    }
    setLimits();
    if (!driver_) return {};
    paused_ = false;
    current()->resume();
    current()->wakeAll();
    standing_ = false;
    driver_->wake(*this);
    return {};
}

Status ReplayRun::step(const std::string& uid, int subtask) {
    auto task = taskOf(uid, subtask);
    if (!task) return task.error();
    auto execution = current();
    int64_t elements = execution->tasks()[static_cast<size_t>(*task)]->replayProgress().elements.load();
    {
        std::lock_guard lock(mutex_);
        moment_ = {};
    }
    setLimits();
    execution->limits(*task).elements = elements + 1;
    paused_ = false;
    execution->resume();
    execution->wakeAll();
    standing_ = false;
    if (driver_) driver_->wake(*this);
    return {};
}

void ReplayRun::setLimits() {
    ReplayMoment moment;
    {
        std::lock_guard lock(mutex_);
        moment = moment_;
    }
    auto execution = current();
    using Kind = ReplayMoment::Kind;
    for (const Task* task : execution->tasks()) {
        ReplayLimits& limits = execution->limits(task->number());
        limits.elements = limits.rows = ReplayLimits::None;
        limits.steps = moment.kind == Kind::Begin ? 0 : ReplayLimits::None;
        limits.checkpoint = moment.kind == Kind::Checkpoint ? moment.value : ReplayLimits::None;
        limits.watermark = moment.kind == Kind::Watermark ? moment.value : ReplayLimits::None;
    }
    if (moment.kind != Kind::Step && moment.kind != Kind::Rows) return;
    auto task = taskOf(moment.uid, moment.subtask);
    if (!task) return;
    (moment.kind == Kind::Step ? execution->limits(*task).steps : execution->limits(*task).rows) = moment.value;
}

Result<std::vector<TaskPosition>> ReplayRun::positions() const {
    auto execution = current();
    if (!over_ && !standing_ && execution->snapshot().state != RunState::Paused)
        return Error{ErrorCode::Invalid, "Positions can be looked at while the replay stands still.", {}, "Pause it first."};
    std::vector<TaskPosition> out;
    for (const Task* task : execution->tasks()) {
        TaskPosition position;
        for (const plan::JobVertex& vertex : graph_.vertices)
            if (task->nodeOf(vertex.id) >= 0) position.uids.push_back(vertex.uid);
        const TaskScript& script = execution->script(task->number());
        position.subtask = script.head().subtask;
        position.steps = task->replayProgress().steps.load();
        position.elements = task->replayProgress().elements.load();
        if (const TaskStep* next = script.peeked()) position.next = text(*next);
        for (const SplitProgress& split : task->splits()) position.splits.emplace_back(split.name, split.position);
        out.push_back(std::move(position));
    }
    return out;
}

Result<OperatorState> ReplayRun::stateOf(const std::string& uid, int subtask) const {
    auto execution = current();
    if (!over_ && !standing_ && execution->snapshot().state != RunState::Paused)
        return Error{ErrorCode::Invalid, "State can be looked at while the replay stands still.", {}, "Pause it first."};
    return execution->stateOf(uid, subtask);
}

void ReplayRun::acknowledge(int, int64_t checkpoint, std::vector<OperatorState> state) {
    std::lock_guard lock(mutex_);
    for (size_t later = attempt_ + 1; later < attempts_.size(); ++later)
        if (options_.recording->attempts()[attempts_[later]].restoredFrom == checkpoint) {
            states_[checkpoint].push_back(std::move(state));
            return;
        }
}

/// A task waits for what never comes.
void ReplayRun::tellStall() {
    auto execution = current();
    for (const Task* task : execution->tasks()) {
        int channel = task->replayProgress().waitsFor.load();
        if (channel < 0 || task->replayProgress().done.load()) continue;
        const TaskScript& script = execution->script(task->number());
        Divergence found{static_cast<int>(attempts_[attempt_]), task->number(), script.head().uid, script.head().name, script.head().subtask, script.taken(),
                         script.peeked() ? text(*script.peeked()) : "nothing more", "nothing comes from channel " + std::to_string(channel)};
        Error error{ErrorCode::Runtime, found.text()};
        report_.diverged(std::move(found));
        std::lock_guard lock(mutex_);
        errors_.push_back(std::move(error));
        return;
    }
}

/// The end of an attempt, or of what the recording has of it. True: another attempt follows.
bool ReplayRun::endAttempt(std::vector<Error> errors) {
    const RecordedAttempt& recorded = options_.recording->attempts()[attempts_[attempt_]];
    if (auto first = report_.first()) {
        std::lock_guard lock(mutex_);
        if (errors_.empty()) errors_ = std::move(errors);
        return false;
    }
    if (!errors.empty() && recorded.outcome != "failed: " + errors.front().message) {
        std::lock_guard lock(mutex_);
        errors_ = std::move(errors);
        return false;
    }
    if (++attempt_ == attempts_.size() || cancelled_) return false;
    const RecordedAttempt& next = options_.recording->attempts()[attempts_[attempt_]];
    restore_.reset();
    if (next.restoredFrom > 0) {
        std::lock_guard lock(mutex_);
        auto held = states_.find(next.restoredFrom);
        if (held != states_.end()) restore_ = checkpointInMemory(next.restoredFrom, graph_.maxParallelism, held->second);
    }
    if (next.restoredFrom > 0 && !restore_)
        throw RunError({ErrorCode::Invalid, "The recording goes on from checkpoint " + std::to_string(next.restoredFrom) + ", which the replay did not come by.", {},
                        "Replay from there: --from " + next.restoredPath + "."});
    if (Status begun = begin(); !begun) throw RunError(begun.error());
    setLimits();
    current()->start();
    if (paused_) current()->pause();
    return true;
}

bool ReplayRun::follow() {
    auto execution = current();
    if (execution->wait(0)) return endAttempt(execution->errors());
    if (paused_ || standing_ || !execution->isQuiet()) return true;
    bool held = false, waits = false, done = true;
    for (const Task* task : execution->tasks()) {
        const ReplayProgress& progress = task->replayProgress();
        done &= progress.done.load();
        held |= progress.held.load() && !progress.done.load();
        waits |= progress.waitsFor.load() >= 0 && !progress.done.load();
    }
    if (held) {
        standing_ = true;
        return true;
    }
    // The run was cut off here, or failed, or a task waits in vain.
    if (!done && waits && options_.recording->attempts()[attempts_[attempt_]].outcome) tellStall();
    execution->cancel();
    execution->wait(1000);
    return endAttempt(execution->errors());
}

Step ReplayRun::run(int64_t) {
    auto end = [&] {
        over_ = true;
        for (auto& result : options_.results) result->finish();
        return Step::Finished;
    };
    try {
        if (!follow()) return end();
    } catch (const RunError& failure) {
        {
            std::lock_guard lock(mutex_);
            errors_.push_back(failure.error());
        }
        current()->cancel();
        return end();
    }
    constexpr int64_t LookNanos = 2'000'000;
    wakeAt_ = options_.clock->steadyNanos() + LookNanos;
    return Step::Starved;
}

} // namespace weir
