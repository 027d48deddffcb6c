// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/expression_words.h"

#include "engine/planner/explain/plan_tree.h"
#include "engine/types/text.h"

#include <algorithm>
#include <span>

namespace weir {

namespace {

constexpr std::string_view Infix[] = {"+", "-", "*", "/", "%", "=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "||", "LIKE", "SIMILAR TO"};
constexpr std::string_view Postfix[] = {"IS NULL",    "IS NOT NULL", "IS TRUE",      "IS FALSE",
                                        "IS UNKNOWN", "IS NOT TRUE", "IS NOT FALSE", "IS NOT UNKNOWN"};

/// Names of the function table that Calcite spells otherwise.
struct Spelling { std::string_view ours, calcites; };
constexpr Spelling Spellings[] = {{"NEGATE", "-"}, {"%", "MOD"}};

bool isOneOf(std::string_view name, std::span<const std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += c;
    }
    return out + "'";
}

int codePoints(const std::string& text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Digits of a decimal literal: what makes its type evident.
std::pair<int, int> digitsOf(const std::string& text) {
    int digits = 0, scale = 0;
    bool point = false, leading = true;
    for (char c : text) {
        if (c == '.') point = true;
        if (c < '0' || c > '9') continue;
        if (c != '0') leading = false;
        if (!leading) ++digits;
        scale += point;
    }
    return {std::max(digits, 1), scale};
}

std::string literalWords(const Expression& literal, ExpressionStyle style) {
    const DataType& type = literal.type;
    if (literal.value.isNull()) return "null:" + typeWords(type, style);
    std::string text = textOf(literal.value, type, *TimeZone::utc());
    switch (type.kind()) {
    case TypeKind::Boolean: return text == "TRUE" || text == "true" ? "true" : "false";
    case TypeKind::Char:
    case TypeKind::Varchar: {
        if (style == ExpressionStyle::Infix) return quoted(text);
        std::string out = "_UTF-16LE" + quoted(text);
        return type.kind() == TypeKind::Char && type.length() == codePoints(text) ? out : out + ":" + typeWords(type, style);
    }
    case TypeKind::TinyInt:
    case TypeKind::SmallInt:
    case TypeKind::BigInt: return text + ":" + typeWords(type, style);
    case TypeKind::Decimal: {
        auto [digits, scale] = digitsOf(text);
        return digits == type.precision() && scale == type.scale() ? text : text + ":" + typeWords(type, style);
    }
    case TypeKind::Float:
    case TypeKind::Double: return text + ":" + typeWords(type, style);
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return text + ":" + typeWords(type, style);
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: return std::to_string(literal.value.integer()) + ":" + typeWords(type, style);
    default: return text;
    }
}

class Writer {
public:
    Writer(const std::vector<std::string>& names, ExpressionStyle style) : names_(names), style_(style) {}

    std::string write(const Expression& node) const {
        switch (node.kind) {
        case ExpressionKind::Column: return node.column < static_cast<int>(names_.size()) ? names_[node.column] : "$" + std::to_string(node.column);
        case ExpressionKind::Literal: return literalWords(node, style_);
        case ExpressionKind::And: return connected("AND", node.arguments);
        case ExpressionKind::Or: return connected("OR", node.arguments);
        case ExpressionKind::Coalesce: return "COALESCE(" + list(node.arguments) + ")";
        case ExpressionKind::Case: return "CASE(" + list(node.arguments) + ")";
        case ExpressionKind::Call: return call(node);
        }
        return "";
    }

private:
    std::string list(const std::vector<ExpressionRef>& arguments) const {
        std::vector<std::string> parts;
        for (const ExpressionRef& each : arguments) parts.push_back(write(*each));
        return joined(parts);
    }

    std::string connected(const char* word, const std::vector<ExpressionRef>& arguments) const {
        if (style_ == ExpressionStyle::Prefix) return std::string(word) + "(" + list(arguments) + ")";
        std::vector<std::string> parts;
        for (const ExpressionRef& each : arguments) parts.push_back(write(*each));
        return "(" + joined(parts, (" " + std::string(word) + " ").c_str()) + ")";
    }

    std::string call(const Expression& node) const {
        const auto& arguments = node.arguments;
        if (node.function == "CAST" || node.function == "TRY_CAST") {
            bool positional = names_.empty() && style_ == ExpressionStyle::Prefix;
            std::string type = typeWords(node.type, style_, style_ == ExpressionStyle::Prefix);
            return positional ? node.function + "(" + write(*arguments[0]) + "):" + type : node.function + "(" + write(*arguments[0]) + " AS " + type + ")";
        }
        if (node.function == "FIELD" && arguments.size() == 2 && arguments[1]->isLiteral() && arguments[0]->type.kind() == TypeKind::Row) {
            auto index = static_cast<size_t>(arguments[1]->value.integer());
            const auto& fields = arguments[0]->type.fields();
            if (index < fields.size()) return write(*arguments[0]) + "." + fields[index].name;
        }
        std::string name = node.function;
        for (const Spelling& each : Spellings)
            if (name == each.ours) name = each.calcites;
        if (style_ == ExpressionStyle::Infix) {
            if (arguments.size() == 2 && isOneOf(name, Infix)) return "(" + write(*arguments[0]) + " " + name + " " + write(*arguments[1]) + ")";
            if (arguments.size() == 1 && isOneOf(name, Postfix)) return write(*arguments[0]) + " " + name;
        }
        return name + "(" + list(arguments) + ")";
    }

    const std::vector<std::string>& names_;
    ExpressionStyle style_;
};

} // namespace

std::string expressionWords(const Expression& expression, const std::vector<std::string>& names, ExpressionStyle style) {
    return Writer(names, style).write(expression);
}

std::string typeWords(const DataType& type, ExpressionStyle style, bool withNullability) {
    auto inner = [&](const DataType& part) { return typeWords(part, style); };
    std::string text;
    std::string set = style == ExpressionStyle::Prefix ? " CHARACTER SET \"UTF-16LE\"" : "";
    switch (type.kind()) {
    case TypeKind::Int: text = "INTEGER"; break;
    case TypeKind::Char: text = "CHAR(" + std::to_string(type.length()) + ")" + set; break;
    case TypeKind::Varchar: text = "VARCHAR(" + std::to_string(type.length()) + ")" + set; break;
    case TypeKind::Binary: text = "BINARY(" + std::to_string(type.length()) + ")"; break;
    case TypeKind::Varbinary: text = "VARBINARY(" + std::to_string(type.length()) + ")"; break;
    case TypeKind::TimestampLtz: text = "TIMESTAMP_WITH_LOCAL_TIME_ZONE(" + std::to_string(type.precision()) + ")"; break;
    case TypeKind::IntervalDayTime: {
        // "INTERVAL DAY TO SECOND(3)": without the precisions.
        for (char c : type.text(false)) {
            if (c == '(') break;
            text += c;
        }
        break;
    }
    case TypeKind::Array: text = inner(type.element()) + " ARRAY"; break;
    case TypeKind::Multiset: text = inner(type.element()) + " MULTISET"; break;
    case TypeKind::Map: text = "(" + inner(type.key()) + ", " + inner(type.value()) + ") MAP"; break;
    case TypeKind::Row: {
        std::vector<std::string> parts;
        for (const Field& field : type.fields()) parts.push_back(inner(field.type) + " " + field.name);
        text = "RecordType:peek_no_expand(" + joined(parts) + ")";
        break;
    }
    default: text = type.text(false); break;
    }
    return withNullability && !type.nullable() ? text + " NOT NULL" : text;
}

std::string durationWords(int64_t millis) {
    struct Unit { int64_t millis; const char* name; };
    constexpr Unit units[] = {{86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1'000, " s"}};
    for (const Unit& unit : units)
        if (millis != 0 && millis % unit.millis == 0) return std::to_string(millis / unit.millis) + unit.name;
    return std::to_string(millis) + " ms";
}

} // namespace weir
