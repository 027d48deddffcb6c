// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {

MatchRecognize Grammar::matchRecognize(TableReferencePtr input) {
    MatchRecognize match;
    match.input = std::move(input);
    c_.advance(); // MATCH_RECOGNIZE
    if (!c_.expect('(', "after MATCH_RECOGNIZE"))
        return match;
    c_.layout(LayoutKind::OpenBlock);
    if (c_.at({Keyword::Partition, Keyword::By})) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        c_.advance();
        match.partitionBy = expressionList();
    }
    if (!c_.recovering() && c_.at({Keyword::Order, Keyword::By})) {
        c_.layout(LayoutKind::Clause);
        match.orderBy = orderItems();
    }
    if (!c_.recovering() && c_.at(Keyword::Measures)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        c_.layout(LayoutKind::OpenList);
        commaList([&] {
            Measure measure;
            measure.expression = expression();
            c_.expect(Keyword::As, "after a measure");
            if (!c_.recovering())
                measure.alias = c_.expectName("the measure's name");
            match.measures.push_back(std::move(measure));
        });
        c_.layout(LayoutKind::CloseList);
    }
    if (!c_.recovering() && (c_.at(Keyword::One) || c_.at(Keyword::All))) {
        c_.layout(LayoutKind::Clause);
        match.rowsPerMatch = c_.advance().keyword == Keyword::One ? RowsPerMatch::One : RowsPerMatch::All;
        if (match.rowsPerMatch == RowsPerMatch::One)
            c_.expect(Keyword::Row, "after ONE");
        else
            c_.expect(Keyword::Rows, "after ALL");
        c_.expect(Keyword::Per, "");
        c_.expect(Keyword::Match, "");
    }
    if (!c_.recovering() && c_.at(Keyword::After)) {
        c_.layout(LayoutKind::Clause);
        skipClause(match);
    }
    c_.layout(LayoutKind::Clause);
    if (c_.expect(Keyword::Pattern, "in MATCH_RECOGNIZE") && c_.expect('(', "after PATTERN")) {
        match.anchoredStart = c_.accept('^');
        match.pattern = pattern();
        match.anchoredEnd = c_.accept('$');
        c_.close(')', "to close PATTERN");
    }
    if (!c_.recovering() && c_.at(Keyword::Within)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        match.within = intervalLiteralOrError();
    }
    if (!c_.recovering() && c_.at(Keyword::Subset)) {
        c_.layout(LayoutKind::Clause);
        c_.advance();
        c_.layout(LayoutKind::OpenList);
        commaList([&] {
            PatternSubset subset;
            subset.name = c_.expectName("a subset's name");
            c_.expect('=', "after the subset's name");
            if (!c_.recovering())
                subset.variables = nameList("a pattern variable");
            match.subsets.push_back(std::move(subset));
        });
        c_.layout(LayoutKind::CloseList);
    }
    c_.layout(LayoutKind::Clause);
    if (c_.expect(Keyword::Define, "in MATCH_RECOGNIZE")) {
        c_.layout(LayoutKind::OpenList);
        commaList([&] {
            PatternDefinition definition;
            definition.variable = c_.expectName("a pattern variable");
            c_.expect(Keyword::As, "after the pattern variable");
            if (!c_.recovering())
                definition.condition = expression();
            match.definitions.push_back(std::move(definition));
        });
        c_.layout(LayoutKind::CloseList);
    }
    c_.layout(LayoutKind::CloseBlock);
    c_.close(')', "to close MATCH_RECOGNIZE");
    return match;
}

void Grammar::skipClause(MatchRecognize& match) {
    int start = c_.mark();
    c_.advance(); // AFTER
    c_.expect(Keyword::Match, "after AFTER");
    c_.expect(Keyword::Skip, "after AFTER MATCH");
    if (c_.accept({Keyword::Past, Keyword::Last, Keyword::Row})) {
        match.skip = SkipTo::PastLastRow;
    } else if (c_.expect(Keyword::To, "after AFTER MATCH SKIP (or PAST LAST ROW)")) {
        if (c_.accept({Keyword::Next, Keyword::Row})) {
            match.skip = SkipTo::NextRow;
        } else {
            match.skip = SkipTo::Variable;
            if (c_.at(Keyword::First) && c_.atName(1)) {
                c_.advance();
                match.skip = SkipTo::First;
            } else if (c_.at(Keyword::Last) && c_.atName(1)) {
                c_.advance();
                match.skip = SkipTo::Last;
            }
            match.skipVariable = c_.expectName("a pattern variable");
        }
    }
    match.skipPlace = c_.from(start);
}

