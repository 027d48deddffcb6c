// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/expression.h"
#include "engine/types/text.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::string_view Infix[] = {"+", "-", "*", "/", "%", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "||", "LIKE", "SIMILAR TO"};
constexpr std::string_view Postfix[] = {"IS NULL",     "IS NOT NULL", "IS TRUE",      "IS FALSE",
                                        "IS UNKNOWN", "IS NOT TRUE", "IS NOT FALSE", "IS NOT UNKNOWN"};

bool isOneOf(std::string_view name, std::span<const std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::string literalText(const Expression& literal) {
    if (literal.value.isNull()) return "NULL";
    std::string text = textOf(literal.value, literal.type, *TimeZone::utc());
    std::string quoted = "'";
    for (char c : text) {
        quoted += c;
        if (c == '\'') quoted += c;
    }
    quoted += '\'';
    switch (literal.type.kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: return quoted;
    case TypeKind::Date: return "DATE " + quoted;
    case TypeKind::Time: return "TIME " + quoted;
    case TypeKind::Timestamp: return "TIMESTAMP " + quoted;
    case TypeKind::TimestampLtz: return "TIMESTAMP_LTZ " + quoted;
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: {
        std::string unit = literal.type.text();
        return "INTERVAL " + quoted + unit.substr(std::string_view("INTERVAL").size());
    }
    default: return text;
    }
}

std::string join(const std::vector<ExpressionRef>& arguments, std::string_view separator, const std::vector<std::string>& names, bool brackets) {
    std::string out;
    for (const ExpressionRef& argument : arguments) {
        if (!out.empty()) out += separator;
        bool compound = brackets && (argument->kind == ExpressionKind::And || argument->kind == ExpressionKind::Or ||
                                     (argument->kind == ExpressionKind::Call && isOneOf(argument->function, Infix)));
        out += compound ? "(" + argument->text(names) + ")" : argument->text(names);
    }
    return out;
}

} // namespace

std::string Expression::text(const std::vector<std::string>& names) const {
    switch (kind) {
    case ExpressionKind::Column:
        return column < static_cast<int>(names.size()) ? "`" + names[column] + "`" : "$" + std::to_string(column);
    case ExpressionKind::Literal: return literalText(*this);
    case ExpressionKind::And: return join(arguments, " AND ", names, true);
    case ExpressionKind::Or: return join(arguments, " OR ", names, true);
    case ExpressionKind::Coalesce: return "COALESCE(" + join(arguments, ", ", names, false) + ")";
    case ExpressionKind::Case: {
        std::string out = "CASE";
        for (size_t i = 0; i + 1 < arguments.size(); i += 2)
            out += " WHEN " + arguments[i]->text(names) + " THEN " + arguments[i + 1]->text(names);
        return out + " ELSE " + arguments.back()->text(names) + " END";
    }
    case ExpressionKind::Call: break;
    }
    if (function == "CAST" || function == "TRY_CAST") return function + "(" + arguments[0]->text(names) + " AS " + type.text() + ")";
    if (function == "ITEM" && arguments.size() == 2) return arguments[0]->text(names) + "[" + arguments[1]->text(names) + "]";
    if (function == "FIELD" && arguments.size() == 2 && arguments[1]->isLiteral() && arguments[0]->type.kind() == TypeKind::Row) {
        auto index = static_cast<size_t>(arguments[1]->value.integer());
        const auto& fields = arguments[0]->type.fields();
        if (index < fields.size()) return arguments[0]->text(names) + ".`" + fields[index].name + "`";
    }
    if (arguments.size() >= 2 && isOneOf(function, Infix)) {
        std::string out = join({arguments[0], arguments[1]}, " " + function + " ", names, true);
        return arguments.size() == 3 ? out + " ESCAPE " + arguments[2]->text(names) : out;
    }
    if (arguments.size() == 1 && isOneOf(function, Postfix)) return join(arguments, "", names, true) + " " + function;
    if (arguments.size() == 1 && function == "NOT") return "NOT " + join(arguments, "", names, true);
    if (arguments.size() == 1 && function == "NEGATE") return "-" + join(arguments, "", names, true);
    if (function == "IN" && !arguments.empty()) {
        std::vector<ExpressionRef> list(arguments.begin() + 1, arguments.end());
        return arguments[0]->text(names) + " IN (" + join(list, ", ", names, false) + ")";
    }
    if (function == "ARRAY" || function == "MAP") return function + "[" + join(arguments, ", ", names, false) + "]";
    return function + "(" + join(arguments, ", ", names, false) + ")";
}

} // namespace weir
