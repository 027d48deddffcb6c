// SPDX-License-Identifier: Apache-2.0
// A subquery in an expression is bound where it stands and joined once the rows around it are known.
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

const char* comparisonName(sql::BinaryOperator op) {
    using enum sql::BinaryOperator;
    switch (op) {
    case NotEqual: return "<>";
    case Less: return "<";
    case LessEqual: return "<=";
    case Greater: return ">";
    case GreaterEqual: return ">=";
    default: return "=";
    }
}

bool isSubquery(const ExpressionRef& expression) { return expression->isColumn() && placeholderKind(expression->column) == PlaceholderKind::Subquery; }

/// One row at most, whatever the input.
bool isSingleRow(const plan::Node& node) {
    if (const auto* aggregate = std::get_if<plan::Aggregate>(&node.spec))
        return aggregate->keys.empty();
    if (const auto* values = std::get_if<plan::Values>(&node.spec))
        return values->rows.size() == 1;
    if (const auto* sort = std::get_if<plan::Sort>(&node.spec); sort && sort->limit == 1)
        return true;
    bool passes = std::holds_alternative<plan::Project>(node.spec) || std::holds_alternative<plan::Filter>(node.spec) || std::holds_alternative<plan::Sort>(node.spec);
    return passes && isSingleRow(*node.inputs[0]);
}

Schema withRight(const Schema& left, const Schema& right) {
    Schema schema = left;
    for (auto field : right.fields) {
        field.type = field.type.asNullable();
        schema.fields.push_back(std::move(field));
    }
    return schema;
}

} // namespace

ExpressionRef QueryBinder::pending(PendingSubquery subquery, DataType type, SelectFrame& frame) {
    Place place = subquery.place;
    if (!frame.subqueriesAllowed)
        unsupported(std::string("A subquery in ") + frame.clause, place);
    frame.subqueries.push_back(std::move(subquery));
    return columnExpression(placeholder(PlaceholderKind::Subquery, static_cast<int>(frame.subqueries.size()) - 1), std::move(type), at(place));
}

ExpressionRef QueryBinder::bindExists(const sql::Exists& exists, Place place, SelectFrame& frame) {
    if (exists.unique)
        unsupported("UNIQUE", place);
    PendingSubquery subquery;
    subquery.kind = SubqueryKind::Exists;
    subquery.node = bindSubquery(need(exists.query), &frame);
    subquery.place = place;
    return pending(std::move(subquery), DataType::boolean().notNull(), frame);
}

ExpressionRef QueryBinder::bindInQuery(const sql::InQuery& in, Place place, SelectFrame& frame) {
    PendingSubquery subquery;
    subquery.kind = SubqueryKind::In;
    subquery.place = place;
    const auto* row = in.value->as<sql::Constructor>();
    subquery.left = row && row->kind == sql::ConstructorKind::Row ? bindAll(row->elements, frame) : std::vector<ExpressionRef>{bindExpression(need(in.value), frame)};
    subquery.node = bindSubquery(need(in.query), &frame);
    if (subquery.node->schema.size() != static_cast<int>(subquery.left.size()))
        fail(ErrorCode::Invalid, "IN compares " + std::to_string(subquery.left.size()) + " values with a subquery of " + std::to_string(subquery.node->schema.size()) + " columns.", place,
             "Select as many columns.");
    ExpressionRef result = pending(std::move(subquery), DataType::boolean(), frame);
    return in.negated ? negated(result, place) : result;
}

ExpressionRef QueryBinder::bindQuantified(const sql::QuantifiedComparison& comparison, Place place, SelectFrame& frame) {
    PendingSubquery subquery;
    subquery.comparison = comparisonName(comparison.comparison);
    bool any = comparison.quantifier == sql::Quantifier::Any;
    subquery.kind = any ? SubqueryKind::Any : SubqueryKind::All;
    subquery.place = place;
    subquery.left = {bindExpression(need(comparison.left), frame)};
    subquery.node = bindSubquery(need(comparison.query), &frame);
    if (subquery.node->schema.size() != 1)
        fail(ErrorCode::Invalid, "The subquery of a comparison must have one column; it has " + std::to_string(subquery.node->schema.size()) + ".", place);
    // x = ANY is IN, x <> ALL is NOT IN.
    bool notIn = !any && subquery.comparison == "<>";
    if (notIn || (any && subquery.comparison == "=")) {
        subquery.kind = SubqueryKind::In;
        subquery.comparison = "=";
    }
    ExpressionRef result = pending(std::move(subquery), DataType::boolean(), frame);
    return notIn ? negated(result, place) : result;
}

