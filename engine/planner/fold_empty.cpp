// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/contradiction.h"
#include "engine/planner/rewrite.h"

#include <algorithm>

namespace weir {

using namespace plan;

namespace {

bool isEmpty(const NodeRef& node) {
    const auto* values = std::get_if<Values>(&node->spec);
    return values && values->rows.empty();
}

NodeRef empty(const Node& node) { return makeNode(Values{}, node.schema, {}, node.place, node.name); }

/// What aggregates say of no rows: known for those that Flink computes while planning.
NodeRef countedNothing(const Node& node, const Aggregate& aggregate) {
    std::vector<ExpressionRef> row;
    for (size_t i = 0; i < aggregate.calls.size(); ++i) {
        const std::string& name = aggregate.calls[i].name;
        const DataType& type = node.schema.fields[i].type;
        if (name == "COUNT") row.push_back(literalExpression(Value(int64_t{0}), type, node.place));
        else if (name == "SUM" || name == "AVG" || name == "MIN" || name == "MAX") row.push_back(literalExpression(Value(), type, node.place));
        else return nullptr;
    }
    return makeNode(Values{{std::move(row)}}, node.schema, {}, node.place, node.name);
}

NodeRef foldJoin(const NodeRef& node, const Join& join) {
    bool left = isEmpty(node->inputs[0]), right = isEmpty(node->inputs[1]);
    switch (join.kind) {
    case JoinKind::Inner:
    case JoinKind::Semi: return left || right ? empty(*node) : node;
    case JoinKind::Left: return left ? empty(*node) : node;
    case JoinKind::Right: return right ? empty(*node) : node;
    case JoinKind::Full: return left && right ? empty(*node) : node;
    case JoinKind::Anti: return left ? empty(*node) : right ? node->inputs[0] : node;
    }
    return node;
}

} // namespace

NodeRef foldEmpty(const NodeRef& node) {
    if (const auto* filter = std::get_if<Filter>(&node->spec)) return isEmpty(node->inputs[0]) || neverTrue(conjuncts(filter->condition)) ? empty(*node) : node;
    if (const auto* join = std::get_if<Join>(&node->spec)) return foldJoin(node, *join);
    if (const auto* set = std::get_if<SetOperation>(&node->spec)) {
        bool all = std::all_of(node->inputs.begin(), node->inputs.end(), isEmpty);
        return all || (set->kind != SetKind::Union && isEmpty(node->inputs[0])) ? empty(*node) : node;
    }
    if (const auto* sort = std::get_if<Sort>(&node->spec); sort && sort->limit == 0) return empty(*node);
    if (node->inputs.size() != 1 || !isEmpty(node->inputs[0])) return node;
    if (const auto* aggregate = std::get_if<Aggregate>(&node->spec)) {
        if (!aggregate->keys.empty()) return empty(*node);
        NodeRef row = countedNothing(*node, *aggregate);
        return row ? row : node;
    }
    bool passesNothing = std::holds_alternative<Project>(node->spec) || std::holds_alternative<Sort>(node->spec) || std::holds_alternative<Expand>(node->spec);
    return passesNothing ? empty(*node) : node;
}

} // namespace weir
