// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/functions/common_type.h"

namespace weir::binder {

ExpressionRef withArguments(const ExpressionRef& expression, std::vector<ExpressionRef> arguments) {
    auto copy = std::make_shared<Expression>(*expression);
    copy->arguments = std::move(arguments);
    return copy;
}

ExpressionRef withType(const ExpressionRef& expression, DataType type) {
    auto copy = std::make_shared<Expression>(*expression);
    copy->type = type;
    if (copy->kind == ExpressionKind::Call)
        copy->bound.result = type;
    return copy;
}

ExpressionRef replaceColumns(const ExpressionRef& expression, const std::function<ExpressionRef(const Expression&)>& replacement) {
    return transform(expression, [&](const ExpressionRef& part) -> ExpressionRef {
        if (!part->isColumn())
            return part;
        ExpressionRef other = replacement(*part);
        return other ? other : part;
    });
}

bool anyColumn(const ExpressionRef& expression, const std::function<bool(int)>& matches) {
    if (expression->isColumn())
        return matches(expression->column);
    for (const auto& argument : expression->arguments)
        if (anyColumn(argument, matches))
            return true;
    return false;
}

ExpressionRef shiftColumns(const ExpressionRef& expression, int by) {
    return replaceColumns(expression, [by](const Expression& column) -> ExpressionRef {
        if (placeholderKind(column.column) != PlaceholderKind::None)
            return nullptr;
        return columnExpression(column.column + by, column.type, column.place);
    });
}

BindArguments QueryBinder::bindArguments(const std::vector<ExpressionRef>& arguments) const {
    BindArguments given;
    given.zone = zone_.get();
    for (const auto& argument : arguments) {
        given.types.push_back(argument->type);
        given.literals.push_back(argument->isLiteral() ? std::optional<Value>(argument->value) : std::nullopt);
        given.names.push_back(argument->text());
    }
    return given;
}

ExpressionRef QueryBinder::call(std::string_view function, std::vector<ExpressionRef> arguments, Place place) {
    bool proctime = function == "PROCTIME";
    ExpressionRef result = take(makeCall(function, std::move(arguments), at(place), zone_.get()), place);
    // A computed value is no time attribute, whatever its arguments were.
    if (proctime)
        return withType(result, result->type.withTimeAttribute(TimeAttribute::Proctime));
    if (result->type.timeAttribute() != TimeAttribute::None)
        return withType(result, result->type.withTimeAttribute(TimeAttribute::None));
    return result;
}

ExpressionRef QueryBinder::cast(ExpressionRef value, const DataType& type, Place place, bool tryCast) {
    if (value->isLiteral() && value->value.isNull())
        return literalExpression(Value{}, type.asNullable(), at(place));
    DataType to = tryCast ? type.asNullable() : type.asNullable(value->type.nullable());
    ExpressionRef result = take(makeCast(std::move(value), to, tryCast, at(place), zone_.get()), place);
    if (result->type.timeAttribute() != TimeAttribute::None)
        return withType(result, result->type.withTimeAttribute(TimeAttribute::None));
    return result;
}

ExpressionRef QueryBinder::coerce(ExpressionRef value, const DataType& type) {
    if (value->type.same(type))
        return value;
    if (value->isLiteral() && (value->value.isNull() || (value->type.kind() == TypeKind::Char && type.kind() == TypeKind::Varchar && value->type.length() <= type.length())))
        return literalExpression(value->value, type.asNullable(value->type.nullable()).withTimeAttribute(TimeAttribute::None), value->place);
    Place place = value->place;
    return cast(std::move(value), type.withTimeAttribute(TimeAttribute::None), place);
}

ExpressionRef QueryBinder::condition(ExpressionRef value, const char* what) {
    if (value->type.kind() == TypeKind::Boolean)
        return value;
    if (value->type.kind() == TypeKind::Null)
        return literalExpression(Value{}, DataType::boolean(), value->place);
    fail(ErrorCode::Type, std::string(what) + " needs a BOOLEAN; this is " + value->type.text() + ".", value->place);
}

ExpressionRef QueryBinder::caseOf(std::vector<ExpressionRef> parts, Place place, const char* name) {
    std::vector<DataType> types;
    for (size_t i = 1; i < parts.size(); i += 2)
        types.push_back(parts[i]->type);
    types.push_back(parts.back()->type);
    auto common = commonType(types);
    if (std::string_view(name) == "IF") {
        for (const auto& type : types)
            if (type.kind() == TypeKind::Null || type.isNested() || type.isInterval())
                fail(ErrorCode::Type, "IF takes no " + (type.kind() == TypeKind::Null ? "bare NULL" : type.text()) + ".", place,
                     type.kind() == TypeKind::Null ? "Write CAST(NULL AS ...), or CASE." : "Use CASE.");
        if (common && common->isTimestamp())
            common = types[0];   // the first decides
    }
    if (!common) {
        std::string listed;
        for (const auto& type : types)
            listed += (listed.empty() ? "" : ", ") + type.text();
        fail(ErrorCode::Type, std::string("The results of ") + name + " have no common type: " + listed + ".", place, "Cast them to one type.");
    }
    bool nullable = false;
    for (const auto& type : types)
        nullable = nullable || type.nullable() || type.kind() == TypeKind::Null;
    DataType type = common->asNullable(nullable).withTimeAttribute(TimeAttribute::None);
    auto result = std::make_shared<Expression>();
    result->kind = ExpressionKind::Case;
    result->type = type;
    result->place = at(place);
    for (size_t i = 0; i < parts.size(); ++i)
        result->arguments.push_back(i % 2 == 1 || i + 1 == parts.size() ? coerce(parts[i], type) : condition(parts[i], "A condition of CASE"));
    return result;
}

ExpressionRef QueryBinder::coalesce(std::vector<ExpressionRef> parts, Place place, const char* name) {
    if (parts.empty())
        fail(ErrorCode::Invalid, std::string(name) + " needs at least one argument.", place);
    std::vector<DataType> types;
    bool nullable = true;
    for (const auto& part : parts) {
        types.push_back(part->type);
        nullable = nullable && (part->type.nullable() || part->type.kind() == TypeKind::Null);
    }
    auto common = commonArgumentType(types);
    if (!common)
        fail(ErrorCode::Type, std::string("The arguments of ") + name + " have no common type.", place, "Cast them to one type.");
    auto result = std::make_shared<Expression>();
    result->kind = ExpressionKind::Coalesce;
    result->type = common->asNullable(nullable).withTimeAttribute(TimeAttribute::None);
    result->place = at(place);
    for (auto& part : parts)
        result->arguments.push_back(coerce(std::move(part), *common));
    return result;
}

ExpressionRef QueryBinder::text(std::string value, Place place) { return literalExpression(Value(std::move(value)), DataType::string().notNull(), at(place)); }

ExpressionRef QueryBinder::negated(ExpressionRef value, Place place) { return call("NOT", {std::move(value)}, place); }

} // namespace weir::binder
