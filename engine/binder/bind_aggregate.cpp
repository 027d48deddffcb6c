// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

using Set = std::vector<int>;   // indexes of keys

int keyIndex(std::vector<ExpressionRef>& keys, const ExpressionRef& key) {
    for (size_t i = 0; i < keys.size(); ++i)
        if (keys[i]->equals(*key))
            return static_cast<int>(i);
    keys.push_back(key);
    return static_cast<int>(keys.size()) - 1;
}

std::vector<Set> crossed(const std::vector<Set>& left, const std::vector<Set>& right) {
    std::vector<Set> result;
    for (const auto& a : left)
        for (const auto& b : right) {
            Set both = a;
            both.insert(both.end(), b.begin(), b.end());
            result.push_back(std::move(both));
        }
    return result;
}

bool isWindowName(const std::string& name) { return name == "TUMBLE" || name == "HOP" || name == "SESSION"; }

} // namespace

std::optional<GroupWindow> QueryBinder::bindGroupWindow(const sql::Expression& expression, SelectFrame& frame) {
    const auto* call = expression.as<sql::Call>();
    if (!call || call->name.parts.size() != 1 || call->over)
        return std::nullopt;
    std::string name = upperCase(call->name.last().text);
    if (!isWindowName(name))
        return std::nullopt;
    size_t needed = name == "HOP" ? 3 : 2;
    if (call->arguments.size() != needed && call->arguments.size() != needed + 1)
        fail(ErrorCode::Type, name + (name == "HOP" ? " takes a time column, a slide and a size." : " takes a time column and a size."), expression.place);
    GroupWindow window;
    window.place = at(expression.place);
    window.time = bindExpression(need(call->arguments[0].value), frame);
    if (window.time->type.timeAttribute() == TimeAttribute::None && !(config_.batchMode() && window.time->type.isTimestamp()))
        fail(ErrorCode::Invalid, "A group window needs a time attribute; '" + window.time->text() + "' is " + window.time->type.text() + ".", call->arguments[0].value->place,
             "Use a column with a WATERMARK, or PROCTIME().");
    auto millis = [&](size_t i, const char* what) { return intervalMillis(need(call->arguments[i].value), what); };
    if (name == "HOP") {
        window.kind = plan::WindowKind::Hop;
        window.slide = millis(1, "The slide of HOP");
        window.size = millis(2, "The size of HOP");
    } else {
        window.kind = name == "TUMBLE" ? plan::WindowKind::Tumble : plan::WindowKind::Session;
        window.size = millis(1, name == "TUMBLE" ? "The size of TUMBLE" : "The gap of SESSION");
    }
    if (call->arguments.size() == needed + 1)
        unsupported("An offset of a group window", call->arguments[needed].value->place);
    if (window.size <= 0 || (window.kind == plan::WindowKind::Hop && window.slide <= 0))
        fail(ErrorCode::Invalid, "The size of a window must be positive.", expression.place);
    return window;
}

