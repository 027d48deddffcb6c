// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/logical_tree.h"

#include "engine/planner/explain/expression_words.h"

#include <set>

namespace weir {

using namespace plan;

namespace {

using Names = std::vector<std::string>;

std::string words(const ExpressionRef& expression) { return expression ? expressionWords(*expression, {}, ExpressionStyle::Prefix) : "true"; }
std::string at(int column) { return "$" + std::to_string(column); }
std::string path(const TableDefinition& table, const char* separator) { return table.catalog + separator + table.database + separator + table.name; }

Names namesOf(const Schema& schema) {
    Names out;
    std::set<std::string> used;
    for (const Field& field : schema.fields) {
        std::string name = field.name;
        for (int i = 0; !used.insert(name).second; ++i) name = field.name + std::to_string(i);
        out.push_back(name);
    }
    return out;
}

std::string set(const std::vector<int>& columns) {
    Names parts;
    for (int column : columns) parts.push_back(std::to_string(column));
    return "{" + joined(parts) + "}";
}

std::string rowType(const Schema& schema) {
    Names parts, names = namesOf(schema);
    for (int i = 0; i < schema.size(); ++i) {
        const DataType& type = schema.fields[i].type;
        std::string attribute = type.isRowtime() ? " *ROWTIME*" : type.isProctime() ? " *PROCTIME*" : "";
        parts.push_back(typeWords(type, ExpressionStyle::Infix) + attribute + " " + names[i]);
    }
    return "RecordType(" + joined(parts) + ")";
}

std::string direction(const SortKey& key) { return std::string(key.descending ? "DESC" : "ASC") + (key.nullsLast ? "-nulls-last" : "-nulls-first"); }

std::string callWords(const AggregateCall& call) {
    Names arguments;
    for (int column : call.arguments) arguments.push_back(at(column));
    return call.name + "(" + (call.distinct ? "DISTINCT " : "") + joined(arguments) + ")" + (call.filter >= 0 ? " FILTER " + at(call.filter) : "");
}

std::string interval(int64_t millis) {
    const char* unit = millis % 86'400'000 == 0 ? "DAY" : millis % 3'600'000 == 0 ? "HOUR" : millis % 60'000 == 0 ? "MINUTE" : "SECOND";
    return std::to_string(millis) + ":INTERVAL " + unit;
}

const char* joinWords(JoinKind kind) {
    static const char* names[] = {"inner", "left", "right", "full", "semi", "anti"};
    return names[static_cast<int>(kind)];
}

bool passesAll(const Project& project, int columns) {
    if (static_cast<int>(project.expressions.size()) != columns) return false;
    for (int i = 0; i < columns; ++i)
        if (!project.expressions[i]->isColumn() || project.expressions[i]->column != i) return false;
    return true;
}

class Builder {
public:
    PlanTreeRef build(const Node& node, const Names* wanted = nullptr) {
        return std::visit([&](const auto& spec) { return show(node, spec, wanted); }, node.spec);
    }

private:
    PlanTreeRef below(const Node& node, int input = 0, const Names* wanted = nullptr) { return build(*node.inputs[input], wanted); }

