// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace weir {

using namespace plan;

namespace {

std::string keyText(const std::vector<int>& keys, const Schema& input) {
    std::string out = "groupBy=[";
    for (size_t i = 0; i < keys.size(); ++i) out += (i ? ", " : "") + input.fields[keys[i]].name;
    return out + "]";
}

std::string callText(const std::vector<AggregateCall>& calls, const Schema& input) {
    std::string out;
    for (const AggregateCall& call : calls) {
        out += ", " + call.name + "(" + (call.distinct ? "DISTINCT " : "");
        if (call.arguments.empty()) out += "*";
        for (size_t i = 0; i < call.arguments.size(); ++i) out += (i ? ", " : "") + input.fields[call.arguments[i]].name;
        out += ")";
        if (call.filter >= 0) out += " FILTER " + input.fields[call.filter].name;
    }
    return out;
}

std::string windowText(const Window& window) {
    auto millis = [](int64_t n) { return std::to_string(n) + " ms"; };
    switch (window.kind) {
    case WindowKind::Tumble: return "TUMBLE(" + millis(window.size) + ")";
    case WindowKind::Hop: return "HOP(" + millis(window.slide) + ", " + millis(window.size) + ")";
    case WindowKind::Cumulate: return "CUMULATE(" + millis(window.slide) + ", " + millis(window.size) + ")";
    case WindowKind::Session: return "SESSION(" + millis(window.size) + ")";
    }
    return "";
}

std::vector<int> firstColumns(size_t count) {
    std::vector<int> out(count);
    std::iota(out.begin(), out.end(), 0);
    return out;
}

Distribution byKeys(const std::vector<int>& keys) {
    return keys.empty() ? Distribution{Distribution::Kind::Global, {}} : Distribution{Distribution::Kind::Hash, keys};
}

} // namespace

void Converter::checkRetraction(const Node& node, const std::vector<AggregateCall>& calls, bool retracting) {
    if (!retracting) return;
    for (const AggregateCall& call : calls)
        if (!call.function.retracting)
            throw RunError(Error{ErrorCode::Unsupported, call.name + " cannot take rows back, but its input has updates.", call.place.known() ? call.place : node.place, {}});
}

PhysicalRef Converter::aggregate(const Node& node, const Aggregate& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    if (input->window && input->window->start >= 0 && input->window->end >= 0) {
        auto has = [&](int column) { return std::find(spec.keys.begin(), spec.keys.end(), column) != spec.keys.end(); };
        if (has(input->window->start) && has(input->window->end)) {
            const Window& window = input->window->window;
            // A session's own keys must be grouping keys too; otherwise its windows are plain columns.
            const Physical* made = input.get();
            while (std::holds_alternative<CalcSpec>(made->spec) && !made->isUnion) made = made->inputs[0].from.get();
            bool fits = window.kind != WindowKind::Session || !std::holds_alternative<WindowAssignSpec>(made->spec) ||
                        std::all_of(window.partition.begin(), window.partition.end(), has);
            if (fits) return windowAggregate(node, spec, input);
        }
    }
    if (!batch_ && config_.boolean("table.exec.mini-batch.enabled"))
        for (const char* key : {"table.exec.mini-batch.allow-latency", "table.exec.mini-batch.size"})
            if ((std::string_view(key).back() == 'e' ? config_.integer(key, 0) : config_.durationMillis(key)) <= 0)
                refuse(node, "Mini-batch is enabled, but '" + std::string(key) + "' is not greater than 0.", "SET '" + std::string(key) + "' too.");
    if (PhysicalRef plain = ofUniqueRows(node, spec, input)) return plain;
    GroupAggregateSpec group;
    group.keys = spec.keys;
    group.calls = spec.calls;
    if (!input->insertOnly() && input->trendsKnown())
        for (AggregateCall& call : group.calls) {
            // What only rises has its MAX in the newest value: nothing is taken back.
            bool most = call.name == "MAX", least = call.name == "MIN";
            if ((most || least) && !call.distinct && input->trend(call.arguments[0]) == (most ? Trend::Rising : Trend::Falling))
                call.function.retracting = call.function.function;
        }
    group.retracting = !input->insertOnly();
    group.ttlMillis = node.stateTtlMillis.value_or(ttl_);
    checkRetraction(node, group.calls, group.retracting);
    PhysicalRef made = make(std::move(group), "GroupAggregate", node, {input});
    made->detail = (spec.keys.empty() ? std::string() : keyText(spec.keys, input->schema)) + callText(spec.calls, input->schema);
    if (spec.keys.empty() && made->detail.size() > 2) made->detail = made->detail.substr(2);
    made->inputs[0].wants = byKeys(spec.keys);
    made->single = spec.keys.empty();
    // Without calls no row ever changes, but Flink plans a DISTINCT like any aggregation, and so refuses it where only inserts are taken.
    made->mode = {true, true, true, !input->insertOnly()};
    made->keys = {firstColumns(spec.keys.size())};
    made->hashedBy = firstColumns(spec.keys.size());
    if (input->insertOnly()) {
        made->trends.assign(spec.keys.size(), Trend::Constant);
        for (const AggregateCall& call : spec.calls) made->trends.push_back(trendOf(call, *input));
    }
    return made;
}

