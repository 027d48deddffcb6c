// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/syntax_tree.h"

#include <string_view>

namespace weir::sql {

/// Reads a whole script. Never fails and never throws: there is always a tree, with Missing... nodes where the text has a hole,
/// and diagnostics in the order of the text.
Script parse(std::string_view text);

/// One expression, as in a computed column. What follows it is an error.
struct ParsedExpression {
    ExpressionPtr expression;
    std::vector<Diagnostic> diagnostics;
};
ParsedExpression parseExpression(std::string_view text);

/// One query, as a view's definition keeps it.
struct ParsedQuery {
    QueryPtr query;
    std::vector<Diagnostic> diagnostics;
};
ParsedQuery parseQuery(std::string_view text);

/// One type: `ROW<a INT, b STRING NOT NULL>`.
struct ParsedType {
    TypeTree type;
    std::vector<Diagnostic> diagnostics;
};
ParsedType parseType(std::string_view text);

} // namespace weir::sql
