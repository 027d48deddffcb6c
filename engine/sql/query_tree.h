// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/expression_tree.h"

namespace weir::sql {

// ---- FROM

/// t, db.t, with FOR SYSTEM_TIME AS OF
struct NamedTable {
    CompoundName name;
    std::vector<Hint> hints;  // /*+ OPTIONS(...) */
    ExpressionPtr systemTime; // or null
    bool tableWord = false;   // TABLE t in FROM
};

/// (query) or LATERAL (query)
struct DerivedTable {
    QueryPtr query;
    bool lateral = false;
};

/// TABLE(f(..)), LATERAL TABLE(f(..)), f(..)
struct TableFunction {
    ExpressionPtr call; // a Call
    bool lateral = false;
    bool tableWord = true; // written TABLE(...)
};

struct Unnest {
    std::vector<ExpressionPtr> collections;
    bool withOrdinality = false;
    bool lateral = false;
};

enum class JoinKind { Comma, Cross, Inner, Left, Right, Full };
struct Join {
    JoinKind kind = JoinKind::Inner;
    bool natural = false;
    TableReferencePtr left;
    TableReferencePtr right;
    ExpressionPtr condition;        // ON, or null
    std::vector<Name> usingColumns; // USING (..)
};

enum class PatternKind { Variable, Sequence, Alternation, Permute, Exclusion, Empty };
struct PatternQuantifier {
    int minimum = 1;
    std::optional<int> maximum = 1; // none: unbounded
    bool reluctant = false;
    Place place;
};
struct Pattern {
    PatternKind kind = PatternKind::Empty;
    Name variable; // Variable
    std::vector<Pattern> parts;
    std::optional<PatternQuantifier> quantifier;
    Place place;
};
struct Measure {
    ExpressionPtr expression;
    Name alias;
};
struct PatternDefinition {
    Name variable;
    ExpressionPtr condition;
};
struct PatternSubset {
    Name name;
    std::vector<Name> variables;
};
enum class RowsPerMatch { Unspecified, One, All };
enum class SkipTo { Unspecified, NextRow, PastLastRow, First, Last, Variable }; // TO FIRST v, TO LAST v, TO v
struct MatchRecognize {
    TableReferencePtr input;
    std::vector<ExpressionPtr> partitionBy;
    std::vector<OrderItem> orderBy;
    std::vector<Measure> measures;
    RowsPerMatch rowsPerMatch = RowsPerMatch::Unspecified;
    SkipTo skip = SkipTo::Unspecified;
    std::optional<Name> skipVariable;
    Place skipPlace;
    Pattern pattern;
    bool anchoredStart = false; // ^
    bool anchoredEnd = false;   // $
    ExpressionPtr within;       // an interval, or null
    std::vector<PatternSubset> subsets;
    std::vector<PatternDefinition> definitions;
};

/// The text has no table here; a diagnostic says so.
struct MissingTable {};

using TableNode = std::variant<MissingTable, NamedTable, DerivedTable, TableFunction, Unnest, Join, MatchRecognize>;

struct TableSample {
    std::string method; // BERNOULLI, SYSTEM
    ExpressionPtr percentage;
    ExpressionPtr seed;
    Place place;
};

/// One table of FROM, or a join of several, with what may follow each.
struct TableReference {
    TableNode node;
    std::optional<Name> alias;
    std::vector<Name> columnAliases;
    std::optional<TableSample> sample;
    Place place;

    template <class Kind>
    const Kind* as() const { return std::get_if<Kind>(&node); }
};

// ---- SELECT

struct SelectItem {
    ExpressionPtr expression; // Star, a FieldAccess with star, or any
    std::optional<Name> alias;
    Place place;
};

enum class GroupKind { Expression, Empty, List, Rollup, Cube, GroupingSets };
/// Expression: a; Empty: (); List: (a, b); the others hold items.
struct GroupItem {
    GroupKind kind = GroupKind::Expression;
    ExpressionPtr expression;
    std::vector<GroupItem> items;
    Place place;
};

struct NamedWindow {
    Name name;
    WindowSpecification specification;
};

struct Select {
    bool distinct = false;
    std::vector<Hint> hints;
    std::vector<SelectItem> items;
    TableReferencePtr from; // or null
    ExpressionPtr where;    // or null
    std::vector<GroupItem> groupBy;
    bool grouped = false; // GROUP BY is written
    Place groupByPlace;
    ExpressionPtr having;
    std::vector<NamedWindow> windows;
    ExpressionPtr qualify;
};

/// VALUES (1, 'a'), (2, 'b')
struct Values {
    std::vector<std::vector<ExpressionPtr>> rows;
    std::vector<Place> rowPlaces;
};

/// TABLE t
struct ExplicitTable {
    CompoundName name;
    std::vector<Hint> hints;
};

enum class SetOperator { Union, Intersect, Except };
struct SetOperation {
    SetOperator op = SetOperator::Union;
    bool minus = false; // Except, written MINUS
    bool all = false;
    QueryPtr left;
    QueryPtr right;
    Place operatorPlace;
};

/// (query): what stands in parentheses keeps its own ORDER BY and LIMIT.
struct NestedQuery {
    QueryPtr query;
};

/// The text has no query here; a diagnostic says so.
struct MissingQuery {};

using QueryNode = std::variant<MissingQuery, Select, Values, ExplicitTable, SetOperation, NestedQuery>;

struct CommonTable {
    Name name;
    std::vector<Name> columns;
    QueryPtr query;
    Place place;
};

/// A whole query: WITH, the body, ORDER BY, OFFSET, LIMIT.
struct Query {
    std::vector<CommonTable> with;
    bool recursive = false;
    QueryNode body;
    std::vector<OrderItem> orderBy;
    ExpressionPtr limit;  // LIMIT n or FETCH FIRST n ROWS ONLY; null without, or for LIMIT ALL
    ExpressionPtr offset; // or null
    Place orderByPlace;
    Place place;

    template <class Kind>
    const Kind* as() const { return std::get_if<Kind>(&body); }
};

} // namespace weir::sql
