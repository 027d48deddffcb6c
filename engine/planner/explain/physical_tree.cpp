// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/physical_tree.h"

#include <algorithm>
#include <set>

namespace weir {

using namespace plan;

PlanTreeRef PhysicalTree::tree(const Physical& root) {
    const auto* sinkSpec = std::get_if<SinkSpec>(&root.spec);
    if (sinkSpec && sinkSpec->table) return build(root, nullptr);
    Names names = namesOf(root.inputs[0].from->schema);
    return build(*root.inputs[0].from, &names);
}

PlanTreeRef PhysicalTree::input(const Physical& node, int number, const Names* wanted) { return build(*node.inputs[number].from, wanted); }

PlanTreeRef PhysicalTree::exchanged(const Physical& node, int number, const Names* wanted) {
    return exchange(input(node, number, wanted), node.inputs[number].wants.kind == Distribution::Kind::Hash ? node.inputs[number].wants.keys : std::vector<int>{});
}

PlanTreeRef PhysicalTree::exchange(PlanTreeRef below, const std::vector<int>& keys) const {
    PlanTreeRef made = planTree("Exchange", {below});
    made->fields = below->fields;
    made->changelog = below->changelog;
    made->add("distribution", keys.empty() ? "single" : "hash[" + joined(pick(keys, below->fields)) + "]");
    return made;
}

void PhysicalTree::finish(PlanTree& tree, const Physical& node) const {
    if (!batch_) tree.changelog = text(node.mode);
}

PlanTreeRef PhysicalTree::build(const Physical& node, const Names* wanted) {
    if (node.isUnion) {
        PlanTreeRef made = unite(node, wanted);
        finish(*made, node);
        return made;
    }
    PlanTreeRef made = std::visit([&](const auto& spec) -> PlanTreeRef {
        using Kind = std::decay_t<decltype(spec)>;
        if constexpr (std::is_same_v<Kind, SourceSpec>) return source(node, spec);
        else if constexpr (std::is_same_v<Kind, ValuesSpec>) return values(node, spec);
        else if constexpr (std::is_same_v<Kind, SinkSpec>) return sink(node, spec);
        else if constexpr (std::is_same_v<Kind, CalcSpec>) return calc(node, spec, wanted);
        else if constexpr (std::is_same_v<Kind, GroupAggregateSpec>) return aggregate(node, spec, wanted);
        else if constexpr (std::is_same_v<Kind, WindowAggregateSpec>) return windowAggregate(node, spec, wanted);
        else if constexpr (std::is_same_v<Kind, WindowAssignSpec>) return windowFunction(node, spec);
        else if constexpr (std::is_same_v<Kind, OverSpec>) return over(node, spec);
        else if constexpr (std::is_same_v<Kind, SingleRowSpec>) return singleRow(node, spec);
        else if constexpr (std::is_same_v<Kind, JoinSpec>) return join(node, spec);
        else if constexpr (std::is_same_v<Kind, IntervalJoinSpec>) return intervalJoin(node, spec);
        else if constexpr (std::is_same_v<Kind, WindowJoinSpec>) return windowJoin(node, spec);
        else if constexpr (std::is_same_v<Kind, TemporalJoinSpec>) return temporalJoin(node, spec);
        else if constexpr (std::is_same_v<Kind, LookupJoinSpec>) return lookupJoin(node, spec);
        else if constexpr (std::is_same_v<Kind, SetOperationSpec>) return setOperation(node, spec);
        else if constexpr (std::is_same_v<Kind, RankSpec>) return rank(node, spec, node.name == "SortLimit" ? "SortLimit" : "Rank");
        else if constexpr (std::is_same_v<Kind, DeduplicateSpec>) return deduplicate(node, spec);
        else if constexpr (std::is_same_v<Kind, WindowRankSpec>) return windowRank(node, spec);
        else if constexpr (std::is_same_v<Kind, SortSpec>) return sort(node, spec);
        else if constexpr (std::is_same_v<Kind, LimitSpec>) return limit(node, spec);
        else if constexpr (std::is_same_v<Kind, MatchSpec>) return match(node, spec);
        else if constexpr (std::is_same_v<Kind, CorrelateSpec>) {
            Names arguments, below = namesOf(node.inputs[0].from->schema);
            for (const ExpressionRef& each : spec.arguments) arguments.push_back(words(each, below));
            return correlate(node, "TABLE_FUNCTION(" + joined(arguments) + ")", spec.kind, spec.condition);
        }
        else if constexpr (std::is_same_v<Kind, UnnestSpec>) {
            Names below = namesOf(node.inputs[0].from->schema);
            return correlate(node, std::string(spec.ordinality ? "$UNNEST_ROWS_WITH_ORDINALITY$1" : "$UNNEST_ROWS$1") + "($cor0." + words(spec.collection, below) + ")", spec.kind, spec.condition);
        }
        else if constexpr (std::is_same_v<Kind, DropUpdateBeforeSpec>) {
            PlanTreeRef tree = planTree("DropUpdateBefore", {input(node, 0)});
            tree->fields = tree->inputs[0]->fields;
            return tree;
        }
        else if constexpr (std::is_same_v<Kind, ChangelogNormalizeSpec>) {
            PlanTreeRef tree = planTree("ChangelogNormalize", {exchanged(node, 0)});
            tree->fields = tree->inputs[0]->fields;
            tree->add("key", joined(pick(spec.key, tree->fields)));
            return tree;
        }
        else if constexpr (std::is_same_v<Kind, SinkMaterializeSpec>) return input(node, 0, wanted);      // told by the sink
        else if constexpr (std::is_same_v<Kind, WatermarkSpec>) {
            PlanTreeRef tree = planTree("WatermarkAssigner", {input(node, 0)});
            tree->fields = tree->inputs[0]->fields;
            tree->add("rowtime", tree->fields[spec.column]);
            tree->add("watermark", words(spec.expression, tree->fields));
            return tree;
        }
        else if constexpr (std::is_same_v<Kind, ExpandSpec>) {
            PlanTreeRef tree = planTree("Expand", {input(node, 0)});
            tree->fields = namesOf(node.schema);
            Names projects;
            for (const auto& projection : spec.projections) {
                Names parts;
                for (size_t i = 0; i < projection.size(); ++i) {
                    bool null = projection[i]->isLiteral() && projection[i]->value.isNull();
                    std::string text = null ? "null" : projection[i]->isLiteral() && projection[i]->type.isInteger() ? std::to_string(projection[i]->value.integer())
                                                                                                                 : words(projection[i], tree->inputs[0]->fields);
                    parts.push_back(text == tree->fields[i] ? text : text + " AS " + tree->fields[i]);
                }
                projects.push_back("{" + joined(parts) + "}");
            }
            tree->add("projects", joined(projects));
            return tree;
        }
        else {
            static_assert(std::is_same_v<Kind, ToChangelogSpec> || std::is_same_v<Kind, FromChangelogSpec>);
            bool to = std::is_same_v<Kind, ToChangelogSpec>;
            PlanTreeRef tree = planTree("ProcessTableFunction", {input(node, 0)});
            tree->fields = namesOf(node.schema);
            tree->add("invocation", std::string(to ? "TO_CHANGELOG" : "FROM_CHANGELOG") + "(TABLE(#0), DEFAULT(), DEFAULT(), DEFAULT(), DEFAULT())");
            tree->add("uid", "null");
            tree->add("select", joined(tree->fields, ","));
            return tree;
        }
    }, node.spec);
    if (made->changelog.empty()) finish(*made, node);
    return made;
}

std::string PhysicalTree::all(const Names& parts) const {
    if (parts.empty()) return "true";
    if (parts.size() == 1) return parts[0];
    return style_ == ExpressionStyle::Prefix ? "AND(" + joined(parts) + ")" : "(" + joined(parts, " AND ") + ")";
}

std::string PhysicalTree::projections(const std::vector<ExpressionRef>& expressions, const Names& input, const Names& output) const {
    Names parts;
    for (size_t i = 0; i < expressions.size(); ++i) {
        std::string text = words(expressions[i], input);
        parts.push_back(text == output[i] ? text : text + " AS " + output[i]);
    }
    return joined(parts);
}

PhysicalTree::Names PhysicalTree::pick(const std::vector<int>& columns, const Names& names) {
    Names out;
    for (int column : columns) out.push_back(names[column]);
    return out;
}

PhysicalTree::Names PhysicalTree::sortWords(const std::vector<SortKey>& order, const Schema& schema, const Names& names, bool withAttribute) {
    Names out;
    for (const SortKey& key : order) {
        const DataType& type = schema.fields[key.column].type;
        std::string attribute = !withAttribute ? "" : type.isRowtime() ? "ROWTIME " : type.isProctime() ? "PROCTIME " : "";
        out.push_back(attribute + names[key.column] + (key.descending ? " DESC" : " ASC") + (key.nullsLast == key.descending ? "" : key.nullsLast ? "-nulls-last" : "-nulls-first"));
    }
    return out;
}

PhysicalTree::Names PhysicalTree::namesOf(const Schema& schema) {
    Names out;
    for (const Field& field : schema.fields) out.push_back(field.name);
    return unique(std::move(out));
}

PhysicalTree::Names PhysicalTree::unique(Names names) {
    std::set<std::string> used;
    for (std::string& name : names) {
        std::string base = name;
        for (int i = 0; !used.insert(name).second; ++i) name = base + std::to_string(i);
    }
    return names;
}

std::string joinKindWords(JoinKind kind) {
    static const char* names[] = {"InnerJoin", "LeftOuterJoin", "RightOuterJoin", "FullOuterJoin", "LeftSemiJoin", "LeftAntiJoin"};
    return names[static_cast<int>(kind)];
}

bool passesAll(const CalcSpec& spec, int columns) {
    if (spec.projections.empty()) return true;
    if (static_cast<int>(spec.projections.size()) != columns) return false;
    for (int i = 0; i < columns; ++i)
        if (!spec.projections[i]->isColumn() || spec.projections[i]->column != i) return false;
    return true;
}

} // namespace weir