Trend Converter::trendOf(const AggregateCall& call, const Physical& input) {
    if (call.name == "COUNT") return Trend::Rising;
    if (call.name == "MAX") return Trend::Rising;
    if (call.name == "MIN") return Trend::Falling;
    if (call.name != "SUM") return Trend::None;
    return hasSign(input, call.arguments[0], 1) ? Trend::Rising : hasSign(input, call.arguments[0], -1) ? Trend::Falling : Trend::None;
}

PhysicalRef Converter::ofUniqueRows(const Node& node, const Aggregate& spec, const PhysicalRef& input) {
    if (spec.keys.empty() || !input->uniqueByGrouping(spec.keys)) return nullptr;
    std::vector<ExpressionRef> columns;
    for (int key : spec.keys) columns.push_back(columnExpression(key, input->schema.fields[key].type));
    for (size_t i = 0; i < spec.calls.size(); ++i) {
        const AggregateCall& call = spec.calls[i];
        if ((call.name != "SUM" && call.name != "MIN" && call.name != "MAX") || call.filter >= 0) return nullptr;
        ExpressionRef value = columnExpression(call.arguments[0], input->schema.fields[call.arguments[0]].type);
        const DataType& type = node.schema.fields[spec.keys.size() + i].type;
        if (!value->type.asNullable().same(type.asNullable())) {
            auto cast = makeCast(value, type, false, call.place);
            if (!cast.ok()) return nullptr;
            value = *cast;
        }
        columns.push_back(value);
    }
    return calc(input, nullptr, std::move(columns), node.schema, node);
}

PhysicalRef Converter::windowTvf(const Node& node, const WindowTvf& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    if (batch_ && spec.window.kind == WindowKind::Session)
        refuse(node, "SESSION windows are not possible in batch mode.", "Use TUMBLE, HOP or CUMULATE, or streaming mode.");
    PhysicalRef made = make(WindowAssignSpec{spec.window}, "WindowTableFunction", node, {input});
    made->detail = windowText(spec.window);
    made->mode = input->mode;
    int columns = input->schema.size();
    made->window = WindowTrait{spec.window, columns, columns + 1, columns + 2};
    made->hashedBy = input->hashedBy;
    if (spec.window.kind == WindowKind::Session) {
        made->inputs[0].wants = byKeys(spec.window.partition);
        made->single = spec.window.partition.empty();
        made->hashedBy = spec.window.partition;
    }
    return made;
}

