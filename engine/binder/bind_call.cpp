// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

constexpr std::string_view overOnly[] = {"ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "PERCENT_RANK", "CUME_DIST", "LAG", "LEAD"};

bool isOverOnly(std::string_view name) { return std::find(std::begin(overOnly), std::end(overOnly), name) != std::end(overOnly); }

struct WindowAuxiliary { std::string_view name; plan::WindowKind kind; plan::WindowProperty property; };
constexpr WindowAuxiliary auxiliaries[] = {
    {"TUMBLE_START", plan::WindowKind::Tumble, plan::WindowProperty::Start},   {"TUMBLE_END", plan::WindowKind::Tumble, plan::WindowProperty::End},
    {"TUMBLE_ROWTIME", plan::WindowKind::Tumble, plan::WindowProperty::Time},  {"TUMBLE_PROCTIME", plan::WindowKind::Tumble, plan::WindowProperty::ProcTime},
    {"HOP_START", plan::WindowKind::Hop, plan::WindowProperty::Start},         {"HOP_END", plan::WindowKind::Hop, plan::WindowProperty::End},
    {"HOP_ROWTIME", plan::WindowKind::Hop, plan::WindowProperty::Time},        {"HOP_PROCTIME", plan::WindowKind::Hop, plan::WindowProperty::ProcTime},
    {"SESSION_START", plan::WindowKind::Session, plan::WindowProperty::Start}, {"SESSION_END", plan::WindowKind::Session, plan::WindowProperty::End},
    {"SESSION_ROWTIME", plan::WindowKind::Session, plan::WindowProperty::Time}, {"SESSION_PROCTIME", plan::WindowKind::Session, plan::WindowProperty::ProcTime},
};

const WindowAuxiliary* findAuxiliary(std::string_view name) {
    for (const auto& auxiliary : auxiliaries)
        if (auxiliary.name == name)
            return &auxiliary;
    return nullptr;
}

std::vector<std::string> functionNames() {
    std::vector<std::string> names{"COALESCE", "NULLIF", "IF", "IFNULL"};
    for (const auto* info : builtinFunctions())
        names.emplace_back(info->name);
    for (auto name : overOnly)
        names.emplace_back(name);
    return names;
}

std::vector<sql::ExpressionPtr> valuesOf(const sql::Call& call) {
    std::vector<sql::ExpressionPtr> values;
    for (const auto& argument : call.arguments)
        values.push_back(argument.value);
    return values;
}

} // namespace

ExpressionRef QueryBinder::bindCall(const sql::Call& call, const sql::Expression& whole, SelectFrame& frame) {
    Place place = whole.place;
    if (frame.callHook)
        if (ExpressionRef hooked = frame.callHook(call, whole))
            return hooked;
    std::string name = upperCase(call.name.parts.size() == 1 ? call.name.last().text : call.name.dotted());
    Place namePlace = call.name.place.known() ? call.name.place : place;
    for (const auto& argument : call.arguments)
        if (argument.name)
            fail(ErrorCode::Invalid, "Function '" + name + "' takes no named arguments.", argument.name->place);
    if (call.over)
        return bindOverCall(call, name, place, frame);
    if (isOverOnly(name))
        fail(ErrorCode::Invalid, name + " needs an OVER clause.", place, "Write " + name + "(...) OVER (PARTITION BY ... ORDER BY ...).");
    if (name == "GROUPING" || name == "GROUPING_ID" || name == "GROUP_ID")
        return bindGroupingCall(call, name, place, frame);
    if (findAuxiliary(name))
        return bindWindowProperty(call, name, place, frame);
    bool scalar = findFunction(name, FunctionKind::Scalar) != nullptr;
    if (findFunction(name, FunctionKind::Aggregate) && (!scalar || call.filter || call.quantifier != sql::CallQuantifier::None || call.star))
        return bindAggregateCall(call, name, place, frame);
    if (call.star)
        fail(ErrorCode::Invalid, "'*' is possible only in COUNT(*).", place);
    if (call.filter || call.quantifier == sql::CallQuantifier::Distinct || !call.withinGroup.empty())
        fail(ErrorCode::Invalid, "'" + name + "' is no aggregate function: DISTINCT, FILTER and WITHIN GROUP do not go with it.", place);
    if (name == "CURRENT_WATERMARK" && config_.batchMode())
        fail(ErrorCode::Invalid, "CURRENT_WATERMARK is not possible in batch mode: there are no watermarks.", place);
    if (name == "CURRENT_DATABASE" && call.arguments.empty())
        return text(catalog_.currentDatabase(), place);
    if (name == "CURRENT_CATALOG" && call.arguments.empty())
        return text(catalog_.currentCatalog(), place);
    bool kind = name == "COALESCE" || name == "IF" || name == "IFNULL" || name == "NULLIF";
    if (!scalar && !kind) {
        if (findFunction(name, FunctionKind::Table))
            fail(ErrorCode::Invalid, "'" + name + "' is a table function.", namePlace, "Use it in FROM: LATERAL TABLE(" + name + "(...)).");
        if (name == "TUMBLE" || name == "HOP" || name == "SESSION" || name == "CUMULATE")
            fail(ErrorCode::Invalid, name + " is possible only in GROUP BY, or as a table function in FROM.", namePlace);
        fail(ErrorCode::Unknown, "There is no function '" + call.name.dotted() + "'.", namePlace, didYouMean(name, functionNames()));
    }
    auto arguments = bindAll(valuesOf(call), frame);
    auto needs = [&](size_t count) {
        if (arguments.size() != count)
            fail(ErrorCode::Type, name + " takes " + std::to_string(count) + " arguments; it was given " + std::to_string(arguments.size()) + ".", place);
    };
    if (name == "COALESCE")
        return coalesce(std::move(arguments), place, "COALESCE");
    if (name == "IFNULL") {
        needs(2);
        return coalesce(std::move(arguments), place, "IFNULL");
    }
    if (name == "IF") {
        needs(3);
        return caseOf({condition(arguments[0], "The condition of IF"), arguments[1], arguments[2]}, place, "IF");
    }
    if (name == "NULLIF") {
        needs(2);
        return caseOf({compare("=", arguments[0], arguments[1], place), literalExpression(Value{}, DataType::null(), at(place)), arguments[0]}, place, "NULLIF");
    }
    return this->call(name, std::move(arguments), place);
}

