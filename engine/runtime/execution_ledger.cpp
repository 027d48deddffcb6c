// SPDX-License-Identifier: Apache-2.0
// What an execution's operators have counted, for the ledger.
#include "engine/runtime/execution.h"

#include <algorithm>

namespace weir {

LedgerCounts Execution::countRows() const {
    LedgerCounts out;
    for (const plan::JobVertex& vertex : graph_.vertices) {
        LedgerCounts::Vertex& one = out.vertices.emplace_back();
        for (const auto& task : tasks_[static_cast<size_t>(groupOf_[static_cast<size_t>(vertex.id)])]) {
            const int node = task->nodeOf(vertex.id);
            one.flow += task->flow(node);
            one.rest = task->counters(node).rest.load(std::memory_order_relaxed);
            one.passesOn = task->counters(node).passesOn.load(std::memory_order_relaxed);
            one.isKnown = one.isKnown && task->isFlowKnown(node);
        }
    }
    out.elsewhere = elsewhere_;
    return out;
}

/// No task goes on by itself. What it had begun when it failed is not told apart from what it had done.
bool Execution::standsStill() const { return !started_ || (ended_ && errors().empty()) || (!ended_ && (scheduler_->isPaused() || (options_.recording && isQuiet()))); }

LedgerPage Execution::ledger() const {
    LedgerPage page;
    auto quanta = [&] {
        int64_t sum = 0;
        for (const Task* task : byNumber_) sum += task->taskCounters().quanta.load();
        return sum;
    };
    const int64_t before = quanta();
    const bool still = standsStill();
    page.atMillis = options_.clock->wallMillis();
    page.lines = ledgerLines(graph_, countRows());
    page.isOver = ended_;
    page.isExact = still && standsStill() && quanta() == before;
    return page;
}

} // namespace weir