PhysicalRef Converter::filteredBeforeSessions(const Aggregate& spec, const PhysicalRef& input) {
    const auto* calculation = std::get_if<CalcSpec>(&input->spec);
    if (input->isUnion || !calculation || !calculation->condition) return input;
    const PhysicalRef& assign = input->inputs[0].from;
    const auto* assigned = std::get_if<WindowAssignSpec>(&assign->spec);
    if (assign->isUnion || !assigned || assigned->window.kind != WindowKind::Session) return input;
    const PhysicalRef& source = assign->inputs[0].from;
    auto readsWindow = [&](const ExpressionRef& each) {
        std::set<int> read;
        collectColumns(*each, read);
        return !read.empty() && *read.rbegin() >= source->schema.size();
    };
    if (readsWindow(calculation->condition)) return input;
    for (const ExpressionRef& each : calculation->projections)
        if (!each->isColumn() && readsWindow(each)) return input;
    // Sessions of other keys than the groups are made before anything else.
    std::set<int> keys;
    for (int key : spec.keys) {
        if (key == input->window->start || key == input->window->end || key == input->window->time) continue;
        if (!calculation->projections.empty() && !calculation->projections[key]->isColumn()) return input;
        keys.insert(calculation->projections.empty() ? key : calculation->projections[key]->column);
    }
    if (keys != std::set<int>(assigned->window.partition.begin(), assigned->window.partition.end())) return input;
    Node shown{Filter{}, source->schema, {}, input->place, input->hint};
    auto moved = std::make_shared<Physical>(*assign);
    moved->inputs[0].from = calc(source, calculation->condition, {}, source->schema, shown);
    moved->filters = moved->inputs[0].from->filters;
    if (calculation->projections.empty()) return moved;
    shown.schema = input->schema;
    return calc(moved, nullptr, calculation->projections, input->schema, shown);
}

