// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace weir {

using namespace plan;

namespace {

/// Two passes over the DAG: consumers first, what is read of every node; then inputs first, every node once with only that.
class Pruner {
public:
    explicit Pruner(const std::function<bool(const TableDefinition&)>& keepAll) : keepAll_(keepAll) {}

    std::vector<NodeRef> run(const std::vector<NodeRef>& roots) {
        for (const NodeRef& root : roots) visit(root);
        for (const NodeRef& root : roots) needAll(*root);
        for (auto node = order_.rbegin(); node != order_.rend(); ++node) demand(**node);
        std::vector<NodeRef> out;
        for (const NodeRef& root : roots) out.push_back(rebuild(root).node);
        return out;
    }

private:
    using Columns = std::set<int>;
    struct Rebuilt {
        NodeRef node;
        std::vector<int> mapping;    // old column -> new, -1 = gone
    };

    void visit(const NodeRef& node) {
        if (!seen_.insert(node.get()).second) return;
        for (const NodeRef& input : node->inputs) visit(input);
        order_.push_back(node);
    }

    Columns& need(const NodeRef& node) { return needed_[node.get()]; }
    void needAll(const Node& node) {
        for (int i = 0; i < node.schema.size(); ++i) needed_[&node].insert(i);
    }

    static void addTo(Columns& columns, const ExpressionRef& expression) {
        if (expression) collectColumns(*expression, columns);
    }

    /// The key of a grouping, through projections of its columns; empty where it does not come out whole.
    static std::vector<int> groupingKey(const Node& node) {
        std::vector<int> key;
        if (const auto* aggregate = std::get_if<Aggregate>(&node.spec)) {
            for (size_t i = 0; i < aggregate->keys.size(); ++i) key.push_back(static_cast<int>(i));
        } else if (const auto* project = std::get_if<Project>(&node.spec)) {
            for (int column : groupingKey(*node.inputs[0])) {
                auto at = std::find_if(project->expressions.begin(), project->expressions.end(),
                                       [&](const ExpressionRef& each) { return each->isColumn() && each->column == column; });
                if (at == project->expressions.end()) return {};
                key.push_back(static_cast<int>(at - project->expressions.begin()));
            }
        }
        return key;
    }

    static void addCall(Columns& columns, const AggregateCall& call) {
        columns.insert(call.arguments.begin(), call.arguments.end());
        if (call.filter >= 0) columns.insert(call.filter);
    }

    bool keepsAll(const Node& node) const {
        const Node* below = &node;
        while (std::holds_alternative<Project>(below->spec) || std::holds_alternative<plan::Watermark>(below->spec)) below = below->inputs[0].get();
        const auto* scan = std::get_if<Scan>(&below->spec);
        return scan && keepAll_(*scan->table);
    }

    /// Rows must have a column to be rows: the cheapest one where nobody asked for any (COUNT(*)).
    static int cheapest(const Schema& schema) {
        for (int i = 0; i < schema.size(); ++i)
            if (schema.fields[i].type.physical() <= PhysicalKind::Float64) return i;
        return 0;
    }