QueryBinder::Grouping QueryBinder::bindGroupBy(const sql::Select& select, SelectFrame& frame) {
    Grouping grouping;
    if (!select.grouped)
        return grouping;
    bool sets = false;
    std::function<std::vector<Set>(const sql::GroupItem&)> expand = [&](const sql::GroupItem& item) -> std::vector<Set> {
        switch (item.kind) {
        case sql::GroupKind::Expression: {
            need(item.expression);
            if (auto window = bindGroupWindow(need(item.expression), frame)) {
                if (frame.groupWindow)
                    fail(ErrorCode::Invalid, "A GROUP BY has at most one group window.", item.place);
                frame.groupWindow = window;
                return {{}};
            }
            // (a, b) is two keys.
            if (const auto* row = item.expression->as<sql::Constructor>(); row && row->kind == sql::ConstructorKind::Row && !row->keyword) {
                Set set;
                for (const auto& element : row->elements)
                    set.push_back(keyIndex(grouping.keys, bindExpression(need(element), frame)));
                return {set};
            }
            return {{keyIndex(grouping.keys, bindExpression(need(item.expression), frame))}};
        }
        case sql::GroupKind::Empty: return {{}};
        case sql::GroupKind::List: {
            std::vector<Set> result{{}};
            for (const auto& part : item.items)
                result = crossed(result, expand(part));
            return result;
        }
        case sql::GroupKind::Rollup: {
            sets = true;
            std::vector<Set> parts, result;
            for (const auto& part : item.items)
                parts.push_back(expand(part).front());
            for (size_t count = parts.size() + 1; count-- > 0;) {
                Set set;
                for (size_t i = 0; i < count; ++i)
                    set.insert(set.end(), parts[i].begin(), parts[i].end());
                result.push_back(set);
            }
            return result;
        }
        case sql::GroupKind::Cube: {
            sets = true;
            std::vector<Set> parts, result;
            for (const auto& part : item.items)
                parts.push_back(expand(part).front());
            if (parts.size() > 10)
                fail(ErrorCode::Unsupported, "CUBE over more than 10 columns is not supported.", item.place);
            for (size_t mask = size_t{1} << parts.size(); mask-- > 0;) {
                Set set;
                for (size_t i = 0; i < parts.size(); ++i)
                    if (mask >> (parts.size() - 1 - i) & 1)
                        set.insert(set.end(), parts[i].begin(), parts[i].end());
                result.push_back(set);
            }
            return result;
        }
        case sql::GroupKind::GroupingSets: {
            sets = true;
            std::vector<Set> result;
            for (const auto& part : item.items) {
                auto some = expand(part);
                result.insert(result.end(), some.begin(), some.end());
            }
            return result;
        }
        }
        return {};
    };
    std::vector<Set> all{{}};
    bool failed = false;
    for (const auto& item : select.groupBy)
        failed = !attempt([&] { all = crossed(all, expand(item)); }) || failed;
    if (failed)
        throw BindFailure{};
    if (sets) {
        if (frame.groupWindow)
            unsupported("GROUPING SETS with a group window", select.groupByPlace);
        for (const auto& set : all) {
            std::vector<bool> present(grouping.keys.size(), false);
            for (int key : set)
                present[static_cast<size_t>(key)] = true;
            grouping.sets.push_back(std::move(present));
        }
    }
    return grouping;
}

