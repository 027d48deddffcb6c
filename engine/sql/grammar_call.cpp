// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

Name Grammar::keywordName() {
    const auto& token = c_.advance();
    return {std::string(c_.textOf(token)), token.place, false};
}

ExpressionPtr Grammar::call(int start, CompoundName name) {
    Call call;
    call.name = std::move(name);
    c_.layout(LayoutKind::Tight);
    c_.advance(); // (
    c_.layout(LayoutKind::OpenList);
    if (c_.accept(Keyword::Distinct))
        call.quantifier = CallQuantifier::Distinct;
    else if (c_.accept(Keyword::All))
        call.quantifier = CallQuantifier::All;
    if (c_.at('*') && c_.at(')', 1)) {
        c_.advance();
        call.star = true;
    } else if (!c_.at(')')) {
        commaList([&] { call.arguments.push_back(argument()); });
    }
    if (c_.at(Keyword::Ignore) || c_.at(Keyword::Respect)) {
        call.nulls = c_.advance().keyword == Keyword::Ignore ? NullTreatment::Ignore : NullTreatment::Respect;
        c_.expect(Keyword::Nulls, "");
    }
    if (c_.at({Keyword::Order, Keyword::By})) // ARRAY_AGG(x IGNORE NULLS ORDER BY y)
        call.withinGroup = orderItems();
    if (!c_.at(')'))
        c_.error("',' or ')'", "in the argument list");
    c_.recoverToBracket(')');
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.accept(')');
    return finishCall(start, std::move(call));
}

ExpressionPtr Grammar::finishCall(int start, Call call) {
    while (!c_.recovering()) {
        if (c_.at({Keyword::Within, Keyword::Group})) {
            c_.advance();
            c_.advance();
            if (!c_.expect('(', "after WITHIN GROUP"))
                break;
            call.withinGroup = orderItems();
            call.ordersWithinGroup = true;
            c_.close(')', "after WITHIN GROUP (ORDER BY ...");
        } else if (c_.at(Keyword::Filter) && c_.at('(', 1)) {
            call.filter = optionalFilter();
        } else if ((c_.at(Keyword::Ignore) || c_.at(Keyword::Respect)) && c_.at(Keyword::Nulls, 1)) {
            call.nulls = c_.advance().keyword == Keyword::Ignore ? NullTreatment::Ignore : NullTreatment::Respect;
            c_.advance();
        } else if (c_.accept(Keyword::Over)) {
            call.over = std::make_shared<const WindowSpecification>(windowSpecification());
            break;
        } else {
            break;
        }
    }
    return make(start, std::move(call));
}

ExpressionPtr Grammar::optionalFilter() {
    if (!c_.at(Keyword::Filter) || !c_.at('(', 1))
        return nullptr;
    c_.advance();
    c_.advance();
    c_.expect(Keyword::Where, "after FILTER (");
    auto filter = c_.recovering() ? missing() : expression();
    c_.close(')', "after the condition of FILTER");
    return filter;
}

Argument Grammar::argument() {
    Argument argument;
    bool named = c_.peek().kind == TokenKind::Identifier || c_.peek().kind == TokenKind::QuotedIdentifier ||
                 c_.peek().kind == TokenKind::Keyword;
    if (named && c_.at("=>", 1)) {
        argument.name = c_.expectName("an argument's name");
        c_.advance();
    }
    argument.value = argumentValue();
    return argument;
}