    void demand(const Node& node) {
        if (needed_[&node].empty() && node.schema.size() > 0) needed_[&node].insert(cheapest(node.schema));
        Columns wanted = needed_[&node];
        auto in = [&](int input) -> Columns& { return need(node.inputs[input]); };
        auto split = [&](const Columns& columns) {
            int left = node.inputs[0]->schema.size();
            for (int column : columns) (column < left ? in(0) : in(1)).insert(column < left ? column : column - left);
        };
        auto below = [&](const Columns& columns) {
            for (int column : columns)
                if (column < node.inputs[0]->schema.size()) in(0).insert(column);
        };
        if (std::holds_alternative<plan::Watermark>(node.spec) || std::holds_alternative<Project>(node.spec) || std::holds_alternative<Scan>(node.spec))
            if (keepsAll(node)) {
                needAll(node);
                wanted = needed_[&node];
            }
        std::visit([&](const auto& spec) {
            using Kind = std::decay_t<decltype(spec)>;
            if constexpr (std::is_same_v<Kind, plan::Watermark>) {
                below(wanted);
                in(0).insert(spec.column);
                addTo(in(0), spec.expression);
                needed_[&node].insert(spec.column);
            } else if constexpr (std::is_same_v<Kind, Filter>) {
                below(wanted);
                addTo(in(0), spec.condition);
            } else if constexpr (std::is_same_v<Kind, Project>) {
                for (int column : wanted) addTo(in(0), spec.expressions[column]);
            } else if constexpr (std::is_same_v<Kind, Expand>) {
                for (const auto& projection : spec.projections)
                    for (int column : wanted) addTo(in(0), projection[column]);
            } else if constexpr (std::is_same_v<Kind, Aggregate> || std::is_same_v<Kind, GroupWindowAggregate>) {
                int keys = static_cast<int>(spec.keys.size());
                in(0).insert(spec.keys.begin(), spec.keys.end());
                for (size_t i = 0; i < spec.calls.size(); ++i)
                    if (wanted.count(keys + static_cast<int>(i))) addCall(in(0), spec.calls[i]);
                if constexpr (std::is_same_v<Kind, GroupWindowAggregate>) in(0).insert(spec.window.timeColumn);
            } else if constexpr (std::is_same_v<Kind, WindowTvf>) {
                below(wanted);
                in(0).insert(spec.window.timeColumn);
                in(0).insert(spec.window.partition.begin(), spec.window.partition.end());
            } else if constexpr (std::is_same_v<Kind, Join>) {
                addTo(wanted, spec.condition);
                if (spec.kind == JoinKind::Semi || spec.kind == JoinKind::Anti) below(needed_[&node]);
                split(wanted);
            } else if constexpr (std::is_same_v<Kind, TemporalJoin>) {
                addTo(wanted, spec.condition);
                split(wanted);
                in(0).insert(spec.leftTime);
                needAll(*node.inputs[1]);
            } else if constexpr (std::is_same_v<Kind, Correlate>) {
                below(wanted);
                for (const ExpressionRef& argument : spec.arguments) addTo(in(0), argument);
                Columns condition;
                addTo(condition, spec.condition);
                below(condition);
            } else if constexpr (std::is_same_v<Kind, Unnest>) {
                below(wanted);
                addTo(in(0), spec.collection);
                Columns condition;
                addTo(condition, spec.condition);
                below(condition);
            } else if constexpr (std::is_same_v<Kind, SetOperation>) {
                bool some = spec.kind == SetKind::Union && spec.all;
                for (size_t i = 0; i < node.inputs.size(); ++i) {
                    if (some) in(static_cast<int>(i)).insert(wanted.begin(), wanted.end());
                    else needAll(*node.inputs[i]);
                }
            } else if constexpr (std::is_same_v<Kind, Sort>) {
                below(wanted);
                for (const SortKey& key : spec.order) in(0).insert(key.column);
            } else if constexpr (std::is_same_v<Kind, Over>) {
                below(wanted);
                int column = node.inputs[0]->schema.size();
                for (const OverWindow& window : spec.windows) {
                    bool read = false;
                    for (const OverCall& call : window.calls) {
                        if (!wanted.count(column++)) continue;
                        read = true;
                        addCall(in(0), call.call);
                    }
                    if (!read) continue;
                    in(0).insert(window.partition.begin(), window.partition.end());
                    for (const SortKey& key : window.order) in(0).insert(key.column);
                    // A top-N knows an updated row by the key of the grouping below.
                    if (window.calls.size() == 1 && window.calls[0].ranking)
                        for (int key : groupingKey(*node.inputs[0])) in(0).insert(key);
                }
            } else if constexpr (std::is_same_v<Kind, SingleRow>) {
                below(wanted);
                in(0).insert(spec.keys.begin(), spec.keys.end());
            } else {
                for (const NodeRef& input : node.inputs) needAll(*input);
            }
        }, node.spec);
    }

    // ---------------------------------------------------------------------------------------------------------------------------------

