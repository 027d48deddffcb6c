// SPDX-License-Identifier: Apache-2.0
// Where an execution's rows come from: connectors, recorded, replayed, or another job's recording.
#include "engine/runtime/execution.h"
#include "engine/runtime/replay/input_table.h"
#include "engine/runtime/replay/recorded_input.h"
#include "engine/runtime/replay/recorded_source.h"
#include "engine/runtime/replay/replayed_source.h"
#include "engine/runtime/tasks/random_cuts.h"

#include <algorithm>

namespace weir {

using namespace plan;

/// A task's log, or its part of what is replayed.
Status Execution::beginTask(Task& task, const JobVertex& head, int subtask) {
    if (log_) {
        logs_.push_back(&log_->addTask({head.uid, head.name, subtask, head.parallelism}));
        task.record(*logs_.back());
    }
    if (!options_.recording) return {};
    const RecordedAttempt& attempt = options_.recording->attempts()[options_.recordedAttempt];
    auto number = static_cast<size_t>(task.number());
    const RecordedTask* recorded = number < attempt.tasks.size() ? &attempt.tasks[number] : nullptr;
    if (!recorded || recorded->uid != head.uid || recorded->subtask != subtask || recorded->parallelism != head.parallelism)
        return Error{ErrorCode::Invalid, "The job is not the recorded one: task " + std::to_string(number) + " is subtask " + std::to_string(subtask) + " of '" + head.uid + "'" +
                     (recorded ? ", in the recording subtask " + std::to_string(recorded->subtask) + " of '" + recorded->uid + "'" : ", which the recording does not have") + ".", head.place,
                     "Replay with the version that recorded, or give the changed job with --job."};
    scripts_.push_back(std::make_unique<TaskScript>(options_.recording, options_.recordedAttempt, task.number(), *options_.report));
    limits_.push_back(std::make_unique<ReplayLimits>());
    // An attempt that began with the checkpoint is behind it from its first step on.
    if (options_.restore && attempt.restoredFrom != options_.restore->manifest.checkpoint && !scripts_.back()->skipTo(options_.restore->manifest.checkpoint))
        return Error{ErrorCode::Invalid, "The recording has no checkpoint " + std::to_string(options_.restore->manifest.checkpoint) + " to go on from."};
    task.replay(*scripts_.back(), *limits_.back());
    if (options_.restore && attempt.restoredFrom != options_.restore->manifest.checkpoint) task.beginBehind(options_.restore->manifest.checkpoint);
    return {};
}

/// The source as the task reads it: recorded, replayed, or itself. Of a table: `spec`.
std::unique_ptr<Source> Execution::watched(Task& task, std::unique_ptr<Source> source, const SourceSpec* spec) {
    if (!log_ && !options_.recording) return source;
    if (sourceClocks_.size() < byNumber_.size()) sourceClocks_.resize(byNumber_.size());
    auto& clock = sourceClocks_[static_cast<size_t>(task.number())];
    if (!clock) clock = std::make_unique<StickyClock>(options_.recording ? nullptr : options_.clock.get());
    std::optional<KeptRows> kept;
    size_t columns = spec ? spec->columns.size() : 0;
    bool keeps = log_ ? log_->task(task.number()).keepsRows : scripts_.back()->head().keepsRows;
    if (keeps) {
        std::vector<DataType> types;
        const std::vector<std::string>& names = log_ ? log_->task(task.number()).columns : scripts_.back()->head().columns;
        for (const std::string& name : names)
            for (const TableColumn& column : spec->table->columns)
                if (column.name == name) types.push_back(column.type);
        kept.emplace(std::move(types));
    }
    if (log_)
        return std::make_unique<RecordedSource>(std::move(source), *logs_.back(), *clock, std::move(kept), columns, spec && spec->idleTimeoutMillis > 0);
    return std::make_unique<ReplayedSource>(std::move(source), *scripts_.back(), *clock, std::move(kept), columns);
}

/// The recorded rows of a table, those of its recorded subtasks shared by the subtasks now.
Result<std::unique_ptr<Source>> Execution::makeInput(const SourceSpec& spec, const JobVertex& vertex, int subtask) {
    int number = 0;
    for (const JobVertex& other : graph_.vertices)
        if (const auto* source = std::get_if<SourceSpec>(&other.spec); source && other.id < vertex.id && source->table->name == spec.table->name) ++number;
    const Recording& recording = *options_.input;
    auto table = InputTable::find(recording, options_.recordedJob, spec, number, options_.typeOf);
    if (!table) return table.error();
    const int64_t from = options_.restore ? options_.restore->manifest.checkpoint : 0;
    if (from > 0) {
        auto began = std::find_if(table->attempts.begin(), table->attempts.end(), [&](size_t one) { return recording.attempts()[one].restoredFrom == from; });
        if (began != table->attempts.end()) table->attempts.erase(table->attempts.begin(), began);
    }
    std::vector<InputPart> parts;
    for (size_t former = 0; former < table->tasks.size(); ++former) {
        if (static_cast<int>(former) % vertex.parallelism != subtask) continue;
        InputPart part;
        int task = table->tasks[former];
        const RecordedTask& head = recording.attempts()[table->attempts.front()].tasks[static_cast<size_t>(task)];
        std::vector<std::pair<NoteKind, std::string>> notes;
        for (size_t attempt : table->attempts) {
            const auto& more = recording.attempts()[attempt].notes[static_cast<size_t>(task)];
            notes.insert(notes.end(), more.begin(), more.end());
            std::optional<int64_t> kept = recording.lastKept(attempt);
            if (kept && *kept == 0) continue;      // the next attempt did all of it again
            part.scripts.push_back(std::make_unique<TaskScript>(options_.input, attempt, task, *options_.report));
            part.until.push_back(kept);
        }
        if (from > 0 && recording.attempts()[table->attempts.front()].restoredFrom != from && !part.scripts.front()->skipTo(from))
            return Error{ErrorCode::Invalid, "The recording has no checkpoint " + std::to_string(from) + " to go on from."};
        part.hasSplits = head.hasSplits;
        part.clock = std::make_unique<StickyClock>(nullptr);
        part.files = std::make_unique<RememberedFiles>(*options_.connectors.files, notes);
        std::unique_ptr<Source> source;
        std::optional<KeptRows> kept;
        if (head.keepsRows) {
            kept.emplace(table->types);
        } else {
            const ConnectorInfo* connector = findConnector(spec.table->connector());
            SourceRequest request{*spec.table, spec.columns, head.subtask, head.parallelism, options_.connectors};
            request.context.clock = part.clock.get();
            request.context.files = part.files.get();
            auto made = connector->makeSource(request);
            if (!made) return made.error();
            source = std::move(*made);
        }
        if (options_.restore)
            if (auto reader = options_.restore->reader(head.uid, head.subtask, head.parallelism)) {
                std::vector<SplitState> splits = SourceReader::splitsOf(*reader);
                if (source) part.restored = source->restore(splits, false);
                else for (const SplitState& split : splits) part.restored.push_back({0, split.number});
            }
        size_t columns = head.keepsRows ? table->types.size() : spec.columns.size();
        part.source = std::make_unique<ReplayedSource>(std::move(source), *part.scripts.front(), *part.clock, std::move(kept), columns);
        parts.push_back(std::move(part));
    }
    return std::unique_ptr<Source>(std::make_unique<RecordedInput>(std::move(parts), table->wanted, *options_.inputClock));
}

Result<std::unique_ptr<Source>> Execution::makeSource(Task& task, const SourceSpec& spec, const JobVertex& vertex, int subtask, const EvaluationContext& evaluation) {
    if (options_.input) return makeInput(spec, vertex, subtask);
    const ConnectorInfo* connector = findConnector(spec.table->connector());
    if (!connector || !connector->makeSource)
        return Error{ErrorCode::Invalid, "Table '" + spec.table->name + "' cannot be read: connector '" + spec.table->connector() + "' is no source."};
    ConnectorContext context = options_.connectors;
    SourceRequest request{*spec.table, spec.columns, subtask, vertex.parallelism, context};
    auto number = static_cast<size_t>(task.number());
    if (log_ || options_.recording) {
        sourceClocks_.resize(std::max(sourceClocks_.size(), number + 1));
        sourceClocks_[number] = std::make_unique<StickyClock>(options_.recording ? nullptr : options_.clock.get());
        request.context.clock = sourceClocks_[number].get();
    }
    if (log_) {
        RecordedTask& recorded = log_->task(task.number());
        recorded.table = spec.table->name;
        recorded.keepsRows = !connector->isRepeatable;
        sourceFiles_.push_back(std::make_unique<ObservedFiles>(*options_.connectors.files, *logs_.back()));
        request.context.files = sourceFiles_.back().get();
        if (recorded.keepsRows) {
            // All that the table has, so that a changed job finds what it wants.
            for (size_t i = 0; i < spec.table->columns.size(); ++i)
                if (spec.table->columns[i].kind == ColumnKind::Physical && std::find(spec.columns.begin(), spec.columns.end(), static_cast<int>(i)) == spec.columns.end())
                    request.columns.push_back(static_cast<int>(i));
            for (int column : request.columns) {
                recorded.columns.push_back(spec.table->columns[static_cast<size_t>(column)].name);
                recorded.types.push_back(spec.table->columns[static_cast<size_t>(column)].type.text(true));
            }
        } else {
            recorded.options = rowOptions(*spec.table);
        }
    }
    std::unique_ptr<Source> source;
    if (options_.recording) {
        sourceFiles_.push_back(std::make_unique<RememberedFiles>(*options_.connectors.files, scripts_.back()->notes()));
        request.context.files = sourceFiles_.back().get();
    }
    if (!options_.recording || !scripts_.back()->head().keepsRows) {
        auto made = connector->makeSource(request);
        if (!made) return made.error();
        source = std::move(*made);
    }
    if (options_.randomBatches && !options_.recording) source = std::make_unique<RandomCuts>(std::move(source), Random(evaluation.randomSeed));
    return watched(task, std::move(source), &spec);
}

} // namespace weir
