// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"
#include "engine/planner/injective_cast.h"
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace weir {

using namespace plan;

namespace {

std::vector<std::string> names(const Schema& schema) {
    std::vector<std::string> out;
    for (const Field& field : schema.fields) out.push_back(field.name);
    return out;
}

} // namespace

PhysicalRef Converter::calc(PhysicalRef input, ExpressionRef condition, std::vector<ExpressionRef> projections, const Schema& schema, const Node& node) {
    // A calculation upon a calculation is one.
    const auto* below = input->isUnion ? nullptr : std::get_if<CalcSpec>(&input->spec);
    bool sure = below && (!below->condition || below->condition->deterministic()) &&
                std::all_of(below->projections.begin(), below->projections.end(), [](const ExpressionRef& each) { return each->deterministic(); });
    if (sure && !below->projections.empty()) {
        if (projections.empty()) {
            projections = below->projections;
        } else {
            for (ExpressionRef& each : projections) each = substitute(each, below->projections);
        }
        if (condition) condition = substitute(condition, below->projections);
    }
    if (sure) {
        if (below->condition) condition = condition ? makeAnd({below->condition, condition}, node.place) : below->condition;
        input = input->inputs[0].from;
    }
    Node shown{node.spec, schema, {}, node.place, node.name};
    auto columns = names(input->schema);
    std::string detail;
    if (!projections.empty()) {
        detail = "select=[";
        for (size_t i = 0; i < projections.size(); ++i) {
            std::string text = projections[i]->text(columns);
            detail += (i ? ", " : "") + text;
            if (text != schema.fields[i].name && text != "`" + schema.fields[i].name + "`") detail += " AS " + schema.fields[i].name;
        }
        detail += "]";
    }
    if (condition) detail += (detail.empty() ? "where=[" : ", where=[") + condition->text(columns) + "]";
    std::vector<int> mapping(input->schema.size(), -1);
    if (projections.empty()) std::iota(mapping.begin(), mapping.end(), 0);
    for (size_t i = 0; i < projections.size(); ++i)
        if (projections[i]->isColumn() && mapping[projections[i]->column] < 0) mapping[projections[i]->column] = static_cast<int>(i);
    // A key is one too where its columns went through casts that lose nothing.
    std::vector<int> castMapping(projections.empty() ? std::vector<int>() : mapping);
    for (size_t i = 0; i < projections.size(); ++i) {
        const Expression& each = *projections[i];
        if (each.kind != ExpressionKind::Call || each.function != "CAST" || !each.arguments[0]->isColumn()) continue;
        if (isInjectiveCast(each.arguments[0]->type, each.type)) castMapping[static_cast<size_t>(each.arguments[0]->column)] = static_cast<int>(i);
    }
    bool filters = condition != nullptr;
    PhysicalRef made = make(CalcSpec{std::move(condition), std::move(projections)}, "Calc", shown, {input});
    made->detail = std::move(detail);
    made->mode = input->mode;
    made->filters = filters || input->filters;
    made->keys = mapKeys(input->keys, mapping);
    if (!castMapping.empty() && castMapping != mapping)
        for (auto& key : mapKeys(input->keys, castMapping))
            if (std::find(made->keys.begin(), made->keys.end(), key) == made->keys.end()) made->keys.push_back(std::move(key));
    made->window = mapWindow(input->window, mapping);
    if (const auto& spec = std::get<CalcSpec>(made->spec); !input->insertOnly() && input->trendsKnown()) {
        auto through = [&](const Expression* each) {
            while (each->kind == ExpressionKind::Call && each->function == "CAST" && each->arguments.size() == 1) each = each->arguments[0].get();
            return each->isColumn() ? input->trend(each->column) : Trend::None;
        };
        if (spec.projections.empty()) made->trends = input->trends;
        for (const ExpressionRef& each : spec.projections) made->trends.push_back(through(each.get()));
    }
    made->hashedBy = mapColumns(input->hashedBy, mapping);
    return made;
}

PhysicalRef Converter::project(const Node& node, const Project& spec) {
    const Node& below = *node.inputs[0];
    // Computed columns stand directly above the scan and run in the source.
    if (const auto* source = std::get_if<Scan>(&below.spec)) return scan(below, *source, nullptr, &node);
    if (const auto* condition = std::get_if<Filter>(&below.spec)) {
        // A top-N whose rank nobody reads need not tell when only ranks change.
        if (const Node* over = below.inputs[0].get(); std::holds_alternative<Over>(over->spec)) {
            std::set<int> read;
            for (const ExpressionRef& each : spec.expressions) collectColumns(*each, read);
            if (!read.count(over->schema.size() - 1))
                if (PhysicalRef made = rank(below, *over, conjuncts(condition->condition), false)) return calc(made, nullptr, spec.expressions, node.schema, node);
        }
        PhysicalRef filtered = convert(node.inputs[0]);
        if (auto* calcSpec = std::get_if<CalcSpec>(&filtered->spec); calcSpec && calcSpec->projections.empty())
            return calc(filtered->inputs[0].from, calcSpec->condition, spec.expressions, node.schema, node);
        return calc(filtered, nullptr, spec.expressions, node.schema, node);
    }
    return calc(convert(node.inputs[0]), nullptr, spec.expressions, node.schema, node);
}

PhysicalRef Converter::filter(const Node& node, const Filter& spec) {
    // ROW_NUMBER() ... <= n: a top-N.
    const Node* below = node.inputs[0].get();
    if (std::holds_alternative<Over>(below->spec))
        if (PhysicalRef made = rank(node, *below, conjuncts(spec.condition))) return made;
    return calc(convert(node.inputs[0]), spec.condition, {}, node.schema, node);
}

PhysicalRef Converter::setOperation(const Node& node, const SetOperation& spec) {
    std::vector<PhysicalRef> inputs;
    for (const NodeRef& each : node.inputs) inputs.push_back(convert(each));
    if (spec.kind != SetKind::Union && !spec.all && !batch_) {
        // Rows that are unique already pass a semi or anti join as they come.
        std::vector<int> every(node.schema.size());
        std::iota(every.begin(), every.end(), 0);
        if (!inputs[0]->insertOnly() && inputs[0]->uniqueByGrouping(every)) {
            std::vector<ExpressionRef> equal;
            for (int column : every) {
                auto side = [&](int input) { return columnExpression(column + (input ? node.schema.size() : 0), node.inputs[input]->schema.fields[column].type, node.place); };
                auto same = makeCall("IS NOT DISTINCT FROM", {side(0), side(1)}, node.place);
                if (!same.ok()) throw RunError(same.error());
                equal.push_back(*same);
            }
            Join join{spec.kind == SetKind::Intersect ? JoinKind::Semi : JoinKind::Anti, makeAnd(std::move(equal), node.place)};
            Node joined{join, node.schema, node.inputs, node.place, node.name};
            return this->join(joined, join);
        }
    }
    if (spec.kind != SetKind::Union) {
        PhysicalRef made = make(SetOperationSpec{spec.kind == SetKind::Intersect, spec.all, true}, spec.kind == SetKind::Intersect ? "Intersect" : "Except", node, inputs);
        std::vector<int> all(node.schema.size());
        std::iota(all.begin(), all.end(), 0);
        for (auto& input : made->inputs) input.wants = {Distribution::Kind::Hash, all};
        made->mode = ChangelogMode::all();
        if (spec.kind == SetKind::Intersect && !spec.all && inputs[0]->insertOnly() && inputs[1]->insertOnly()) made->mode.remove = false;
        made->hashedBy = all;
        if (!spec.all) made->keys.push_back(all);
        return made;
    }
    auto unite = std::make_shared<Physical>();
    unite->isUnion = true;
    unite->name = "Union";
    unite->place = node.place;
    unite->schema = node.schema;
    unite->spec = CalcSpec{};
    for (const PhysicalRef& input : inputs) {
        unite->inputs.push_back({input, 0, {}, true});
        unite->mode.updateBefore |= input->mode.updateBefore;
        unite->mode.updateAfter |= input->mode.updateAfter;
        unite->mode.remove |= input->mode.remove;
        unite->filters |= input->filters;
    }
    if (inputs[0]->window) {
        bool same = true;
        for (const PhysicalRef& input : inputs)
            same &= input->window && input->window->start == inputs[0]->window->start && input->window->end == inputs[0]->window->end &&
                    input->window->window.size == inputs[0]->window->window.size && input->window->window.kind == inputs[0]->window->window.kind;
        if (same) unite->window = inputs[0]->window;
    }
    if (spec.all) return unite;
    GroupAggregateSpec distinct;
    distinct.keys.resize(node.schema.size());
    std::iota(distinct.keys.begin(), distinct.keys.end(), 0);
    distinct.retracting = !unite->insertOnly();
    distinct.ttlMillis = ttl_;
    auto keys = distinct.keys;
    PhysicalRef made = make(std::move(distinct), "GroupAggregate", node, {unite});
    made->detail = "distinct";
    made->inputs[0].wants = {Distribution::Kind::Hash, keys};
    made->keys = {keys};
    made->hashedBy = keys;
    made->mode = {true, true, true, !unite->insertOnly()};
    return made;
}

PhysicalRef Converter::sort(const Node& node, const Sort& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    if (!batch_) {
        bool byTime = !spec.order.empty() && input->schema.fields[spec.order[0].column].type.timeAttribute() != TimeAttribute::None && !spec.order[0].descending;
        if (spec.limit < 0 && spec.offset == 0) {
            if (!byTime)
                refuse(node, "ORDER BY without LIMIT over an endless stream must start with a time attribute, ascending.",
                       "Add LIMIT, sort by the rowtime column first, or SET 'execution.runtime-mode' = 'batch'.");
            if (!input->insertOnly()) refuse(node, "ORDER BY a time attribute reads only append-only streams, but its input has updates.");
            PhysicalRef made = make(SortSpec{spec.order, 0, -1, true, spec.order[0].column}, "TemporalSort", node, {input});
            made->inputs[0].wants.kind = Distribution::Kind::Global;
            made->single = true;
            return made;
        }
        if (spec.limit < 0) refuse(node, "OFFSET without LIMIT is not possible over an endless stream.", "Add LIMIT or FETCH, or SET 'execution.runtime-mode' = 'batch'.");
        if (spec.order.empty() && input->insertOnly()) {
            PhysicalRef made = make(LimitSpec{spec.offset, spec.limit}, "Limit", node, {input});
            made->inputs[0].wants.kind = Distribution::Kind::Global;
            made->single = true;
            return made;
        }
        RankSpec rank;
        rank.order = spec.order;
        rank.start = spec.offset + 1;
        rank.end = spec.limit < 0 ? INT64_MAX : spec.offset + spec.limit;
        rank.retracting = !input->insertOnly();
        rank.ttlMillis = ttl_;
        buildUpon(rank, *input);
        PhysicalRef made = make(std::move(rank), "SortLimit", node, {input});
        made->inputs[0].wants.kind = Distribution::Kind::Global;
        made->single = true;
        made->mode = ChangelogMode::all();
        made->keys = input->keys;
        return made;
    }
    if (spec.order.empty()) {
        PhysicalRef made = make(LimitSpec{spec.offset, spec.limit}, "Limit", node, {input});
        made->inputs[0].wants.kind = Distribution::Kind::Global;
        made->single = true;
        return made;
    }
    PhysicalRef made = make(SortSpec{spec.order, spec.offset, spec.limit, false, -1}, "Sort", node, {input});
    made->inputs[0].wants.kind = Distribution::Kind::Global;
    made->single = true;
    return made;
}

} // namespace weir
