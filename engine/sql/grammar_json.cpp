// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

ExpressionPtr Grammar::jsonPathCall(JsonFunction function) {
    int start = c_.mark();
    c_.advance();
    JsonPathCall node;
    node.function = function;
    c_.layout(LayoutKind::Tight);
    if (!c_.expect('(', ""))
        return missing();
    node.input = expression();
    c_.accept({Keyword::Format, Keyword::Json});
    if (c_.expect(',', "after the JSON value"))
        node.path = expression();
    else
        node.path = missing();
    if (c_.accept(Keyword::Returning))
        node.returning = type();
    if (function == JsonFunction::Query)
        jsonWrapper(node);
    jsonOnClauses(node);
    c_.close(')', "to close the argument list");
    return make(start, std::move(node));
}

void Grammar::jsonWrapper(JsonPathCall& call) {
    if (c_.at(Keyword::Without)) {
        c_.advance();
        c_.accept(Keyword::Array);
        call.wrapper = JsonWrapper::Without;
    } else if (c_.at(Keyword::With)) {
        c_.advance();
        call.wrapper = JsonWrapper::WithUnconditional;
        if (c_.accept(Keyword::Conditional))
            call.wrapper = JsonWrapper::WithConditional;
        else
            c_.accept(Keyword::Unconditional);
        c_.accept(Keyword::Array);
    } else {
        return;
    }
    c_.expect(Keyword::Wrapper, "");
}

void Grammar::jsonOnClauses(JsonPathCall& call) {
    while (!c_.recovering() && !c_.at(')')) {
        JsonOn on;
        if (c_.accept(Keyword::Error)) {
            on.behaviour = JsonBehaviour::Error;
        } else if (c_.accept(Keyword::Null)) {
            on.behaviour = JsonBehaviour::Null;
        } else if (c_.accept(Keyword::True)) {
            on.behaviour = JsonBehaviour::True;
        } else if (c_.accept(Keyword::False)) {
            on.behaviour = JsonBehaviour::False;
        } else if (c_.accept(Keyword::Unknown)) {
            on.behaviour = JsonBehaviour::Unknown;
        } else if (c_.accept(Keyword::Empty)) {
            on.behaviour = c_.accept(Keyword::Object) ? JsonBehaviour::EmptyObject : JsonBehaviour::EmptyArray;
            if (on.behaviour == JsonBehaviour::EmptyArray)
                c_.expect(Keyword::Array, "after EMPTY");
        } else if (c_.accept(Keyword::Default)) {
            on.behaviour = JsonBehaviour::Default;
            on.value = expression();
        } else {
            return;
        }
        c_.expect(Keyword::On, "");
        if (c_.accept(Keyword::Empty))
            call.onEmpty = std::move(on);
        else if (c_.accept(Keyword::Error))
            call.onError = std::move(on);
        else
            c_.error("EMPTY or ERROR", "after ON");
    }
}

JsonPair Grammar::jsonPair() {
    JsonPair pair;
    // KEY k VALUE v; VALUE may stand without KEY, and a colon may stand for VALUE.
    if (c_.at(Keyword::Key) && !c_.at(Keyword::Value, 1) && !c_.at(':', 1) && !c_.at(',', 1))
        c_.advance();
    pair.key = expression();
    if (!c_.accept(Keyword::Value) && !c_.accept(':') && !c_.accept(','))
        c_.error("VALUE", "after the key");
    pair.value = c_.recovering() ? missing() : argumentValue();
    c_.accept({Keyword::Format, Keyword::Json});
    return pair;
}

JsonNulls Grammar::jsonNulls() {
    if (c_.accept({Keyword::Null, Keyword::On, Keyword::Null}))
        return JsonNulls::NullOnNull;
    if (c_.accept({Keyword::Absent, Keyword::On, Keyword::Null}))
        return JsonNulls::AbsentOnNull;
    return JsonNulls::Unspecified;
}

ExpressionPtr Grammar::jsonObjectCall(bool aggregate) {
    int start = c_.mark();
    c_.advance();
    JsonObjectCall node;
    node.aggregate = aggregate;
    c_.layout(LayoutKind::Tight);
    if (!c_.expect('(', ""))
        return missing();
    c_.layout(LayoutKind::OpenList);
    if (aggregate)
        node.pairs.push_back(jsonPair());
    else if (!c_.at(')') && !c_.at({Keyword::Null, Keyword::On}) && !c_.at({Keyword::Absent, Keyword::On}))
        commaList([&] { node.pairs.push_back(jsonPair()); });
    node.nulls = jsonNulls();
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.close(')', "to close the argument list");
    if (aggregate)
        node.filter = optionalFilter();
    return make(start, std::move(node));
}

ExpressionPtr Grammar::jsonArrayCall(bool aggregate) {
    int start = c_.mark();
    c_.advance();
    JsonArrayCall node;
    node.aggregate = aggregate;
    c_.layout(LayoutKind::Tight);
    if (!c_.expect('(', ""))
        return missing();
    c_.layout(LayoutKind::OpenList);
    auto value = [&] {
        node.values.push_back(argumentValue());
        c_.accept({Keyword::Format, Keyword::Json});
    };
    if (aggregate)
        value();
    else if (!c_.at(')') && !c_.at({Keyword::Null, Keyword::On}) && !c_.at({Keyword::Absent, Keyword::On}))
        commaList(value);
    if (aggregate && c_.at({Keyword::Order, Keyword::By}))
        node.orderBy = orderItems();
    node.nulls = jsonNulls();
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.close(')', "to close the argument list");
    if (aggregate && node.orderBy.empty() && c_.at({Keyword::Within, Keyword::Group})) {
        c_.advance();
        c_.advance();
        if (c_.expect('(', "after WITHIN GROUP")) {
            node.orderBy = orderItems();
            c_.close(')', "after WITHIN GROUP (ORDER BY ...");
        }
    }
    if (aggregate)
        node.filter = optionalFilter();
    return make(start, std::move(node));
}

} // namespace weir::sql
