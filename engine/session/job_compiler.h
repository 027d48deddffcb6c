// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/bound_statement.h"
#include "engine/catalog/session_config.h"
#include "engine/plan/job/job_graph.h"
#include "engine/sql/syntax_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Text to job graph: the pure half of a session. Functions of their arguments; nothing runs.
Result<plan::JobGraph> compileJob(const std::vector<plan::NodeRef>& roots, const SessionConfig& config);
/// What EXPLAIN prints: Flink's layout.
Result<std::string> explainText(const bound::Explain& explain, const SessionConfig& config);
/// Our own view of the same: logical plan before and after the rules, and the vertices and edges that run.
Result<std::string> jobGraphText(const std::vector<plan::NodeRef>& roots, const SessionConfig& config);
/// Checks the options of every table that the plans read or write.
Status validateTables(const std::vector<plan::NodeRef>& roots);
/// A catalog that knows every built-in connector and format.
Catalog builtinCatalog();
/// "INSERT INTO totals", "SELECT name, COUNT(*) ...": a statement's heading.
std::string statementTitle(std::string_view text, Place place);
/// The roots a statement would run; empty for definitions.
std::vector<plan::NodeRef> rootsOf(const BoundStatement& statement);
Schema schemaOf(const BoundStatement& statement);

} // namespace weir