ExpressionRef QueryBinder::bindScalarQuery(const sql::Query& query, Place place, SelectFrame& frame) {
    PendingSubquery subquery;
    subquery.kind = SubqueryKind::Scalar;
    subquery.place = place;
    subquery.node = bindSubquery(query, &frame);
    if (subquery.node->schema.size() != 1)
        fail(ErrorCode::Invalid, "A subquery used as a value must have one column; it has " + std::to_string(subquery.node->schema.size()) + ".", place);
    DataType type = subquery.node->schema.fields[0].type.asNullable().withTimeAttribute(TimeAttribute::None);
    return pending(std::move(subquery), type, frame);
}

ExpressionRef QueryBinder::comparisons(const PendingSubquery& subquery, const plan::Node& left, const plan::Node& right) {
    std::vector<ExpressionRef> parts;
    for (size_t i = 0; i < subquery.left.size(); ++i) {
        ExpressionRef column = columnExpression(left.schema.size() + static_cast<int>(i), right.schema.fields[i].type, at(subquery.place));
        parts.push_back(compare(subquery.comparison, subquery.left[i], column, subquery.place));
    }
    return makeAnd(std::move(parts), at(subquery.place));
}

void QueryBinder::filterAll(const ExpressionRef& condition, plan::NodeRef& node, SelectFrame& frame) {
    std::vector<ExpressionRef> plain, others;
    for (const auto& conjunct : conjuncts(condition)) {
        bool reads = anyColumn(conjunct, [](int column) { return placeholderKind(column) == PlaceholderKind::Subquery; });
        (reads ? others : plain).push_back(conjunct);
    }
    if (!plain.empty()) {
        Schema schema = node->schema;
        node = plan::makeNode(plan::Filter{makeAnd(std::move(plain), condition->place)}, std::move(schema), {node}, condition->place);
    }
    for (const auto& conjunct : others)
        filterBy(conjunct, node, frame);
}

void QueryBinder::filterBy(const ExpressionRef& conjunct, plan::NodeRef& node, SelectFrame& frame) {
    bool negative = conjunct->kind == ExpressionKind::Call && conjunct->function == "NOT" && isSubquery(conjunct->arguments[0]);
    const ExpressionRef& named = negative ? conjunct->arguments[0] : conjunct;
    const PendingSubquery* asked = isSubquery(named) ? &frame.subqueries[static_cast<size_t>(placeholderIndex(named->column))] : nullptr;
    bool byExtreme = asked && (asked->kind == SubqueryKind::Any || asked->kind == SubqueryKind::All) && !hasOuterColumns(*asked->node);
    if (!asked || asked->kind == SubqueryKind::Scalar || byExtreme) {
        ExpressionRef settled = settle(conjunct, node, frame);
        Schema schema = node->schema;
        node = plan::makeNode(plan::Filter{settled}, std::move(schema), {node}, settled->place);
        return;
    }
    PendingSubquery& subquery = frame.subqueries[static_cast<size_t>(placeholderIndex(named->column))];
    subquery.joined = literalExpression(Value(true), DataType::boolean().notNull());   // nothing else will name it
    for (auto& left : subquery.left)
        left = settle(left, node, frame);
    AroundScope around(*this, node, frame);
    Decorrelated inner = decorrelate(subquery.node, subquery.place);
    if (subquery.kind == SubqueryKind::Exists && inner.onEmpty) {
        // An aggregate without GROUP BY always has its row.
        if (negative)
            node = plan::makeNode(plan::Filter{literalExpression(Value(false), DataType::boolean().notNull())}, Schema(node->schema), {node}, at(subquery.place));
        return;
    }
    plan::JoinKind kind = plan::JoinKind::Semi;
    ExpressionRef on;
    if (subquery.kind == SubqueryKind::Exists) {
        kind = negative ? plan::JoinKind::Anti : plan::JoinKind::Semi;
    } else {
        on = comparisons(subquery, *node, *inner.node);
        bool neverNull = !on->type.nullable();
        if (subquery.kind == SubqueryKind::All) {
            kind = negative ? plan::JoinKind::Semi : plan::JoinKind::Anti;
            on = call(negative ? "IS FALSE" : "IS NOT TRUE", {on}, subquery.place);
        } else if (negative) {
            kind = plan::JoinKind::Anti;
            if (!neverNull)
                on = call("IS NOT FALSE", {on}, subquery.place);
        }
    }
    node = joinCorrelated(kind, node, inner, on, frame, subquery.place);
}