PhysicalRef Converter::windowAggregate(const Node& node, const Aggregate& spec, const PhysicalRef& given) {
    PhysicalRef input = filteredBeforeSessions(spec, given);
    const WindowTrait& trait = *input->window;
    WindowAggregateSpec window;
    window.window = trait.window;
    window.retracting = !input->insertOnly();
    checkRetraction(node, spec.calls, window.retracting);
    if (!batch_ && (config_.boolean("table.exec.emit.early-fire.enabled") || config_.boolean("table.exec.emit.late-fire.enabled")))
        refuse(node, "Aggregates over a window function know no early and late firing.", "Use GROUP BY TUMBLE(...) or HOP(...), or reset 'table.exec.emit.early-fire.enabled' and 'table.exec.emit.late-fire.enabled'.");

    if (!batch_ && std::holds_alternative<WindowAssignSpec>((std::get_if<CalcSpec>(&input->spec) && !input->isUnion ? input->inputs[0].from : input)->spec))
        checkMerging(node, spec.calls, window.window.kind);
    // The window function itself need not run when everything above it only passes its columns on: rows then meet their windows in the aggregate.
    PhysicalRef below = input;
    std::vector<int> back(input->schema.size());          // column of `input` -> column of `below`
    std::iota(back.begin(), back.end(), 0);
    PhysicalRef source;
    std::vector<ExpressionRef> projections;
    ExpressionRef condition;
    auto* calcSpec = std::get_if<CalcSpec>(&input->spec);
    PhysicalRef assign = calcSpec && !input->isUnion ? input->inputs[0].from : input;
    auto* assigned = std::get_if<WindowAssignSpec>(&assign->spec);
    bool attached = true;
    if (assigned && !assign->isUnion && assigned->window.kind != WindowKind::Session) {
        source = assign->inputs[0].from;
        int columns = source->schema.size();
        bool passes = true;
        auto readsWindow = [&](const ExpressionRef& each) {
            std::set<int> read;
            collectColumns(*each, read);
            return !read.empty() && *read.rbegin() >= columns;
        };
        if (calcSpec) {
            if (calcSpec->condition && readsWindow(calcSpec->condition)) passes = false;
            for (const ExpressionRef& each : calcSpec->projections) passes &= each->isColumn() || !readsWindow(each);
        }
        attached = !passes;
        if (passes && calcSpec && !calcSpec->projections.empty()) {
            Schema schema;
            int time = -1;
            for (size_t i = 0; i < calcSpec->projections.size(); ++i) {
                const ExpressionRef& each = calcSpec->projections[i];
                if (each->isColumn() && each->column >= columns) continue;
                if (each->isColumn() && each->column == assigned->window.timeColumn) time = schema.size();
                back[i] = schema.size();
                projections.push_back(each);
                schema.fields.push_back(input->schema.fields[i]);
            }
            if (time < 0) {
                time = schema.size();
                projections.push_back(columnExpression(assigned->window.timeColumn, source->schema.fields[assigned->window.timeColumn].type));
                schema.fields.push_back(source->schema.fields[assigned->window.timeColumn]);
            }
            window.window.timeColumn = time;
            Node shown{node.spec, schema, {}, input->place, input->hint};
            bool plain = !calcSpec->condition && static_cast<int>(projections.size()) == columns;
            for (size_t i = 0; i < projections.size() && plain; ++i) plain = projections[i]->isColumn() && projections[i]->column == static_cast<int>(i);
            below = plain ? source : calc(source, calcSpec->condition, projections, schema, shown);
        } else if (passes) {
            window.window = assigned->window;
            if (calcSpec && calcSpec->condition) {
                Node shown{node.spec, source->schema, {}, input->place, input->hint};
                below = calc(source, calcSpec->condition, {}, source->schema, shown);
            } else {
                below = source;
            }
        }
    }
    if (attached) {
        window.attachedStart = trait.start;
        window.attachedEnd = trait.end;
    }
    // Keys without the bounds; the output puts them back where the query has them.
    Schema schema;
    std::vector<int> outputOf;      // for each key of the query: -1 start, -2 end, -3 time, else position
    for (int key : spec.keys) {
        if (key == trait.start) outputOf.push_back(-1);
        else if (key == trait.end) outputOf.push_back(-2);
        else if (key == trait.time) outputOf.push_back(-3);
        else {
            outputOf.push_back(static_cast<int>(window.keys.size()));
            window.keys.push_back(attached ? key : back[key]);
        }
    }
    for (size_t i = 0; i < spec.keys.size(); ++i)
        if (outputOf[i] >= 0) schema.fields.push_back(node.schema.fields[i]);
    for (AggregateCall call : spec.calls) {
        if (!attached) {
            for (int& argument : call.arguments) argument = back[argument];
            if (call.filter >= 0) call.filter = back[call.filter];
        }
        // An aggregate over a window bound needs that column in its input.
        window.calls.push_back(std::move(call));
    }
    auto readsBound = [&](int column) { return column == trait.start || column == trait.end || column == trait.time; };
    bool callsReadBounds = false;
    for (const AggregateCall& call : spec.calls)
        for (int argument : call.arguments) callsReadBounds |= readsBound(argument);
    if (callsReadBounds && !attached) {
        attached = true;
        below = input;
        window.window = trait.window;
        window.attachedStart = trait.start;
        window.attachedEnd = trait.end;
        window.calls = spec.calls;
        window.keys.clear();
        for (size_t i = 0; i < spec.keys.size(); ++i)
            if (outputOf[i] >= 0) window.keys.push_back(spec.keys[i]);
    }
    for (size_t i = 0; i < spec.calls.size(); ++i) schema.fields.push_back(node.schema.fields[spec.keys.size() + i]);
    int base = static_cast<int>(window.keys.size() + window.calls.size());
    bool processing = window.window.processingTime;
    window.properties = {WindowProperty::Start, WindowProperty::End, processing ? WindowProperty::ProcTime : WindowProperty::Time};
    DataType bound = DataType::timestamp(3).notNull();
    schema.fields.push_back({"window_start", bound});
    schema.fields.push_back({"window_end", bound});
    DataType timeType = trait.time >= 0 ? input->schema.fields[trait.time].type : window.window.localZone ? DataType::timestampLtz(3) : DataType::timestamp(3);
    schema.fields.push_back({"window_time", timeType.notNull().withTimeAttribute(processing ? TimeAttribute::Proctime : TimeAttribute::Rowtime)});

    std::string detail = windowText(window.window) + (window.keys.empty() ? "" : ", " + keyText(window.keys, below->schema)) + callText(window.calls, below->schema);
    auto keys = window.keys;
    Node shown{node.spec, schema, {}, node.place, node.name};
    PhysicalRef made = make(window, "WindowAggregate", shown, {below});
    made->detail = std::move(detail);
    made->inputs[0].wants = byKeys(keys);
    made->single = keys.empty();
    made->window = WindowTrait{trait.window, base, base + 1, base + 2};
    made->hashedBy = firstColumns(keys.size());
    auto unique = firstColumns(keys.size());
    unique.push_back(base);
    unique.push_back(base + 1);
    made->keys = {unique};
    if (batch_) made->mode = ChangelogMode::append();

    std::vector<ExpressionRef> order;
    for (size_t i = 0; i < spec.keys.size(); ++i) {
        int at = outputOf[i] >= 0 ? outputOf[i] : base + (-outputOf[i] - 1);
        order.push_back(columnExpression(at, node.schema.fields[i].type));
    }
    for (size_t i = 0; i < spec.calls.size(); ++i)
        order.push_back(columnExpression(static_cast<int>(keys.size() + i), node.schema.fields[spec.keys.size() + i].type));
    bool identity = static_cast<int>(order.size()) == schema.size();
    for (size_t i = 0; i < order.size() && identity; ++i) identity = order[i]->column == static_cast<int>(i);
    return identity ? made : calc(made, nullptr, std::move(order), node.schema, node);
}

