// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/graph/script_graph.h"

#include <map>

namespace weir::graph {

/// What to change in the script so that its graph is another one. The graph must be the text's own and free of mistakes: every function
/// refuses a script that does not parse, and every answer parses and gives the graph that was asked for.
struct GraphEdit {
    std::string title;                          // "Rename orders to sales"
    TextEdits edits;
    std::string focus;                          // the node to look at afterwards; "" = as before
};

struct NodeColumn { std::string name, type; bool isTime = false; };       // isTime: a time attribute
/// What is known of the columns of tables and views, by id.
using NodeColumns = std::map<std::string, std::vector<NodeColumn>>;

/// A node to add.
struct NodeRequest {
    Operator op = Operator::Filter;
    std::string name;                           // "" = a name is found; SELECT statements: ask with kind
    NodeKind kind = NodeKind::View;             // Table for sources and sinks, else View or Select (a query that shows its rows)
    std::vector<std::string> inputs;            // ids; a missing one becomes MissingInput
    std::string connector;                      // Table
    std::vector<std::pair<std::string, std::string>> options;            // Table, behind the connector
};

/// Stands in FROM where a node waits for its input.
inline constexpr std::string_view MissingInput = "choose_input";

/// A new definition or statement at the place where its kind belongs: tables behind the last table, views behind the last definition, the
/// rest at the end. A sink with an input gets its INSERT INTO too.
Result<GraphEdit> addNode(const ScriptGraph& graph, const NodeRequest& request, const NodeColumns& columns);

enum class ConnectMode : uint8_t {
    Auto,       // fills a missing input, writes into a table, joins or unites where the node does so, else replaces
    Replace,    // the first input, or the one named by `reference`
    Join,
    Union
};
struct ConnectRequest { std::string from, to; ConnectMode mode = ConnectMode::Auto; int reference = -1; };
Result<GraphEdit> connectNodes(const ScriptGraph& graph, const ConnectRequest& request, const NodeColumns& columns);

/// The definition and every name that means it, qualifiers of columns too.
Result<GraphEdit> renameNode(const ScriptGraph& graph, const std::string& id, const std::string& name);

enum class Removal : uint8_t {
    Refuse,     // when something reads the node
    Bypass      // what read the node reads its only input instead
};
Result<GraphEdit> removeNode(const ScriptGraph& graph, const std::string& id, Removal removal);

/// An empty text takes the clause away. Columns is the inside of a table's parentheses.
Result<GraphEdit> setClause(const ScriptGraph& graph, const std::string& id, ClauseKind kind, const std::string& text, int index = 0);
Result<GraphEdit> setWindow(const ScriptGraph& graph, const std::string& id, const std::string& kind, const std::string& timeColumn,
                            const std::vector<std::string>& sizes);
enum class RankingPart : uint8_t { Partition, Order, Limit };
Result<GraphEdit> setRanking(const ScriptGraph& graph, const std::string& id, RankingPart part, const std::string& text);
Result<GraphEdit> setJoinKind(const ScriptGraph& graph, const std::string& id, int index, const std::string& kind);
/// Of a table; an empty value takes the option away.
Result<GraphEdit> setOption(const ScriptGraph& graph, const std::string& id, const std::string& key, const std::string& value);

/// A new view (beside a step: a step) between a reference and what it reads.
Result<GraphEdit> insertOnEdge(const ScriptGraph& graph, int reference, Operator op, const NodeColumns& columns);

/// A name that nothing in the script bears: `wanted`, or `wanted_2`, ...
std::string freshName(const ScriptGraph& graph, const std::string& wanted);
/// A name as SQL writes it: in backticks where it must be.
std::string quotedName(const std::string& name);

} // namespace weir::graph
