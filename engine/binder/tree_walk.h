// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/syntax_tree.h"

#include <functional>
#include <string>

namespace weir::binder {

/// Calls `visit` for the expression and every expression below it, but not inside subqueries.
void visitTree(const sql::Expression& expression, const std::function<void(const sql::Expression&)>& visit);

/// The expression as the catalog keeps it: one line, every column name in backticks.
std::string catalogText(const sql::Expression& expression);

} // namespace weir::binder
