// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/syntax_tree.h"

namespace weir::sql {

/// A tree as SQL text on one line, with the fewest parentheses that keep its shape. Parsing the result gives the same tree again.
std::string toSql(const Expression& expression);
std::string toSql(const Query& query);
std::string toSql(const TableReference& table);
std::string toSql(const TypeTree& type);
std::string toSql(const CompoundName& name);
/// The name, in backticks where it could not be read back without.
std::string toSql(const Name& name);
/// 'text' with its quotes doubled.
std::string quoted(std::string_view text);

} // namespace weir::sql
