// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/expression.h"

#include <algorithm>

namespace weir {

bool Expression::deterministic() const {
    if (kind == ExpressionKind::Call && (!bound.deterministic || bound.perRowTime)) return false;
    return std::all_of(arguments.begin(), arguments.end(), [](const ExpressionRef& argument) { return argument->deterministic(); });
}

bool Expression::equals(const Expression& other) const {
    if (this == &other) return true;
    if (kind != other.kind || !(type == other.type) || column != other.column || function != other.function ||
        arguments.size() != other.arguments.size())
        return false;
    if (kind == ExpressionKind::Literal && !(value == other.value)) return false;
    for (size_t i = 0; i < arguments.size(); ++i)
        if (!arguments[i]->equals(*other.arguments[i])) return false;
    return true;
}

ExpressionRef columnExpression(int column, DataType type, Place place) {
    auto expression = std::make_shared<Expression>();
    expression->kind = ExpressionKind::Column;
    expression->type = std::move(type);
    expression->place = place;
    expression->column = column;
    return expression;
}

ExpressionRef literalExpression(Value value, DataType type, Place place) {
    auto expression = std::make_shared<Expression>();
    expression->kind = ExpressionKind::Literal;
    expression->type = std::move(type);
    expression->place = place;
    expression->value = std::move(value);
    return expression;
}

ExpressionRef callExpression(std::string function, BoundScalar bound, std::vector<ExpressionRef> arguments, Place place) {
    auto expression = std::make_shared<Expression>();
    expression->kind = ExpressionKind::Call;
    expression->type = bound.result;
    expression->place = place;
    expression->function = std::move(function);
    expression->bound = std::move(bound);
    expression->arguments = std::move(arguments);
    return expression;
}

Result<ExpressionRef> makeCall(std::string_view function, std::vector<ExpressionRef> arguments, Place place, const TimeZone* zone) {
    const FunctionInfo* info = findFunction(function, FunctionKind::Scalar);
    if (!info || !info->bindScalar) {
        std::vector<std::string_view> names;
        for (const FunctionInfo* known : builtinFunctions()) names.push_back(known->name);
        std::string near = nearest(std::string(function), names);
        return Error{ErrorCode::Unknown, "There is no function '" + std::string(function) + "'.", place, near.empty() ? "" : "Did you mean '" + near + "'?"};
    }
    BindArguments given;
    for (const ExpressionRef& argument : arguments) {
        given.types.push_back(argument->type);
        given.literals.push_back(argument->isLiteral() ? std::optional<Value>(argument->value) : std::nullopt);
        given.names.push_back(argument->text());
    }
    given.zone = zone;
    auto bound = info->bindScalar(given);
    if (!bound) {
        Error error = bound.error();
        if (!error.place.known()) error.place = place;
        return error;
    }
    for (size_t i = 0; i < arguments.size() && i < bound->arguments.size(); ++i) {
        if (arguments[i]->type.same(bound->arguments[i])) continue;
        auto cast = makeCast(arguments[i], bound->arguments[i], false, arguments[i]->place, zone);
        if (!cast) return cast.error();
        arguments[i] = *cast;
    }
    return callExpression(std::string(info->name), std::move(*bound), std::move(arguments), place);
}

Result<ExpressionRef> makeCast(ExpressionRef argument, const DataType& to, bool tryCast, Place place, const TimeZone* zone) {
    if (argument->type.same(to) && argument->type.timeAttribute() == to.timeAttribute()) return argument;
    if (argument->isLiteral() && argument->value.isNull()) return literalExpression(Value(), to.asNullable(), place);
    auto bound = bindCast(argument->type, to, tryCast, zone);
    if (!bound) {
        Error error = bound.error();
        if (!error.place.known()) error.place = place;
        return error;
    }
    return callExpression(tryCast ? "TRY_CAST" : "CAST", std::move(*bound), {std::move(argument)}, place);
}

namespace {

ExpressionRef makeLogic(ExpressionKind kind, std::vector<ExpressionRef> arguments, Place place) {
    std::vector<ExpressionRef> parts;
    bool nullable = false;
    for (ExpressionRef& argument : arguments) {
        nullable = nullable || argument->type.nullable();
        if (argument->kind == kind) parts.insert(parts.end(), argument->arguments.begin(), argument->arguments.end());
        else parts.push_back(std::move(argument));
    }
    if (parts.size() == 1) return parts[0];
    if (parts.empty()) return literalExpression(Value(kind == ExpressionKind::And), DataType::boolean().notNull(), place);
    auto expression = std::make_shared<Expression>();
    expression->kind = kind;
    expression->type = DataType::boolean().asNullable(nullable);
    expression->place = place;
    expression->arguments = std::move(parts);
    return expression;
}

} // namespace

ExpressionRef makeAnd(std::vector<ExpressionRef> arguments, Place place) { return makeLogic(ExpressionKind::And, std::move(arguments), place); }
ExpressionRef makeOr(std::vector<ExpressionRef> arguments, Place place) { return makeLogic(ExpressionKind::Or, std::move(arguments), place); }

ExpressionRef transform(const ExpressionRef& expression, const std::function<ExpressionRef(const ExpressionRef&)>& change) {
    std::vector<ExpressionRef> arguments;
    bool changed = false;
    for (const ExpressionRef& argument : expression->arguments) {
        arguments.push_back(transform(argument, change));
        changed = changed || arguments.back() != argument;
    }
    if (!changed) return change(expression);
    auto copy = std::make_shared<Expression>(*expression);
    copy->arguments = std::move(arguments);
    return change(copy);
}

ExpressionRef remapColumns(const ExpressionRef& expression, const std::vector<int>& mapping) {
    return transform(expression, [&](const ExpressionRef& node) -> ExpressionRef {
        if (!node->isColumn()) return node;
        check(node->column < static_cast<int>(mapping.size()) && mapping[node->column] >= 0, "every column of the expression is mapped");
        if (mapping[node->column] == node->column) return node;
        return columnExpression(mapping[node->column], node->type, node->place);
    });
}

void collectColumns(const Expression& expression, std::set<int>& columns) {
    if (expression.isColumn()) columns.insert(expression.column);
    for (const ExpressionRef& argument : expression.arguments) collectColumns(*argument, columns);
}

std::vector<ExpressionRef> conjuncts(const ExpressionRef& expression) {
    if (expression->kind == ExpressionKind::And) return expression->arguments;
    return {expression};
}

} // namespace weir
