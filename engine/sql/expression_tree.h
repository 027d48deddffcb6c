// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/type_tree.h"

#include <optional>
#include <variant>

namespace weir::sql {

enum class LiteralKind { Integer, Decimal, Approximate, String, Binary, True, False, Unknown, Null, Date, Time, Timestamp, TimestampLtz };

/// Numbers keep their text; strings are resolved (quotes, U&'' escapes); Binary keeps its hexadecimal digits; DATE '...' and its
/// kin keep the text between the quotes.
struct Literal {
    LiteralKind kind = LiteralKind::Null;
    std::string text;
};

/// INTERVAL [-] '10' SECOND
struct IntervalLiteral {
    std::string text;
    bool negative = false; // the sign before the quotes
    IntervalUnits units;
};

/// a.b.c: a column, a field of a row column, a pattern variable's column.
struct ColumnName {
    CompoundName name;
};

/// * or t.*
struct Star {
    CompoundName qualifier; // empty for a bare *
};

enum class UnaryOperator { Plus, Minus, Not };
struct Unary {
    UnaryOperator op;
    ExpressionPtr operand;
};

enum class BinaryOperator {
    Or, And, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Add, Subtract, Multiply, Divide, Remainder, Concatenate,
    IsDistinctFrom, IsNotDistinctFrom, Overlaps, Contains, Precedes, Succeeds, ImmediatelyPrecedes, ImmediatelySucceeds, PeriodEquals,
    MemberOf, NotMemberOf, SubmultisetOf, NotSubmultisetOf, MultisetUnion, MultisetUnionAll, MultisetIntersect, MultisetIntersectAll,
    MultisetExcept, MultisetExceptAll
};
struct Binary {
    BinaryOperator op;
    ExpressionPtr left;
    ExpressionPtr right;
    Place operatorPlace;
};

enum class IsWhat { Null, True, False, Unknown, Json, JsonValue, JsonObject, JsonArray, JsonScalar, ASet, Empty, Normalized };
/// x IS [NOT] NULL
struct IsTest {
    ExpressionPtr operand;
    IsWhat what = IsWhat::Null;
    bool negated = false;
};

/// x [NOT] LIKE p [ESCAPE e]; x [NOT] SIMILAR TO p
struct Like {
    ExpressionPtr value;
    ExpressionPtr pattern;
    ExpressionPtr escape; // may be null
    bool negated = false;
    bool similar = false;
};

struct Between {
    ExpressionPtr value;
    ExpressionPtr low;
    ExpressionPtr high;
    bool negated = false;
    bool symmetric = false;
};

struct InList {
    ExpressionPtr value;
    std::vector<ExpressionPtr> list;
    bool negated = false;
};

struct InQuery {
    ExpressionPtr value; // a RowConstructor for (a, b) IN (...)
    QueryPtr query;
    bool negated = false;
};

struct Exists {
    QueryPtr query;
    bool unique = false; // UNIQUE (query)
};

enum class Quantifier { Any, All }; // SOME is ANY
/// x = ANY (query or list)
struct QuantifiedComparison {
    ExpressionPtr left;
    BinaryOperator comparison = BinaryOperator::Equal;
    Quantifier quantifier = Quantifier::Any;
    QueryPtr query;                  // either this
    std::vector<ExpressionPtr> list; // or this
};

struct When {
    ExpressionPtr condition; // the value to compare with in a simple CASE
    ExpressionPtr result;
};
struct Case {
    ExpressionPtr operand; // null in a searched CASE
    std::vector<When> whens;
    ExpressionPtr otherwise; // null without ELSE
};

struct Cast {
    ExpressionPtr operand;
    TypeTree type;
    bool safe = false; // TRY_CAST
};

enum class NullsOrder { Default, First, Last };
struct OrderItem {
    ExpressionPtr expression;
    bool descending = false;
    NullsOrder nulls = NullsOrder::Default;
    Place place;
};

enum class BoundKind { UnboundedPreceding, Preceding, CurrentRow, Following, UnboundedFollowing };
struct FrameBound {
    BoundKind kind = BoundKind::CurrentRow;
    ExpressionPtr offset; // Preceding, Following
    Place place;
};
struct Frame {
    bool rows = false; // otherwise RANGE
    FrameBound start;
    FrameBound end; // CURRENT ROW without BETWEEN
    Place place;
};
struct WindowSpecification {
    std::optional<Name> base; // OVER w, or OVER (w PARTITION BY ...)
    bool nameOnly = false;    // OVER w
    std::vector<ExpressionPtr> partitionBy;
    std::vector<OrderItem> orderBy;
    std::optional<Frame> frame;
    Place place;
};

struct Argument {
    std::optional<Name> name; // name => value
    ExpressionPtr value;
};

enum class NullTreatment { Default, Respect, Ignore };
enum class CallQuantifier { None, Distinct, All };

/// How a call is written. The arguments are the same whatever the spelling:
///   Extract          EXTRACT(unit FROM x)             [TimeUnitWord, x]
///   RoundTo          FLOOR(x TO unit), CEIL(...)      [x, TimeUnitWord]
///   Trim             TRIM([BOTH] [c] FROM s)          [Symbol BOTH|LEADING|TRAILING, c (a literal ' ' if absent), s]
///   Substring        SUBSTRING(s FROM a [FOR b])      [s, a, b?]
///   Position         POSITION(a IN b [FROM c])        [a, b, c?]
///   Overlay          OVERLAY(a PLACING b FROM c [FOR d])  [a, b, c, d?]
///   Using            CONVERT(x USING set), TRANSLATE  [x, Symbol set]
///   NoParentheses    CURRENT_TIMESTAMP                []
/// TIMESTAMPADD(unit, n, t) and TIMESTAMPDIFF are Plain with a TimeUnitWord first; so are the plain forms of all above.
enum class CallSyntax { Plain, NoParentheses, Extract, RoundTo, Trim, Substring, Position, Overlay, Using };

struct Call {
    CompoundName name; // as written; built-in names compare without case
    std::vector<Argument> arguments;
    CallSyntax syntax = CallSyntax::Plain;
    CallQuantifier quantifier = CallQuantifier::None;
    bool star = false; // COUNT(*): `arguments` is empty
    NullTreatment nulls = NullTreatment::Default;
    std::vector<OrderItem> withinGroup;
    bool ordersWithinGroup = false; // WITHIN GROUP (ORDER BY ...), not f(x ORDER BY ...)
    ExpressionPtr filter; // FILTER (WHERE ...), or null
    std::shared_ptr<const WindowSpecification> over;
    bool running = false; // MATCH_RECOGNIZE: RUNNING LAST(...), FINAL LAST(...)
    bool final = false;
};

/// A unit as an argument: EXTRACT(YEAR FROM x).
struct TimeUnitWord {
    TimeUnit unit;
};

/// A word that is an argument: BOTH in TRIM, a character set.
struct Symbol {
    std::string word; // in capitals
};

enum class ConstructorKind { Array, Map, Multiset, Row };
/// ARRAY[..], MAP[k, v, ..] (flat), MULTISET[..], ROW(..) and (a, b).
struct Constructor {
    ConstructorKind kind = ConstructorKind::Row;
    std::vector<ExpressionPtr> elements;
    bool keyword = true; // false for (a, b)
};
/// ARRAY(query), MAP(query), MULTISET(query)
struct QueryConstructor {
    ConstructorKind kind = ConstructorKind::Array;
    QueryPtr query;
};

/// x[i]
struct ElementAccess {
    ExpressionPtr collection;
    ExpressionPtr index;
};
/// (x).field, f(x).field; on a plain name it is a part of ColumnName instead.
struct FieldAccess {
    ExpressionPtr operand;
    Name field;
    bool star = false; // f(x).*: `field` is empty
};

struct ScalarQuery {
    QueryPtr query;
};

/// DESCRIPTOR(a, b)
struct Descriptor {
    std::vector<CompoundName> columns;
};

/// TABLE t [PARTITION BY ..] [ORDER BY ..], or (query) ..., as an argument of a table function.
struct TableArgument {
    CompoundName table; // either this
    QueryPtr query;     // or this
    std::vector<Hint> hints;
    std::vector<ExpressionPtr> partitionBy;
    std::vector<OrderItem> orderBy;
};

/// MODEL m as an argument (ML_PREDICT).
struct ModelArgument {
    CompoundName model;
};

enum class JsonBehaviour { Unspecified, Error, Null, True, False, Unknown, EmptyArray, EmptyObject, Default };
struct JsonOn {
    JsonBehaviour behaviour = JsonBehaviour::Unspecified;
    ExpressionPtr value; // DEFAULT value
};
enum class JsonFunction { Exists, Value, Query };
enum class JsonWrapper { Unspecified, Without, WithConditional, WithUnconditional };
/// JSON_EXISTS, JSON_VALUE, JSON_QUERY
struct JsonPathCall {
    JsonFunction function = JsonFunction::Value;
    ExpressionPtr input;
    ExpressionPtr path;
    std::optional<TypeTree> returning;
    JsonWrapper wrapper = JsonWrapper::Unspecified;
    JsonOn onEmpty;
    JsonOn onError;
};
enum class JsonNulls { Unspecified, NullOnNull, AbsentOnNull };
struct JsonPair {
    ExpressionPtr key;
    ExpressionPtr value;
};
/// JSON_OBJECT and JSON_OBJECTAGG (one pair)
struct JsonObjectCall {
    std::vector<JsonPair> pairs;
    JsonNulls nulls = JsonNulls::Unspecified;
    bool aggregate = false;
    ExpressionPtr filter; // aggregates may carry FILTER
};
/// JSON_ARRAY and JSON_ARRAYAGG (one value)
struct JsonArrayCall {
    std::vector<ExpressionPtr> values;
    std::vector<OrderItem> orderBy; // JSON_ARRAYAGG(x ORDER BY y)
    JsonNulls nulls = JsonNulls::Unspecified;
    bool aggregate = false;
    ExpressionPtr filter;
};

/// (a - b) DAY TO SECOND: the time between two moments as an interval.
struct TimeDifference {
    ExpressionPtr left;
    ExpressionPtr right;
    IntervalUnits units;
};

/// DEFAULT as a value of INSERT or of a named argument.
struct DefaultValue {};

/// The text has no expression here; a diagnostic says so. Binding it should be silent.
struct MissingExpression {};

using ExpressionNode =
    std::variant<MissingExpression, Literal, IntervalLiteral, ColumnName, Star, Unary, Binary, IsTest, Like, Between, InList, InQuery,
                 Exists, QuantifiedComparison, Case, Cast, Call, TimeUnitWord, Symbol, Constructor, QueryConstructor, ElementAccess,
                 FieldAccess, ScalarQuery, Descriptor, TableArgument, ModelArgument, JsonPathCall, JsonObjectCall, JsonArrayCall,
                 DefaultValue, TimeDifference>;

struct Expression {
    ExpressionNode node;
    Place place;

    template <class Kind>
    const Kind* as() const { return std::get_if<Kind>(&node); }
};

} // namespace weir::sql
