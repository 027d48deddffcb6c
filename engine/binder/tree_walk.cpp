// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/tree_walk.h"

#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <algorithm>

namespace weir::binder {

void visitTree(const sql::Expression& expression, const std::function<void(const sql::Expression&)>& visit) {
    visit(expression);
    auto one = [&](const sql::ExpressionPtr& child) { if (child) visitTree(*child, visit); };
    auto all = [&](const std::vector<sql::ExpressionPtr>& children) { for (const auto& child : children) one(child); };
    auto order = [&](const std::vector<sql::OrderItem>& items) { for (const auto& item : items) one(item.expression); };
    std::visit([&](const auto& node) {
        using Kind = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Kind, sql::Unary> || std::is_same_v<Kind, sql::IsTest> || std::is_same_v<Kind, sql::Cast> || std::is_same_v<Kind, sql::FieldAccess>) {
            one(node.operand);
        } else if constexpr (std::is_same_v<Kind, sql::Binary>) {
            one(node.left);
            one(node.right);
        } else if constexpr (std::is_same_v<Kind, sql::TimeDifference>) {
            one(node.left);
            one(node.right);
        } else if constexpr (std::is_same_v<Kind, sql::Like>) {
            one(node.value);
            one(node.pattern);
            one(node.escape);
        } else if constexpr (std::is_same_v<Kind, sql::Between>) {
            one(node.value);
            one(node.low);
            one(node.high);
        } else if constexpr (std::is_same_v<Kind, sql::InList>) {
            one(node.value);
            all(node.list);
        } else if constexpr (std::is_same_v<Kind, sql::InQuery>) {
            one(node.value);
        } else if constexpr (std::is_same_v<Kind, sql::QuantifiedComparison>) {
            one(node.left);
            all(node.list);
        } else if constexpr (std::is_same_v<Kind, sql::Case>) {
            one(node.operand);
            for (const auto& when : node.whens) {
                one(when.condition);
                one(when.result);
            }
            one(node.otherwise);
        } else if constexpr (std::is_same_v<Kind, sql::Call>) {
            for (const auto& argument : node.arguments)
                one(argument.value);
            order(node.withinGroup);
            one(node.filter);
            if (node.over) {
                all(node.over->partitionBy);
                order(node.over->orderBy);
            }
        } else if constexpr (std::is_same_v<Kind, sql::Constructor>) {
            all(node.elements);
        } else if constexpr (std::is_same_v<Kind, sql::ElementAccess>) {
            one(node.collection);
            one(node.index);
        } else if constexpr (std::is_same_v<Kind, sql::JsonPathCall>) {
            one(node.input);
            one(node.path);
            one(node.onEmpty.value);
            one(node.onError.value);
        } else if constexpr (std::is_same_v<Kind, sql::JsonObjectCall>) {
            for (const auto& pair : node.pairs) {
                one(pair.key);
                one(pair.value);
            }
            one(node.filter);
        } else if constexpr (std::is_same_v<Kind, sql::JsonArrayCall>) {
            all(node.values);
            one(node.filter);
        }
    }, expression.node);
}

std::string catalogText(const sql::Expression& expression) {
    std::string text = sql::toSql(expression);
    auto parsed = sql::parseExpression(text);
    if (!parsed.expression || !parsed.diagnostics.empty())
        return text;
    std::vector<Place> bare;
    visitTree(*parsed.expression, [&](const sql::Expression& part) {
        if (const auto* column = part.as<sql::ColumnName>())
            for (const auto& name : column->name.parts)
                if (!name.quoted && name.place.known())
                    bare.push_back(name.place);
        if (const auto* field = part.as<sql::FieldAccess>(); field && !field->star && !field->field.quoted && field->field.place.known())
            bare.push_back(field->field.place);
    });
    std::sort(bare.begin(), bare.end(), [](const Place& a, const Place& b) { return a.offset > b.offset; });
    for (const auto& place : bare) {
        if (text[static_cast<size_t>(place.offset)] == '`')
            continue;
        text.insert(static_cast<size_t>(place.offset + place.length), "`");
        text.insert(static_cast<size_t>(place.offset), "`");
    }
    return text;
}

} // namespace weir::binder