    static ExpressionRef remap(const ExpressionRef& expression, const std::vector<int>& mapping) {
        return expression ? remapColumns(expression, mapping) : expression;
    }
    static void remap(std::vector<int>& columns, const std::vector<int>& mapping) {
        for (int& column : columns) column = mapping[column];
    }
    static void remap(AggregateCall& call, const std::vector<int>& mapping) {
        remap(call.arguments, mapping);
        if (call.filter >= 0) call.filter = mapping[call.filter];
    }
    static void remap(std::vector<SortKey>& order, const std::vector<int>& mapping) {
        for (SortKey& key : order) key.column = mapping[key.column];
    }
    static void remap(Window& window, const std::vector<int>& mapping) {
        if (window.timeColumn >= 0) window.timeColumn = mapping[window.timeColumn];
        remap(window.partition, mapping);
    }

    /// A projection to exactly the needed columns of the original node, if the rebuilt one offers others too.
    Rebuilt narrow(const NodeRef& original) {
        Rebuilt built = rebuild(original);
        const Columns& wanted = needed_[original.get()];
        if (static_cast<int>(wanted.size()) == built.node->schema.size()) return built;
        return exactly(built, wanted);
    }

    static Rebuilt exactly(const Rebuilt& built, const Columns& wanted) {
        std::vector<ExpressionRef> expressions;
        Schema schema;
        std::vector<int> mapping(built.mapping.size(), -1);
        for (int column : wanted) {
            int at = built.mapping[column];
            mapping[column] = schema.size();
            expressions.push_back(columnExpression(at, built.node->schema.fields[at].type));
            schema.fields.push_back(built.node->schema.fields[at]);
        }
        return {makeNode(Project{std::move(expressions)}, std::move(schema), {built.node}, built.node->place, built.node->name), std::move(mapping)};
    }

    static Schema chosen(const Schema& schema, const std::vector<int>& mapping) {
        int size = 0;
        for (int at : mapping) size = std::max(size, at + 1);
        Schema out;
        out.fields.resize(size);
        for (size_t i = 0; i < mapping.size(); ++i)
            if (mapping[i] >= 0) out.fields[mapping[i]] = schema.fields[i];
        return out;
    }

    static Rebuilt finish(const Node& node, Spec spec, std::vector<NodeRef> inputs, std::vector<int> mapping) {
        auto copy = std::make_shared<Node>(node);
        copy->spec = std::move(spec);
        copy->schema = chosen(node.schema, mapping);
        copy->inputs = std::move(inputs);
        return {copy, std::move(mapping)};
    }

    /// Mapping of "left ++ right (++ more)" from the mappings of the sides.
    static std::vector<int> beside(const std::vector<int>& left, int leftSize, const std::vector<int>& right) {
        std::vector<int> mapping = left;
        for (int at : right) mapping.push_back(at < 0 ? -1 : at + leftSize);
        return mapping;
    }
    static std::vector<int> extended(const std::vector<int>& input, int inputSize, int total) {
        std::vector<int> mapping = input;
        for (int i = static_cast<int>(input.size()); i < total; ++i) mapping.push_back(inputSize + i - static_cast<int>(input.size()));
        return mapping;
    }
    static std::vector<int> identity(const Node& node) {
        std::vector<int> mapping(node.schema.size());
        std::iota(mapping.begin(), mapping.end(), 0);
        return mapping;
    }

    Rebuilt rebuild(const NodeRef& node) {
        auto found = rebuilt_.find(node.get());
        if (found != rebuilt_.end()) return found->second;
        Rebuilt built = std::visit([&](const auto& spec) { return build(*node, spec); }, node->spec);
        rebuilt_[node.get()] = built;
        return built;
    }

    Rebuilt build(const Node& node, Scan spec) {
        const Columns& wanted = needed_[&node];
        std::vector<int> mapping(node.schema.size(), -1), columns;
        for (int column : wanted) {
            mapping[column] = static_cast<int>(columns.size());
            columns.push_back(spec.columns[column]);
        }
        spec.columns = std::move(columns);
        return finish(node, std::move(spec), {}, std::move(mapping));
    }

    Rebuilt build(const Node& node, plan::Watermark spec) {
        Rebuilt input = narrow(node.inputs[0]);
        spec.column = input.mapping[spec.column];
        spec.expression = remap(spec.expression, input.mapping);
        return finish(node, std::move(spec), {input.node}, input.mapping);
    }