PhysicalRef Converter::groupWindow(const Node& node, const GroupWindowAggregate& spec) {
    PhysicalRef input = convert(node.inputs[0]);
    WindowAggregateSpec window;
    window.window = spec.window;
    window.keys = spec.keys;
    window.calls = spec.calls;
    window.properties = spec.properties;
    window.retracting = !input->insertOnly();
    window.legacy = true;
    checkRetraction(node, spec.calls, window.retracting);
    if (batch_) checkBatchGroupWindow(node, spec);
    else checkMerging(node, spec.calls, spec.window.kind);
    bool updating = !batch_ && setEmission(node, window);
    PhysicalRef made = make(window, "GroupWindowAggregate", node, {input});
    made->detail = windowText(spec.window) + (spec.keys.empty() ? "" : ", " + keyText(spec.keys, input->schema)) + callText(spec.calls, input->schema);
    made->inputs[0].wants = byKeys(spec.keys);
    made->single = spec.keys.empty();
    made->hashedBy = firstColumns(spec.keys.size());
    if (updating) made->mode = {true, true, true, window.retracting};
    return made;
}

void Converter::checkBatchGroupWindow(const Node& node, const GroupWindowAggregate& spec) {
    if (spec.window.kind == WindowKind::Session) refuse(node, "SESSION windows are not possible in batch mode.", "Use TUMBLE or HOP, or streaming mode.");
    if (spec.window.localZone) refuse(node, "Group windows over TIMESTAMP_LTZ are not possible in batch mode.", "Use TABLE(TUMBLE(...)), or a TIMESTAMP.");
    for (const AggregateCall& call : spec.calls)
        if (call.distinct) refuse(node, "DISTINCT aggregates are not possible in group windows in batch mode.", "Use TABLE(TUMBLE(...)).");
}

/// The settings table.exec.emit.*; true when results are shown more than once.
bool Converter::setEmission(const Node& node, WindowAggregateSpec& window) {
    bool early = config_.boolean("table.exec.emit.early-fire.enabled"), late = config_.boolean("table.exec.emit.late-fire.enabled");
    if (!early && !late) return false;
    if (window.window.kind == WindowKind::Session) refuse(node, "SESSION windows know no early and late firing.");
    if (late) window.allowedLatenessMillis = config_.durationMillis("table.exec.emit.allow-lateness");
    if (late && !window.window.processingTime && window.allowedLatenessMillis <= 0)
        refuse(node, "Late firing needs a positive 'table.exec.emit.allow-lateness'.");
    auto delay = [&](const char* key) {
        int64_t millis = config_.durationMillis(key, -1);
        if (millis < 0) refuse(node, "'" + std::string(key) + "' must be set and not negative.", "Use '0 ms' to fire at every row.");
        return millis;
    };
    if (early) window.earlyFireMillis = std::max<int64_t>(1, delay("table.exec.emit.early-fire.delay"));     // 1: at every row
    if (late) window.lateFireMillis = delay("table.exec.emit.late-fire.delay");
    if (late && window.lateFireMillis > window.allowedLatenessMillis)
        refuse(node, "'table.exec.emit.late-fire.delay' must not be longer than 'table.exec.emit.allow-lateness'.");
    return early || !window.window.processingTime;
}

/// What depends on the order of rows cannot be put together from slices or sessions.
void Converter::checkMerging(const Node& node, const std::vector<AggregateCall>& calls, WindowKind kind) {
    if (kind == WindowKind::Tumble) return;
    for (const AggregateCall& call : calls)
        if (call.name == "FIRST_VALUE" || call.name == "LAST_VALUE" || call.name == "JSON_ARRAYAGG")
            throw RunError(Error{ErrorCode::Unsupported, call.name + " is not possible in HOP, CUMULATE and SESSION windows.", call.place.known() ? call.place : node.place,
                                 "Use it in TUMBLE windows, or outside of windows."});
}

} // namespace weir
