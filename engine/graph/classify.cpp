// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/classify.h"

#include "engine/binder/tree_walk.h"
#include "engine/graph/reference_walk.h"

#include <algorithm>
#include <array>

namespace weir::graph {

namespace {

std::string capitals(std::string_view word) {
    std::string result(word);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return result;
}

constexpr std::array Aggregates{"COUNT",   "SUM",        "AVG",         "MIN",     "MAX",      "FIRST_VALUE", "LAST_VALUE",
                                "LISTAGG", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP", "COLLECT"};

std::optional<WindowCall> windowCall(const sql::TableReference* table, std::string_view text) {
    const auto* function = table ? table->as<sql::TableFunction>() : nullptr;
    const auto* call = function && function->call ? function->call->as<sql::Call>() : nullptr;
    if (!call || call->name.parts.size() != 1) return {};
    const std::string kind = capitals(call->name.parts[0].text);
    if (kind != "TUMBLE" && kind != "HOP" && kind != "CUMULATE" && kind != "SESSION") return {};
    WindowCall window;
    window.kind = kind;
    window.call = rangeOf(function->call->place);
    window.kindRange = rangeOf(call->name.parts[0].place);
    for (const auto& argument : call->arguments) {
        // Named arguments may stand in any order: shown as text only.
        if (!argument.value || argument.name) return {};
        const Range range = rangeOf(argument.value->place);
        if (argument.value->as<sql::TableArgument>()) {
            window.data = range;
        } else if (const auto* descriptor = argument.value->as<sql::Descriptor>()) {
            if (descriptor->columns.size() != 1) return {};
            window.timeRange = rangeOf(descriptor->columns[0].place);
            window.timeColumn = std::string(text.substr(static_cast<size_t>(window.timeRange.from), static_cast<size_t>(window.timeRange.length())));
        } else {
            window.sizeRanges.push_back(range);
            window.sizes.emplace_back(text.substr(static_cast<size_t>(range.from), static_cast<size_t>(range.length())));
        }
    }
    if (window.data.empty() || window.timeRange.empty() || window.sizes.empty()) return {};
    return window;
}

/// SELECT ... FROM (SELECT ..., ROW_NUMBER() OVER (...) AS n FROM t) WHERE n <= 3
std::optional<Ranking> ranking(const sql::Select& select, bool& first) {
    const auto* derived = select.from ? select.from->as<sql::DerivedTable>() : nullptr;
    const auto* inner = derived && derived->query ? derived->query->as<sql::Select>() : nullptr;
    if (!inner || !select.where) return {};
    for (const auto& item : inner->items) {
        const auto* call = item.expression ? item.expression->as<sql::Call>() : nullptr;
        if (!call || !call->over || !item.alias || call->over->orderBy.empty()) continue;
        const std::string function = capitals(call->name.dotted());
        if (function != "ROW_NUMBER" && function != "RANK" && function != "DENSE_RANK") continue;
        Ranking found;
        const auto& partition = call->over->partitionBy;
        if (!partition.empty()) found.partition = {rangeOf(partition.front()->place).from, rangeOf(partition.back()->place).to};
        found.order = {rangeOf(call->over->orderBy.front().place).from, rangeOf(call->over->orderBy.back().place).to};
        binder::visitTree(*select.where, [&](const sql::Expression& part) {
            const auto* compared = part.as<sql::Binary>();
            if (!compared || !compared->left || !compared->right) return;
            const auto* column = compared->left->as<sql::ColumnName>();
            const auto* number = compared->right->as<sql::Literal>();
            if (!column || column->name.empty() || column->name.last().text != item.alias->text || !number || number->kind != sql::LiteralKind::Integer) return;
            found.limit = rangeOf(compared->right->place);
            first = number->text == "1" && compared->op != sql::BinaryOperator::Less;
        });
        if (!found.limit.empty()) return found;
    }
    return {};
}

bool aggregates(const sql::Select& select) {
    bool found = false;
    for (const auto& item : select.items)
        if (item.expression)
            binder::visitTree(*item.expression, [&](const sql::Expression& part) {
                const auto* call = part.as<sql::Call>();
                if (call && !call->over && std::find(Aggregates.begin(), Aggregates.end(), capitals(call->name.dotted())) != Aggregates.end()) found = true;
            });
    return found;
}

bool hasOver(const sql::Select& select) {
    bool found = false;
    for (const auto& item : select.items)
        if (item.expression)
            binder::visitTree(*item.expression, [&](const sql::Expression& part) {
                const auto* call = part.as<sql::Call>();
                if (call && call->over) found = true;
            });
    return found;
}

Operator selectOperator(const sql::Select& select, const sql::Query& query, QueryForm& form, std::string_view text) {
    if (!select.from) return Operator::Sql;
    form.window = windowCall(select.from.get(), text);
    bool first = false;
    form.ranking = ranking(select, first);
    if (form.ranking) return first ? Operator::Deduplicate : Operator::TopN;
    if (select.from->as<sql::MatchRecognize>()) return Operator::Match;
    if (select.from->as<sql::Join>()) return Operator::Join;
    const bool grouped = select.grouped || select.distinct || aggregates(select);
    if (form.window) return grouped ? Operator::WindowAggregate : Operator::Window;
    if (grouped) return Operator::Aggregate;
    if (hasOver(select)) return Operator::Over;
    if (query.limit) return Operator::TopN;
    if (select.from->as<sql::DerivedTable>()) return Operator::Sql;
    return select.where ? Operator::Filter : Operator::Project;
}

bool isUnion(const sql::Query& query) {
    if (const auto* set = query.as<sql::SetOperation>())
        return set->op == sql::SetOperator::Union && set->left && set->right && isUnion(*set->left) && isUnion(*set->right);
    const auto* select = query.as<sql::Select>();
    return select && select->from && !select->grouped;
}

} // namespace

QueryForm classify(const sql::Query& query, std::string_view text) {
    QueryForm form;
    if (const auto* select = query.as<sql::Select>()) {
        form.plainSelect = true;
        form.op = selectOperator(*select, query, form, text);
    } else if (query.as<sql::SetOperation>() && isUnion(query)) {
        form.op = Operator::Union;
    } else if (query.as<sql::ExplicitTable>()) {
        form.op = Operator::Project;
    }
    return form;
}

} // namespace weir::graph