ExpressionRef QueryBinder::aggregate(const std::string& name, std::vector<ExpressionRef> arguments, ExpressionRef filter, bool distinct, Place place,
                                     SelectFrame& frame) {
    const FunctionInfo* info = findFunction(name, FunctionKind::Aggregate);
    if (!info || !info->bindAggregate)
        unsupported("The aggregate function " + name, place);
    AggregateSlot slot;
    slot.name = std::string(info->name);
    slot.function = take(info->bindAggregate(bindArguments(arguments)), place);
    for (size_t i = 0; i < arguments.size(); ++i)
        slot.arguments.push_back(i < slot.function.arguments.size() ? coerce(arguments[i], slot.function.arguments[i]) : arguments[i]);
    slot.function.result = slot.function.result.withTimeAttribute(TimeAttribute::None);
    slot.filter = std::move(filter);
    slot.distinct = distinct;
    slot.place = at(place);
    DataType type = slot.function.result;
    auto sameCall = [&](const AggregateSlot& other) {
        if (other.name != slot.name || other.distinct != slot.distinct || other.arguments.size() != slot.arguments.size() || !other.filter != !slot.filter)
            return false;
        for (size_t i = 0; i < slot.arguments.size(); ++i)
            if (!slot.arguments[i]->equals(*other.arguments[i]))
                return false;
        return !slot.filter || slot.filter->equals(need(other.filter));
    };
    for (size_t i = 0; i < frame.aggregates.size(); ++i)
        if (sameCall(frame.aggregates[i]))
            return columnExpression(placeholder(PlaceholderKind::Aggregate, static_cast<int>(i)), frame.aggregates[i].function.result, at(place));
    frame.aggregates.push_back(std::move(slot));
    return columnExpression(placeholder(PlaceholderKind::Aggregate, static_cast<int>(frame.aggregates.size()) - 1), type, at(place));
}

ExpressionRef QueryBinder::bindAggregateCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame) {
    if (frame.insideAggregate)
        fail(ErrorCode::Invalid, "An aggregate function cannot be inside another one.", place, "Aggregate in a subquery first.");
    if (!frame.aggregatesAllowed)
        fail(ErrorCode::Invalid, std::string("An aggregate function is not possible in ") + frame.clause + ".", place,
             std::string(frame.clause) == "WHERE" ? "Use HAVING." : "");
    // ARRAY_AGG and COLLECT take an order and, as in Flink, do not keep it.
    bool orders = !call.withinGroup.empty() && name == (call.ordersWithinGroup ? "COLLECT" : "ARRAY_AGG");
    if (!call.withinGroup.empty() && !orders)
        fail(ErrorCode::Invalid, name + " takes no " + (call.ordersWithinGroup ? "WITHIN GROUP" : "ORDER BY") + ".", place, "Its values come in the order of the rows.");
    if (orders)
        warn(name + " does not sort: its values come in the order of the rows.", call.withinGroup[0].place);
    if (call.arguments.size() > 1 && name == "COUNT")
        fail(ErrorCode::Unsupported, "COUNT takes one column, as in Flink.", place, "Count one of them, or the rows of a subquery.");
    if (call.star && name != "COUNT")
        fail(ErrorCode::Invalid, name + "(*) does not exist.", place, "Only COUNT takes '*'.");
    bool skipsNulls = name == "ARRAY_AGG" && call.nulls == sql::NullTreatment::Ignore;
    if (call.nulls != sql::NullTreatment::Default && name != "ARRAY_AGG")
        fail(ErrorCode::Invalid, name + " takes neither IGNORE NULLS nor RESPECT NULLS.", place, name == "FIRST_VALUE" || name == "LAST_VALUE" ? "It skips NULL anyway." : "");
    bool overAllowed = frame.overAllowed;
    frame.insideAggregate = true;
    frame.overAllowed = false;
    std::vector<ExpressionRef> arguments;
    ExpressionRef filter;
    bool good = attempt([&] {
        arguments = bindAll(valuesOf(call), frame);
        if (call.filter)
            filter = condition(bindExpression(need(call.filter), frame), "FILTER");
        if (skipsNulls && !arguments.empty()) {
            ExpressionRef present = this->call("IS NOT NULL", {arguments[0]}, place);
            filter = filter ? makeAnd({filter, present}, at(place)) : present;
        }
    });
    frame.insideAggregate = false;
    frame.overAllowed = overAllowed;
    if (!good)
        throw BindFailure{};
    if (name == "COUNT" && !arguments.empty() && arguments[0]->type.kind() == TypeKind::Null)
        fail(ErrorCode::Type, "NULL has no type here.", arguments[0]->place, "Write CAST(NULL AS a type).");
    if (!config_.batchMode()) {
        bool distinct = call.quantifier == sql::CallQuantifier::Distinct;
        static const std::set<TypeKind> incomparable{TypeKind::Row, TypeKind::Map, TypeKind::Multiset, TypeKind::Binary, TypeKind::Varbinary};
        if (distinct && !arguments.empty() && incomparable.count(arguments[0]->type.kind()))
            fail(ErrorCode::Unsupported, "DISTINCT of " + arguments[0]->type.text() + " values is not possible over a stream.", arguments[0]->place, "Select distinct rows in a subquery.");
        if (name == "APPROX_COUNT_DISTINCT")
            fail(ErrorCode::Unsupported, "APPROX_COUNT_DISTINCT is possible in batch mode only.", place, "Use COUNT(DISTINCT ...).");
    }
    return aggregate(name, std::move(arguments), std::move(filter), call.quantifier == sql::CallQuantifier::Distinct, place, frame);
}

