// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/graph_edits.h"

namespace weir::graph {

/// Refused with words.
Error refused(std::string message, std::string hint = {});
/// The node, or why there is none to edit.
Result<const Node*> editable(const ScriptGraph& graph, const std::string& id);
/// The edit, if its text still parses.
Result<GraphEdit> checked(const ScriptGraph& graph, GraphEdit edit);
/// Sorts by place.
void order(TextEdits& edits);

/// Where a statement ends with its semicolon and what stands behind it on the line; `missing`: the semicolon is not there.
struct StatementEnd { int offset = 0; bool missing = false; };
StatementEnd statementEnd(const ScriptGraph& graph, const Range& statement);
/// The statement with the comment lines directly above it, its semicolon and the line break behind it.
Range wholeStatement(const ScriptGraph& graph, const Range& statement);
/// A definition behind the statement (-1: before all others), in blank lines.
TextEdits insertStatement(const ScriptGraph& graph, int behind, const std::string& text);
/// Blanks at the beginning of the line that holds the offset.
std::string indentAt(std::string_view text, int offset);
bool isOneLine(std::string_view text, const Range& range);
/// A read that names `name` instead, with an alias where columns need the old name.
TextEdit renamedReference(const Reference& reference, const std::string& name);

} // namespace weir::graph