ExpressionRef QueryBinder::settle(const ExpressionRef& expression, plan::NodeRef& node, SelectFrame& frame) {
    if (!expression || !anyColumn(expression, [](int column) { return placeholderKind(column) == PlaceholderKind::Subquery; }))
        return expression;
    return replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
        if (placeholderKind(column.column) != PlaceholderKind::Subquery)
            return nullptr;
        size_t index = static_cast<size_t>(placeholderIndex(column.column));
        if (!frame.subqueries[index].joined) {
            PendingSubquery subquery = frame.subqueries[index];
            for (auto& left : subquery.left)
                left = settle(left, node, frame);
            AroundScope around(*this, node, frame);
            switch (subquery.kind) {
            case SubqueryKind::Scalar: subquery.joined = settleScalar(subquery, node, frame); break;
            case SubqueryKind::Exists: subquery.joined = settleExists(subquery, node, frame); break;
            case SubqueryKind::In: subquery.joined = settleIn(subquery, node, frame); break;
            case SubqueryKind::Any:
            case SubqueryKind::All: subquery.joined = settleQuantified(subquery, node, frame); break;
            }
            frame.subqueries[index] = subquery;
        }
        return frame.subqueries[index].joined;
    });
}

plan::AggregateCall QueryBinder::aggregateCall(const char* name, std::vector<int> arguments, const plan::Node& input, Place place, bool distinct) {
    BindArguments given;
    given.zone = zone_.get();
    for (int argument : arguments) {
        given.types.push_back(input.schema.fields[static_cast<size_t>(argument)].type);
        given.literals.emplace_back();
        given.names.push_back(input.schema.fields[static_cast<size_t>(argument)].name);
    }
    const FunctionInfo* info = findFunction(name, FunctionKind::Aggregate);
    if (!info || !info->bindAggregate)
        unsupported(name, place);
    plan::AggregateCall call;
    call.name = name;
    call.function = take(info->bindAggregate(given), place);
    call.arguments = std::move(arguments);
    call.distinct = distinct;
    call.place = at(place);
    return call;
}

QueryBinder::Decorrelated QueryBinder::groupedBy(const Decorrelated& inner, const std::vector<int>& by, std::vector<plan::AggregateCall> calls, Place place) {
    Decorrelated result;
    Schema schema;
    std::vector<int> moved(static_cast<size_t>(inner.node->schema.size()), -1);
    for (size_t i = 0; i < by.size(); ++i) {
        schema.fields.push_back(inner.node->schema.fields[static_cast<size_t>(by[i])]);
        moved[static_cast<size_t>(by[i])] = static_cast<int>(i);
    }
    for (const auto& call : calls)
        schema.fields.push_back({"$" + call.name, call.function.result, {}});
    result.node = plan::makeNode(plan::Aggregate{by, std::move(calls)}, std::move(schema), {inner.node}, at(place));
    for (const auto& predicate : inner.predicates)
        result.predicates.push_back(replaceColumns(predicate, [&](const Expression& used) -> ExpressionRef {
            if (placeholderKind(used.column) != PlaceholderKind::None)
                return nullptr;
            return columnExpression(moved[static_cast<size_t>(used.column)], used.type, used.place);
        }));
    return result;
}