plan::NodeRef QueryBinder::aggregateNode(plan::NodeRef input, const Grouping& grouping, SelectFrame& frame, Place place) {
    // Subqueries in keys and arguments are joined below the aggregation.
    std::vector<ExpressionRef> keyExpressions;
    for (const auto& key : grouping.keys)
        keyExpressions.push_back(settle(key, input, frame));
    for (auto& slot : frame.aggregates) {
        for (auto& argument : slot.arguments)
            argument = settle(argument, input, frame);
        if (slot.filter)
            slot.filter = settle(slot.filter, input, frame);
    }
    std::vector<ExpressionRef> columns;
    std::vector<std::string> names;
    bool plain = true;
    auto nameFor = [&](const ExpressionRef& expression) {
        return expression->isColumn() && placeholderKind(expression->column) == PlaceholderKind::None
                   ? input->schema.fields[static_cast<size_t>(expression->column)].name : "$f" + std::to_string(columns.size());
    };
    auto add = [&](const ExpressionRef& expression) {
        plain = plain && expression->isColumn() && placeholderKind(expression->column) == PlaceholderKind::None;
        names.push_back(nameFor(expression));
        columns.push_back(expression);
        return static_cast<int>(columns.size()) - 1;
    };
    for (const auto& key : keyExpressions)
        add(key);
    size_t keyCount = columns.size();
    bool sets = !grouping.sets.empty();
    auto columnFor = [&](const ExpressionRef& expression) {
        // With grouping sets the key columns may be blanked, so arguments have columns of their own.
        for (size_t i = sets ? keyCount : 0; i < columns.size(); ++i)
            if (columns[i]->equals(*expression))
                return static_cast<int>(i);
        return add(expression);
    };
    std::vector<plan::AggregateCall> calls;
    for (const auto& slot : frame.aggregates) {
        plan::AggregateCall call;
        call.name = slot.name;
        call.function = slot.function;
        call.distinct = slot.distinct;
        call.place = slot.place;
        for (const auto& argument : slot.arguments)
            call.arguments.push_back(columnFor(argument));
        if (slot.filter)
            call.filter = columnFor(slot.filter);
        calls.push_back(std::move(call));
    }
    int timeColumn = frame.groupWindow ? columnFor(frame.groupWindow->time) : -1;
    std::vector<int> keys;
    for (size_t i = 0; i < keyCount; ++i)
        keys.push_back(static_cast<int>(i));
    Schema keySchema;
    if (sets) {
        // Each row once per set, keys outside the set blanked, and the set's number: its bits say which keys are missing.
        plan::Expand expand;
        Schema schema;
        std::vector<bool> always(keyCount, true);
        for (const auto& set : grouping.sets)
            for (size_t i = 0; i < keyCount; ++i)
                always[i] = always[i] && i < set.size() && set[i];
        for (size_t i = 0; i < columns.size(); ++i) {
            DataType type = columns[i]->type;
            if (i < keyCount && !always[i])
                type = type.asNullable().withTimeAttribute(TimeAttribute::None);
            schema.fields.push_back({names[i], type, {}});
        }
        schema.fields.push_back({"$e", DataType::bigInt().notNull(), {}});
        std::vector<std::string> schemaNames;
        for (size_t s = 0; s < grouping.sets.size(); ++s) {
            std::vector<ExpressionRef> projection;
            for (size_t i = 0; i < columns.size(); ++i) {
                bool blank = i < keyCount && !(i < grouping.sets[s].size() && grouping.sets[s][i]);
                projection.push_back(blank ? literalExpression(Value{}, schema.fields[i].type) : columns[i]);
            }
            projection.push_back(literalExpression(Value(static_cast<int64_t>(s)), DataType::bigInt().notNull()));
            expand.projections.push_back(std::move(projection));
        }
        int identity = static_cast<int>(columns.size());
        input = plan::makeNode(std::move(expand), std::move(schema), {input}, at(place));
        keys.push_back(identity);
    } else if (plain) {
        // Nothing to compute: the aggregation reads the input's columns itself.
        for (auto& key : keys)
            key = columns[static_cast<size_t>(key)]->column;
        for (auto& call : calls) {
            for (auto& argument : call.arguments)
                argument = columns[static_cast<size_t>(argument)]->column;
            if (call.filter >= 0)
                call.filter = columns[static_cast<size_t>(call.filter)]->column;
        }
        if (timeColumn >= 0)
            timeColumn = columns[static_cast<size_t>(timeColumn)]->column;
    } else {
        input = project(input, columns, names, place);
    }
    // The time of a window stays a time attribute while both bounds are keys.
    bool start = false, end = false;
    std::vector<bool> windowTime(keys.size(), false);
    for (size_t i = 0; i < keys.size(); ++i) {
        Origin origin = originOf(*input, keys[i]);
        if (!origin.node || !std::holds_alternative<plan::WindowTvf>(origin.node->spec))
            continue;
        int beyond = origin.column - origin.node->inputs[0]->schema.size();
        start = start || beyond == 0;
        end = end || beyond == 1;
        windowTime[i] = beyond == 2;
    }
    Schema schema;
    for (size_t i = 0; i < keys.size(); ++i) {
        Field field = input->schema.fields[static_cast<size_t>(keys[i])];
        if (!(start && end && windowTime[i]))
            field.type = field.type.withTimeAttribute(TimeAttribute::None);
        schema.fields.push_back(std::move(field));
    }
    for (size_t i = 0; i < calls.size(); ++i)
        schema.fields.push_back({"EXPR$" + std::to_string(i), calls[i].function.result, {}});
    frame.afterGrouping.assign(static_cast<size_t>(frame.relation ? frame.relation->size() : 0), -1);
    for (size_t i = 0; i < grouping.keys.size(); ++i)
        if (grouping.keys[i]->isColumn() && grouping.keys[i]->column < static_cast<int>(frame.afterGrouping.size()))
            frame.afterGrouping[static_cast<size_t>(grouping.keys[i]->column)] = static_cast<int>(i);
    if (!frame.groupWindow)
        return plan::makeNode(plan::Aggregate{std::move(keys), std::move(calls)}, std::move(schema), {input}, at(place));
    const GroupWindow& wanted = *frame.groupWindow;
    plan::Window window;
    window.kind = wanted.kind;
    window.size = wanted.size;
    window.slide = wanted.slide;
    window.offset = wanted.offset;
    window.timeColumn = timeColumn;
    window.processingTime = wanted.time->type.isProctime();
    window.localZone = wanted.time->type.kind() == TypeKind::TimestampLtz;
    window.place = wanted.place;
    for (auto property : frame.properties) {
        const char* words[] = {"w$start", "w$end", "w$rowtime", "w$proctime"};
        DataType type = DataType::timestamp(3).notNull();
        if (property == plan::WindowProperty::Time)
            type = windowTimeType(wanted.time->type).withTimeAttribute(TimeAttribute::Rowtime);
        else if (property == plan::WindowProperty::ProcTime)
            type = DataType::timestampLtz(3).notNull().withTimeAttribute(TimeAttribute::Proctime);
        schema.fields.push_back({words[static_cast<int>(property)], type, {}});
    }
    return plan::makeNode(plan::GroupWindowAggregate{window, std::move(keys), std::move(calls), frame.properties}, std::move(schema), {input}, at(place));
}