    Rebuilt build(const Node& node, const Values& spec) { return finish(node, spec, {}, identity(node)); }

    Rebuilt build(const Node& node, const Filter& spec) {
        Rebuilt input = rebuild(node.inputs[0]);
        return finish(node, Filter{remap(spec.condition, input.mapping)}, {input.node}, input.mapping);
    }

    Rebuilt build(const Node& node, const Project& spec) {
        Rebuilt input = rebuild(node.inputs[0]);
        std::vector<int> mapping(node.schema.size(), -1);
        Project out;
        for (int column : needed_[&node]) {
            mapping[column] = static_cast<int>(out.expressions.size());
            out.expressions.push_back(remap(spec.expressions[column], input.mapping));
        }
        return finish(node, std::move(out), {input.node}, std::move(mapping));
    }

    Rebuilt build(const Node& node, const Expand& spec) {
        Rebuilt input = rebuild(node.inputs[0]);
        std::vector<int> mapping(node.schema.size(), -1);
        int next = 0;
        for (int column : needed_[&node]) mapping[column] = next++;
        Expand out;
        for (const auto& projection : spec.projections) {
            out.projections.emplace_back();
            for (int column : needed_[&node]) out.projections.back().push_back(remap(projection[column], input.mapping));
        }
        return finish(node, std::move(out), {input.node}, std::move(mapping));
    }

    template <class Kind>
    Rebuilt buildAggregate(const Node& node, Kind spec) {
        Rebuilt input = rebuild(node.inputs[0]);
        int keys = static_cast<int>(spec.keys.size());
        int callCount = static_cast<int>(spec.calls.size());
        remap(spec.keys, input.mapping);
        std::vector<int> mapping(node.schema.size(), -1);
        for (int i = 0; i < keys; ++i) mapping[i] = i;
        std::vector<AggregateCall> calls;
        for (int i = 0; i < callCount; ++i) {
            if (!needed_[&node].count(keys + i)) continue;
            mapping[keys + i] = keys + static_cast<int>(calls.size());
            remap(spec.calls[i], input.mapping);
            calls.push_back(spec.calls[i]);
        }
        for (int i = keys + callCount; i < node.schema.size(); ++i) mapping[i] = keys + static_cast<int>(calls.size()) + i - keys - callCount;
        spec.calls = std::move(calls);
        if constexpr (std::is_same_v<Kind, GroupWindowAggregate>) remap(spec.window, input.mapping);
        Rebuilt done = finish(node, std::move(spec), {input.node}, std::move(mapping));
        done.node = foldEmpty(done.node);       // without the calls that nobody reads
        return done;
    }
    Rebuilt build(const Node& node, const Aggregate& spec) { return buildAggregate(node, spec); }
    Rebuilt build(const Node& node, const GroupWindowAggregate& spec) { return buildAggregate(node, spec); }

    Rebuilt build(const Node& node, WindowTvf spec) {
        Rebuilt input = narrow(node.inputs[0]);
        remap(spec.window, input.mapping);
        return finish(node, spec, {input.node}, extended(input.mapping, input.node->schema.size(), node.schema.size()));
    }

    Rebuilt build(const Node& node, const Join& spec) {
        Rebuilt left = narrow(node.inputs[0]), right = narrow(node.inputs[1]);
        auto both = beside(left.mapping, left.node->schema.size(), right.mapping);
        Join out{spec.kind, remap(spec.condition, both)};
        bool leftOnly = spec.kind == JoinKind::Semi || spec.kind == JoinKind::Anti;
        return finish(node, std::move(out), {left.node, right.node}, leftOnly ? left.mapping : both);
    }

    Rebuilt build(const Node& node, const TemporalJoin& spec) {
        Rebuilt left = narrow(node.inputs[0]), right = narrow(node.inputs[1]);
        auto both = beside(left.mapping, left.node->schema.size(), right.mapping);
        return finish(node, TemporalJoin{spec.kind, remap(spec.condition, both), left.mapping[spec.leftTime]}, {left.node, right.node}, both);
    }

