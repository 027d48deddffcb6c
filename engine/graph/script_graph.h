// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/graph/text_edit.h"

#include <optional>

namespace weir::graph {

enum class NodeKind : uint8_t {
    Table,    // CREATE TABLE
    View,     // CREATE VIEW
    Step,     // a query of WITH
    Insert,   // INSERT INTO
    Select    // a query as a statement
};

/// What a node does, told by its clauses. Sql: anything that has no form of its own.
enum class Operator : uint8_t {
    Source, Sink, SourceAndSink, Filter, Project, Aggregate, Window, WindowAggregate, Over, Join, TopN, Deduplicate, Union, Match, Sql
};

enum class ClauseKind : uint8_t { Columns, Select, From, Where, GroupBy, Having, OrderBy, Limit, On };

/// `whole` begins with the clause's keyword, `content` behind it; neither holds what follows, nor comments at their ends.
struct Clause {
    ClauseKind kind = ClauseKind::Select;
    int index = 0;                              // of several ON clauses: which
    Range whole, content;
};

struct TableOption {
    std::string key, value;
    Range whole, valueRange;                    // the value with its quotes
};

/// TUMBLE(TABLE t, DESCRIPTOR(time), INTERVAL ...) in FROM.
struct WindowCall {
    std::string kind;                           // in capitals
    Range call, kindRange, data;                // data: TABLE t [PARTITION BY ...]
    std::string timeColumn;
    Range timeRange;
    std::vector<std::string> sizes;             // as written
    std::vector<Range> sizeRanges;
};

/// ROW_NUMBER() OVER (PARTITION BY ... ORDER BY ...) of a Top-N or deduplication.
struct Ranking {
    Range partition, order;                     // partition may be empty
    Range limit;                                // the number
};

struct JoinWords {
    std::string kind;                           // "JOIN", "LEFT JOIN", ...
    Range range;
};

struct Node {
    std::string id;                             // stays while names stay: "orders", "orders/step", "INSERT INTO totals", "SELECT 2"
    std::string name;                           // as written; an INSERT's is its table's, a SELECT has none
    NodeKind kind = NodeKind::Table;
    Operator op = Operator::Sql;
    int statement = -1;                         // index into ScriptGraph::statements
    Range place;                                // the statement without ';', or the step with its name
    Range nameRange;                            // empty for a SELECT
    Range query;                                // empty without one
    std::vector<Clause> clauses;                // of a plain SELECT; Columns of a table
    std::string connector;                      // of a table
    std::vector<TableOption> options;
    Range optionList;                           // between the parentheses of WITH (...)
    std::optional<WindowCall> window;
    std::optional<Ranking> ranking;
    std::vector<JoinWords> joins;
    bool broken = false;                        // a mistake of syntax stands in it
};

enum class ReferenceKind : uint8_t { Read, Write, Mention };

/// A name of a table, view or step somewhere in the text.
struct Reference {
    ReferenceKind kind = ReferenceKind::Read;
    std::string name;                           // as it means, dotted
    int node = -1;                              // where it stands; -1: in a statement that is no node
    int target = -1;                            // what it names; -1: nothing in this script
    Range range;
    std::string alias;                          // "" = none
    bool plain = false;                         // in FROM or JOIN: an alias can follow
    std::vector<Range> qualifiers;              // `name` of name.column, where it stands for this reference
};

/// A script as a graph: every named thing and every statement that moves rows is a node, every name that is read or written an edge.
/// Plain data made from the syntax tree; of a script with mistakes, what could be read.
struct ScriptGraph {
    std::string text;                           // that it was made from
    std::vector<Node> nodes;                    // in the order of the text; steps before what they belong to
    std::vector<Reference> references;          // in the order of the nodes
    std::vector<Range> statements;              // top level, without ';'
    bool hasErrors = false;
    std::string firstError;

    int find(std::string_view id) const;        // -1: none
    std::string_view part(const Range& range) const {
        return std::string_view(text).substr(static_cast<size_t>(range.from), static_cast<size_t>(range.length()));
    }
    const Clause* clause(const Node& node, ClauseKind kind, int index = 0) const;
    std::string clauseText(const Node& node, ClauseKind kind, int index = 0) const;    // "" without it
    std::vector<int> inputs(int node) const;    // references that it reads, in order
    std::vector<int> readers(int node) const;   // references that read it, or write to it
};

ScriptGraph buildGraph(std::string_view text);

/// The name of an operator's class: "Window aggregate".
std::string_view operatorName(Operator op);
std::string_view clauseName(ClauseKind kind);   // "WHERE"

/// One line a node, and below it its clauses and inputs: for tests and comparisons. No places.
std::string toText(const ScriptGraph& graph);

} // namespace weir::graph
