// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/job_graph.h"
#include "engine/runtime/observe/ledger_page.h"

#include <map>
#include <utility>
#include <vector>

namespace weir {

/// What became of rows, as operators have counted it; by vertex of the graph.
struct LedgerCounts {
    struct Vertex {
        FlowCounts flow;                       // over all subtasks and attempts
        RowFate rest = RowFate::TakenIn;
        bool passesOn = false;
        bool isKnown = true;                   // false: it began with state that came from rows that were not counted
    };
    std::vector<Vertex> vertices;
    /// By vertex and input: rows that went there as its producers have counted them, but not to this operator, since the job was another one then; negative:
    /// came from others.
    std::map<std::pair<int, int>, int64_t> elsewhere;
};

/// Pure.
std::vector<LedgerLine> ledgerLines(const plan::JobGraph& graph, const LedgerCounts& counts);

} // namespace weir