ExpressionRef QueryBinder::settleScalar(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame) {
    Place place = subquery.place;
    int column = node->schema.size();
    if (!hasOuterColumns(*subquery.node)) {
        plan::NodeRef inner = subquery.node;
        if (!isSingleRow(*inner)) {
            Schema schema = inner->schema;
            inner = plan::makeNode(plan::SingleRow{}, std::move(schema), {inner}, at(place));
        }
        node = plan::makeNode(plan::Join{plan::JoinKind::Left, nullptr}, withRight(node->schema, inner->schema), {node, inner}, at(place));
        return columnExpression(column, node->schema.fields[static_cast<size_t>(column)].type.withTimeAttribute(TimeAttribute::None), at(place));
    }
    Decorrelated inner = decorrelate(subquery.node, place);
    std::vector<int> keys = correlationKeys(inner, place);
    if (!inner.onEmpty) {
        Schema schema = inner.node->schema;
        inner.node = plan::makeNode(plan::SingleRow{keys}, std::move(schema), {inner.node}, at(place));
    }
    bool neverNull = !inner.node->schema.fields[0].type.nullable();
    int marker = keys.empty() ? -1 : column + keys[0];
    node = joinCorrelated(plan::JoinKind::Left, node, inner, nullptr, frame, place);
    ExpressionRef value = columnExpression(column, node->schema.fields[static_cast<size_t>(column)].type.withTimeAttribute(TimeAttribute::None), at(place));
    if (!inner.onEmpty)
        return value;
    const ExpressionRef empty = nearer((*inner.onEmpty)[0]);
    if (empty->isLiteral() && empty->value.isNull())
        return value;
    if (neverNull || marker < 0)
        return coalesce({value, empty}, place, "a subquery");
    ExpressionRef unmatched = call("IS NULL", {columnExpression(marker, node->schema.fields[static_cast<size_t>(marker)].type, at(place))}, place);
    return caseOf({unmatched, empty, value}, place, "a subquery");
}

ExpressionRef QueryBinder::settleExists(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame) {
    Place place = subquery.place;
    Decorrelated inner = decorrelate(subquery.node, place);
    if (inner.onEmpty)
        return literalExpression(Value(true), DataType::boolean().notNull(), at(place));
    std::vector<int> keys = correlationKeys(inner, place);
    // Rows counted by the correlation: there is one or not.
    inner = groupedBy(inner, keys, {aggregateCall("COUNT", {}, *inner.node, place)}, place);
    int count = node->schema.size() + static_cast<int>(keys.size());
    node = joinCorrelated(plan::JoinKind::Left, node, inner, nullptr, frame, place);
    ExpressionRef counted = columnExpression(count, DataType::bigInt(), at(place));
    return coalesce({compare(">", counted, literalExpression(Value(int64_t{0}), DataType::bigInt().notNull()), place),
                     literalExpression(Value(false), DataType::boolean().notNull())}, place, "EXISTS");
}

/// The extreme value of the subquery decides, with the counts that tell of NULLs. Over a stream a subquery without rows has no extreme either,
/// and then no row comes out, as with any aggregate of nothing.
ExpressionRef QueryBinder::settleQuantified(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame) {
    static const std::map<std::string, std::string> opposites{{"=", "<>"}, {"<>", "="}, {"<", ">="}, {"<=", ">"}, {">", "<="}, {">=", "<"}};
    Place place = subquery.place;
    // x OP ALL is NOT (x opposite of OP ANY).
    bool all = subquery.kind == SubqueryKind::All;
    std::string op = all ? opposites.at(subquery.comparison) : subquery.comparison;
    bool unequal = op == "<>";
    bool correlated = hasOuterColumns(*subquery.node);
    Decorrelated inner{subquery.node, {}, std::nullopt};
    std::vector<int> keys;
    if (correlated) {
        inner = decorrelate(subquery.node, place);
        keys = correlationKeys(inner, place);
    }
    std::vector<plan::AggregateCall> calls{aggregateCall(op == ">" || op == ">=" ? "MIN" : "MAX", {0}, *inner.node, place), aggregateCall("COUNT", {}, *inner.node, place),
                                           aggregateCall("COUNT", {0}, *inner.node, place)};
    if (unequal)
        calls.push_back(aggregateCall("COUNT", {0}, *inner.node, place, true));
    Decorrelated grouped = groupedBy(inner, keys, std::move(calls), place);
    int first = node->schema.size() + static_cast<int>(keys.size());
    node = joinCorrelated(correlated ? plan::JoinKind::Left : plan::JoinKind::Inner, node, grouped, nullptr, frame, place);
    auto column = [&](int index) { return columnExpression(first + index, node->schema.fields[static_cast<size_t>(first + index)].type, at(place)); };
    auto number = [&](int64_t value) { return literalExpression(Value(value), DataType::bigInt().notNull(), at(place)); };
    auto boolean = [&](bool value) { return literalExpression(Value(value), DataType::boolean().notNull(), at(place)); };
    ExpressionRef unknown = literalExpression(Value{}, DataType::boolean(), at(place));
    const ExpressionRef& x = subquery.left[0];
    ExpressionRef none = compare("=", column(1), number(0), place);
    if (correlated)
        none = makeOr({call("IS NULL", {column(1)}, place), none}, at(place));
    ExpressionRef holds = compare(op, x, column(0), place);
    std::vector<ExpressionRef> parts{none, boolean(false)};
    if (unequal) {
        ExpressionRef someNull = compare("<>", column(1), column(2), place);
        ExpressionRef oneValue = compare("<=", column(3), number(1), place);
        parts.insert(parts.end(), {call("IS NULL", {x}, place), unknown, makeAnd({someNull, oneValue}, at(place)), makeOr({holds, unknown}, at(place)), oneValue, holds, boolean(true)});
    } else {
        parts.insert(parts.end(), {call("IS TRUE", {holds}, place), boolean(true), compare(">", column(1), column(2), place), unknown, holds});
    }
    ExpressionRef any = caseOf(std::move(parts), place, all ? "ALL" : "ANY");
    return all ? negated(any, place) : any;
}

