// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/rewrite.h"

#include "engine/planner/contradiction.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace weir {

using namespace plan;

ExpressionRef substitute(const ExpressionRef& expression, const std::vector<ExpressionRef>& replacements) {
    return transform(expression, [&](const ExpressionRef& node) { return node->isColumn() ? replacements.at(node->column) : node; });
}

ExpressionRef shift(const ExpressionRef& expression, int by) {
    return transform(expression, [&](const ExpressionRef& node) {
        return node->isColumn() ? columnExpression(node->column + by, node->type, node->place) : node;
    });
}

namespace {

bool deterministic(const std::vector<ExpressionRef>& expressions) {
    return std::all_of(expressions.begin(), expressions.end(), [](const ExpressionRef& each) { return each->deterministic(); });
}

bool within(const Expression& expression, int first, int last) {
    std::set<int> columns;
    collectColumns(expression, columns);
    return std::all_of(columns.begin(), columns.end(), [&](int column) { return column >= first && column < last; });
}

/// TRUE can only be reached when the columns [first, last) are not all NULL: a comparison or IS NOT NULL of one of them.
bool rejectsNulls(const Expression& conjunct, int first, int last) {
    if (conjunct.kind != ExpressionKind::Call) return false;
    static const std::set<std::string> strict{"=", "<>", "<", "<=", ">", ">=", "IS NOT NULL", "LIKE", "IS TRUE"};
    if (!strict.count(conjunct.function)) return false;
    for (const ExpressionRef& argument : conjunct.arguments) {
        const Expression* inner = argument.get();
        while (inner->kind == ExpressionKind::Call && inner->function == "CAST" && inner->arguments.size() == 1) inner = inner->arguments[0].get();
        if (inner->isColumn() && inner->column >= first && inner->column < last) return true;
        if (conjunct.function == "IS TRUE" && inner->kind == ExpressionKind::Call && rejectsNulls(*inner, first, last)) return true;
    }
    return false;
}

/// The planner makes one node of an aggregate and the window function right below it.
bool overWindow(const Node& aggregate) {
    const Node* below = aggregate.inputs[0].get();
    while (std::holds_alternative<Project>(below->spec) || std::holds_alternative<Filter>(below->spec)) below = below->inputs[0].get();
    return std::holds_alternative<WindowTvf>(below->spec);
}

class Rewriter {
public:
    explicit Rewriter(std::shared_ptr<const TimeZone> zone) : zone_(std::move(zone)) {}
    NodeRef rewrite(const NodeRef& node) {
        auto found = done_.find(node.get());
        if (found != done_.end()) return found->second;
        kept_.push_back(node);
        std::vector<NodeRef> inputs;
        for (const NodeRef& input : node->inputs) inputs.push_back(rewrite(input));
        NodeRef result = share(foldEmpty(apply(with(*node, std::move(inputs)))));
        done_[node.get()] = result;
        return result;
    }

private:
    static NodeRef with(const Node& node, std::vector<NodeRef> inputs) {
        auto copy = std::make_shared<Node>(node);
        copy->inputs = std::move(inputs);
        return copy;
    }

    ExpressionRef simple(const ExpressionRef& expression) { return expression ? simplify(expression, context_) : expression; }

    NodeRef apply(NodeRef node) {
        if (const auto* filter = std::get_if<Filter>(&node->spec)) return pushFilter(conjuncts(simple(filter->condition)), node->inputs[0], *node);
        if (const auto* project = std::get_if<Project>(&node->spec)) return mergeProject(*project, node);
        if (const auto* join = std::get_if<Join>(&node->spec)) return pushJoinCondition(*join, node);
        return node;
    }

    NodeRef mergeProject(const Project& project, const NodeRef& node) {
        std::vector<ExpressionRef> expressions;
        for (const ExpressionRef& each : project.expressions) expressions.push_back(simple(each));
        NodeRef input = node->inputs[0];
        const auto* inner = std::get_if<Project>(&input->spec);
        if (inner && deterministic(inner->expressions)) {
            for (ExpressionRef& each : expressions) each = simple(substitute(each, inner->expressions));
            input = input->inputs[0];
        }
        return makeNode(Project{std::move(expressions)}, node->schema, {input}, node->place, node->name);
    }

    NodeRef filterOver(std::vector<ExpressionRef> conditions, const NodeRef& input, const Node& origin) {
        conditions.erase(std::remove_if(conditions.begin(), conditions.end(),
                                        [](const ExpressionRef& each) { return each->isLiteral() && !each->value.isNull() && each->value.boolean(); }),
                         conditions.end());
        if (conditions.empty()) return input;
        return share(foldEmpty(makeNode(Filter{makeAnd(std::move(conditions), origin.place)}, input->schema, {input}, origin.place, origin.name)));
    }

