// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/script_graph.h"
#include "engine/sql/syntax_tree.h"

namespace weir::graph {

/// What a query does, and the places of its window call and ranking.
struct QueryForm {
    Operator op = Operator::Sql;
    bool plainSelect = false;                   // clauses can be changed one by one
    std::optional<WindowCall> window;
    std::optional<Ranking> ranking;
};
QueryForm classify(const sql::Query& query, std::string_view text);

} // namespace weir::graph