ExpressionRef QueryBinder::settleIn(PendingSubquery& subquery, plan::NodeRef& node, SelectFrame& frame) {
    Place place = subquery.place;
    Decorrelated inner = decorrelate(subquery.node, place);
    std::vector<int> keys = correlationKeys(inner, place);
    size_t values = subquery.left.size();
    std::vector<int> byValue;
    for (size_t i = 0; i < values; ++i)
        byValue.push_back(static_cast<int>(i));
    for (int key : keys)
        if (key >= static_cast<int>(values))
            byValue.push_back(key);
    bool nulls = subquery.left[0]->type.nullable() || inner.node->schema.fields[0].type.nullable();
    ExpressionRef rows, filled;
    if (nulls && values == 1) {
        Decorrelated counts = groupedBy(inner, keys, {aggregateCall("COUNT", {}, *inner.node, place), aggregateCall("COUNT", {0}, *inner.node, place)}, place);
        int at0 = node->schema.size() + counts.node->schema.size() - 2;
        node = joinCorrelated(plan::JoinKind::Left, node, counts, nullptr, frame, place);
        rows = columnExpression(at0, DataType::bigInt(), at(place));
        filled = columnExpression(at0 + 1, DataType::bigInt(), at(place));
    }
    Decorrelated matches = groupedBy(inner, byValue, {}, place);
    {
        std::vector<ExpressionRef> columns;
        std::vector<std::string> names;
        for (int i = 0; i < matches.node->schema.size(); ++i) {
            columns.push_back(columnExpression(i, matches.node->schema.fields[static_cast<size_t>(i)].type));
            names.push_back(matches.node->schema.fields[static_cast<size_t>(i)].name);
        }
        columns.push_back(literalExpression(Value(true), DataType::boolean().notNull()));
        names.push_back("$found");
        matches.node = project(matches.node, columns, names, place);
    }
    ExpressionRef on = comparisons(subquery, *node, *matches.node);
    int found = node->schema.size() + matches.node->schema.size() - 1;
    node = joinCorrelated(plan::JoinKind::Left, node, matches, on, frame, place);
    ExpressionRef marker = call("IS NOT NULL", {columnExpression(found, DataType::boolean(), at(place))}, place);
    if (!rows)
        return marker;
    auto boolean = [&](bool value) { return literalExpression(Value(value), DataType::boolean().notNull(), at(place)); };
    ExpressionRef unknown = literalExpression(Value{}, DataType::boolean(), at(place));
    ExpressionRef none = makeOr({call("IS NULL", {rows}, place), compare("=", rows, literalExpression(Value(int64_t{0}), DataType::bigInt().notNull()), place)}, at(place));
    return caseOf({none, boolean(false), marker, boolean(true), call("IS NULL", {subquery.left[0]}, place), unknown, compare("<", filled, rows, place), unknown, boolean(false)}, place, "IN");
}

} // namespace weir::binder
