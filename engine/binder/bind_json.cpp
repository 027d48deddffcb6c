// SPDX-License-Identifier: Apache-2.0
// The clauses of the JSON functions become leading literals: see functions/scalar/json.h.
#include "engine/binder/query_binder.h"

namespace weir::binder {

namespace {

const char* behaviourWord(sql::JsonBehaviour behaviour) {
    using enum sql::JsonBehaviour;
    switch (behaviour) {
    case Error: return "ERROR";
    case True: return "TRUE";
    case False: return "FALSE";
    case Unknown: return "UNKNOWN";
    case EmptyArray: return "EMPTY ARRAY";
    case EmptyObject: return "EMPTY OBJECT";
    case Default: return "DEFAULT";
    default: return "NULL";
    }
}

bool isJsonText(const sql::Expression& expression) {
    if (expression.as<sql::JsonObjectCall>() || expression.as<sql::JsonArrayCall>())
        return true;
    const auto* call = expression.as<sql::Call>();
    return call && call->name.parts.size() == 1 && upperCase(call->name.last().text) == "JSON";
}

} // namespace

ExpressionRef QueryBinder::bindJsonPath(const sql::JsonPathCall& json, Place place, SelectFrame& frame) {
    auto operands = bindAll({json.input, json.path}, frame);
    ExpressionRef returning = literalExpression(Value{}, json.returning ? bindType(*json.returning) : DataType::string(), at(place));
    auto fallback = [&](const sql::JsonOn& on) {
        return on.value ? bindExpression(need(on.value), frame) : literalExpression(Value{}, DataType::null(), at(place));
    };
    switch (json.function) {
    case sql::JsonFunction::Exists: {
        auto behaviour = json.onError.behaviour;
        return call("JSON_EXISTS", {text(behaviour == sql::JsonBehaviour::Unspecified ? "FALSE" : behaviourWord(behaviour), place), operands[0], operands[1]}, place);
    }
    case sql::JsonFunction::Value:
        return call("JSON_VALUE", {text(behaviourWord(json.onEmpty.behaviour), place), text(behaviourWord(json.onError.behaviour), place), returning,
                                   fallback(json.onEmpty), fallback(json.onError), operands[0], operands[1]}, place);
    case sql::JsonFunction::Query: {
        const char* wrapper = json.wrapper == sql::JsonWrapper::WithConditional ? "CONDITIONAL" : json.wrapper == sql::JsonWrapper::WithUnconditional ? "UNCONDITIONAL" : "WITHOUT";
        return call("JSON_QUERY", {text(wrapper, place), text(behaviourWord(json.onEmpty.behaviour), place), text(behaviourWord(json.onError.behaviour), place),
                                   returning, operands[0], operands[1]}, place);
    }
    }
    throw BindFailure{};
}

ExpressionRef QueryBinder::bindJsonObject(const sql::JsonObjectCall& json, Place place, SelectFrame& frame) {
    bool absent = json.nulls == sql::JsonNulls::AbsentOnNull;
    std::vector<ExpressionRef> pairs;
    std::string forms;
    bool inside = frame.insideAggregate;
    if (json.aggregate) {
        if (!frame.aggregatesAllowed || inside)
            fail(ErrorCode::Invalid, inside ? "An aggregate function cannot be inside another one." : std::string("JSON_OBJECTAGG is not possible in ") + frame.clause + ".", place);
        frame.insideAggregate = true;
    }
    ExpressionRef filter;
    bool good = attempt([&] {
        for (const auto& pair : json.pairs) {
            auto bound = bindAll({pair.key, pair.value}, frame);
            pairs.insert(pairs.end(), bound.begin(), bound.end());
            forms += isJsonText(need(pair.value)) ? 'J' : 'V';
        }
        if (json.filter)
            filter = condition(bindExpression(need(json.filter), frame), "FILTER");
    });
    frame.insideAggregate = inside;
    if (!good)
        throw BindFailure{};
    std::vector<ExpressionRef> arguments{text(absent ? "ABSENT" : "NULL", place), text(forms, place)};
    arguments.insert(arguments.end(), pairs.begin(), pairs.end());
    if (json.aggregate)
        return aggregate("JSON_OBJECTAGG", std::move(arguments), filter, false, place, frame);
    return call("JSON_OBJECT", std::move(arguments), place);
}

ExpressionRef QueryBinder::bindJsonArray(const sql::JsonArrayCall& json, Place place, SelectFrame& frame) {
    bool keepNulls = json.nulls == sql::JsonNulls::NullOnNull;
    bool inside = frame.insideAggregate;
    if (json.aggregate) {
        if (!frame.aggregatesAllowed || inside)
            fail(ErrorCode::Invalid, inside ? "An aggregate function cannot be inside another one." : std::string("JSON_ARRAYAGG is not possible in ") + frame.clause + ".", place);
        frame.insideAggregate = true;
    }
    std::vector<ExpressionRef> values;
    ExpressionRef filter;
    bool good = attempt([&] {
        values = bindAll(json.values, frame);
        if (json.filter)
            filter = condition(bindExpression(need(json.filter), frame), "FILTER");
    });
    frame.insideAggregate = inside;
    if (!good)
        throw BindFailure{};
    std::string forms;
    for (const auto& value : json.values)
        forms += isJsonText(*value) ? 'J' : 'V';
    std::vector<ExpressionRef> arguments{text(keepNulls ? "NULL" : "ABSENT", place), text(forms, place)};
    arguments.insert(arguments.end(), values.begin(), values.end());
    if (json.aggregate)
        return aggregate("JSON_ARRAYAGG", std::move(arguments), filter, false, place, frame);
    return call("JSON_ARRAY", std::move(arguments), place);
}

} // namespace weir::binder
