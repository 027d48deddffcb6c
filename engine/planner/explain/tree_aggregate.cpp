// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/physical_tree.h"

#include <algorithm>
#include <cctype>

namespace weir {

using namespace plan;

namespace {

std::vector<std::string> concatenated(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// The accumulator fields of a call in the first of two phases: "sum$1", "count1$0"; an average has two.
struct Phases {
    std::string first;       // "SUM(price) AS sum$1"
    std::string second;      // "SUM(sum$1)"
};

class TwoPhases {
public:
    Phases next(const AggregateCall& call, const std::string& words, const std::string& firstPrefix, const std::string& secondPrefix) {
        std::string lower;
        for (char c : call.name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (call.name == "COUNT" && call.arguments.empty()) lower = "count1";
        std::string open = words.substr(words.find('('));
        std::string end = call.filter >= 0 && open.find(") FILTER") != std::string::npos ? open : open;
        if (call.name == "AVG") {
            std::string sum = "sum$" + std::to_string(number_++), count = "count$" + std::to_string(number_++);
            return {firstPrefix + "AVG" + end + " AS (" + sum + ", " + count + ")", secondPrefix + "AVG((" + sum + ", " + count + "))"};
        }
        std::string field = lower + "$" + std::to_string(number_++);
        return {firstPrefix + call.name + end + " AS " + field, secondPrefix + call.name + "(" + field + ")"};
    }

private:
    int number_ = 0;
};

} // namespace

std::string PhysicalTree::callWords(const AggregateCall& call, const Names& input, const char* prefix, bool retracting) const {
    std::string text = prefix + call.name + (retracting ? "_RETRACT" : "") + "(" + (call.distinct ? "DISTINCT " : "");
    text += call.arguments.empty() ? "*" : joined(pick(call.arguments, input));
    return text + ")" + (call.filter >= 0 ? " FILTER " + input[call.filter] : "");
}

std::string PhysicalTree::windowWords(const Window& window, const std::string& over) const {
    switch (window.kind) {
    case WindowKind::Tumble: return "TUMBLE(" + over + ", size=[" + durationWords(window.size) + "]" + (window.offset ? ", offset=[" + durationWords(window.offset) + "]" : "") + ")";
    case WindowKind::Hop:
        return "HOP(" + over + ", size=[" + durationWords(window.size) + "], slide=[" + durationWords(window.slide) + "]" + (window.offset ? ", offset=[" + durationWords(window.offset) + "]" : "") + ")";
    case WindowKind::Cumulate:
        return "CUMULATE(" + over + ", max_size=[" + durationWords(window.size) + "], step=[" + durationWords(window.slide) + "]" + (window.offset ? ", offset=[" + durationWords(window.offset) + "]" : "") + ")";
    case WindowKind::Session: return "SESSION(" + over + ", gap=[" + durationWords(window.size) + "]";
    }
    return "";
}

PlanTreeRef PhysicalTree::aggregate(const Physical& node, const GroupAggregateSpec& spec, const Names* wanted) {
    PlanTreeRef below = input(node, 0);
    Names keys = pick(spec.keys, below->fields);
    Names fields = keys;
    for (size_t i = 0; i < spec.calls.size(); ++i) {
        bool given = wanted && wanted->size() == spec.keys.size() + spec.calls.size();
        fields.push_back(given ? (*wanted)[keys.size() + i] : "$f" + std::to_string(keys.size() + i));
    }
    auto named = [&](const Names& calls) {
        Names out;
        for (size_t i = 0; i < calls.size(); ++i) out.push_back(calls[i] + " AS " + fields[keys.size() + i]);
        return concatenated(keys, out);
    };
    auto shown = [&](const char* name, PlanTreeRef from, const Names& select, const Names& columns, bool merge) {
        PlanTreeRef made = planTree(name, {std::move(from)});
        made->fields = columns;
        if (merge) made->add("isMerge", "true");
        if (!keys.empty()) made->add("groupBy", joined(keys));
        made->add("select", joined(select));
        return made;
    };
    std::vector<int> first(keys.size());
    for (size_t i = 0; i < first.size(); ++i) first[i] = static_cast<int>(i);
    if (batch_) {
        bool distinct = std::any_of(spec.calls.begin(), spec.calls.end(), [](const AggregateCall& each) { return each.distinct; });
        if (!distinct) {
            TwoPhases phases;
            Names partial, final;
            for (const AggregateCall& call : spec.calls) {
                Phases each = phases.next(call, callWords(call, below->fields, "", false), "Partial_", "Final_");
                partial.push_back(each.first);
                final.push_back(each.second);
            }
            PlanTreeRef local = shown("LocalHashAggregate", below, concatenated(keys, partial), concatenated(keys, partial), false);
            return shown("HashAggregate", exchange(local, first), named(final), fields, true);
        }
        Names calls;
        for (const AggregateCall& call : spec.calls) calls.push_back(callWords(call, below->fields, "", false));
        return shown("HashAggregate", exchange(below, spec.keys), named(calls), fields, false);
    }
    Names calls;
    for (const AggregateCall& call : spec.calls) calls.push_back(callWords(call, below->fields, "", spec.retracting));
    return shown("GroupAggregate", exchange(below, spec.keys), named(calls), fields, false);
}

PlanTreeRef PhysicalTree::windowAggregate(const Physical& node, const WindowAggregateSpec& spec, const Names* wanted) {
    PlanTreeRef below = input(node, 0);
    Names keys = pick(spec.keys, below->fields);
    Names fields = keys;
    bool given = wanted && wanted->size() == static_cast<size_t>(node.schema.size());
    for (size_t i = 0; i < spec.calls.size(); ++i) fields.push_back(given ? (*wanted)[keys.size() + i] : "$f" + std::to_string(keys.size() + i));
    auto select = [&](const Names& calls, const Names& properties) {
        Names out;
        for (size_t i = 0; i < calls.size(); ++i) out.push_back(calls[i] + " AS " + fields[keys.size() + i]);
        return joined(concatenated(concatenated(keys, out), properties));
    };
    std::string time = spec.window.timeColumn >= 0 && spec.window.timeColumn < static_cast<int>(below->fields.size()) ? below->fields[spec.window.timeColumn] : "";
    if (spec.legacy) {
        PlanTreeRef made = planTree("GroupWindowAggregate", {exchange(below, spec.keys)});
        if (!keys.empty()) made->add("groupBy", joined(keys));
        auto millis = [](int64_t value) { return ", " + std::to_string(value); };
        const Window& window = spec.window;
        made->add("window", window.kind == WindowKind::Tumble ? "TumblingGroupWindow('w$, " + time + millis(window.size) + ")"
                            : window.kind == WindowKind::Hop  ? "SlidingGroupWindow('w$, " + time + millis(window.size) + millis(window.slide) + ")"
                                                              : "SessionGroupWindow('w$, " + time + millis(window.size) + ")");
        Names properties;
        if (!spec.properties.empty()) {
            properties = {"start('w$) AS w$start", "end('w$) AS w$end"};
            if (!window.processingTime) properties.push_back("rowtime('w$) AS w$rowtime");
            properties.push_back("proctime('w$) AS w$proctime");
            made->add("properties", window.processingTime ? "w$start, w$end, w$proctime" : "w$start, w$end, w$rowtime, w$proctime");
        }
        for (WindowProperty property : spec.properties)
            fields.push_back(property == WindowProperty::Start ? "w$start" : property == WindowProperty::End ? "w$end" : property == WindowProperty::Time ? "w$rowtime" : "w$proctime");
        Names calls;
        for (const AggregateCall& call : spec.calls) calls.push_back(callWords(call, below->fields, "", spec.retracting));
        made->fields = fields;
        made->add("select", select(calls, properties));
        return made;
    }
    bool attached = spec.attachedStart >= 0;
    std::string bounds = attached ? "win_start=[" + below->fields[spec.attachedStart] + "], win_end=[" + below->fields[spec.attachedEnd] + "]" : "time_col=[" + time + "]";
    Names properties = {"start('w$) AS window_start", "end('w$) AS window_end"};
    bool session = spec.window.kind == WindowKind::Session;
    auto window = [&](const std::string& over) {
        std::string text = windowWords(spec.window, over);
        if (session) text += (keys.empty() || attached ? "" : ", partition keys=[" + joined(keys) + "]") + std::string(")");
        return text;
    };
    PlanTreeRef made;
    bool twoPhases = !session && !spec.window.processingTime && !spec.retracting;
    if (twoPhases) {
        TwoPhases phases;
        Names partial, final;
        for (const AggregateCall& call : spec.calls) {
            Phases each = phases.next(call, callWords(call, below->fields, "", false), "", "");
            partial.push_back(each.first);
            final.push_back(each.second);
        }
        PlanTreeRef local = planTree("LocalWindowAggregate", {below});
        if (!keys.empty()) local->add("groupBy", joined(keys));
        local->add("window", window(bounds));
        std::string end = attached ? "$window_end" : "$slice_end";
        local->add("select", joined(concatenated(concatenated(keys, partial), {"slice_end('w$) AS " + end})));
        local->fields = keys;
        finish(*local, node);
        std::vector<int> first(keys.size());
        for (size_t i = 0; i < first.size(); ++i) first[i] = static_cast<int>(i);
        made = planTree("GlobalWindowAggregate", {exchange(local, first)});
        if (!keys.empty()) made->add("groupBy", joined(keys));
        made->add("window", window((attached ? "win_end=[" : "slice_end=[") + end + "]"));
        made->add("select", select(final, properties));
    } else {
        made = planTree("WindowAggregate", {exchange(below, spec.keys)});
        if (!keys.empty()) made->add("groupBy", joined(keys));
        made->add("window", window(bounds));
        Names calls;
        for (const AggregateCall& call : spec.calls) calls.push_back(callWords(call, below->fields, "", spec.retracting));
        made->add("select", select(calls, properties));
    }
    for (const char* name : {"window_start", "window_end", "window_time"}) fields.emplace_back(name);
    made->fields = fields;
    return made;
}

PlanTreeRef PhysicalTree::windowFunction(const Physical& node, const WindowAssignSpec& spec) {
    bool session = spec.window.kind == WindowKind::Session;
    PlanTreeRef made = planTree("WindowTableFunction", {session ? exchanged(node, 0) : input(node, 0)});
    const Names& below = made->inputs[0]->fields;
    std::string time = spec.window.timeColumn >= 0 ? below[spec.window.timeColumn] : "";
    std::string text = windowWords(spec.window, "time_col=[" + time + "]");
    if (session) text += (spec.window.partition.empty() ? "" : ", partition keys=[" + joined(pick(spec.window.partition, below)) + "]") + std::string(")");
    made->add("window", text);
    made->fields = unique(concatenated(below, {"window_start", "window_end", "window_time"}));
    return made;
}

PlanTreeRef PhysicalTree::over(const Physical& node, const OverSpec& spec) {
    const OverWindow& window = spec.window;
    PlanTreeRef below = exchanged(node, 0);
    const Schema& schema = node.inputs[0].from->schema;
    if (batch_ && (!window.partition.empty() || !window.order.empty())) {
        PlanTreeRef sorted = planTree("Sort", {below});
        Names keys;
        for (int column : window.partition) keys.push_back(below->fields[column] + " ASC");
        sorted->add("orderBy", joined(concatenated(keys, sortWords(window.order, schema, below->fields))));
        sorted->fields = below->fields;
        below = sorted;
    }
    PlanTreeRef made = planTree("OverAggregate", {below});
    const Names& in = below->fields;
    if (!window.partition.empty()) made->add("partitionBy", joined(pick(window.partition, in)));
    if (!window.order.empty()) made->add("orderBy", joined(sortWords(window.order, schema, in)));
    auto bound = [&](FrameBound kind, int64_t offset) -> std::string {
        switch (kind) {
        case FrameBound::UnboundedPreceding: return "UNBOUNDED PRECEDING";
        case FrameBound::Preceding: return std::to_string(offset) + " PRECEDING";
        case FrameBound::CurrentRow: return "CURRENT ROW";
        case FrameBound::Following: return std::to_string(offset) + " FOLLOWING";
        case FrameBound::UnboundedFollowing: return "UNBOUNDED FOLLOWING";
        }
        return "";
    };
    std::string frame = std::string(" ") + (window.frame.rows ? "ROWS" : "RANGE") + " BETWEEN " + bound(window.frame.start, window.frame.startOffset) + " AND " +
                        bound(window.frame.end, window.frame.endOffset);
    Names calls, fields = in;
    for (size_t i = 0; i < window.calls.size(); ++i) {
        std::string name = "w0$o" + std::to_string(i);
        calls.push_back(callWords(window.calls[i].call, in, "", false) + " AS " + name);
        fields.push_back(name);
    }
    if (batch_) made->add("window#0", joined(calls) + frame);
    else made->add("window", frame);
    made->fields = unique(fields);
    made->add("select", joined(batch_ ? made->fields : concatenated(in, calls)));
    return made;
}

PlanTreeRef PhysicalTree::singleRow(const Physical& node, const SingleRowSpec& spec) {
    PlanTreeRef made = planTree("GroupAggregate", {exchanged(node, 0)});
    const Names& in = made->inputs[0]->fields;
    made->fields = in;
    if (!spec.keys.empty()) made->add("groupBy", joined(pick(spec.keys, in)));
    Names select;
    for (size_t i = 0; i < in.size(); ++i) {
        bool key = std::find(spec.keys.begin(), spec.keys.end(), static_cast<int>(i)) != spec.keys.end();
        select.push_back(key ? in[i] : "SINGLE_VALUE(" + in[i] + ") AS " + in[i]);
    }
    made->add("select", joined(select));
    return made;
}

} // namespace weir