ExpressionPtr Grammar::argumentValue() {
    int start = c_.mark();
    if (c_.at(Keyword::Table))
        return tableArgument();
    if (c_.at(Keyword::Default)) {
        c_.advance();
        return make(start, DefaultValue{});
    }
    if (c_.at(Keyword::Model) && c_.atName(1)) {
        c_.advance();
        ModelArgument model{c_.expectCompoundName("a model")};
        return make(start, std::move(model));
    }
    if (c_.at(Keyword::Select) || c_.at(Keyword::With) || c_.at(Keyword::Values)) {
        auto inner = query();
        return make(start, ScalarQuery{std::move(inner)});
    }
    auto value = expression();
    if (c_.at({Keyword::Partition, Keyword::By}) || c_.at({Keyword::Order, Keyword::By}))
        if (auto inner = value->as<ScalarQuery>()) {
            TableArgument argument;
            argument.query = inner->query;
            return tableArgumentTail(start, std::move(argument));
        }
    return value;
}

ExpressionPtr Grammar::tableArgument() {
    int start = c_.mark();
    c_.advance(); // TABLE
    TableArgument argument;
    if (c_.at('(') && (c_.at(Keyword::Select, 1) || c_.at(Keyword::With, 1) || c_.at(Keyword::Values, 1) || c_.at('(', 1))) {
        argument.query = parenthesizedQuery();
    } else if (c_.at('(')) {
        c_.advance();
        argument.table = c_.expectCompoundName("a table");
        c_.expect(')', "after the table");
    } else {
        argument.table = c_.expectCompoundName("a table");
    }
    argument.hints = hints();
    return tableArgumentTail(start, std::move(argument));
}

ExpressionPtr Grammar::tableArgumentTail(int start, TableArgument argument) {
    if (c_.at({Keyword::Partition, Keyword::By}))
        argument.partitionBy = partitionItems();
    if (c_.at({Keyword::Order, Keyword::By})) {
        if (c_.at('(', 2)) { // ORDER BY (a, b)
            c_.advance();
            c_.advance();
            c_.advance();
            do {
                OrderItem item;
                int itemStart = c_.mark();
                item.expression = expression();
                item.descending = c_.accept(Keyword::Desc);
                if (!item.descending)
                    c_.accept(Keyword::Asc);
                item.place = c_.from(itemStart);
                argument.orderBy.push_back(std::move(item));
            } while (!c_.recovering() && c_.accept(','));
            c_.expect(')', "after ORDER BY (");
        } else {
            argument.orderBy.clear();
            int itemStart = (c_.advance(), c_.advance(), c_.mark());
            OrderItem item; // without parentheses one column only: the comma belongs to the call
            item.expression = expression();
            item.descending = c_.accept(Keyword::Desc);
            if (!item.descending)
                c_.accept(Keyword::Asc);
            item.place = c_.from(itemStart);
            argument.orderBy.push_back(std::move(item));
        }
    }
    return make(start, std::move(argument));
}

/// PARTITION BY a, or PARTITION BY (a, b), in a table argument.
std::vector<ExpressionPtr> Grammar::partitionItems() {
    c_.advance();
    c_.advance();
    std::vector<ExpressionPtr> items;
    if (!c_.accept('(')) {
        items.push_back(expression());
        return items;
    }
    items = expressionList();
    c_.close(')', "after PARTITION BY (");
    return items;
}

ExpressionPtr Grammar::descriptor() {
    int start = c_.mark();
    c_.advance();
    Descriptor node;
    c_.layout(LayoutKind::Tight);
    parenthesized("the columns of DESCRIPTOR", [&] { node.columns.push_back(c_.expectCompoundName("a column")); });
    return make(start, std::move(node));
}

ExpressionPtr Grammar::castCall(bool safe) {
    int start = c_.mark();
    if (safe)
        c_.acceptWord("TRY_CAST");
    else
        c_.advance();
    Cast cast;
    cast.safe = safe;
    c_.layout(LayoutKind::Tight);
    if (!c_.expect('(', ""))
        return missing();
    cast.operand = expression();
    if (c_.expect(Keyword::As, "after the value of CAST"))
        cast.type = type();
    c_.close(')', "after the type of CAST");
    return make(start, std::move(cast));
}