ExpressionRef QueryBinder::bindGroupingCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame) {
    if (!frame.aggregatesAllowed)
        fail(ErrorCode::Invalid, name + " is not possible in " + frame.clause + ".", place);
    if (name == "GROUPING" ? call.arguments.empty() : name == "GROUPING_ID" ? call.arguments.empty() : !call.arguments.empty())
        fail(ErrorCode::Type, name + (name == "GROUP_ID" ? " takes no arguments." : " takes grouping columns."), place);
    frame.groupings.push_back(bindAll(valuesOf(call), frame));
    frame.groupingIds.push_back(name == "GROUP_ID" ? 'N' : 'I');
    return columnExpression(placeholder(PlaceholderKind::Grouping, static_cast<int>(frame.groupings.size()) - 1), DataType::bigInt().notNull(), at(place));
}

ExpressionRef QueryBinder::bindWindowProperty(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame) {
    const WindowAuxiliary& auxiliary = *findAuxiliary(name);
    const char* kinds[] = {"TUMBLE", "HOP", "CUMULATE", "SESSION"};
    const char* kind = kinds[static_cast<int>(auxiliary.kind)];
    if (!frame.aggregatesAllowed || !frame.groupWindow)
        fail(ErrorCode::Invalid, name + " needs a group window.", place, std::string("Add GROUP BY ") + kind + "(...) with the same arguments.");
    // The same arguments as the window's, or it is not this window.
    sql::Call window = call;
    window.name.parts = {sql::Name{kind, call.name.place, false}};
    sql::Expression asWindow{window, place};
    bool aggregates = frame.aggregatesAllowed;
    frame.aggregatesAllowed = false;
    std::optional<GroupWindow> wanted;
    bool good = attempt([&] { wanted = bindGroupWindow(asWindow, frame); });
    frame.aggregatesAllowed = aggregates;
    if (!good || !wanted)
        throw BindFailure{};
    const GroupWindow& known = *frame.groupWindow;
    if (known.kind != wanted->kind || known.size != wanted->size || known.slide != wanted->slide || known.offset != wanted->offset || !known.time->equals(*wanted->time))
        fail(ErrorCode::Invalid, "There is no group window " + std::string(kind) + " with these arguments in GROUP BY.", place, "Write the arguments exactly as in GROUP BY.");
    DataType time = known.time->type;
    DataType type = DataType::timestamp(3).notNull();
    if (auxiliary.property == plan::WindowProperty::Time) {
        if (!time.isRowtime() && !(config_.batchMode() && time.isTimestamp()))
            fail(ErrorCode::Invalid, name + " needs a window over event time.", place, "Use " + std::string(kind) + "_PROCTIME.");
        type = windowTimeType(time).withTimeAttribute(TimeAttribute::Rowtime);
    } else if (auxiliary.property == plan::WindowProperty::ProcTime) {
        type = DataType::timestampLtz(3).notNull().withTimeAttribute(TimeAttribute::Proctime);
    }
    auto& properties = frame.properties;
    auto found = std::find(properties.begin(), properties.end(), auxiliary.property);
    int index = static_cast<int>(found - properties.begin());
    if (found == properties.end())
        properties.push_back(auxiliary.property);
    return columnExpression(placeholder(PlaceholderKind::Property, index), type, at(place));
}

} // namespace weir::binder
