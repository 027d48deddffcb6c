// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

ExpressionPtr Grammar::parenthesizedExpression() {
    int start = c_.mark();
    if (c_.at(Keyword::Select, 1) || c_.at(Keyword::With, 1) || c_.at(Keyword::Values, 1) || (c_.at(Keyword::Table, 1) && !c_.at('(', 2))) {
        auto inner = parenthesizedQuery();
        return make(start, ScalarQuery{std::move(inner)});
    }
    c_.advance();
    int inside = c_.mark();
    auto first = expression();
    if (auto left = first->as<ScalarQuery>(); left && atSetOperator() && !c_.recovering()) {
        // ((SELECT ...) UNION (SELECT ...))
        Query nested;
        nested.body = NestedQuery{left->query};
        nested.place = first->place;
        auto whole = continueQuery(inside, std::make_shared<const Query>(std::move(nested)), 0);
        Query tailed = *whole;
        queryTail(tailed);
        tailed.place = c_.from(inside);
        c_.close(')', "after the query");
        return make(start, ScalarQuery{std::make_shared<const Query>(std::move(tailed))});
    }
    if (!c_.at(',')) {
        c_.close(')', "to close '('");
        auto difference = first->as<Binary>();
        if (difference && difference->op == BinaryOperator::Subtract && !c_.recovering() &&
            c_.atAny({Keyword::Year, Keyword::Month, Keyword::Day, Keyword::Hour, Keyword::Minute, Keyword::Second})) {
            auto units = intervalUnits();
            return make(start, TimeDifference{difference->left, difference->right, units});
        }
        return first;
    }
    Constructor row;
    row.kind = ConstructorKind::Row;
    row.keyword = false;
    row.elements.push_back(std::move(first));
    while (c_.accept(',')) {
        row.elements.push_back(expression());
        c_.recoverInList();
    }
    c_.close(')', "after the fields of a row");
    return make(start, std::move(row));
}

ExpressionPtr Grammar::caseExpression() {
    int start = c_.mark();
    c_.advance();
    Case node;
    c_.layout(LayoutKind::OpenList);
    if (!c_.at(Keyword::When))
        node.operand = expression();
    while (!c_.recovering() && c_.at(Keyword::When)) {
        c_.layout(LayoutKind::Item);
        c_.advance();
        When when;
        when.condition = expression();
        // A simple CASE may list several values: WHEN 1, 2 THEN.
        if (node.operand && c_.at(',')) {
            c_.errorAt(c_.here(), "WHEN with several values is not supported yet.", "Write a WHEN for each value.", ErrorCode::Unsupported);
            break;
        }
        c_.expect(Keyword::Then, "after the condition of WHEN");
        when.result = c_.recovering() ? missing() : expression();
        node.whens.push_back(std::move(when));
    }
    if (node.whens.empty())
        c_.error("WHEN", "after CASE");
    if (!c_.recovering() && c_.at(Keyword::Else)) {
        c_.layout(LayoutKind::Item);
        c_.advance();
        node.otherwise = expression();
    }
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.expect(Keyword::End, "to close CASE");
    return make(start, std::move(node));
}

std::vector<ExpressionPtr> Grammar::expressionList() {
    std::vector<ExpressionPtr> list;
    list.push_back(expression());
    while (c_.accept(','))
        list.push_back(expression());
    return list;
}

ExpressionPtr Grammar::constructor(ConstructorKind kind) {
    int start = c_.mark();
    const auto& word = c_.advance();
    if (c_.at('(') && kind != ConstructorKind::Row) {
        if (!c_.at(Keyword::Select, 1) && !c_.at(Keyword::With, 1) && !c_.at(Keyword::Values, 1)) {
            c_.errorAt(c_.here(), "Expected '[' after " + std::string(keywordText(word.keyword)) + ", found '('.",
                       "Elements stand between brackets; parentheses take a query.");
            return missing();
        }
        auto inner = parenthesizedQuery();
        return make(start, QueryConstructor{kind, std::move(inner)});
    }
    char close = kind == ConstructorKind::Row ? ')' : ']';
    Constructor node;
    node.kind = kind;
    if (kind == ConstructorKind::Row)
        c_.layout(LayoutKind::Tight);
    if (!c_.expect(kind == ConstructorKind::Row ? '(' : '[', ""))
        return make(start, std::move(node));
    c_.layout(LayoutKind::OpenList);
    if (!c_.at(close))
        commaList([&] { node.elements.push_back(expression()); });
    if (!c_.at(close))
        c_.error(close == ')' ? "',' or ')'" : "',' or ']'", "after an element");
    c_.recoverToBracket(close);
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.accept(close);
    if (kind == ConstructorKind::Map && node.elements.size() % 2 != 0) {
        c_.errorAt(c_.from(start), "MAP takes keys and values in pairs, and has " + std::to_string(node.elements.size()) + " elements here.",
                   "Write MAP[key, value, ...].");
        c_.resume();
    }
    return make(start, std::move(node));
}

} // namespace weir::sql
