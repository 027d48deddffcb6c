// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>
#include <cstdlib>

namespace weir::binder {

namespace {

struct TvfShape { std::string_view name; plan::WindowKind kind; std::vector<std::string> parameters; size_t required; };

const TvfShape* findTvf(const std::string& name) {
    static const TvfShape shapes[] = {
        {"TUMBLE", plan::WindowKind::Tumble, {"DATA", "TIMECOL", "SIZE", "OFFSET"}, 3},
        {"HOP", plan::WindowKind::Hop, {"DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"}, 4},
        {"CUMULATE", plan::WindowKind::Cumulate, {"DATA", "TIMECOL", "STEP", "SIZE", "OFFSET"}, 4},
        {"SESSION", plan::WindowKind::Session, {"DATA", "TIMECOL", "GAP"}, 3},
    };
    for (const auto& shape : shapes)
        if (shape.name == name)
            return &shape;
    return nullptr;
}

std::string millis(int64_t value) { return std::to_string(value) + " ms"; }

} // namespace

std::vector<const sql::Expression*> arrangedArguments(const sql::Call& call, const std::vector<std::string>& parameters, std::string& problem, Place& place) {
    std::vector<const sql::Expression*> result(parameters.size(), nullptr);
    for (size_t i = 0; i < call.arguments.size(); ++i) {
        const auto& argument = call.arguments[i];
        size_t slot = i;
        if (argument.name) {
            auto found = std::find(parameters.begin(), parameters.end(), upperCase(argument.name->text));
            if (found == parameters.end()) {
                problem = "There is no parameter '" + argument.name->text + "'.";
                place = argument.name->place;
                return result;
            }
            slot = static_cast<size_t>(found - parameters.begin());
        }
        if (slot >= result.size() || result[slot]) {
            problem = "There are too many arguments.";
            place = argument.value->place;
            return result;
        }
        result[slot] = argument.value.get();
    }
    return result;
}

plan::NodeRef QueryBinder::bindTableArgument(const sql::Expression& argument, SelectFrame& lateral, const sql::TableArgument** written) {
    if (const auto* table = argument.as<sql::TableArgument>()) {
        if (written)
            *written = table;
        if (table->query)
            return bindSubquery(need(table->query), lateral.outer);
        sql::TableReference reference;
        reference.place = argument.place;
        return bindNamedTable(sql::NamedTable{table->table, table->hints, nullptr, true}, reference).node;
    }
    if (const auto* query = argument.as<sql::ScalarQuery>())
        return bindSubquery(need(query->query), lateral.outer);
    fail(ErrorCode::Invalid, "Here a table is needed.", argument.place, "Write TABLE name or (SELECT ...).");
}

/// A window's rowtime has the precision of the time column, which can be another than 3 in batch mode.
DataType windowTimeType(const DataType& time) {
    int precision = time.isTimestamp() && !time.isProctime() ? time.precision() : 3;
    return (time.kind() == TypeKind::TimestampLtz ? DataType::timestampLtz(precision) : DataType::timestamp(precision)).notNull();
}

std::optional<Relation> QueryBinder::bindWindowTvf(const sql::Call& call, const sql::TableReference& reference, SelectFrame& lateral) {
    std::string name = upperCase(call.name.dotted());
    const TvfShape* shape = findTvf(name);
    if (!shape)
        return std::nullopt;
    Place place = reference.place, wrong = place;
    std::string problem;
    auto arguments = arrangedArguments(call, shape->parameters, problem, wrong);
    std::string usage = name + "(TABLE t, DESCRIPTOR(time)";
    for (size_t i = 2; i < shape->parameters.size(); ++i) {
        std::string parameter = shape->parameters[i];
        std::transform(parameter.begin(), parameter.end(), parameter.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        usage += i >= shape->required ? " [, " + parameter + "]" : ", " + parameter;
    }
    usage += ")";
    if (!problem.empty())
        fail(ErrorCode::Invalid, problem, wrong, "Use " + usage + ".");
    for (size_t i = 0; i < shape->required; ++i)
        if (!arguments[i])
            fail(ErrorCode::Invalid, name + " needs " + std::to_string(shape->required) + " arguments.", place, "Use " + usage + ".");
    const sql::TableArgument* written = nullptr;
    plan::NodeRef input = bindTableArgument(*arguments[0], lateral, &written);
    const auto* descriptor = arguments[1]->as<sql::Descriptor>();
    if (!descriptor || descriptor->columns.size() != 1)
        fail(ErrorCode::Invalid, "The second argument of " + name + " must be DESCRIPTOR(time column).", arguments[1]->place, "Use " + usage + ".");
    plan::Window window;
    window.kind = shape->kind;
    window.place = at(place);
    const std::string column = descriptor->columns[0].dotted();
    window.timeColumn = input->schema.indexOf(column);
    if (window.timeColumn < 0) {
        std::vector<std::string> names;
        for (const auto& field : input->schema.fields)
            names.push_back(field.name);
        fail(ErrorCode::Unknown, "Column '" + column + "' of DESCRIPTOR is not in the input of " + name + ".", descriptor->columns[0].place, didYouMean(column, names));
    }
    const DataType time = input->schema.fields[static_cast<size_t>(window.timeColumn)].type;
    bool batchTime = config_.batchMode() && time.isTimestamp();
    if (time.timeAttribute() == TimeAttribute::None && !batchTime)
        fail(ErrorCode::Invalid, "The time column of " + name + " must be a time attribute; '" + column + "' is " + time.text() + ".", descriptor->columns[0].place,
             "Declare a WATERMARK for it, or use it unchanged from the table that has one.");
    window.processingTime = time.isProctime();
    window.localZone = time.kind() == TypeKind::TimestampLtz;
    auto interval = [&](size_t i, const char* what) { return arguments[i] ? intervalMillis(*arguments[i], what) : 0; };
    size_t offset = shape->required;
    switch (shape->kind) {
    case plan::WindowKind::Tumble: window.size = interval(2, "The size"); break;
    case plan::WindowKind::Hop:
        window.slide = interval(2, "The slide");
        window.size = interval(3, "The size");
        break;
    case plan::WindowKind::Cumulate:
        window.slide = interval(2, "The step");
        window.size = interval(3, "The size");
        break;
    case plan::WindowKind::Session: window.size = interval(2, "The gap"); break;
    }
    if (offset < arguments.size())
        window.offset = interval(offset, "The offset");
    if (shape->kind == plan::WindowKind::Tumble && window.size > 0 && std::abs(window.offset) >= window.size)
        fail(ErrorCode::Invalid, "The offset of TUMBLE must be smaller than its size; here they are " + millis(window.offset) + " and " + millis(window.size) + ".", arguments[3]->place);
    if (window.size <= 0)
        fail(ErrorCode::Invalid, name + " needs a positive " + (shape->kind == plan::WindowKind::Session ? "gap" : "size") + "; here it is " + millis(window.size) + ".",
             arguments[shape->kind == plan::WindowKind::Tumble || shape->kind == plan::WindowKind::Session ? 2 : 3]->place);
    if (shape->kind == plan::WindowKind::Hop || shape->kind == plan::WindowKind::Cumulate) {
        const char* word = shape->kind == plan::WindowKind::Hop ? "slide" : "step";
        if (window.slide <= 0)
            fail(ErrorCode::Invalid, name + " needs a positive " + word + "; here it is " + millis(window.slide) + ".", arguments[2]->place);
        if (window.size % window.slide != 0)
            fail(ErrorCode::Invalid, "The size of " + name + " must be a multiple of its " + word + "; here it is " + millis(window.size) + " and " + millis(window.slide) + ".",
                 arguments[3]->place);
    }
    if (written) {
        if (!written->orderBy.empty())
            fail(ErrorCode::Invalid, "ORDER BY is not possible in the input of " + name + ".", written->orderBy[0].place);
        if (!written->partitionBy.empty() && shape->kind != plan::WindowKind::Session)
            fail(ErrorCode::Invalid, "PARTITION BY is possible only for SESSION.", written->partitionBy[0]->place);
        Relation relation{input, {}};
        ScopeTable table;
        for (const auto& field : input->schema.fields)
            table.names.push_back(field.name);
        relation.scope.tables.push_back(table);
        SelectFrame frame;
        frame.relation = &relation;
        frame.clause = "PARTITION BY";
        for (const auto& key : written->partitionBy) {
            ExpressionRef bound = bindExpression(need(key), frame);
            if (!bound->isColumn())
                fail(ErrorCode::Invalid, "PARTITION BY takes columns here.", key->place);
            window.partition.push_back(bound->column);
        }
    }
    Schema schema = input->schema;     // bounds of an inner window stay, and their names are ambiguous from here on
    schema.fields.push_back({"window_start", DataType::timestamp(3).notNull(), {}});
    schema.fields.push_back({"window_end", DataType::timestamp(3).notNull(), {}});
    DataType windowTime = windowTimeType(time);
    TimeAttribute attribute = time.timeAttribute() == TimeAttribute::None ? TimeAttribute::Rowtime : time.timeAttribute();
    schema.fields.push_back({"window_time", windowTime.notNull().withTimeAttribute(attribute), {}});
    plan::NodeRef node = plan::makeNode(plan::WindowTvf{window}, std::move(schema), {input}, at(place));
    return relationOf(node, reference, "");
}

} // namespace weir::binder