ExpressionPtr Grammar::callWithoutParentheses() {
    int start = c_.mark();
    Call call;
    call.syntax = CallSyntax::NoParentheses;
    call.name.parts.push_back(keywordName());
    call.name.place = call.name.parts.front().place;
    return make(start, std::move(call));
}

/// Calls whose arguments have words between them. What does not begin like that is read as a plain call.
ExpressionPtr Grammar::specialCall(Keyword keyword) {
    int start = c_.mark();
    Call node;
    node.name.parts.push_back(keywordName());
    node.name.place = node.name.parts.front().place;
    c_.layout(LayoutKind::Tight);
    c_.advance(); // (
    auto add = [&](ExpressionPtr value) { node.arguments.push_back({{}, std::move(value)}); };
    auto addUnit = [&] {
        int unitStart = c_.mark();
        auto unit = timeUnit();
        add(make(unitStart, TimeUnitWord{unit}));
    };
    auto addWord = [&](const char* what) {
        int wordStart = c_.mark();
        auto name = c_.expectName(what);
        for (auto& letter : name.text)
            letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
        add(make(wordStart, Symbol{std::move(name.text)}));
    };
    auto addRest = [&] {
        while (!c_.recovering() && c_.accept(','))
            node.arguments.push_back(argument());
    };
    bool called = c_.at(')');
    if (called) {
        // No arguments: the binder says what is missing.
    } else if (keyword == Keyword::Extract) {
        node.syntax = CallSyntax::Extract;
        addUnit();
        c_.expect(Keyword::From, "after the unit of EXTRACT");
        add(c_.recovering() ? missing() : expression());
    } else if (keyword == Keyword::Timestampadd || keyword == Keyword::Timestampdiff) {
        addUnit();
        addRest();
    } else if (keyword == Keyword::Trim) {
        node.syntax = CallSyntax::Trim;
        int wordStart = c_.mark();
        bool side = c_.atAny({Keyword::Both, Keyword::Leading, Keyword::Trailing});
        std::string word = side ? std::string(keywordText(c_.advance().keyword)) : "BOTH";
        auto where = make(wordStart, Symbol{std::move(word)});
        auto blank = [&] { return make(c_.mark(), Literal{LiteralKind::String, " "}); };
        add(std::move(where));
        if (side && c_.accept(Keyword::From)) { // TRIM(BOTH FROM s)
            add(blank());
            add(expression());
        } else {
            auto first = expression();
            if (c_.accept(Keyword::From)) { // TRIM(BOTH c FROM s)
                add(std::move(first));
                add(expression());
            } else if (side) {
                add(blank());
                add(std::move(first));
            } else { // TRIM(s)
                node.syntax = CallSyntax::Plain;
                node.arguments.clear();
                add(std::move(first));
                addRest();
            }
        }
    } else if (keyword == Keyword::Position) {
        add(binary(33)); // tighter than IN
        if (c_.accept(Keyword::In)) {
            node.syntax = CallSyntax::Position;
            add(expression());
            if (c_.accept(Keyword::From))
                add(expression());
        } else {
            addRest();
        }
    } else {
        node.arguments.push_back(argument());
        if (keyword == Keyword::Substring && c_.accept(Keyword::From)) {
            node.syntax = CallSyntax::Substring;
            add(expression());
            if (c_.accept(Keyword::For))
                add(expression());
        } else if (keyword == Keyword::Overlay && c_.accept(Keyword::Placing)) {
            node.syntax = CallSyntax::Overlay;
            add(expression());
            c_.expect(Keyword::From, "after the replacement of OVERLAY");
            add(c_.recovering() ? missing() : expression());
            if (c_.accept(Keyword::For))
                add(expression());
        } else if ((keyword == Keyword::Floor || keyword == Keyword::Ceil || keyword == Keyword::Ceiling) && c_.accept(Keyword::To)) {
            node.syntax = CallSyntax::RoundTo;
            addUnit();
        } else if ((keyword == Keyword::Convert || keyword == Keyword::Translate) && c_.accept(Keyword::Using)) {
            node.syntax = CallSyntax::Using;
            addWord("a character set");
        } else {
            addRest();
        }
    }
    c_.close(')', "to close the argument list");
    return finishCall(start, std::move(node));
}