    NodeRef pushFilter(std::vector<ExpressionRef> conditions, const NodeRef& input, const Node& origin) {
        if (const auto* below = std::get_if<Filter>(&input->spec)) {
            auto all = conjuncts(below->condition);
            all.insert(all.end(), conditions.begin(), conditions.end());
            return pushFilter(std::move(all), input->inputs[0], origin);
        }
        if (const auto* project = std::get_if<Project>(&input->spec); project && deterministic(project->expressions)) {
            for (ExpressionRef& each : conditions) each = simple(substitute(each, project->expressions));
            NodeRef pushed = pushFilter(std::move(conditions), input->inputs[0], origin);
            return share(foldEmpty(with(*input, {pushed})));
        }
        if (const auto* set = std::get_if<SetOperation>(&input->spec); set && set->kind == SetKind::Union && set->all && deterministic(conditions)) {
            std::vector<NodeRef> inputs;
            for (const NodeRef& each : input->inputs) inputs.push_back(pushFilter(conditions, each, origin));
            return share(foldEmpty(with(*input, std::move(inputs))));
        }
        if (const auto* tvf = std::get_if<WindowTvf>(&input->spec); tvf && tvf->window.kind != WindowKind::Session) {
            std::vector<ExpressionRef> below, above;
            for (ExpressionRef& each : conditions)
                (each->deterministic() && within(*each, 0, input->inputs[0]->schema.size()) ? below : above).push_back(each);
            if (below.empty()) return filterOver(std::move(above), input, origin);
            NodeRef pushed = pushFilter(std::move(below), input->inputs[0], origin);
            return filterOver(std::move(above), share(with(*input, {pushed})), origin);
        }
        if (const auto* join = std::get_if<Join>(&input->spec)) return pushIntoJoin(std::move(conditions), *join, input, origin);
        if (const auto* aggregate = std::get_if<Aggregate>(&input->spec); aggregate && !aggregate->keys.empty() && !overWindow(*input)) {
            std::vector<ExpressionRef> below, above, keys;
            for (int key : aggregate->keys) keys.push_back(columnExpression(key, input->inputs[0]->schema.fields[key].type));
            for (ExpressionRef& each : conditions)
                if (each->deterministic() && within(*each, 0, static_cast<int>(keys.size()))) below.push_back(substitute(each, keys));
                else above.push_back(each);
            if (below.empty()) return filterOver(std::move(above), input, origin);
            NodeRef pushed = pushFilter(std::move(below), input->inputs[0], origin);
            return filterOver(std::move(above), share(foldEmpty(with(*input, {pushed}))), origin);
        }
        if (const auto* values = std::get_if<Values>(&input->spec); values && values->computed && deterministic(conditions))
            {
            NodeRef rows = withoutFalseRows(*values, input, conditions);
            return filterOver(std::move(conditions), rows, origin);
        }
        return filterOver(std::move(conditions), input, origin);
    }

    /// The rows that the conditions may let through.
    NodeRef withoutFalseRows(const Values& values, const NodeRef& node, const std::vector<ExpressionRef>& conditions) {
        Values kept{{}, true};
        for (const auto& row : values.rows) {
            std::vector<ExpressionRef> tried;
            for (const ExpressionRef& each : conditions) tried.push_back(simple(substitute(each, row)));
            if (!deterministic(row) || !neverTrue(tried)) kept.rows.push_back(row);
        }
        return kept.rows.size() == values.rows.size() ? node : share(makeNode(std::move(kept), node->schema, {}, node->place, node->name));
    }

    NodeRef pushIntoJoin(std::vector<ExpressionRef> conditions, const Join& join, const NodeRef& node, const Node& origin) {
        int left = node->inputs[0]->schema.size(), all = left + node->inputs[1]->schema.size();
        JoinKind kind = join.kind;
        // A filter that no NULL-padded row can pass makes the padding side's join an inner one.
        for (const ExpressionRef& each : conditions) {
            if ((kind == JoinKind::Left || kind == JoinKind::Full) && rejectsNulls(*each, left, all)) kind = kind == JoinKind::Left ? JoinKind::Inner : JoinKind::Right;
            if ((kind == JoinKind::Right || kind == JoinKind::Full) && rejectsNulls(*each, 0, left)) kind = kind == JoinKind::Right ? JoinKind::Inner : JoinKind::Left;
        }
        bool toLeft = kind == JoinKind::Inner || kind == JoinKind::Left || kind == JoinKind::Semi || kind == JoinKind::Anti;
        bool toRight = kind == JoinKind::Inner || kind == JoinKind::Right;
        std::vector<ExpressionRef> leftOnes, rightOnes, condition, above;
        if (join.condition) condition = conjuncts(join.condition);
        for (ExpressionRef& each : conditions) {
            bool sure = each->deterministic();
            if (sure && toLeft && within(*each, 0, left)) leftOnes.push_back(each);
            else if (sure && toRight && within(*each, left, all)) rightOnes.push_back(shift(each, -left));
            else if (sure && kind == JoinKind::Inner) condition.push_back(each);
            else above.push_back(each);
        }
        NodeRef leftInput = leftOnes.empty() ? node->inputs[0] : pushFilter(std::move(leftOnes), node->inputs[0], origin);
        NodeRef rightInput = rightOnes.empty() ? node->inputs[1] : pushFilter(std::move(rightOnes), node->inputs[1], origin);
        auto changed = std::make_shared<Node>(*node);
        changed->spec = Join{kind, condition.empty() ? nullptr : makeAnd(std::move(condition), node->place)};
        changed->inputs = {leftInput, rightInput};
        return filterOver(std::move(above), share(foldEmpty(changed)), origin);
    }

