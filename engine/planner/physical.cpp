// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/physical.h"

#include <algorithm>
#include <set>

namespace weir {

using namespace plan;

bool Physical::hasKeyWithin(const std::vector<int>& columns) const {
    return std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) {
        return std::all_of(key.begin(), key.end(), [&](int column) { return std::find(columns.begin(), columns.end(), column) != columns.end(); });
    });
}

bool Physical::uniqueByGrouping(const std::vector<int>& columns) const {
    const Physical* below = this;
    while (!below->isUnion && std::holds_alternative<CalcSpec>(below->spec) && !below->inputs.empty()) below = below->inputs[0].from.get();
    bool late = std::holds_alternative<RankSpec>(below->spec) || std::holds_alternative<DeduplicateSpec>(below->spec) || std::holds_alternative<WindowRankSpec>(below->spec);
    return !late && hasKeyWithin(columns);
}

bool Physical::isKey(const std::vector<int>& columns) const {
    std::set<int> wanted(columns.begin(), columns.end());
    return std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) { return std::set<int>(key.begin(), key.end()) == wanted; });
}

std::vector<int> mapColumns(const std::vector<int>& columns, const std::vector<int>& mapping) {
    std::vector<int> out;
    for (int column : columns) {
        if (mapping[column] < 0) return {};
        out.push_back(mapping[column]);
    }
    return out;
}

std::vector<std::vector<int>> mapKeys(const std::vector<std::vector<int>>& keys, const std::vector<int>& mapping) {
    std::vector<std::vector<int>> out;
    for (const auto& key : keys) {
        auto mapped = mapColumns(key, mapping);
        if (mapped.size() == key.size()) out.push_back(std::move(mapped));
    }
    return out;
}

std::optional<WindowTrait> mapWindow(const std::optional<WindowTrait>& window, const std::vector<int>& mapping) {
    if (!window) return window;
    auto at = [&](int column) { return column < 0 ? -1 : mapping[column]; };
    WindowTrait mapped{window->window, at(window->start), at(window->end), at(window->time)};
    for (int& column : mapped.window.partition) column = at(column);
    return mapped;
}

namespace {

/// -1, 0, 1 of a constant; nothing when it is none or NULL.
std::optional<int> signOf(const Expression& literal) {
    if (!literal.isLiteral() || literal.value.isNull() || !literal.type.isNumeric()) return {};
    if (literal.type.isInteger()) return literal.value.integer() > 0 ? 1 : literal.value.integer() < 0 ? -1 : 0;
    std::string text = literal.text();
    if (text.find_first_of("123456789") == std::string::npos) return 0;
    return text.find('-') == 0 ? -1 : 1;
}

/// `column OP constant` among the conjuncts keeps only values of that sign.
bool filterKeeps(const ExpressionRef& condition, int column, int sign) {
    for (const ExpressionRef& each : conjuncts(condition)) {
        if (each->kind != ExpressionKind::Call || each->arguments.size() != 2) continue;
        const Expression *a = each->arguments[0].get(), *b = each->arguments[1].get();
        std::string function = each->function;
        if (b->isColumn()) {
            std::swap(a, b);
            function = function == "<" ? ">" : function == "<=" ? ">=" : function == ">" ? "<" : function == ">=" ? "<=" : function;
        }
        if (!a->isColumn() || a->column != column) continue;
        auto bound = signOf(*b);
        if (!bound || *bound == -sign) continue;
        if (function == "=" || (sign > 0 ? function == ">" || function == ">=" : function == "<" || function == "<=")) return true;
    }
    return false;
}

bool expressionHasSign(const Expression& expression, const Physical& input, const ExpressionRef& condition, int sign) {
    if (expression.isLiteral()) {
        if (expression.value.isNull()) return true;
        auto known = signOf(expression);
        return known && *known != -sign;
    }
    if (expression.isColumn()) return (condition && filterKeeps(condition, expression.column, sign)) || hasSign(input, expression.column, sign);
    if (expression.function == "CAST" && expression.type.isNumeric() && expression.arguments[0]->type.isNumeric())
        return expressionHasSign(*expression.arguments[0], input, condition, sign);
    if (expression.kind != ExpressionKind::Case) return false;
    for (size_t i = 1; i < expression.arguments.size(); i += 2)
        if (!expressionHasSign(*expression.arguments[i], input, condition, sign)) return false;
    return expression.arguments.size() % 2 == 0 || expressionHasSign(*expression.arguments.back(), input, condition, sign);
}

} // namespace

bool hasSign(const Physical& from, int column, int sign) {
    if (from.isUnion || !from.insertOnly()) return false;
    if (const auto* source = std::get_if<SourceSpec>(&from.spec)) {
        static const Physical nothing{};
        if (source->projections.empty()) return source->filter && filterKeeps(source->filter, column, sign);
        return expressionHasSign(*source->projections[column], nothing, source->filter, sign);
    }
    const auto* spec = std::get_if<CalcSpec>(&from.spec);
    if (!spec || from.inputs.empty()) return false;
    const Physical& input = *from.inputs[0].from;
    if (spec->projections.empty()) return (spec->condition && filterKeeps(spec->condition, column, sign)) || hasSign(input, column, sign);
    return expressionHasSign(*spec->projections[column], input, spec->condition, sign);
}

} // namespace weir