    PlanTreeRef show(const Node&, const Scan& scan, const Names*) {
        PlanTreeRef tree = planTree("LogicalTableScan", {});
        tree->add("table", "[" + path(*scan.table, ", ") + "]");
        if (!scan.hintOptions.empty()) {
            Names options;
            for (const auto& [key, value] : scan.hintOptions) options.push_back(key + "=" + value);
            tree->add("hints", "[[OPTIONS inheritPath:[] options:{" + joined(options) + "}]]");
        }
        return tree;
    }
    PlanTreeRef show(const Node& node, const plan::Watermark& mark, const Names*) {
        PlanTreeRef tree = planTree("LogicalWatermarkAssigner", {below(node)});
        tree->add("rowtime", node.schema.fields[mark.column].name);
        tree->add("watermark", words(mark.expression));
        return tree;
    }
    PlanTreeRef show(const Node& node, const Values& values, const Names*) {
        bool literal = true;
        Names rows;
        for (const auto& row : values.rows) {
            Names cells;
            for (const ExpressionRef& each : row) literal &= each->isLiteral(), cells.push_back(words(each));
            rows.push_back("{ " + joined(cells) + " }");
        }
        auto zero = [] {
            PlanTreeRef tree = planTree("LogicalValues", {});
            tree->add("tuples", "[{ 0 }]");
            return tree;
        };
        if (node.schema.size() == 0) return zero();
        if (literal) {
            PlanTreeRef tree = planTree("LogicalValues", {});
            tree->add("tuples", "[" + joined(rows) + "]");
            return tree;
        }
        std::vector<PlanTreeRef> inputs;
        Names names = namesOf(node.schema);
        for (const auto& row : values.rows) {
            PlanTreeRef project = planTree("LogicalProject", {zero()});
            for (size_t i = 0; i < row.size(); ++i) project->add(names[i], words(row[i]));
            inputs.push_back(project);
        }
        if (inputs.size() == 1) return inputs[0];
        PlanTreeRef tree = planTree("LogicalUnion", std::move(inputs));
        tree->add("all", "true");
        return tree;
    }
    PlanTreeRef show(const Node& node, const Filter& filter, const Names* wanted) {
        PlanTreeRef tree = planTree("LogicalFilter", {below(node, 0, wanted)});
        tree->add("condition", words(filter.condition));
        return tree;
    }
    PlanTreeRef show(const Node& node, const Project& project, const Names*) {
        const Node& input = *node.inputs[0];
        Names names = namesOf(node.schema);
        bool passes = passesAll(project, input.schema.size());
        // Declared columns as they are read; names given to an aggregation, maybe through a filter.
        const Node* named = &input;
        while (std::holds_alternative<Filter>(named->spec)) named = named->inputs[0].get();
        if (passes && std::holds_alternative<Scan>(input.spec)) return below(node);
        if (passes && std::holds_alternative<Aggregate>(named->spec)) return below(node, 0, &names);
        PlanTreeRef tree = planTree("LogicalProject", {below(node)});
        for (size_t i = 0; i < project.expressions.size(); ++i) tree->add(names[i], words(project.expressions[i]));
        return tree;
    }
    PlanTreeRef show(const Node& node, const Expand& expand, const Names*) {
        PlanTreeRef tree = planTree("LogicalExpand", {below(node)});
        Names projects;
        for (const auto& projection : expand.projections) {
            Names parts;
            for (const ExpressionRef& each : projection) parts.push_back(words(each));
            projects.push_back("{" + joined(parts) + "}");
        }
        tree->add("projects", joined(projects));
        return tree;
    }
    void aggregated(PlanTree& tree, const std::vector<int>& keys, const std::vector<AggregateCall>& calls, const Names* wanted) {
        tree.add("group", set(keys));
        for (size_t i = 0; i < calls.size(); ++i) {
            bool given = wanted && wanted->size() == keys.size() + calls.size();
            tree.add(given ? (*wanted)[keys.size() + i] : "agg#" + std::to_string(i), callWords(calls[i]));
        }
    }
    PlanTreeRef aggregateInput(const Node& node) {
        const auto* project = std::get_if<Project>(&node.inputs[0]->spec);
        return project && passesAll(*project, node.inputs[0]->inputs[0]->schema.size()) ? below(*node.inputs[0]) : below(node);
    }
    PlanTreeRef show(const Node& node, const Aggregate& aggregate, const Names* wanted) {
        PlanTreeRef tree = planTree("LogicalAggregate", {aggregateInput(node)});
        aggregated(*tree, aggregate.keys, aggregate.calls, wanted);
        return tree;
    }
    PlanTreeRef show(const Node& node, const GroupWindowAggregate& aggregate, const Names* wanted) {
        PlanTreeRef tree = planTree("LogicalWindowAggregate", {aggregateInput(node)});
        aggregated(*tree, aggregate.keys, aggregate.calls, wanted);
        const plan::Window& window = aggregate.window;
        const char* kinds[] = {"TumblingGroupWindow", "SlidingGroupWindow", "CumulativeGroupWindow", "SessionGroupWindow"};
        tree->add("window", std::string(kinds[static_cast<int>(window.kind)]) + "('w$, " + at(window.timeColumn) + ", " + std::to_string(window.size) +
                                (window.slide ? ", " + std::to_string(window.slide) : "") + ")");
        return tree;
    }
    PlanTreeRef show(const Node& node, const WindowTvf& tvf, const Names*) {
        PlanTreeRef tree = planTree("LogicalTableFunctionScan", {below(node)});
        const plan::Window& window = tvf.window;
        const char* kinds[] = {"TUMBLE", "HOP", "CUMULATE", "SESSION"};
        std::string text = std::string(kinds[static_cast<int>(window.kind)]) + "(TABLE(#0), DESCRIPTOR(_UTF-16LE'" + node.schema.fields[window.timeColumn].name + "')";
        if (!window.partition.empty()) {
            text = std::string(kinds[static_cast<int>(window.kind)]) + "(TABLE(#0) PARTITION BY(" + set(window.partition) + "), DESCRIPTOR(_UTF-16LE'" + node.schema.fields[window.timeColumn].name + "')";
        }
        if (window.slide) text += ", " + interval(window.slide);
        text += ", " + interval(window.size) + (window.offset ? ", " + interval(window.offset) : "") + ")";
        tree->add("invocation", text);
        tree->add("rowType", rowType(node.schema));
        return tree;
    }
    PlanTreeRef show(const Node& node, const Join& join, const Names*) {
        PlanTreeRef tree = planTree("LogicalJoin", {below(node, 0), below(node, 1)});
        tree->add("condition", words(join.condition));
        tree->add("joinType", joinWords(join.kind));
        return tree;
    }
    PlanTreeRef correlated(const Node& node, JoinKind kind, PlanTreeRef right, const std::set<int>& required) {
        PlanTreeRef tree = planTree("LogicalCorrelate", {below(node), std::move(right)});
        tree->add("correlation", "$cor0");
        tree->add("joinType", joinWords(kind));
        tree->add("requiredColumns", set({required.begin(), required.end()}));
        return tree;
    }
    PlanTreeRef show(const Node& node, const TemporalJoin& join, const Names*) {
        PlanTreeRef snapshot = planTree("LogicalSnapshot", {below(node, 1)});
        snapshot->add("period", "$cor0." + node.inputs[0]->schema.fields[join.leftTime].name);
        std::set<int> required{join.leftTime};
        int left = node.inputs[0]->schema.size();
        PlanTreeRef right = snapshot;
        if (join.condition) {
            std::set<int> columns;
            collectColumns(*join.condition, columns);
            for (int column : columns)
                if (column < left) required.insert(column);
            Names names;
            for (int i = 0; i < left; ++i) names.push_back("$cor0." + node.inputs[0]->schema.fields[i].name);
            for (int i = 0; i < node.inputs[1]->schema.size(); ++i) names.push_back(at(i));
            right = planTree("LogicalFilter", {snapshot});
            right->add("condition", expressionWords(*join.condition, names, ExpressionStyle::Prefix));
        }
        return correlated(node, join.kind, right, required);
    }
    PlanTreeRef show(const Node& node, const Correlate& correlate, const Names*) {
        std::set<int> required;
        Names arguments, names;
        for (const Field& field : node.inputs[0]->schema.fields) names.push_back("$cor0." + field.name);
        for (const ExpressionRef& each : correlate.arguments) {
            collectColumns(*each, required);
            arguments.push_back(expressionWords(*each, names, ExpressionStyle::Prefix));
        }
        PlanTreeRef scan = planTree("LogicalTableFunctionScan", {});
        scan->add("invocation", "TABLE_FUNCTION(" + joined(arguments) + ")");
        return correlated(node, correlate.kind, scan, required);
    }
    PlanTreeRef show(const Node& node, const Unnest& unnest, const Names*) {
        std::set<int> required;
        collectColumns(*unnest.collection, required);
        Names names;
        for (const Field& field : node.inputs[0]->schema.fields) names.push_back("$cor0." + field.name);
        PlanTreeRef zero = planTree("LogicalValues", {});
        zero->add("tuples", "[{ 0 }]");
        PlanTreeRef project = planTree("LogicalProject", {zero});
        project->add("EXPR$0", expressionWords(*unnest.collection, names, ExpressionStyle::Prefix));
        PlanTreeRef uncollect = planTree("Uncollect", {project});
        if (unnest.ordinality) uncollect->add("withOrdinality", "true");
        return correlated(node, unnest.kind, uncollect, required);
    }
    PlanTreeRef show(const Node& node, const SetOperation& operation, const Names*) {
        std::vector<PlanTreeRef> inputs;
        for (size_t i = 0; i < node.inputs.size(); ++i) inputs.push_back(below(node, static_cast<int>(i)));
        const char* kinds[] = {"LogicalUnion", "LogicalIntersect", "LogicalMinus"};
        PlanTreeRef tree = planTree(kinds[static_cast<int>(operation.kind)], std::move(inputs));
        tree->add("all", operation.all ? "true" : "false");
        return tree;
    }
    PlanTreeRef show(const Node& node, const Sort& sort, const Names* wanted) {
        PlanTreeRef tree = planTree("LogicalSort", {below(node, 0, wanted)});
        for (size_t i = 0; i < sort.order.size(); ++i) tree->add("sort" + std::to_string(i), at(sort.order[i].column));
        for (size_t i = 0; i < sort.order.size(); ++i) tree->add("dir" + std::to_string(i), direction(sort.order[i]));
        if (sort.offset) tree->add("offset", std::to_string(sort.offset));
        if (sort.limit >= 0) tree->add("fetch", std::to_string(sort.limit));
        return tree;
    }
    PlanTreeRef show(const Node& node, const Over& over, const Names*) {
        PlanTreeRef tree = planTree("LogicalProject", {below(node)});
        Names names = namesOf(node.schema);
        int columns = node.inputs[0]->schema.size(), next = columns;
        for (int i = 0; i < columns; ++i) tree->add(names[i], at(i));
        for (const OverWindow& window : over.windows)
            for (const OverCall& call : window.calls) {
                Names parts, keys;
                for (int column : window.partition) keys.push_back(at(column));
                if (!keys.empty()) parts.push_back("PARTITION BY " + joined(keys));
                keys.clear();
                for (const SortKey& key : window.order) keys.push_back(at(key.column) + (key.descending ? " DESC" : "") + (key.nullsLast ? " NULLS LAST" : " NULLS FIRST"));
                if (!keys.empty()) parts.push_back("ORDER BY " + joined(keys));
                tree->add(names[next++], callWords(call.call) + " OVER (" + joined(parts, " ") + ")");
            }
        return tree;
    }
    PlanTreeRef show(const Node& node, const Match& match, const Names*) {
        PlanTreeRef tree = planTree("LogicalMatch", {below(node)});
        const MatchRecognize& m = match.match;
        Names order, pattern, outputs = namesOf(node.schema);
        for (const SortKey& key : m.order) order.push_back(std::to_string(key.column) + " " + direction(key));
        for (const PatternElement& element : m.pattern) pattern.push_back("_UTF-16LE'" + element.variable + "'");
        tree->add("partition", "[" + set(m.partition).substr(1, set(m.partition).size() - 2) + "]");
        tree->add("order", "[" + joined(order) + "]");
        tree->add("outputFields", "[" + joined(outputs) + "]");
        tree->add("allRows", "false");
        tree->add("pattern", "(" + joined(pattern) + ")");
        tree->add("inputFields", "[" + joined(namesOf(node.inputs[0]->schema)) + "]");
        return tree;
    }
    PlanTreeRef show(const Node& node, const SingleRow& single, const Names*) {
        PlanTreeRef tree = planTree("LogicalAggregate", {below(node)});
        tree->add("group", set(single.keys));
        for (int i = 0; i < node.schema.size(); ++i) tree->add("agg#" + std::to_string(i), "SINGLE_VALUE(" + at(i) + ")");
        return tree;
    }
    PlanTreeRef show(const Node& node, const Sink& sink, const Names*) {
        if (!sink.table) return below(node);
        Names names = namesOf(node.inputs[0]->schema);
        PlanTreeRef tree = planTree("LogicalSink", {below(node)});
        tree->add("table", path(*sink.table, "."));
        tree->add("fields", joined(names));
        return tree;
    }
    PlanTreeRef function(const Node& node, const char* name) {
        PlanTreeRef tree = planTree("LogicalTableFunctionScan", {below(node)});
        tree->add("invocation", std::string(name) + "(TABLE(#0), DEFAULT(), DEFAULT(), DEFAULT(), DEFAULT())");
        tree->add("rowType", rowType(node.schema));
        return tree;
    }
    PlanTreeRef show(const Node& node, const ToChangelog&, const Names*) { return function(node, "TO_CHANGELOG"); }
    PlanTreeRef show(const Node& node, const FromChangelog&, const Names*) { return function(node, "FROM_CHANGELOG"); }
};

} // namespace

PlanTreeRef logicalTree(const Node& root) {
    Names names = namesOf(root.inputs.empty() ? root.schema : root.inputs[0]->schema);
    // A SELECT of an aggregation alone names its columns.
    const auto* sink = std::get_if<Sink>(&root.spec);
    return sink && !sink->table ? Builder().build(*root.inputs[0], &names) : Builder().build(root);
}

} // namespace weir