    NodeRef pushJoinCondition(const Join& join, const NodeRef& node) {
        if (!join.condition) return node;
        int left = node->inputs[0]->schema.size();
        bool toLeft = join.kind == JoinKind::Inner || join.kind == JoinKind::Right || join.kind == JoinKind::Semi;
        bool toRight = join.kind == JoinKind::Inner || join.kind == JoinKind::Left || join.kind == JoinKind::Semi || join.kind == JoinKind::Anti;
        std::vector<ExpressionRef> leftOnes, rightOnes, rest;
        for (const ExpressionRef& each : conjuncts(simple(join.condition))) {
            std::set<int> columns;
            collectColumns(*each, columns);
            bool sure = each->deterministic() && !columns.empty();
            if (sure && toLeft && *columns.rbegin() < left) leftOnes.push_back(each);
            else if (sure && toRight && *columns.begin() >= left) rightOnes.push_back(shift(each, -left));
            else if (!(each->isLiteral() && !each->value.isNull() && each->value.boolean())) rest.push_back(each);
        }
        auto changed = std::make_shared<Node>(*node);
        changed->spec = Join{join.kind, rest.empty() ? nullptr : makeAnd(std::move(rest), node->place)};
        if (!leftOnes.empty()) changed->inputs[0] = pushFilter(std::move(leftOnes), node->inputs[0], *node);
        if (!rightOnes.empty()) changed->inputs[1] = pushFilter(std::move(rightOnes), node->inputs[1], *node);
        return changed;
    }

    /// Nodes that mean the same and stand on the same inputs become one.
    NodeRef share(const NodeRef& node) {
        std::string key;
        if (const auto* scan = std::get_if<Scan>(&node->spec)) {
            key = "scan " + scan->table->path();
            for (int column : scan->columns) key += " " + std::to_string(column);
            for (auto& [option, value] : scan->hintOptions) key += " " + option + "=" + value;
            key += " " + std::to_string(reinterpret_cast<uintptr_t>(scan->table.get()));
        } else if (const auto* watermark = std::get_if<plan::Watermark>(&node->spec)) {
            key = "watermark " + std::to_string(watermark->column) + " " + watermark->expression->text();
        } else if (const auto* project = std::get_if<Project>(&node->spec); project && deterministic(project->expressions)) {
            key = "project";
            for (size_t i = 0; i < project->expressions.size(); ++i)
                key += " " + project->expressions[i]->text() + ":" + project->expressions[i]->type.text(true, true) + " " + node->schema.fields[i].name;
        } else if (const auto* filter = std::get_if<Filter>(&node->spec); filter && filter->condition->deterministic()) {
            key = "filter " + filter->condition->text();
        } else if (const auto* tvf = std::get_if<WindowTvf>(&node->spec)) {
            key = "window " + std::to_string(static_cast<int>(tvf->window.kind)) + " " + std::to_string(tvf->window.size) + " " + std::to_string(tvf->window.slide) +
                  " " + std::to_string(tvf->window.offset) + " " + std::to_string(tvf->window.timeColumn);
            for (int column : tvf->window.partition) key += " " + std::to_string(column);
        } else {
            return node;
        }
        for (const NodeRef& input : node->inputs) key += " <" + std::to_string(reinterpret_cast<uintptr_t>(input.get()));
        auto [entry, fresh] = shared_.emplace(key, node);
        kept_.push_back(node);
        return entry->second;
    }

    std::shared_ptr<const TimeZone> zone_;
    EvaluationContext context_{.zone = zone_.get()};
    std::unordered_map<const Node*, NodeRef> done_;
    std::map<std::string, NodeRef> shared_;
    std::vector<NodeRef> kept_;      // keeps addresses unique while they serve as keys
};

} // namespace

std::vector<NodeRef> rewrite(const std::vector<NodeRef>& roots, std::shared_ptr<const TimeZone> zone) {
    Rewriter rewriter(std::move(zone));
    std::vector<NodeRef> out;
    for (const NodeRef& root : roots) out.push_back(rewriter.rewrite(root));
    return out;
}

} // namespace weir
