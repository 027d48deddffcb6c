// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/execution.h"

#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/replay/checked_sink.h"
#include "engine/runtime/replay/unwritten_sink.h"
#include "engine/runtime/tasks/random_cuts.h"
#include "engine/runtime/tasks/result_sink.h"
#include "engine/runtime/tasks/values_source.h"

#include <algorithm>
#include <cstdio>

namespace weir {

using namespace plan;

namespace {

std::string sizeText(int64_t bytes) {
    constexpr const char* units[] = {"bytes", "kB", "MB", "GB"};
    double shown = static_cast<double>(bytes);
    int unit = 0;
    while (shown >= 1024 && unit < 3) shown /= 1024, ++unit;
    char out[40];
    std::snprintf(out, sizeof out, unit == 0 || shown >= 100 ? "%.0f %s" : "%.1f %s", shown, units[unit]);
    return out;
}

} // namespace

Execution::Execution(JobGraph graph, ExecutionOptions options) : graph_(std::move(graph)), options_(std::move(options)), zone_(options_.connectors.zone) {
    portsOf_.resize(graph_.edges.size());
    if (options_.stateMemory > 0) memory_ = std::make_unique<StateMemory>(options_.stateMemory, options_.stateSpills);
    // Each attempt has a folder of its own, whatever of an earlier one is still being read.
    if (memory_ && options_.stateSpills)
        coldStore_ = std::make_unique<ColdStore>(*options_.connectors.files, options_.coldFolder + "-" + std::to_string(options_.clock->steadyNanos()),
                                                 std::max<int64_t>(options_.stateMemory / 8, 8 << 20));
}

Execution::~Execution() {
    cancel();
    if (scheduler_) scheduler_->shutdown();
    endRecording();
}

/// Behind the last step of every task.
void Execution::endRecording() {
    if (!log_) return;
    std::string outcome = cancelled_ ? "cancelled" : "finished";
    if (std::vector<Error> problems = errors(); !problems.empty()) outcome = "failed: " + problems.front().message;
    try {
        log_->end(outcome, options_.clock->wallMillis());
    } catch (const RunError& failure) {
        std::lock_guard lock(mutex_);
        errors_.push_back(failure.error());
    }
}

Result<std::unique_ptr<Execution>> Execution::create(JobGraph graph, ExecutionOptions options) {
    std::unique_ptr<Execution> execution(new Execution(std::move(graph), std::move(options)));
    try {
        if (Status built = execution->build(); !built) return built.error();
    } catch (const RunError& failure) {
        return failure.error();
    }
    return execution;
}

/// Vertices that run fused share a group: those reached by forward edges only, all from one group of the same parallelism.
void Execution::group() {
    groupOf_.assign(graph_.vertices.size(), -1);
    int groups = 0;
    for (const JobVertex& vertex : graph_.vertices) {
        auto inputs = graph_.inputs(vertex.id);
        int shared = inputs.empty() ? -1 : groupOf_[inputs.front()->from];
        for (const JobEdge* edge : inputs) {
            const JobVertex& from = graph_.vertices[edge->from];
            if (edge->shuffle != Shuffle::Forward || from.parallelism != vertex.parallelism || groupOf_[edge->from] != shared) shared = -1;
        }
        groupOf_[vertex.id] = shared >= 0 ? shared : groups++;
    }
    tasks_.resize(groups);
}

Status Execution::build() {
    group();
    if (options_.observation) options_.observation->describe(graph_, groupOf_, options_.clock);
    queryStartMillis_ = options_.recording ? options_.recording->attempts()[options_.recordedAttempt].startedMillis : options_.clock->wallMillis();
    if (options_.recorder)
        log_ = options_.recorder->addAttempt({options_.recordedJob, queryStartMillis_, options_.restore ? options_.restore->manifest.checkpoint : 0, options_.restorePath});
    for (int group = 0; group < static_cast<int>(tasks_.size()); ++group) {
        int parallelism = 1;
        for (const JobVertex& vertex : graph_.vertices)
            if (groupOf_[vertex.id] == group) parallelism = vertex.parallelism;
        for (int subtask = 0; subtask < parallelism; ++subtask)
            if (Status made = makeTask(group, subtask); !made) return made;
    }
    if (options_.recording && taskCount_ != static_cast<int>(options_.recording->attempts()[options_.recordedAttempt].tasks.size()))
        return Error{ErrorCode::Invalid, "The job has " + std::to_string(taskCount_) + " tasks, the recording " +
                     std::to_string(options_.recording->attempts()[options_.recordedAttempt].tasks.size()) + "."};
    uint64_t seed = options_.recording ? options_.schedulerSeed : options_.seed;
    scheduler_ = options_.seededScheduler ? makeSeededScheduler(*options_.clock, seed) : makeThreadScheduler(*options_.clock, options_.workers);
    // Who has splits to read is known behind a restore only.
    if (Status restored = restore(); !restored) return restored;
    for (size_t i = 0; i < graph_.edges.size(); ++i) connect(graph_.edges[i]);
    if (log_) {
        for (Task* task : byNumber_) log_->task(task->number()).hasSplits = task->hasSplits();
        log_->opened();
    }
    return {};
}

Status Execution::makeTask(int group, int subtask) {
    std::unique_ptr<InputPolicy> policy;
    if (options_.seededScheduler) policy = std::make_unique<SeededPolicy>(options_.seed, static_cast<uint64_t>(group) * 1000 + subtask);
    else policy = std::make_unique<FairPolicy>();
    TaskControl& control = *this;
    auto task = std::make_unique<Task>(control, *options_.clock, std::move(policy));
    task->setNumber(taskCount_++);
    if (options_.observation) task->watch(options_.observation->task(task->number(), group, subtask));
    byNumber_.push_back(task.get());
    auto head = std::find_if(graph_.vertices.begin(), graph_.vertices.end(), [&](const JobVertex& vertex) { return groupOf_[vertex.id] == group; });
    if (Status begun = beginTask(*task, *head, subtask); !begun) return begun;
    for (const JobVertex& vertex : graph_.vertices)
        if (groupOf_[vertex.id] == group)
            if (Status made = makeNode(*task, vertex, subtask); !made) return made;
    tasks_[group].push_back(std::move(task));
    return {};
}

Status Execution::makeNode(Task& task, const JobVertex& vertex, int subtask) {
    OperatorContext context;
    context.subtask = subtask;
    context.parallelism = vertex.parallelism;
    context.batchMode = graph_.batchMode;
    context.netChanges = graph_.netChanges;
    context.maxParallelism = graph_.maxParallelism;
    context.memory = memory_.get();
    context.coldStore = coldStore_.get();
    if (options_.observation) context.watch = &options_.observation->node(vertex.uid, subtask);
    context.miniBatchRows = graph_.miniBatchRows;
    context.stateTtlMillis = graph_.stateTtlMillis;
    context.maxRows = options_.maxBatchRows > 0 ? options_.maxBatchRows : DefaultBatchRows;
    context.evaluation.zone = zone_.get();
    context.evaluation.wallMillis = queryStartMillis_;
    context.evaluation.queryStartMillis = queryStartMillis_;
    context.evaluation.randomSeed = Random::mix(options_.seed ^ (static_cast<uint64_t>(vertex.id) << 20 ^ static_cast<uint64_t>(subtask)));
    int64_t restored = options_.restore ? options_.restore->manifest.checkpoint : 0;
    bool isBehind = options_.recording && restored > 0 && options_.recording->attempts()[options_.recordedAttempt].restoredFrom != restored;
    randomDraws_.push_back(std::make_unique<RandomDraws>(RandomDraws{isBehind ? Task::randomBehind(restored) : 0, {}}));
    context.evaluation.random = randomDraws_.back().get();

    auto withPlace = [&](Error error) {
        if (!error.place.known()) error.place = vertex.place;
        return Status{std::move(error)};
    };
    OperatorState origin{vertex.uid, vertex.name, subtask, vertex.parallelism, {}};
    auto inputs = graph_.inputs(vertex.id);
    if (const auto* source = std::get_if<SourceSpec>(&vertex.spec)) {
        auto made = makeSource(task, *source, vertex, subtask, context.evaluation);
        if (!made) return withPlace(made.error());
        int node = task.addNode(vertex.id, nullptr, 0, context, vertex.place);
        task.setOrigin(node, origin);
        task.setSource(node, std::make_unique<SourceReader>(*source, std::move(*made)));
        return {};
    }
    if (const auto* values = std::get_if<ValuesSpec>(&vertex.spec)) {
        int node = task.addNode(vertex.id, nullptr, 0, context, vertex.place);
        task.setOrigin(node, origin);
        // Only one subtask may give the rows.
        auto rows = subtask == 0 ? values->rows : std::vector<std::vector<ExpressionRef>>{};
        std::unique_ptr<Source> given = std::make_unique<ValuesSource>(rows, vertex.schema, context.evaluation);
        if (options_.randomBatches && !options_.recording) given = std::make_unique<RandomCuts>(std::move(given), Random(context.evaluation.randomSeed));
        task.setSource(node, std::make_unique<SourceReader>(SourceSpec{}, watched(task, std::move(given), nullptr)));
        return {};
    }
    std::vector<Schema> schemas;
    for (const JobEdge* edge : inputs) {
        if (edge->input >= static_cast<int>(schemas.size())) schemas.resize(edge->input + 1);
        schemas[edge->input] = graph_.vertices[edge->from].schema;
    }
    int logicalInputs = std::max<int>(1, static_cast<int>(schemas.size()));
    inputSchemas_.push_back(std::make_unique<std::vector<Schema>>(schemas));
    context.inputs = inputSchemas_.back().get();
    if (const auto* spec = std::get_if<SinkSpec>(&vertex.spec)) {
        std::unique_ptr<Sink> sink;
        if (!spec->table) {
            auto made = std::make_unique<ResultSink>(options_.results.at(spec->result), subtask, options_.listener != nullptr && !options_.recording);
            if (options_.recording)
                if (auto last = options_.recording->lastKept(options_.recordedAttempt)) made->showUntil(*last);
            sink = std::move(made);
        } else if (options_.input) {
            sink = std::make_unique<UnwrittenSink>();
        } else if (!options_.recording) {
            const ConnectorInfo* connector = findConnector(spec->table->connector());
            if (!connector || !connector->makeSink)
                return withPlace({ErrorCode::Invalid, "Table '" + spec->table->name + "' cannot be written: connector '" + spec->table->connector() + "' is no sink."});
            auto made = connector->makeSink({*spec->table, subtask, vertex.parallelism, spec->overwrite, spec->staticPartition, spec->input, options_.connectors,
                                              options_.listener ? options_.identity + "/" + vertex.uid : ""});
            if (!made) return withPlace(made.error());
            sink = std::move(*made);
        }
        TaskTape* tape = nullptr;
        if (log_) tape = logs_.back();
        if (options_.recording) tape = scripts_.back().get();
        if (tape) sink = std::make_unique<CheckedSink>(std::move(sink), *tape, task.nodeCount());
        auto op = std::make_unique<SinkOperator>(*spec, schemas.empty() ? vertex.schema : schemas[0], std::move(sink));
        SinkOperator* raw = op.get();
        int node = task.addNode(vertex.id, std::move(op), logicalInputs, context, vertex.place);
        task.setSink(node, raw);
        task.setOrigin(node, origin);
        return {};
    }
    OperatorInputs wanted{std::move(schemas), vertex.schema, graph_.batchMode};
    task.setOrigin(task.addNode(vertex.id, makeOperator(vertex.spec, wanted), logicalInputs, context, vertex.place), origin);
    return {};
}

bool Execution::isQuiet() const {
    auto quanta = [&] {
        int64_t sum = 0;
        for (const Task* task : byNumber_) sum += task->taskCounters().quanta.load();
        return sum;
    };
    auto parked = [&] {
        return std::all_of(byNumber_.begin(), byNumber_.end(), [](const Task* task) { return task->isParked() && !task->replayProgress().waitsForReader.load(); });
    };
    // Nobody ran between two looks at all of them.
    int64_t before = quanta();
    return parked() && parked() && quanta() == before;
}

Result<OperatorState> Execution::stateOf(const std::string& uid, int subtask) {
    std::vector<std::string> names;
    for (const JobVertex& vertex : graph_.vertices) {
        names.push_back(vertex.uid);
        if (vertex.uid != uid) continue;
        if (subtask < 0 || subtask >= vertex.parallelism)
            return Error{ErrorCode::Invalid, "Operator '" + uid + "' has no subtask " + std::to_string(subtask) + "; it has " + std::to_string(vertex.parallelism) + "."};
        const Task& task = *tasks_[groupOf_[vertex.id]][static_cast<size_t>(subtask)];
        // Whoever lets it go on meanwhile is heard when all have looked.
        const bool ends = !started_ || ended_;
        {
            std::lock_guard lock(lookMutex_);
            bool wasPaused = scheduler_->isPaused();
            if (!ends && !wasPaused && !isQuiet()) return Error{ErrorCode::Invalid, "State can be looked at while the run stands still.", {}, "Pause it first."};
            if (looks_++ == 0) goesOn_ = !wasPaused;
            if (!wasPaused) scheduler_->pause();      // at its moment
        }
        while (!ends && !scheduler_->isPaused()) scheduler_->wait(1);
        Result<OperatorState> out = task.stateOf(task.nodeOf(vertex.id));
        std::lock_guard lock(lookMutex_);
        if (--looks_ == 0 && goesOn_) scheduler_->resume();
        return out;
    }
    std::string near = nearest(uid, names);
    return Error{ErrorCode::Unknown, "The job has no operator '" + uid + "'.", {}, near.empty() ? "" : "Did you mean '" + near + "'?"};
}

bool Execution::isAtRest() const {
    return isQuiet() && std::none_of(byNumber_.begin(), byNumber_.end(), [](const Task* task) {
        return task->taskCounters().state.load(std::memory_order_relaxed) == static_cast<int>(Step::Blocked) || task->inputFill() > 0;
    });
}

void Execution::connect(const JobEdge& edge) {
    int from = groupOf_[edge.from], to = groupOf_[edge.to];
    auto& producers = tasks_[from];
    auto& consumers = tasks_[to];
    if (from == to) {
        for (auto& task : producers) task->link(task->nodeOf(edge.from), task->nodeOf(edge.to), edge.input);
        return;
    }
    auto& ports = portsOf_[&edge - graph_.edges.data()];
    for (size_t i = 0; i < producers.size(); ++i) {
        Task* producer = producers[i].get();
        auto port = std::make_unique<OutputPort>(edge.shuffle, edge.keys, static_cast<int>(i), graph_.maxParallelism);
        for (size_t j = 0; j < consumers.size(); ++j) {
            bool pointwise = edge.shuffle == Shuffle::Forward && producers.size() == consumers.size();
            if (pointwise && i != j) continue;
            Task* consumer = consumers[j].get();
            auto channel = std::make_unique<Channel>();
            port->connect(channel.get(), [this, consumer] { scheduler_->wake(*consumer); }, consumer->number());
            consumer->addChannel(consumer->nodeOf(edge.to), edge.input, std::move(channel), [this, producer] { scheduler_->wake(*producer); }, !(options_.recording ? scripts_[static_cast<size_t>(producer->number())]->head().hasSplits : producer->hasSplits()), edge.from, static_cast<int>(i));
        }
        ports.push_back(&producer->addPort(producer->nodeOf(edge.from), std::move(port)));
    }
}

void Execution::start() {
    startedNanos_ = options_.clock->steadyNanos();
    startedMillis_ = options_.clock->wallMillis();
    started_ = true;
    std::vector<Schedulable*> all;
    for (auto& group : tasks_)
        for (auto& task : group) all.push_back(task.get());
    scheduler_->start(std::move(all));
}

void Execution::wakeAll() {
    if (!started_) return;
    for (auto& group : tasks_)
        for (auto& task : group) scheduler_->wake(*task);
}

void Execution::pause() {
    std::lock_guard lock(lookMutex_);
    goesOn_ = false;
    scheduler_->pause();
}
void Execution::resume() {
    std::lock_guard lock(lookMutex_);
    goesOn_ = true;
    if (looks_ == 0) scheduler_->resume();
}

void Execution::stop() {
    stopRequested_ = true;
    resume();
    wakeAll();
}

void Execution::cancel() {
    cancelled_ = true;
    if (scheduler_) resume();
    wakeAll();
}

Error Execution::stateTooLarge() const {
    const JobVertex* largest = nullptr;
    int64_t most = -1;
    for (const JobVertex& vertex : graph_.vertices) {
        int64_t bytes = 0;
        if (memory_->spills() && tasks_[groupOf_[vertex.id]].front()->spills(tasks_[groupOf_[vertex.id]].front()->nodeOf(vertex.id))) continue;
        for (const auto& task : tasks_[groupOf_[vertex.id]]) bytes += task->counters(task->nodeOf(vertex.id)).stateBytes.load(std::memory_order_relaxed);
        if (bytes > most) most = bytes, largest = &vertex;
    }
    std::string hint = std::string("Raise 'state.memory'") + (memory_->spills() ? "" : ", let state go to disk ('state.backend.type' = 'rocksdb')") +
                       ", or bound the state with 'table.exec.state.ttl' or a window.";
    return {ErrorCode::Invalid, "The job's state has passed its memory of " + sizeText(memory_->budget()) + " ('state.memory'): " + largest->name + " [" + largest->uid +
            "] holds " + sizeText(most) + (memory_->spills() ? " and cannot go to disk." : "."), largest->place, hint};
}

void Execution::fail(const Error& error) {
    {
        std::lock_guard lock(mutex_);
        errors_.push_back(error);
    }
    cancelled_ = true;
    wakeAll();
}

std::vector<Error> Execution::errors() const {
    std::lock_guard lock(mutex_);
    return errors_;
}

bool Execution::wait(int64_t millis) {
    if (!started_) return true;
    bool done = scheduler_->wait(millis);
    if (done && !ended_.exchange(true)) {
        endedNanos_ = options_.clock->steadyNanos();
        endRecording();
        if (!options_.listener)      // else another attempt may follow
            for (auto& result : options_.results) result->finish();
    }
    return done;
}

void Execution::account(SubtaskSnapshot& out, const Task& task, int64_t now) const {
    const TaskCounters& counters = task.taskCounters();
    out.busyNanos = counters.busyNanos.load(std::memory_order_relaxed);
    out.backpressuredNanos = counters.backpressuredNanos.load(std::memory_order_relaxed);
    out.idleNanos = counters.idleNanos.load(std::memory_order_relaxed);
    // The open interval belongs to the state the task is in.
    int64_t open = std::max<int64_t>(0, now - task.lastSwitchNanos());
    switch (static_cast<Step>(counters.state.load(std::memory_order_relaxed))) {
    case Step::Blocked: out.backpressuredNanos += open; break;
    case Step::Starved: out.idleNanos += open; break;
    case Step::Progress: out.busyNanos += open; break;
    case Step::Finished: break;
    }
    out.watermarkHolder = counters.watermarkHolder.load(std::memory_order_relaxed);
    out.barriers = counters.barriers.load(std::memory_order_relaxed);
    out.barrierNanos = counters.barrierNanos.load(std::memory_order_relaxed);
    out.longestBarrierNanos = counters.longestBarrierNanos.load(std::memory_order_relaxed);
    out.longestQuantumNanos = counters.longestQuantumNanos.load(std::memory_order_relaxed);
    out.queueFill = task.inputFill();
}

RunSnapshot Execution::snapshot() const {
    RunSnapshot picture;
    int64_t now = options_.clock->steadyNanos();
    picture.takenNanos = now;
    picture.startedMillis = startedMillis_;
    if (started_) picture.runNanos = (endedNanos_ ? endedNanos_.load() : now) - startedNanos_;
    {
        std::lock_guard lock(mutex_);
        picture.errors = errors_;
    }
    for (const JobVertex& vertex : graph_.vertices) {
        VertexSnapshot shown;
        shown.id = vertex.id;
        shown.name = vertex.name;
        shown.detail = vertex.detail;
        shown.uid = vertex.uid;
        shown.parallelism = vertex.parallelism;
        shown.task = groupOf_[vertex.id];
        shown.place = vertex.place;
        shown.changelog = text(vertex.mode);
        shown.isSource = std::holds_alternative<SourceSpec>(vertex.spec) || std::holds_alternative<ValuesSpec>(vertex.spec);
        shown.isSink = std::holds_alternative<SinkSpec>(vertex.spec);
        for (const auto& task : tasks_[groupOf_[vertex.id]]) {
            SubtaskSnapshot subtask;
            const OperatorCounters& counters = task->counters(task->nodeOf(vertex.id));
            subtask.rowsIn = counters.rowsIn.load(std::memory_order_relaxed);
            subtask.rowsOut = counters.rowsOut.load(std::memory_order_relaxed);
            subtask.lateRows = counters.lateRows.load(std::memory_order_relaxed);
            subtask.droppedRows = counters.droppedRows.load(std::memory_order_relaxed);
            subtask.watermark = counters.watermark.load(std::memory_order_relaxed);
            subtask.stateBytes = counters.stateBytes.load(std::memory_order_relaxed);
            subtask.stateRows = counters.stateRows.load(std::memory_order_relaxed);
            subtask.rowsToDisk = counters.rowsToDisk.load(std::memory_order_relaxed);
            account(subtask, *task, now);
            if (shown.isSource) picture.sourceRows += subtask.rowsIn;
            shown.subtasks.push_back(subtask);
        }
        picture.vertices.push_back(std::move(shown));
    }
    for (size_t i = 0; i < graph_.edges.size(); ++i) {
        const JobEdge& edge = graph_.edges[i];
        EdgeSnapshot shown{edge.from, edge.to, edge.input, text(edge, graph_), 0, 0, groupOf_[edge.from] != groupOf_[edge.to]};
        if (shown.queued) {
            for (const OutputPort* port : portsOf_[i]) {
                shown.rows += port->rows();
                shown.queueFill = std::max(shown.queueFill, port->fill());
            }
        } else {
            for (const SubtaskSnapshot& subtask : picture.vertices[edge.from].subtasks) shown.rows += subtask.rowsOut;
        }
        picture.edges.push_back(std::move(shown));
    }
    for (const auto& result : options_.results) picture.resultRows.push_back(result->totalRows());
    bool done = ended_;
    if (!started_) picture.state = RunState::Starting;
    else if (done) picture.state = !picture.errors.empty() ? RunState::Failed : cancelled_ ? RunState::Cancelled : RunState::Finished;
    else if (scheduler_->isPaused()) picture.state = RunState::Paused;
    else if (stopRequested_ || cancelled_) picture.state = RunState::Stopping;
    else picture.state = RunState::Running;
    return picture;
}

} // namespace weir
