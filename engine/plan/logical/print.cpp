// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/logical/node.h"

#include <map>

namespace weir::plan {

namespace {

using Names = std::vector<std::string>;

Names namesOf(const Schema& schema) {
    Names names;
    for (const auto& field : schema.fields)
        names.push_back(field.name);
    return names;
}

template <class List, class Text>
std::string listed(const List& list, Text text) {
    std::string result;
    for (const auto& item : list)
        result += (result.empty() ? "" : ", ") + text(item);
    return "[" + result + "]";
}

std::string nameAt(const Names& names, int column) {
    return column >= 0 && column < static_cast<int>(names.size()) ? names[static_cast<size_t>(column)] : "$" + std::to_string(column);
}

std::string expressionText(const ExpressionRef& expression, const Names& names) { return expression ? expression->text(names) : "TRUE"; }

std::string columns(const std::vector<int>& indexes, const Names& names) {
    return listed(indexes, [&](int column) { return nameAt(names, column); });
}

std::string sortText(const std::vector<SortKey>& order, const Names& names) {
    return listed(order, [&](const SortKey& key) {
        return nameAt(names, key.column) + (key.descending ? " DESC" : " ASC") + (key.nullsLast == key.descending ? "" : key.nullsLast ? " NULLS LAST" : " NULLS FIRST");
    });
}

std::string callText(const AggregateCall& call, const Names& names) {
    std::string arguments;
    for (int column : call.arguments)
        arguments += (arguments.empty() ? "" : ", ") + nameAt(names, column);
    std::string text = call.name + "(" + (call.distinct ? "DISTINCT " : "") + (call.arguments.empty() && call.name == "COUNT" ? "*" : arguments) + ")";
    return text + (call.filter >= 0 ? " FILTER " + nameAt(names, call.filter) : "");
}

std::string millisText(int64_t millis) { return std::to_string(millis) + " ms"; }

std::string windowText(const Window& window, const Names& names) {
    constexpr const char* kinds[] = {"TUMBLE", "HOP", "CUMULATE", "SESSION"};
    std::string text = std::string(kinds[static_cast<int>(window.kind)]) + "(" + nameAt(names, window.timeColumn) + ", size=" + millisText(window.size);
    if (window.kind == WindowKind::Hop)
        text += ", slide=" + millisText(window.slide);
    if (window.kind == WindowKind::Cumulate)
        text += ", step=" + millisText(window.slide);
    if (window.offset != 0)
        text += ", offset=" + millisText(window.offset);
    if (!window.partition.empty())
        text += ", partition=" + columns(window.partition, names);
    if (window.processingTime)
        text += ", proctime";
    if (window.localZone)
        text += ", local zone";
    return text + ")";
}

std::string boundText(FrameBound bound, int64_t offset, bool rows) {
    switch (bound) {
    case FrameBound::UnboundedPreceding: return "UNBOUNDED PRECEDING";
    case FrameBound::Preceding: return (rows ? std::to_string(offset) : millisText(offset)) + " PRECEDING";
    case FrameBound::CurrentRow: return "CURRENT ROW";
    case FrameBound::Following: return (rows ? std::to_string(offset) : millisText(offset)) + " FOLLOWING";
    case FrameBound::UnboundedFollowing: return "UNBOUNDED FOLLOWING";
    }
    return "";
}

std::string overText(const OverWindow& window, const Names& names) {
    return "{partition=" + columns(window.partition, names) + ", order=" + sortText(window.order, names) + ", frame=" + (window.frame.rows ? "ROWS " : "RANGE ") +
           boundText(window.frame.start, window.frame.startOffset, window.frame.rows) + " TO " + boundText(window.frame.end, window.frame.endOffset, window.frame.rows) +
           ", calls=" + listed(window.calls, [&](const OverCall& call) {
               std::string text = callText(call.call, names);
               for (const auto& extra : call.extra)
                   text.insert(text.size() - 1, ", " + expressionText(extra, names));
               return text;
           }) + "}";
}

std::string joinKindText(JoinKind kind) {
    constexpr const char* kinds[] = {"Inner", "Left", "Right", "Full", "Semi", "Anti"};
    return kinds[static_cast<int>(kind)];
}

std::string slotText(const MatchSlot& slot, const Names& names) {
    std::string value = slot.argument ? expressionText(slot.argument, names) : slot.column >= 0 ? nameAt(names, slot.column) : "*";
    std::string of = slot.variable.empty() ? value : slot.variable + "." + value;
    switch (slot.kind) {
    case MatchSlot::Kind::First: return "FIRST(" + of + ", " + std::to_string(slot.offset) + ")";
    case MatchSlot::Kind::Last: return "LAST(" + of + ", " + std::to_string(slot.offset) + ")";
    case MatchSlot::Kind::Aggregate: return slot.aggregate.name + "(" + (slot.aggregate.distinct ? "DISTINCT " : "") + of + ")";
    case MatchSlot::Kind::MatchRowtime: return "MATCH_ROWTIME()";
    case MatchSlot::Kind::MatchProctime: return "MATCH_PROCTIME()";
    case MatchSlot::Kind::Current: return of;
    }
    return "";
}

std::string matchExpressionText(const MatchExpression& expression, const Names& names) {
    Names slots;
    for (const auto& slot : expression.slots)
        slots.push_back(slotText(slot, names));
    return expression.name + "=" + expressionText(expression.expression, slots);
}

/// The text of a spec. `left` are the names of the first input, `all` those of all inputs, `out` those of the result.
struct Printer {
    const Node& node;
    Names left, all, out;

