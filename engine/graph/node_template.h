// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/graph_edits.h"

namespace weir::graph {

/// An input of a new node: its name in SQL and what is known of its columns.
struct TemplateInput {
    std::string name;
    std::vector<NodeColumn> columns;
};

/// The query of a new operator over its inputs, without a semicolon; `indent` is put before every line but the first.
std::string templateQuery(Operator op, const std::vector<TemplateInput>& inputs, const std::string& indent = {});
/// CREATE TABLE for a new source or sink. Columns are those of the input of a sink, else an example's.
std::string templateTable(const NodeRequest& request, const std::string& name, const std::vector<NodeColumn>& columns);
/// What a node of that class is called after its input: "orders_filtered".
std::string templateName(Operator op, const std::string& input);
/// A column that both have, "" when there is none.
std::string commonColumn(const std::vector<NodeColumn>& left, const std::vector<NodeColumn>& right);
/// The column that says the time of a row, "" when there is none.
std::string timeColumn(const std::vector<NodeColumn>& columns);

} // namespace weir::graph
