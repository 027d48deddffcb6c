// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/parser.h"

#include "engine/sql/grammar.h"

#include <algorithm>

namespace weir::sql {

Grammar::Level::Level(Grammar& grammar) : grammar_(grammar), outerHeight_(grammar.height_) {
    grammar_.height_ = 0;
    if (++grammar_.depth_ > MaximumNesting) {
        tooDeep_ = true;
        grammar_.reportTooDeep();
    }
}

Grammar::Level::~Level() {
    --grammar_.depth_;
    grammar_.height_ = std::max(outerHeight_, grammar_.height_ + 1);
}

bool Grammar::growChain() {
    if (height_ + depth_ + 1 > MaximumNesting) {
        reportTooDeep();
        return false;
    }
    ++height_;
    return true;
}

void Grammar::reportTooDeep() {
    if (!c_.recovering())
        c_.errorAt(c_.here(), "This is nested more than " + std::to_string(MaximumNesting) + " levels deep.", "Split it into views or simpler parts.");
    // Nothing of this statement can be read any more: every part stops at its end, silently.
    c_.abandonStatement();
}

void Grammar::expectEnd() {
    if (!c_.atEnd())
        c_.error("the end of the text", "");
}

Script Grammar::script() {
    Script script;
    while (true) {
        while (c_.accept(';')) {
        }
        if (c_.atEnd())
            break;
        int start = c_.mark();
        auto first = statement();
        bool clean = !c_.recovering();
        if (clean && !c_.at(';') && !c_.atEnd()) {
            bool forgotten = atStatement() && c_.here().line > c_.peek(-1).place.line;
            if (forgotten) {
                auto last = c_.peek(-1).place;
                c_.errorAt(c_.here(), "Expected ';' before " + c_.describe(c_.peek()) + ".", "End the statement on line " + std::to_string(last.line) + " with ';'.");
                c_.resume();
                script.statements.push_back(std::move(first));
                continue;
            }
            c_.error("';' or the end of the text", "");
        }
        c_.recoverToStatementEnd();
        if (!clean || c_.from(start).length != first->place.length) {
            Statement whole = *first;
            whole.place = c_.from(start);
            first = std::make_shared<const Statement>(std::move(whole));
        }
        script.statements.push_back(std::move(first));
    }
    c_.finish(script);
    return script;
}

ExpressionPtr Grammar::wholeExpression() {
    auto result = expression();
    expectEnd();
    return result;
}

QueryPtr Grammar::wholeQuery() {
    auto result = query();
    c_.accept(';');
    expectEnd();
    return result;
}

TypeTree Grammar::wholeType() {
    auto result = type();
    expectEnd();
    return result;
}

Script parse(std::string_view text) { return Grammar(text).script(); }

ParsedExpression parseExpression(std::string_view text) {
    Grammar grammar(text);
    auto expression = grammar.wholeExpression();
    return {std::move(expression), grammar.takeDiagnostics()};
}

ParsedQuery parseQuery(std::string_view text) {
    Grammar grammar(text);
    auto query = grammar.wholeQuery();
    return {std::move(query), grammar.takeDiagnostics()};
}

ParsedType parseType(std::string_view text) {
    Grammar grammar(text);
    auto type = grammar.wholeType();
    return {std::move(type), grammar.takeDiagnostics()};
}

} // namespace weir::sql