    std::string named(const std::vector<ExpressionRef>& expressions, const Names& over) const {
        std::string text;
        for (size_t i = 0; i < expressions.size(); ++i) {
            std::string value = expressionText(expressions[i], over), name = nameAt(out, static_cast<int>(i));
            bool same = expressions[i] && expressions[i]->isColumn() && nameAt(over, expressions[i]->column) == name;
            text += (i ? ", " : "") + value + (same ? "" : " AS " + name);
        }
        return "[" + text + "]";
    }
    std::string operator()(const Scan& scan) const {
        std::string text = "Scan(" + scan.table->name + ", columns=" + listed(out, [](const std::string& name) { return name; });
        if (!scan.hintOptions.empty())
            text += ", options=" + listed(scan.hintOptions, [](const auto& option) { return option.first + "=" + option.second; });
        return text + ")";
    }
    std::string operator()(const Watermark& watermark) const {
        return "Watermark(" + nameAt(left, watermark.column) + " AS " + expressionText(watermark.expression, left) + ")";
    }
    std::string operator()(const Values& values) const {
        return "Values(" + listed(values.rows, [&](const auto& row) {
            std::string text = listed(row, [&](const ExpressionRef& value) { return expressionText(value, {}); });
            return "(" + text.substr(1, text.size() - 2) + ")";
        }) + ")";
    }
    std::string operator()(const Filter& filter) const { return "Filter(" + expressionText(filter.condition, left) + ")"; }
    std::string operator()(const Project& project) const { return "Project(" + named(project.expressions, left) + ")"; }
    std::string operator()(const Expand& expand) const {
        return "Expand(" + listed(expand.projections, [&](const auto& projection) { return named(projection, left); }) + ")";
    }
    std::string aggregateText(const std::vector<int>& keys, const std::vector<AggregateCall>& calls) const {
        return "keys=" + columns(keys, left) + ", calls=" + listed(calls, [&](const AggregateCall& call) { return callText(call, left); });
    }
    std::string operator()(const Aggregate& aggregate) const { return "Aggregate(" + aggregateText(aggregate.keys, aggregate.calls) + ")"; }
    std::string operator()(const GroupWindowAggregate& aggregate) const {
        constexpr const char* properties[] = {"start", "end", "time", "proctime"};
        return "GroupWindowAggregate(" + windowText(aggregate.window, left) + ", " + aggregateText(aggregate.keys, aggregate.calls) +
               ", properties=" + listed(aggregate.properties, [&](WindowProperty property) { return std::string(properties[static_cast<int>(property)]); }) + ")";
    }
    std::string operator()(const WindowTvf& tvf) const { return "WindowTvf(" + windowText(tvf.window, left) + ")"; }
    std::string operator()(const Join& join) const { return "Join(" + joinKindText(join.kind) + ", " + expressionText(join.condition, all) + ")"; }
    std::string operator()(const TemporalJoin& join) const {
        return "TemporalJoin(" + joinKindText(join.kind) + ", " + expressionText(join.condition, all) + ", time=" + nameAt(left, join.leftTime) + ")";
    }
    std::string operator()(const Correlate& correlate) const {
        return "Correlate(" + joinKindText(correlate.kind) + ", " + listed(correlate.arguments, [&](const ExpressionRef& argument) { return expressionText(argument, left); }) +
               (correlate.condition ? ", " + expressionText(correlate.condition, out) : "") + ")";
    }
    std::string operator()(const Unnest& unnest) const {
        return "Unnest(" + joinKindText(unnest.kind) + ", " + expressionText(unnest.collection, left) + (unnest.ordinality ? ", ordinality" : "") +
               (unnest.condition ? ", " + expressionText(unnest.condition, out) : "") + ")";
    }
    std::string operator()(const SetOperation& operation) const {
        constexpr const char* kinds[] = {"Union", "Intersect", "Except"};
        return std::string(kinds[static_cast<int>(operation.kind)]) + (operation.all ? "All" : "");
    }
    std::string operator()(const Sort& sort) const {
        return "Sort(" + sortText(sort.order, left) + (sort.offset ? ", offset=" + std::to_string(sort.offset) : "") + (sort.limit >= 0 ? ", limit=" + std::to_string(sort.limit) : "") + ")";
    }
    std::string operator()(const Over& over) const { return "Over(" + listed(over.windows, [&](const OverWindow& window) { return overText(window, left); }) + ")"; }
    std::string operator()(const Match& match) const {
        const auto& m = match.match;
        constexpr const char* after[] = {"past last row", "next row", "to first ", "to last "};
        return "Match(partition=" + columns(m.partition, left) + ", order=" + sortText(m.order, left) +
               ", measures=" + listed(m.measures, [&](const MatchExpression& measure) { return matchExpressionText(measure, left); }) +
               ", pattern=" + listed(m.pattern, [](const PatternElement& element) {
                   std::string text = element.variable;
                   if (element.minimum != 1 || element.maximum != 1)
                       text += "{" + std::to_string(element.minimum) + "," + (element.maximum < 0 ? "" : std::to_string(element.maximum)) + "}" + (element.greedy ? "" : "?");
                   return text;
               }) + ", define=" + listed(m.define, [&](const MatchExpression& define) { return matchExpressionText(define, left); }) +
               ", after " + after[static_cast<int>(m.after)] + m.afterVariable + (m.withinMillis ? ", within " + millisText(m.withinMillis) : "") + ")";
    }
    std::string operator()(const SingleRow& single) const { return "SingleRow(" + (single.keys.empty() ? "" : "keys=" + columns(single.keys, left)) + ")"; }
    std::string operator()(const Sink& sink) const {
        if (!sink.table)
            return "Sink(results)";
        std::string text = "Sink(" + sink.table->name + (sink.overwrite ? ", overwrite" : "");
        if (!sink.staticPartition.empty())
            text += ", partition=" + listed(sink.staticPartition, [](const auto& part) { return part.first + "=" + part.second; });
        return text + ")";
    }
    static std::string codes(const ChangeCodes& given) {
        std::string text;
        for (const auto& [kind, code] : given) text += ", " + std::string(symbol(kind)) + "=" + code;
        return text;
    }
    std::string operator()(const ToChangelog& change) const { return "ToChangelog(" + change.column + codes(change.codes) + ")"; }
    std::string operator()(const FromChangelog& change) const { return "FromChangelog(" + nameAt(left, change.column) + codes(change.codes) + ")"; }
};

struct Tree {
    std::map<const Node*, int> uses;
    std::map<const Node*, int> numbers;
    std::string text;

    void count(const Node& node) {
        if (++uses[&node] == 1)
            for (const auto& input : node.inputs)
                count(*input);
    }
    void print(const Node& node, int depth) {
        text += std::string(static_cast<size_t>(depth) * 2, ' ');
        if (uses[&node] > 1) {
            auto [number, fresh] = numbers.try_emplace(&node, static_cast<int>(numbers.size()) + 1);
            text += "#" + std::to_string(number->second) + (fresh ? " " : "\n");
            if (!fresh)
                return;
        }
        Printer printer{node, {}, {}, namesOf(node.schema)};
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            Names names = namesOf(node.inputs[i]->schema);
            if (i == 0)
                printer.left = names;
            printer.all.insert(printer.all.end(), names.begin(), names.end());
        }
        text += std::visit(printer, node.spec) + (node.stateTtlMillis ? " ttl=" + millisText(*node.stateTtlMillis) : "") + "\n";
        for (const auto& input : node.inputs)
            print(*input, depth + 1);
    }
};

} // namespace

std::string print(const Node& node) {
    Tree tree;
    tree.count(node);
    tree.print(node, 0);
    return tree.text;
}

} // namespace weir::plan
