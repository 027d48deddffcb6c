// SPDX-License-Identifier: Apache-2.0
// How an execution begins with a checkpoint.
#include "engine/base/side_by_side.h"
#include "engine/runtime/execution.h"
#include "engine/runtime/state_forms.h"
#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

using namespace plan;

/// Hands every operator what it held. State that has no place is an error unless the user allows it: nothing is lost silently.
Status Execution::restore() {
    if (options_.listener && !options_.recording)
        for (auto& group : tasks_)
            for (auto& task : group) task->checkSnapshots();
    if (!options_.restore) return {};
    const Manifest& manifest = options_.restore->manifest;
    if (manifest.maxParallelism != graph_.maxParallelism)
        return Error{ErrorCode::Invalid, "The checkpoint has " + std::to_string(manifest.maxParallelism) + " key groups, the job has " + std::to_string(graph_.maxParallelism) + ".", {},
                     "SET 'pipeline.max-parallelism' = '" + std::to_string(manifest.maxParallelism) + "'."};
    StateMatch match = matchState(manifest, stateForms(graph_, *options_.clock, zone_.get()), wideningBy(options_.typeOf));
    if (match.isOtherJob && !options_.allowNonRestored)
        return Error{ErrorCode::Invalid, "The checkpoint is of another job ('" + manifest.job + "'): no operator of this one has state in it.", {},
                     "Look with 'weir savepoint show', or start without it."};
    if (!options_.allowNonRestored)
        for (const StateFinding& finding : match.findings)
            if (!finding.fits) {
                std::string where = "'" + finding.uid + "'" + (finding.section.empty() ? "" : ", " + finding.section) + (finding.column.empty() ? "" : ", column '" + finding.column + "'");
                return Error{ErrorCode::Invalid, "The state of operator " + where + " of the checkpoint does not fit the job: " + finding.reason + ".", {},
                             "'weir savepoint check' shows all of it; --allow-non-restored starts without what does not fit."};
            }
    std::vector<std::function<Status()>> works;
    for (size_t group = 0; group < tasks_.size(); ++group)
        for (size_t subtask = 0; subtask < tasks_[group].size(); ++subtask)
            works.emplace_back([this, &match, group, subtask] { return restoreTask(match, static_cast<int>(group), static_cast<int>(subtask)); });
    if (Status done = sideBySide(*options_.clock, options_.seededScheduler ? 1 : options_.workers, works); !done) return done;
    for (const JobVertex& vertex : graph_.vertices)
        for (int subtask = 0; subtask < vertex.parallelism; ++subtask)
            if (Status resumed = restoreInFlight(match, vertex, subtask); !resumed) return resumed;
    findElsewhere();
    return {};
}

/// The operators of a task get their state back one after the other: they share a thread for good.
Status Execution::restoreTask(const StateMatch& match, int group, int subtask) {
    Task& task = *tasks_[static_cast<size_t>(group)][static_cast<size_t>(subtask)];
    for (const JobVertex& vertex : graph_.vertices) {
        if (groupOf_[vertex.id] != group) continue;
        auto reader = heldBy(match, vertex, subtask);
        if (!reader) return reader.error();
        if (*reader) task.restore(task.nodeOf(vertex.id), **reader);
    }
    return {};
}

/// What the checkpoint has for an operator's subtask; null: nothing.
Result<std::unique_ptr<StateReader>> Execution::heldBy(const StateMatch& match, const JobVertex& vertex, int subtask) const {
    auto held = match.heldAs.find(vertex.uid);
    if (held == match.heldAs.end()) return std::unique_ptr<StateReader>();
    auto conversions = conversionsFor(match, vertex.uid, options_.typeOf);
    if (!conversions) return conversions.error();
    auto reader = options_.restore->reader(held->second, subtask, vertex.parallelism);
    if (reader) reader->convertBy(std::move(*conversions), options_.allowNonRestored);
    return reader;
}

/// What operators had given and was neither taken nor on the way went to operators of another job, of which this one has the state.
void Execution::findElsewhere() {
    const LedgerCounts counts = countRows();
    for (const JobEdge& edge : graph_.edges) {
        const int64_t copies = edge.shuffle == Shuffle::Broadcast ? graph_.vertices[static_cast<size_t>(edge.to)].parallelism : 1;
        elsewhere_[{edge.to, edge.input}] += counts.vertices[static_cast<size_t>(edge.from)].flow.out * copies;
    }
    for (auto& [to, rows] : elsewhere_) rows -= counts.vertices[static_cast<size_t>(to.first)].flow.in[to.second];
}