ExpressionPtr Grammar::intervalLiteralOrError() {
    if (c_.at(Keyword::Interval))
        return intervalLiteral();
    c_.error("an INTERVAL", "after WITHIN");
    return missing();
}

Pattern Grammar::pattern() {
    Level level(*this);
    int start = c_.mark();
    Pattern first;
    if (level.tooDeep())
        return first;
    first = patternSequence();
    if (!c_.at('|'))
        return first;
    Pattern choice;
    choice.kind = PatternKind::Alternation;
    choice.parts.push_back(std::move(first));
    while (!c_.recovering() && c_.accept('|'))
        choice.parts.push_back(patternSequence());
    choice.place = c_.from(start);
    return choice;
}

Pattern Grammar::patternSequence() {
    int start = c_.mark();
    Pattern sequence;
    sequence.kind = PatternKind::Sequence;
    do
        sequence.parts.push_back(patternFactor());
    while (!c_.recovering() && (c_.atName() || c_.at('(') || c_.at('{') || c_.at(Keyword::Permute)));
    if (sequence.parts.size() == 1)
        return std::move(sequence.parts.front());
    sequence.place = c_.from(start);
    return sequence;
}

Pattern Grammar::patternFactor() {
    int start = c_.mark();
    auto factor = patternPrimary();
    if (c_.recovering())
        return factor;
    if (auto quantifier = patternQuantifier()) {
        factor.quantifier = std::move(quantifier);
        factor.place = c_.from(start);
    }
    return factor;
}

Pattern Grammar::patternPrimary() {
    int start = c_.mark();
    Pattern primary;
    if (c_.accept('(')) {
        if (c_.accept(')')) {
            primary.place = c_.from(start);
            return primary;
        }
        auto inner = pattern();
        c_.expect(')', "in the pattern");
        // A quantified group stays a group of its own: (A B)+ and (A+)? are not A B+ and A+.
        if (inner.quantifier) {
            primary.kind = PatternKind::Sequence;
            primary.parts.push_back(std::move(inner));
        } else {
            primary = std::move(inner);
        }
    } else if (c_.at('{') && c_.at('-', 1)) {
        c_.advance();
        c_.advance();
        primary.kind = PatternKind::Exclusion;
        primary.parts.push_back(pattern());
        c_.expect('-', "to close the exclusion with -}");
        c_.expect('}', "to close the exclusion with -}");
    } else if (c_.accept(Keyword::Permute)) {
        primary.kind = PatternKind::Permute;
        c_.layout(LayoutKind::Tight);
        c_.expect('(', "after PERMUTE");
        do
            primary.parts.push_back(pattern());
        while (!c_.recovering() && c_.accept(','));
        c_.expect(')', "to close PERMUTE");
    } else {
        primary.kind = PatternKind::Variable;
        primary.variable = c_.expectName("a pattern variable");
    }
    primary.place = c_.from(start);
    return primary;
}

std::optional<PatternQuantifier> Grammar::patternQuantifier() {
    PatternQuantifier quantifier;
    int start = c_.mark();
    if (c_.at('*') || c_.at('+') || c_.at('?') || (c_.at('{') && !c_.at('-', 1)))
        c_.layout(LayoutKind::Tight);
    if (c_.accept('*')) {
        quantifier.minimum = 0;
        quantifier.maximum.reset();
    } else if (c_.accept('+')) {
        quantifier.maximum.reset();
    } else if (c_.accept('?')) {
        quantifier.minimum = 0;
    } else if (c_.at('{') && !c_.at('-', 1)) {
        c_.advance();
        c_.layout(LayoutKind::Tight);
        quantifier.minimum = 0;
        bool lower = c_.at(TokenKind::Number);
        if (lower)
            quantifier.minimum = smallNumber("a number").value_or(0);
        if (c_.accept(',')) {
            quantifier.maximum.reset();
            if (c_.at(TokenKind::Number) || !lower)
                quantifier.maximum = smallNumber("a number");
        } else {
            quantifier.maximum = quantifier.minimum;
            if (!lower)
                c_.error("a number", "in the quantifier");
        }
        c_.layout(LayoutKind::Tight);
        c_.expect('}', "to close the quantifier");
    } else {
        return {};
    }
    if (c_.at('?')) {
        c_.layout(LayoutKind::Tight);
        c_.advance();
        quantifier.reluctant = true;
    }
    quantifier.place = c_.from(start);
    return quantifier;
}

} // namespace weir::sql
