// SPDX-License-Identifier: Apache-2.0
// A task's part in the ledger: counts of rows that go on over restarts. They stand in checkpoints beside the state that they belong to, so that rows which are
// read again behind one are counted once.
#include "engine/runtime/tasks/task.h"

#include <algorithm>

namespace weir {

namespace {
constexpr std::string_view Section = "ledger";
/// The numbers say how many verdicts there are, so that more may come.
StateForm flowForm() { return {{}, {{"rows", "in, in, out, verdicts, ..."}}}; }
} // namespace

FlowCounts Task::flow(int number) const {
    FlowCounts all = nodes_[static_cast<size_t>(number)]->before;
    return all += nodes_[static_cast<size_t>(number)]->counters.flow();
}

void Task::saveFlow(Node& node, int64_t checkpoint, OperatorState& state) {
    FlowCounts all = node.before;
    all += node.counters.flow();
    if (node.sink) node.prepared.emplace_back(checkpoint, all.in[0] - all.fate(RowFate::Dropped));
    if (!node.isFlowKnown) return;
    StateWriter out(node.context.maxParallelism);
    out.section(std::string(Section), flowForm());
    out.entry(EverySubtask);
    for (int64_t rows : {all.in[0], all.in[1], all.out, int64_t{CountedFates}}) out.number(rows);
    for (const auto& input : all.fates)
        for (int64_t rows : input) out.number(rows);
    state.sections.push_back(std::move(out.take().front()));
}

/// Of former subtasks each is added once, whatever the parallelism is now.
void Task::restoreFlow(Node& node, StateReader& in) {
    StateEntry entry;
    node.isFlowKnown = in.section(Section, flowForm());
    while (node.isFlowKnown && in.next(entry)) {
        if (in.isRescaled() && in.formerSubtask() % in.parallelism() != in.subtask()) continue;
        for (int64_t* rows : {&node.before.in[0], &node.before.in[1], &node.before.out}) *rows += entry.number();
        const int64_t verdicts = entry.number();
        for (auto& input : node.before.fates)
            for (int64_t i = 0; i < verdicts; ++i) {
                const int64_t rows = entry.number();
                if (i < CountedFates) input[i] += rows;
            }
    }
    // What a checkpoint has prepared is shown before anything new is.
    if (node.sink) node.before.fate(RowFate::Committed) = node.before.in[0] - node.before.fate(RowFate::Dropped);
}

void Task::publishFlow(Node& node, int64_t checkpoint) {
    int64_t shown = -1;
    for (; !node.prepared.empty() && node.prepared.front().first <= checkpoint; node.prepared.pop_front()) shown = node.prepared.front().second;
    if (shown < 0 || !node.sink->holdsBack()) return;
    const int64_t before = node.before.fate(RowFate::Committed) + node.counters.flow().fate(RowFate::Committed);
    node.counters.count(RowFate::Committed, shown - before);
}

} // namespace weir