/// What an unaligned checkpoint held on its way to the operator: it comes before anything new.
Status Execution::restoreInFlight(const StateMatch& match, const JobVertex& vertex, int subtask) {
    auto inputs = graph_.inputs(vertex.id);
    if (inputs.empty()) return {};
    auto held = heldBy(match, vertex, subtask);
    if (!held) return held.error();
    if (!*held) return {};
    StateReader& reader = **held;
    Task& task = *tasks_[groupOf_[vertex.id]][static_cast<size_t>(subtask)];
    const int node = task.nodeOf(vertex.id);
    std::vector<InFlight> inFlight = InFlightCodec(task.inputsOf(node)).read(reader);
    if (inFlight.empty()) return {};
    const int64_t checkpoint = options_.restore->manifest.checkpoint;
    if (options_.recording && options_.recording->attempts()[options_.recordedAttempt].restoredFrom != checkpoint) {
        for (const InFlight::Resumed& one : inFlight.front().resumed) countInFlight(vertex.id, one.input, one.element);
        for (const InFlight::Channel& channel : inFlight.front().channels)
            for (const Element& one : channel.elements) countInFlight(vertex.id, channel.input, one);
        task.replayInFlight(node, std::move(inFlight.front()));
        return {};
    }
    if (!reader.isRescaled()) {
        std::deque<InFlight::Resumed> rows = inOrder(std::move(inFlight), [](int, Batch each, int) { return each; });
        for (const InFlight::Resumed& one : rows) countInFlight(vertex.id, one.input, one.element);
        task.resumeInFlight(node, std::move(rows));
        return {};
    }
    // By the key that the operator wants together, else anywhere; a stream of changes without a key has an order that only its former subtask knew.
    std::vector<const JobEdge*> edgeOf;
    for (const JobEdge* edge : inputs) {
        if (edge->input >= static_cast<int>(edgeOf.size())) edgeOf.resize(static_cast<size_t>(edge->input) + 1);
        const JobEdge*& chosen = edgeOf[static_cast<size_t>(edge->input)];
        if (!chosen || !graph_.vertices[static_cast<size_t>(edge->from)].mode.insertOnly()) chosen = edge;
    }
    bool refused = false;
    std::vector<uint64_t> hashes;
    auto choose = [&](int input, Batch rows, int formerSubtask) -> Batch {
        const JobEdge& edge = *edgeOf[static_cast<size_t>(input)];
        if (std::holds_alternative<LookupJoinSpec>(vertex.spec) && input == 1) {      // each had all of them
            refused = true;
            return {};
        }
        if (vertex.parallelism == 1) return rows;
        if (edge.keys.empty()) {
            refused |= !graph_.vertices[static_cast<size_t>(edge.from)].mode.insertOnly();
            return formerSubtask % vertex.parallelism == subtask ? std::move(rows) : Batch{};
        }
        std::vector<ColumnRef> keys;
        for (int key : edge.keys) keys.push_back(rows.columns[static_cast<size_t>(key)]);
        hashRows(keys, rows, hashes);
        auto mine = std::make_shared<Selection>();
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (subtaskOf(keyGroup(hashes[static_cast<size_t>(row)], graph_.maxParallelism), vertex.parallelism, graph_.maxParallelism) == subtask) mine->push_back(static_cast<uint16_t>(row));
        }
        return mine->empty() ? Batch{} : rows.withSelection(std::move(mine)).dense();
    };
    std::deque<InFlight::Resumed> rows = inOrder(std::move(inFlight), choose);
    if (refused)
        return Error{ErrorCode::Invalid, "Rows were in flight to '" + vertex.uid + "' when checkpoint " + std::to_string(checkpoint) + " was taken, and which of " +
                     std::to_string(vertex.parallelism) + " subtasks they belong to cannot be told.", vertex.place,
                     "Start with the parallelism it was taken with, or from a savepoint, which has no rows in flight."};
    for (const InFlight::Resumed& one : rows) countInFlight(vertex.id, one.input, one.element);
    task.resumeInFlight(node, std::move(rows));
    return {};
}

/// They are known to be on the way.
void Execution::countInFlight(int to, int input, const Element& element) {
    if (const auto* rows = std::get_if<Batch>(&element)) elsewhere_[{to, input}] -= rows->size();
}

} // namespace weir
