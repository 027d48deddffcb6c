// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/job_run.h"

#include "engine/base/fault_point.h"
#include "engine/runtime/checkpoints/in_flight.h"
#include <algorithm>

namespace weir {

JobRun::JobRun(plan::JobGraph graph, ExecutionOptions options, JobSafety safety)
    : graph_(std::move(graph)), options_(std::move(options)), safety_(std::move(safety)), restarts_(safety_.restarts) {}

JobRun::~JobRun() {
    cancel();
    if (driver_) driver_->shutdown();
    // Its tasks talk to what is destroyed next.
    std::shared_ptr<Execution> last;
    {
        std::lock_guard lock(mutex_);
        last.swap(execution_);
    }
}

Result<std::unique_ptr<JobRun>> JobRun::create(plan::JobGraph graph, ExecutionOptions options, JobSafety safety) {
    std::unique_ptr<JobRun> job(new JobRun(std::move(graph), std::move(options), std::move(safety)));
    try {
        if (job->takesCheckpoints())
            if (Status ready = job->prepareStorage(); !ready) return ready.error();
        job->next_ = std::move(job->safety_.restore);
        if (Status begun = job->begin(); !begun) return job->withDamage(begun.error());
    } catch (const RunError& failure) {
        return job->withDamage(failure.error());
    }
    return job;
}

/// A job that may not begin with an older checkpoint says first what is wrong with the latest.
Error JobRun::withDamage(Error error) const {
    if (!safety_.damage.empty()) error.message = safety_.damage + " An older checkpoint does not help: " + error.message;
    return error;
}

/// New checkpoints are numbered behind all that lie in the folder.
Status JobRun::prepareStorage() {
    FileSystem& files = *options_.connectors.files;
    storage_.emplace(files, safety_.folder);
    int64_t greatest = 0;
    auto complete = storage_->list(&greatest);
    if (!complete) return complete.error();
    options_.identity = safety_.restore ? safety_.restore->manifest.jobId : safety_.runId;
    if (Status claimed = storage_->claim(options_.identity, safety_.token); !claimed) return claimed;
    std::vector<int64_t> kept;
    for (int64_t number : *complete)
        if (safety_.restore && safety_.restorePath == storage_->pathOf(safety_.restore->manifest.checkpoint) && number <= safety_.restore->manifest.checkpoint)
            kept.push_back(number);
    coordinator_.emplace(safety_.checkpoints, greatest + 1, std::move(kept));
    requests_.emplace(files, safety_.folder);
    options_.listener = this;
    options_.signals = &signals_;
    options_.plannedFailure = safety_.plannedFailure;
    shown_.enabled = true;
    shown_.folder = safety_.folder;
    shown_.lastFailure = safety_.damage;
    return {};
}

/// A new attempt, from the checkpoint at hand.
Status JobRun::begin() {
    signals_.requested = signals_.overtaken = signals_.since = signals_.published = signals_.last = signals_.savepoint = signals_.stop = 0;
    ExecutionOptions options = options_;
    std::shared_ptr<const StoredCheckpoint> from = std::move(next_);
    options.restore = from.get();
    if (from && options.recorder) options.restorePath = isFirst_ ? safety_.restorePath : storage_->pathOf(from->manifest.checkpoint);
    options.allowNonRestored = safety_.allowNonRestored;
    {
        std::lock_guard lock(mutex_);
        ++attempt_;
        mailbox_.clear();
    }
    if (attempt_ > 1 && safety_.laterBatchRows > 0) options.maxBatchRows = safety_.laterBatchRows;
    auto made = Execution::create(attempt_ > 1 && safety_.laterGraph ? *safety_.laterGraph : graph_, std::move(options));
    if (!made) return made.error();
    std::lock_guard lock(mutex_);
    execution_ = std::move(*made);
    shown_.restoredFrom = from ? from->manifest.checkpoint : 0;
    if (attempt_ == 1 && from) shown_.begunWith = safety_.restorePath;
    return {};
}

std::shared_ptr<Execution> JobRun::current() const {
    std::lock_guard lock(mutex_);
    return execution_;
}

void JobRun::start() {
    if (takesCheckpoints()) handle(coordinator_->restart(execution_->taskCount(), options_.clock->wallMillis()));
    // A task may be at its end, and say so, before start() returns.
    if (takesCheckpoints()) driver_ = makeThreadScheduler(*options_.clock, 1);
    execution_->start();
    if (driver_) driver_->start({this});
}

void JobRun::pause() {
    paused_ = true;
    current()->pause();
}
void JobRun::resume() {
    paused_ = false;
    current()->resume();
}
void JobRun::stop() {
    stopping_ = true;
    current()->stop();
    if (driver_) driver_->wake(*this);
}
void JobRun::cancel() {
    cancelled_ = true;
    if (auto execution = current()) execution->cancel();
    if (driver_) driver_->wake(*this);
}

bool JobRun::wait(int64_t millis) { return driver_ ? driver_->wait(millis) : current()->wait(millis); }

RunSnapshot JobRun::snapshot() const {
    auto execution = current();
    RunSnapshot picture = execution->snapshot();
    std::lock_guard lock(mutex_);
    picture.checkpoints.begunWith = shown_.begunWith;
    if (!takesCheckpoints()) return picture;
    picture.checkpoints = shown_;
    if (over_) {
        picture.errors = finalErrors_;
        if (!finalErrors_.empty()) picture.state = RunState::Failed;
    } else {
        // A failed attempt is not the end of the job.
        picture.errors.clear();
        if (picture.state == RunState::Failed || picture.state == RunState::Finished || picture.state == RunState::Cancelled)
            picture.state = cancelled_ || stopping_ ? RunState::Stopping : RunState::Running;
    }
    return picture;
}

LedgerPage JobRun::ledger() const {
    LedgerPage page = current()->ledger();
    if (!takesCheckpoints()) return page;
    std::lock_guard lock(mutex_);
    page.isOver = over_;
    page.isExact = page.isExact && finalErrors_.empty();
    return page;
}

// From tasks -----------------------------------------------------------------------------------------------------------------------------------

void JobRun::post(Answer answer) {
    {
        std::lock_guard lock(mutex_);
        answer.attempt = attempt_;
        mailbox_.push_back(std::move(answer));
    }
    if (driver_) driver_->wake(*this);
}

void JobRun::acknowledge(int task, int64_t checkpoint, std::vector<OperatorState> state) { post({0, task, checkpoint, std::move(state)}); }
void JobRun::ended(int task) { post({0, task, 0, {}}); }
void JobRun::request() {
    {
        std::lock_guard lock(mutex_);
        requested_ = true;
    }
    if (driver_) driver_->wake(*this);
}

void JobRun::savepoint(const std::string& folder, const std::string& name, bool stop) {
    {
        std::lock_guard lock(mutex_);
        if (!takesCheckpoints() || over_) {
            shown_.savepoints.push_back({"", over_ ? "The job has ended." : "A job that takes no checkpoints takes no savepoints.", 0, false});
            return;
        }
        wishes_.push_back({"", folder, name, stop});
    }
    if (driver_) driver_->wake(*this);
}

// The driver -----------------------------------------------------------------------------------------------------------------------------------

void JobRun::note(const std::string& failure) {
    std::lock_guard lock(mutex_);
    shown_.lastFailure = failure;
}

void JobRun::handle(const std::vector<CheckpointAction>& actions) {
    using Kind = CheckpointAction::Kind;
    for (const CheckpointAction& action : actions) {
        switch (action.kind) {
        case Kind::Trigger:
            answers_.clear();
            answered_ = action.checkpoint;
            begunMillis_ = options_.clock->wallMillis();
            begunNanos_ = options_.clock->steadyNanos();
            WEIR_FAULT_POINT("P1 a checkpoint has its number");
            if (WEIR_SABOTAGED("remove the last checkpoint first") && coordinator_->lastCompleted() > 0) storage_->remove(coordinator_->lastCompleted());
            {
                std::lock_guard lock(mutex_);
                if (!wishes_.empty()) {
                    serving_ = std::move(wishes_.front());
                    wishes_.pop_front();
                    servedBy_ = action.checkpoint;
                    signals_.savepoint.store(action.checkpoint, std::memory_order_release);
                    if (serving_->stop) signals_.stop.store(action.checkpoint, std::memory_order_release);
                }
            }
            signals_.since.store(storage_->lastWritten() == coordinator_->lastCompleted() ? storage_->lastWritten() : 0, std::memory_order_release);
            // Savepoints are aligned, as Flink's.
            if (action.overtakes && servedBy_ != action.checkpoint) signals_.overtaken.store(action.checkpoint, std::memory_order_release);
            signals_.requested.store(action.checkpoint, std::memory_order_release);
            execution_->wakeAll();
            break;
        case Kind::Overtake:
            if (servedBy_ == action.checkpoint) break;
            signals_.overtaken.store(action.checkpoint, std::memory_order_release);
            execution_->wakeAll();
            break;
        case Kind::Store: store(action.checkpoint, action.isFinal); break;
        case Kind::Publish:
            WEIR_FAULT_POINT("P14 durable, nobody knows");
            signals_.published.store(action.checkpoint, std::memory_order_release);
            execution_->wakeAll();
            break;
        case Kind::Discard:
            WEIR_FAULT_POINT("P19 an old checkpoint goes");
            if (serving_ && servedBy_ == action.checkpoint) answerSavepoint("", action.reason);
            forget(action);
            storage_->remove(action.checkpoint);
            break;
        case Kind::FailJob:
            execution_->failWith({ErrorCode::Io, "Checkpoint " + std::to_string(action.checkpoint) + " failed: " + action.reason, {},
                                  "Set 'execution.checkpointing.tolerable-failed-checkpoints' to go on without it."});
            break;
        case Kind::Finish:
            signals_.last.store(action.checkpoint, std::memory_order_release);
            execution_->wakeAll();
            break;
        }
    }
}

void JobRun::store(int64_t checkpoint, bool isFinal) {
    Manifest manifest;
    manifest.job = safety_.job;
    manifest.jobId = options_.identity;
    manifest.checkpoint = checkpoint;
    manifest.takenMillis = options_.clock->wallMillis();
    manifest.maxParallelism = graph_.maxParallelism;
    manifest.isFinal = isFinal;
    std::vector<OperatorState> states;
    for (auto& answer : answers_)
        for (OperatorState& state : answer) states.push_back(std::move(state));
    answers_.clear();
    WEIR_FAULT_POINT("P10 every task has answered");
    if (WEIR_SABOTAGED("publish before the manifest")) {
        signals_.published.store(checkpoint, std::memory_order_release);
        execution_->wakeAll();
    }
    std::string savepoint;
    bool serves = serving_ && servedBy_ == checkpoint;
    Result<int64_t> written = 0;
    try {
        if (serves) {
            // It is written twice.
            for (OperatorState& state : states)
                for (StateSection& section : state.sections) writeDeferred(section, manifest.maxParallelism);
            auto path = writeSavepoint(manifest, states);
            if (path) savepoint = *path;
            else answerSavepoint("", path.error().message);
        }
        written = storage_->write(manifest, std::move(states));
    } catch (const RunError& failure) {      // state on disk that cannot be read
        written = failure.error();
    }
    int64_t now = options_.clock->wallMillis();
    if (!written && written.error().code == ErrorCode::Invalid) throw RunError(written.error());      // the folder is another run's now
    if (!written) {
        if (!savepoint.empty()) storage_->removeFolder(savepoint);
        note(written.error().message);
        handle(coordinator_->failed(checkpoint, written.error().message, now));
    } else {
        {
            std::lock_guard lock(mutex_);
            shown_.lastNumber = checkpoint;
            shown_.lastBytes = *written;
            shown_.lastNanos = options_.clock->steadyNanos() - begunNanos_;
            ++shown_.completed;
        }
        remember(checkpoint, *written, savepoint.empty() ? storage_->pathOf(checkpoint) : savepoint, "", !savepoint.empty());
        isFirst_ = false;
        handle(coordinator_->stored(checkpoint, now));
        if (!savepoint.empty()) answerSavepoint(savepoint, "");
    }
    std::lock_guard lock(mutex_);
    shown_.failed = coordinator_->failedCount();
}

/// In the history: it failed, or it is one of the old ones.
void JobRun::forget(const CheckpointAction& action) {
    if (action.checkpoint > coordinator_->lastCompleted()) return remember(action.checkpoint, 0, "", action.reason);
    std::lock_guard lock(mutex_);
    for (CheckpointRecord& one : shown_.history) one.isRemoved |= one.number == action.checkpoint && !one.isSavepoint;
}

void JobRun::remember(int64_t checkpoint, int64_t bytes, std::string folder, std::string failure, bool isSavepoint) {
    std::lock_guard lock(mutex_);
    auto& history = shown_.history;
    if (history.size() == CheckpointSnapshot::LongestHistory) history.erase(history.begin());
    const bool isUnaligned = signals_.overtaken.load() == checkpoint;
    const int64_t inFlight = isUnaligned && failure.empty() ? storage_->lastBytesOf(InFlight::Section) : 0;
    history.push_back({checkpoint, begunMillis_, options_.clock->steadyNanos() - begunNanos_, bytes, std::move(folder), std::move(failure), isSavepoint, false, isUnaligned, inFlight});
}

/// A folder of its own, so that nothing is ever written over.
Result<std::string> JobRun::writeSavepoint(const Manifest& manifest, std::vector<OperatorState>& states) {
    FileSystem& files = *options_.connectors.files;
    Manifest own = manifest;
    own.isSavepoint = true;
    own.text = safety_.text;
    own.name = serving_->name.empty() ? safety_.job : serving_->name;
    std::string base = serving_->folder + "/" + (serving_->name.empty() ? "savepoint-" + safety_.job + "-" + std::to_string(manifest.checkpoint) : serving_->name), path = base;
    if (files.exists(path) && !serving_->name.empty()) return Error{ErrorCode::Invalid, "There is '" + path + "' already."};
    for (int again = 2; files.exists(path); ++again) path = base + "-" + std::to_string(again);
    auto written = storage_->writeTo(path, std::move(own), states);
    if (written) return path;
    storage_->removeFolder(path);
    return written.error();
}

void JobRun::answerSavepoint(std::string path, std::string error) {
    SavepointRequest request = std::move(*serving_);
    serving_.reset();
    bool stopped = request.stop && error.empty();
    signals_.savepoint.store(0, std::memory_order_release);
    if (request.stop && !stopped) {
        signals_.stop.store(0, std::memory_order_release);
        execution_->wakeAll();
    }
    if (!request.id.empty()) (void)requests_->answer({request.id, path, error, stopped});
    std::lock_guard lock(mutex_);
    shown_.savepoints.push_back({std::move(path), std::move(error), servedBy_, stopped});
}

/// Requests of other processes lie in the folder of the checkpoints.
void JobRun::lookForRequests(int64_t now) {
    constexpr int64_t LookMillis = 100;
    if (now - lookedMillis_ < LookMillis) return;
    lookedMillis_ = now;
    std::vector<SavepointRequest> found = requests_->take();
    std::lock_guard lock(mutex_);
    for (SavepointRequest& request : found) wishes_.push_back(std::move(request));
}

bool JobRun::follow() {
    int64_t now = options_.clock->wallMillis();
    lookForRequests(now);
    if (restartAtMillis_ != 0) {
        if (cancelled_) return false;
        if (now < restartAtMillis_) return true;
        restartAtMillis_ = 0;
        const int64_t last = coordinator_->lastCompleted();
        if (const std::string path = isFirst_ ? safety_.restorePath : last > 0 ? storage_->pathOf(last) : ""; !path.empty()) {
            auto read = storage_->read(path);
            if (!read) throw RunError(read.error());
            next_ = std::make_shared<const StoredCheckpoint>(std::move(*read));
        }
        if (Status begun = begin(); !begun) throw RunError(begun.error());
        handle(coordinator_->restart(execution_->taskCount(), now));
        execution_->start();
        if (paused_) execution_->pause();
        if (stopping_) execution_->stop();
        if (cancelled_) execution_->cancel();
        return true;
    }
    if (execution_->wait(0)) {
        std::vector<Error> errors = execution_->errors();
        if (errors.empty() || cancelled_) {
            std::lock_guard lock(mutex_);
            finalErrors_ = errors;
            return false;
        }
        // What makes no sense now will make none after a restart: state that passes its memory, another run's folder.
        std::optional<int64_t> delay = errors.front().code == ErrorCode::Invalid ? std::nullopt : restarts_.next(now);
        note(errors.front().message);
        std::lock_guard lock(mutex_);
        if (!delay) {
            finalErrors_ = errors;
            return false;
        }
        ++shown_.restarts;
        restartAtMillis_ = std::max<int64_t>(1, now + *delay);
        return true;
    }
    std::vector<Answer> mail;
    bool requested = false;
    int attempt;
    {
        std::lock_guard lock(mutex_);
        mail.swap(mailbox_);
        requested = std::exchange(requested_, false) || (!wishes_.empty() && !serving_);
        attempt = attempt_;
    }
    for (Answer& answer : mail) {
        if (answer.attempt != attempt) continue;
        if (answer.checkpoint == 0) {
            handle(coordinator_->ended(answer.task, now));
            continue;
        }
        if (answer.checkpoint != answered_) continue;      // of one that was given up
        answers_.push_back(std::move(answer.state));
        handle(coordinator_->acknowledge(answer.task, answer.checkpoint, now));
    }
    if (requested) handle(coordinator_->request(now));
    handle(coordinator_->tick(now));
    return true;
}

Step JobRun::run(int64_t) {
    try {
        if (!follow()) {
            over_ = true;
            if (serving_) answerSavepoint("", "The job has ended.");
            for (;;) {
                {
                    std::lock_guard lock(mutex_);
                    if (wishes_.empty()) break;
                    serving_ = std::move(wishes_.front());
                    wishes_.pop_front();
                }
                answerSavepoint("", "The job has ended.");
            }
            for (auto& result : options_.results) result->finish();
            return Step::Finished;
        }
    } catch (const RunError& failure) {
        {
            std::lock_guard lock(mutex_);
            finalErrors_.push_back(failure.error());
        }
        over_ = true;
        execution_->cancel();
        for (auto& result : options_.results) result->finish();
        return Step::Finished;
    }
    // The end of an attempt rings no bell, so it is looked for now and then.
    constexpr int64_t LookMillis = 2;
    int64_t now = options_.clock->wallMillis();
    int64_t due = restartAtMillis_ != 0 ? restartAtMillis_ : std::min(coordinator_->nextMillis(), now + LookMillis);
    wakeAt_ = options_.clock->steadyNanos() + std::max<int64_t>(0, due - now) * 1'000'000;
    return Step::Starved;
}

} // namespace weir
