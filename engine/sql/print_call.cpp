// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/print_tree.h"

namespace weir::sql {

void TreePrinter::filter(const ExpressionPtr& condition) {
    if (!condition)
        return;
    out_ += " FILTER (WHERE ";
    print(*condition);
    out_ += ')';
}

void TreePrinter::argumentList(const Call& call) {
    auto value = [&](std::size_t i) { print(*call.arguments[i].value); };
    // Words between the arguments, by position.
    auto joined = [&](std::initializer_list<const char*> words) {
        std::size_t i = 0;
        for (const char* between : words) {
            if (i >= call.arguments.size())
                return;
            out_ += between;
            value(i++);
        }
    };
    switch (call.syntax) {
    case CallSyntax::Extract: return joined({"", " FROM "});
    case CallSyntax::RoundTo: return joined({"", " TO "});
    case CallSyntax::Trim: return joined({"", " ", " FROM "});
    case CallSyntax::Substring: return joined({"", " FROM ", " FOR "});
    case CallSyntax::Overlay: return joined({"", " PLACING ", " FROM ", " FOR "});
    case CallSyntax::Using: return joined({"", " USING "});
    case CallSyntax::Position:
        if (!call.arguments.empty())
            print(*call.arguments[0].value, 33);
        if (call.arguments.size() > 1) {
            out_ += " IN ";
            value(1);
        }
        if (call.arguments.size() > 2) {
            out_ += " FROM ";
            value(2);
        }
        return;
    case CallSyntax::NoParentheses:
    case CallSyntax::Plain: break;
    }
    if (call.quantifier == CallQuantifier::Distinct)
        out_ += "DISTINCT ";
    else if (call.quantifier == CallQuantifier::All)
        out_ += "ALL ";
    if (call.star)
        out_ += '*';
    list(call.arguments, [this](const Argument& argument) {
        if (argument.name)
            out_ += toSql(*argument.name) + " => ";
        print(*argument.value);
    });
}

void TreePrinter::node(const Call& call) {
    if (call.running)
        out_ += "RUNNING ";
    if (call.final)
        out_ += "FINAL ";
    // A reserved word is a function's name without backticks, and only without.
    bool bare = call.name.parts.size() == 1 && !call.name.last().quoted;
    out_ += bare ? call.name.last().text : toSql(call.name);
    if (call.syntax == CallSyntax::NoParentheses)
        return;
    out_ += '(';
    argumentList(call);
    out_ += ')';
    if (!call.withinGroup.empty()) {
        out_ += " WITHIN GROUP (";
        orderBy(call.withinGroup);
        out_ += ')';
    }
    filter(call.filter);
    if (call.nulls == NullTreatment::Ignore)
        out_ += " IGNORE NULLS";
    else if (call.nulls == NullTreatment::Respect)
        out_ += " RESPECT NULLS";
    if (call.over) {
        out_ += " OVER ";
        window(*call.over);
    }
}

void TreePrinter::orderBy(const std::vector<OrderItem>& items) {
    out_ += "ORDER BY ";
    list(items, [this](const OrderItem& item) {
        print(*item.expression);
        if (item.descending)
            out_ += " DESC";
        if (item.nulls == NullsOrder::First)
            out_ += " NULLS FIRST";
        else if (item.nulls == NullsOrder::Last)
            out_ += " NULLS LAST";
    });
}

void TreePrinter::bound(const FrameBound& bound) {
    switch (bound.kind) {
    case BoundKind::UnboundedPreceding: out_ += "UNBOUNDED PRECEDING"; return;
    case BoundKind::UnboundedFollowing: out_ += "UNBOUNDED FOLLOWING"; return;
    case BoundKind::CurrentRow: out_ += "CURRENT ROW"; return;
    case BoundKind::Preceding: case BoundKind::Following: break;
    }
    if (bound.offset)
        print(*bound.offset, 33);
    out_ += bound.kind == BoundKind::Preceding ? " PRECEDING" : " FOLLOWING";
}

void TreePrinter::window(const WindowSpecification& window) {
    if (window.nameOnly) {
        if (window.base)
            out_ += toSql(*window.base);
        return;
    }
    out_ += '(';
    const char* space = "";
    if (window.base) {
        out_ += toSql(*window.base);
        space = " ";
    }
    if (!window.partitionBy.empty()) {
        out_ += std::string(space) + "PARTITION BY ";
        expressions(window.partitionBy);
        space = " ";
    }
    if (!window.orderBy.empty()) {
        out_ += space;
        orderBy(window.orderBy);
        space = " ";
    }
    if (window.frame) {
        out_ += std::string(space) + (window.frame->rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
        bound(window.frame->start);
        out_ += " AND ";
        bound(window.frame->end);
    }
    out_ += ')';
}

void TreePrinter::jsonOn(const JsonOn& on, const char* what) {
    switch (on.behaviour) {
    case JsonBehaviour::Unspecified: return;
    case JsonBehaviour::Error: out_ += " ERROR"; break;
    case JsonBehaviour::Null: out_ += " NULL"; break;
    case JsonBehaviour::True: out_ += " TRUE"; break;
    case JsonBehaviour::False: out_ += " FALSE"; break;
    case JsonBehaviour::Unknown: out_ += " UNKNOWN"; break;
    case JsonBehaviour::EmptyArray: out_ += " EMPTY ARRAY"; break;
    case JsonBehaviour::EmptyObject: out_ += " EMPTY OBJECT"; break;
    case JsonBehaviour::Default:
        out_ += " DEFAULT ";
        if (on.value)
            print(*on.value);
        break;
    }
    out_ += std::string(" ON ") + what;
}

void TreePrinter::jsonNulls(JsonNulls nulls) {
    if (nulls == JsonNulls::NullOnNull)
        out_ += " NULL ON NULL";
    else if (nulls == JsonNulls::AbsentOnNull)
        out_ += " ABSENT ON NULL";
}

void TreePrinter::node(const JsonPathCall& call) {
    out_ += call.function == JsonFunction::Exists ? "JSON_EXISTS(" : call.function == JsonFunction::Value ? "JSON_VALUE(" : "JSON_QUERY(";
    print(*call.input);
    out_ += ", ";
    print(*call.path);
    if (call.returning) {
        out_ += " RETURNING ";
        print(*call.returning);
    }
    if (call.wrapper == JsonWrapper::Without)
        out_ += " WITHOUT WRAPPER";
    else if (call.wrapper == JsonWrapper::WithConditional)
        out_ += " WITH CONDITIONAL WRAPPER";
    else if (call.wrapper == JsonWrapper::WithUnconditional)
        out_ += " WITH UNCONDITIONAL WRAPPER";
    jsonOn(call.onEmpty, "EMPTY");
    jsonOn(call.onError, "ERROR");
    out_ += ')';
}

void TreePrinter::node(const JsonObjectCall& call) {
    out_ += call.aggregate ? "JSON_OBJECTAGG(" : "JSON_OBJECT(";
    list(call.pairs, [this](const JsonPair& pair) {
        out_ += "KEY ";
        print(*pair.key);
        out_ += " VALUE ";
        print(*pair.value);
    });
    jsonNulls(call.nulls);
    out_ += ')';
    filter(call.filter);
}

void TreePrinter::node(const JsonArrayCall& call) {
    out_ += call.aggregate ? "JSON_ARRAYAGG(" : "JSON_ARRAY(";
    expressions(call.values);
    if (!call.orderBy.empty()) {
        out_ += ' ';
        orderBy(call.orderBy);
    }
    jsonNulls(call.nulls);
    out_ += ')';
    filter(call.filter);
}

} // namespace weir::sql