WindowSpecification Grammar::windowSpecification() {
    int start = c_.mark();
    if (!c_.at('(')) {
        WindowSpecification window;
        window.base = c_.expectName("a window's name or '('");
        window.nameOnly = true;
        window.place = c_.from(start);
        return window;
    }
    return windowBody(start);
}

WindowSpecification Grammar::windowBody(int start) {
    WindowSpecification window;
    if (!c_.expect('(', "before a window"))
        return window;
    c_.layout(LayoutKind::OpenList);
    if (c_.atName() && !c_.atAny({Keyword::Partition, Keyword::Order, Keyword::Rows, Keyword::Range}))
        window.base = c_.takeName();
    if (c_.at({Keyword::Partition, Keyword::By})) {
        c_.layout(LayoutKind::Item);
        c_.advance();
        c_.advance();
        window.partitionBy = expressionList();
    }
    if (!c_.recovering() && c_.at({Keyword::Order, Keyword::By})) {
        c_.layout(LayoutKind::Item);
        window.orderBy = orderItems();
    }
    if (!c_.recovering() && (c_.at(Keyword::Rows) || c_.at(Keyword::Range))) {
        c_.layout(LayoutKind::Item);
        window.frame = frame();
    }
    c_.layout(LayoutKind::CloseParenthesizedList);
    c_.close(')', "to close the window");
    window.place = c_.from(start);
    return window;
}

Frame Grammar::frame() {
    Frame frame;
    int start = c_.mark();
    frame.rows = c_.advance().keyword == Keyword::Rows;
    if (c_.accept(Keyword::Between)) {
        frame.start = frameBound();
        c_.expect(Keyword::And, "after the start of the frame");
        if (!c_.recovering())
            frame.end = frameBound();
    } else {
        frame.start = frameBound();
        frame.end.kind = BoundKind::CurrentRow;
        frame.end.place = frame.start.place;
    }
    frame.place = c_.from(start);
    return frame;
}

FrameBound Grammar::frameBound() {
    FrameBound bound;
    int start = c_.mark();
    if (c_.accept({Keyword::Current, Keyword::Row})) {
        bound.kind = BoundKind::CurrentRow;
    } else {
        bool unbounded = c_.accept(Keyword::Unbounded);
        if (!unbounded)
            bound.offset = binary(33);
        if (c_.accept(Keyword::Preceding))
            bound.kind = unbounded ? BoundKind::UnboundedPreceding : BoundKind::Preceding;
        else if (c_.accept(Keyword::Following))
            bound.kind = unbounded ? BoundKind::UnboundedFollowing : BoundKind::Following;
        else
            c_.error("PRECEDING or FOLLOWING", "in the frame");
    }
    bound.place = c_.from(start);
    return bound;
}

std::vector<OrderItem> Grammar::orderItems() {
    std::vector<OrderItem> items;
    if (!c_.expect(Keyword::Order, "") || !c_.expect(Keyword::By, "after ORDER"))
        return items;
    do {
        OrderItem item;
        int start = c_.mark();
        item.expression = expression();
        item.descending = c_.accept(Keyword::Desc);
        if (!item.descending)
            c_.accept(Keyword::Asc);
        if (c_.accept(Keyword::Nulls)) {
            if (c_.accept(Keyword::First))
                item.nulls = NullsOrder::First;
            else if (c_.accept(Keyword::Last))
                item.nulls = NullsOrder::Last;
            else
                c_.error("FIRST or LAST", "after NULLS");
        }
        item.place = c_.from(start);
        items.push_back(std::move(item));
    } while (!c_.recovering() && c_.accept(','));
    return items;
}

} // namespace weir::sql