    Rebuilt build(const Node& node, Correlate spec) {
        Rebuilt input = narrow(node.inputs[0]);
        auto mapping = extended(input.mapping, input.node->schema.size(), node.schema.size());
        for (ExpressionRef& argument : spec.arguments) argument = remap(argument, input.mapping);
        spec.condition = remap(spec.condition, mapping);
        return finish(node, std::move(spec), {input.node}, std::move(mapping));
    }

    Rebuilt build(const Node& node, Unnest spec) {
        Rebuilt input = narrow(node.inputs[0]);
        auto mapping = extended(input.mapping, input.node->schema.size(), node.schema.size());
        spec.collection = remap(spec.collection, input.mapping);
        spec.condition = remap(spec.condition, mapping);
        return finish(node, std::move(spec), {input.node}, std::move(mapping));
    }

    Rebuilt build(const Node& node, const SetOperation& spec) {
        std::vector<NodeRef> inputs;
        std::vector<int> mapping;
        // Every input must have the same columns in the same order.
        Columns wanted = needed_[&node];
        if (!(spec.kind == SetKind::Union && spec.all))
            for (int i = 0; i < node.schema.size(); ++i) wanted.insert(i);
        for (const NodeRef& each : node.inputs) {
            Rebuilt input = rebuild(each);
            bool same = input.node->schema.size() == static_cast<int>(wanted.size());
            int next = 0;
            for (int column : wanted) same &= input.mapping[column] == next++;
            if (!same) input = exactly(input, wanted);
            mapping = input.mapping;
            inputs.push_back(input.node);
        }
        return finish(node, spec, std::move(inputs), std::move(mapping));
    }

    Rebuilt build(const Node& node, Sort spec) {
        Rebuilt input = narrow(node.inputs[0]);
        remap(spec.order, input.mapping);
        return finish(node, std::move(spec), {input.node}, input.mapping);
    }

    Rebuilt build(const Node& node, Over spec) {
        // A call that nobody reads goes, and with the last one the operator: rows that it would drop as late stay, as on Flink.
        Rebuilt input = narrow(node.inputs[0]);
        std::vector<int> mapping = input.mapping;
        std::vector<OverWindow> windows;
        int next = input.node->schema.size();
        for (OverWindow& window : spec.windows) {
            std::vector<OverCall> calls;
            for (OverCall& call : window.calls) {
                bool read = needed_[&node].count(static_cast<int>(mapping.size())) > 0;
                mapping.push_back(read ? next++ : -1);
                if (!read) continue;
                remap(call.call, input.mapping);
                calls.push_back(std::move(call));
            }
            if (calls.empty()) continue;
            window.calls = std::move(calls);
            remap(window.partition, input.mapping);
            remap(window.order, input.mapping);
            windows.push_back(std::move(window));
        }
        if (windows.empty()) return {input.node, std::move(mapping)};
        return finish(node, Over{std::move(windows)}, {input.node}, std::move(mapping));
    }

    Rebuilt build(const Node& node, SingleRow spec) {
        Rebuilt input = rebuild(node.inputs[0]);
        remap(spec.keys, input.mapping);
        return finish(node, spec, {input.node}, input.mapping);
    }

    /// Everything that reads all columns: its inputs are rebuilt to exactly what they were.
    template <class Kind>
    Rebuilt build(const Node& node, const Kind& spec) {
        std::vector<NodeRef> inputs;
        for (const NodeRef& each : node.inputs) {
            Rebuilt input = rebuild(each);
            Columns all;
            for (int i = 0; i < each->schema.size(); ++i) all.insert(i);
            if (input.mapping != identity(*each) || input.node->schema.size() != each->schema.size()) input = exactly(input, all);
            inputs.push_back(input.node);
        }
        return finish(node, spec, std::move(inputs), identity(node));
    }

    const std::function<bool(const TableDefinition&)>& keepAll_;
    std::unordered_set<const Node*> seen_;
    std::vector<NodeRef> order_;                       // inputs before consumers
    std::unordered_map<const Node*, Columns> needed_;
    std::unordered_map<const Node*, Rebuilt> rebuilt_;
};

} // namespace

std::vector<NodeRef> prune(const std::vector<NodeRef>& roots, const std::function<bool(const TableDefinition&)>& keepAll) {
    return Pruner(keepAll).run(roots);
}

} // namespace weir
