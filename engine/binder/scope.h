// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/bound_statement.h"
#include "engine/sql/syntax_tree.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::binder {

/// One table of a FROM clause: the columns [first, first + names.size()) of the relation.
struct ScopeTable {
    std::string alias;                  // "" = cannot be named
    std::optional<ObjectPath> path;     // a catalog table without alias may be named by its path
    int first = 0;
    std::vector<std::string> names;
};

/// A column of USING or NATURAL JOIN: named once, shown first.
struct MergedColumn {
    std::string name;
    ExpressionRef value;
    int left = -1, right = -1;
};

struct Scope {
    std::vector<ScopeTable> tables;
    std::vector<MergedColumn> merged;
};

/// What FROM gives: rows and the names for their columns.
struct Relation {
    plan::NodeRef node;
    Scope scope;
    int size() const { return node->schema.size(); }
};

struct AggregateSlot {
    std::string name;
    BoundAggregate function;
    std::vector<ExpressionRef> arguments;
    ExpressionRef filter;
    bool distinct = false;
    Place place;
};

struct OrderSlot {
    ExpressionRef expression;
    bool descending = false, nullsLast = false;
};

struct OverSlot {
    std::string name;
    BoundAggregate function;
    std::vector<ExpressionRef> arguments;
    std::vector<ExpressionRef> extra;
    ExpressionRef filter;
    bool ranking = false, distinct = false;
    DataType type;
    std::vector<ExpressionRef> partition;
    std::vector<OrderSlot> order;
    plan::Frame frame;
    Place place;
};

struct GroupWindow {
    plan::WindowKind kind = plan::WindowKind::Tumble;
    ExpressionRef time;
    int64_t size = 0, slide = 0, offset = 0;
    Place place;
};

enum class SubqueryKind { Scalar, Exists, In, Any, All };

/// A subquery inside an expression, bound but not yet joined. Its plan may name columns of the query around it (Outer placeholders).
struct PendingSubquery {
    SubqueryKind kind = SubqueryKind::Scalar;
    plan::NodeRef node;
    std::vector<ExpressionRef> left;    // In, Any, All: the values compared with the subquery's columns
    std::string comparison = "=";
    ExpressionRef joined;               // Scalar: its value once joined
    Place place;
};

/// What the expressions of one SELECT may see and what they have asked for so far.
struct SelectFrame {
    Relation* relation = nullptr;       // names; null = no columns
    SelectFrame* outer = nullptr;       // the query around, for correlation
    const char* clause = "SELECT";      // for messages
    bool aggregatesAllowed = false, overAllowed = false, subqueriesAllowed = true;
    bool insideAggregate = false;
    std::map<std::string, ExpressionRef> aliases;    // seen by ORDER BY and QUALIFY
    bool aliasesVisible = false;
    const std::vector<sql::NamedWindow>* namedWindows = nullptr;

    std::vector<AggregateSlot> aggregates;
    std::vector<OverSlot> overs;
    std::vector<PendingSubquery> subqueries;
    std::vector<int> afterGrouping;                      // FROM column -> column after the aggregation, -1 = not grouped; empty = no aggregation
    std::optional<GroupWindow> groupWindow;
    std::vector<plan::WindowProperty> properties;
    std::vector<std::vector<ExpressionRef>> groupings;   // arguments of GROUPING and GROUPING_ID
    std::vector<char> groupingIds;                       // 'G' GROUPING, 'I' GROUPING_ID, 'N' GROUP_ID

    /// MATCH_RECOGNIZE: gives names and calls another meaning; null result = the usual one.
    std::function<ExpressionRef(const sql::ColumnName&, Place)> columnHook;
    std::function<ExpressionRef(const sql::Call&, const sql::Expression&)> callHook;
};

/// The tables of WITH, innermost last.
struct CommonTables {
    const CommonTables* outer = nullptr;
    std::map<std::string, plan::NodeRef> tables;
};

} // namespace weir::binder
