// SPDX-License-Identifier: Apache-2.0
// Where columns and expressions of plan nodes are, and where they come from.
#include "engine/binder/query_binder.h"

#include <algorithm>
#include <unordered_set>

namespace weir::binder {

void visitExpressions(const plan::Node& node, const std::function<void(const ExpressionRef&)>& visit) {
    auto one = [&](const ExpressionRef& expression) { if (expression) visit(expression); };
    auto all = [&](const std::vector<ExpressionRef>& list) { for (const auto& expression : list) one(expression); };
    std::visit([&](const auto& spec) {
        using Kind = std::decay_t<decltype(spec)>;
        if constexpr (std::is_same_v<Kind, plan::Watermark>)
            one(spec.expression);
        else if constexpr (std::is_same_v<Kind, plan::Values>)
            for (const auto& row : spec.rows)
                all(row);
        else if constexpr (std::is_same_v<Kind, plan::Filter> || std::is_same_v<Kind, plan::Join> || std::is_same_v<Kind, plan::TemporalJoin>)
            one(spec.condition);
        else if constexpr (std::is_same_v<Kind, plan::Project>)
            all(spec.expressions);
        else if constexpr (std::is_same_v<Kind, plan::Expand>)
            for (const auto& projection : spec.projections)
                all(projection);
        else if constexpr (std::is_same_v<Kind, plan::Correlate>) {
            all(spec.arguments);
            one(spec.condition);
        } else if constexpr (std::is_same_v<Kind, plan::Unnest>) {
            one(spec.collection);
            one(spec.condition);
        } else if constexpr (std::is_same_v<Kind, plan::Over>)
            for (const auto& window : spec.windows)
                for (const auto& call : window.calls)
                    all(call.extra);
    }, node.spec);
}

namespace {

/// A CTE that is named often is one node with many ways to it: `seen` keeps the walk as long as the plan is.
bool hasOuterColumns(const plan::Node& node, std::unordered_set<const plan::Node*>& seen) {
    if (!seen.insert(&node).second)
        return false;
    bool found = false;
    visitExpressions(node, [&](const ExpressionRef& expression) {
        found = found || anyColumn(expression, [](int column) { return placeholderKind(column) == PlaceholderKind::Outer; });
    });
    return found || std::any_of(node.inputs.begin(), node.inputs.end(), [&](const plan::NodeRef& input) { return hasOuterColumns(*input, seen); });
}

} // namespace

bool hasOuterColumns(const plan::Node& node) {
    std::unordered_set<const plan::Node*> seen;
    return hasOuterColumns(node, seen);
}

Origin originOf(const plan::Node& start, int column) {
    const plan::Node* node = &start;
    while (true) {
        const plan::Node* next = nullptr;
        int nextColumn = column;
        int first = node->inputs.empty() ? 0 : node->inputs[0]->schema.size();
        if (const auto* project = std::get_if<plan::Project>(&node->spec)) {
            const auto& expression = project->expressions[static_cast<size_t>(column)];
            if (expression->isColumn() && placeholderKind(expression->column) == PlaceholderKind::None) {
                next = node->inputs[0].get();
                nextColumn = expression->column;
            }
        } else if (std::holds_alternative<plan::Filter>(node->spec) || std::holds_alternative<plan::Sort>(node->spec) ||
                   std::holds_alternative<plan::Watermark>(node->spec) || std::holds_alternative<plan::SingleRow>(node->spec)) {
            next = node->inputs[0].get();
        } else if (std::holds_alternative<plan::Over>(node->spec) || std::holds_alternative<plan::WindowTvf>(node->spec) ||
                   std::holds_alternative<plan::Correlate>(node->spec) || std::holds_alternative<plan::Unnest>(node->spec)) {
            if (column < first)
                next = node->inputs[0].get();
        } else if (std::holds_alternative<plan::Join>(node->spec) || std::holds_alternative<plan::TemporalJoin>(node->spec)) {
            next = node->inputs[column < first ? 0 : 1].get();
            nextColumn = column < first ? column : column - first;
        } else if (const auto* aggregate = std::get_if<plan::Aggregate>(&node->spec)) {
            if (column < static_cast<int>(aggregate->keys.size())) {
                next = node->inputs[0].get();
                nextColumn = aggregate->keys[static_cast<size_t>(column)];
            }
        } else if (const auto* expand = std::get_if<plan::Expand>(&node->spec)) {
            int same = -1;
            for (const auto& projection : expand->projections) {
                const auto& expression = projection[static_cast<size_t>(column)];
                int here = expression->isColumn() ? expression->column : -2;
                same = same == -1 || same == here ? here : -2;
            }
            if (same >= 0) {
                next = node->inputs[0].get();
                nextColumn = same;
            }
        }
        if (!next)
            return {node, column};
        node = next;
        column = nextColumn;
    }
}

} // namespace weir::binder
