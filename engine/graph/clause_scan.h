// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/script_graph.h"
#include "engine/sql/syntax_tree.h"

namespace weir::graph {

/// The tokens of a script between two places, comments left out.
class TokenWindow {
public:
    TokenWindow(const sql::Script& script, const Range& range);
    int size() const { return static_cast<int>(tokens_.size()); }
    const sql::Token& at(int index) const { return *tokens_[static_cast<size_t>(index)]; }
    Range range(int first, int last) const;     // both included

private:
    std::vector<const sql::Token*> tokens_;
};

/// The clauses of a plain SELECT, its ORDER BY and LIMIT, and the words and conditions of its joins.
struct ScannedQuery {
    std::vector<Clause> clauses;
    std::vector<JoinWords> joins;
};
ScannedQuery scanQuery(const sql::Script& script, std::string_view text, const Range& query);

} // namespace weir::graph