ExpressionRef QueryBinder::overAggregate(const ExpressionRef& expression, const Grouping& grouping, SelectFrame& frame, const plan::Node& aggregated) {
    int keys = static_cast<int>(grouping.keys.size()), marks = grouping.sets.empty() ? 0 : 1;
    auto column = [&](int index) { return columnExpression(index, aggregated.schema.fields[static_cast<size_t>(index)].type, expression->place); };
    for (int i = 0; i < keys; ++i)
        if (grouping.keys[static_cast<size_t>(i)]->equals(*expression))
            return column(i);
    if (expression->isColumn()) {
        int index = placeholderIndex(expression->column);
        switch (placeholderKind(expression->column)) {
        case PlaceholderKind::Aggregate: return column(keys + marks + index);
        case PlaceholderKind::Property: return column(keys + marks + static_cast<int>(frame.aggregates.size()) + index);
        case PlaceholderKind::Grouping: {
            // What GROUPING says is known for each set: a choice by the set's number.
            auto bits = [&](size_t set) {
                int64_t value = 0;
                if (frame.groupingIds[static_cast<size_t>(index)] == 'N') {
                    for (size_t earlier = 0; earlier < set; ++earlier)
                        value += grouping.sets[earlier] == grouping.sets[set];
                    return value;
                }
                for (const auto& argument : frame.groupings[static_cast<size_t>(index)]) {
                    int key = -1;
                    for (int i = 0; i < keys; ++i)
                        if (grouping.keys[static_cast<size_t>(i)]->equals(*argument))
                            key = i;
                    if (key < 0)
                        fail(ErrorCode::Invalid, "GROUPING takes columns of GROUP BY; '" + argument->text() + "' is none.", argument->place);
                    bool present = grouping.sets.empty() || (static_cast<size_t>(key) < grouping.sets[set].size() && grouping.sets[set][static_cast<size_t>(key)]);
                    value = value * 2 + (present ? 0 : 1);
                }
                return value;
            };
            auto literal = [&](int64_t value) { return literalExpression(Value(value), DataType::bigInt().notNull(), expression->place); };
            size_t sets = std::max<size_t>(grouping.sets.size(), 1);
            bool same = true;
            for (size_t set = 1; set < sets; ++set)
                same = same && bits(set) == bits(0);
            if (same)
                return literal(bits(0));
            std::vector<ExpressionRef> parts;
            for (size_t set = 0; set + 1 < sets; ++set) {
                parts.push_back(compare("=", column(keys), literal(static_cast<int64_t>(set)), expression->place));
                parts.push_back(literal(bits(set)));
            }
            parts.push_back(literal(bits(sets - 1)));
            return caseOf(std::move(parts), expression->place, "GROUPING");
        }
        case PlaceholderKind::None: {
            const auto& fields = frame.relation->node->schema.fields;
            std::string name = static_cast<size_t>(expression->column) < fields.size() ? fields[static_cast<size_t>(expression->column)].name : expression->text();
            fail(ErrorCode::Invalid, "Expression '" + name + "' is not being grouped.", expression->place, "Add it to GROUP BY, or put it into an aggregate function.");
        }
        default: return expression;
        }
    }
    if (expression->arguments.empty())
        return expression;
    std::vector<ExpressionRef> arguments;
    for (const auto& argument : expression->arguments)
        arguments.push_back(overAggregate(argument, grouping, frame, aggregated));
    return withArguments(expression, std::move(arguments));
}

} // namespace weir::binder
