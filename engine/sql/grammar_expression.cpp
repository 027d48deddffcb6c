// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

#include <utility>

namespace weir::sql {
namespace {

// Binding strength, as in Calcite's operator table.
constexpr int MultisetLevel = 14;
constexpr int MultisetIntersectLevel = 18;
constexpr int OrLevel = 22;
constexpr int AndLevel = 24;
constexpr int NotLevel = 26;
constexpr int IsLevel = 28;
constexpr int CompareLevel = 30;
constexpr int PredicateLevel = 32;
constexpr int SumLevel = 40;
constexpr int ProductLevel = 60;

struct Infix {
    enum Kind { None, Plain, Comparison, Is, Predicate } kind = None;
    int level = 0;
    BinaryOperator op = BinaryOperator::Or;
    int words = 1;
};

Infix operatorInfix(std::string_view text) {
    using enum BinaryOperator;
    if (text == "=") return {Infix::Comparison, CompareLevel, Equal};
    if (text == "<>" || text == "!=") return {Infix::Comparison, CompareLevel, NotEqual};
    if (text == "<") return {Infix::Comparison, CompareLevel, Less};
    if (text == "<=") return {Infix::Comparison, CompareLevel, LessEqual};
    if (text == ">") return {Infix::Comparison, CompareLevel, Greater};
    if (text == ">=") return {Infix::Comparison, CompareLevel, GreaterEqual};
    if (text == "+") return {Infix::Plain, SumLevel, Add};
    if (text == "-") return {Infix::Plain, SumLevel, Subtract};
    if (text == "*") return {Infix::Plain, ProductLevel, Multiply};
    if (text == "/") return {Infix::Plain, ProductLevel, Divide};
    if (text == "%") return {Infix::Plain, ProductLevel, Remainder};
    if (text == "||") return {Infix::Plain, ProductLevel, Concatenate};
    return {};
}

Infix multisetInfix(const Cursor& c) {
    using enum BinaryOperator;
    bool all = c.at(Keyword::All, 2);
    int words = all || c.at(Keyword::Distinct, 2) ? 3 : 2;
    if (c.at(Keyword::Union, 1)) return {Infix::Plain, MultisetLevel, all ? MultisetUnionAll : MultisetUnion, words};
    if (c.at(Keyword::Except, 1)) return {Infix::Plain, MultisetLevel, all ? MultisetExceptAll : MultisetExcept, words};
    if (c.at(Keyword::Intersect, 1)) return {Infix::Plain, MultisetIntersectLevel, all ? MultisetIntersectAll : MultisetIntersect, words};
    return {};
}

Infix keywordInfix(const Cursor& c) {
    using enum BinaryOperator;
    switch (c.peek().keyword) {
    case Keyword::Or: return {Infix::Plain, OrLevel, Or};
    case Keyword::And: return {Infix::Plain, AndLevel, And};
    case Keyword::Is: {
        bool distinct = c.at(Keyword::Distinct, c.at(Keyword::Not, 1) ? 2 : 1);
        return {Infix::Is, distinct ? CompareLevel : IsLevel};
    }
    case Keyword::Overlaps: return {Infix::Plain, CompareLevel, Overlaps};
    case Keyword::Contains: return {Infix::Plain, CompareLevel, Contains};
    case Keyword::Precedes: return {Infix::Plain, CompareLevel, Precedes};
    case Keyword::Succeeds: return {Infix::Plain, CompareLevel, Succeeds};
    case Keyword::Equals: return {Infix::Plain, CompareLevel, PeriodEquals};
    case Keyword::Immediately:
        if (c.at(Keyword::Precedes, 1)) return {Infix::Plain, CompareLevel, ImmediatelyPrecedes, 2};
        if (c.at(Keyword::Succeeds, 1)) return {Infix::Plain, CompareLevel, ImmediatelySucceeds, 2};
        return {};
    case Keyword::Member: return {Infix::Plain, CompareLevel, MemberOf, c.at(Keyword::Of, 1) ? 2 : 1};
    case Keyword::Submultiset: return {Infix::Plain, CompareLevel, SubmultisetOf, c.at(Keyword::Of, 1) ? 2 : 1};
    case Keyword::Multiset: return multisetInfix(c);
    case Keyword::In: case Keyword::Between: case Keyword::Like: case Keyword::Similar: return {Infix::Predicate, PredicateLevel};
    case Keyword::Not:
        switch (c.peek(1).keyword) {
        case Keyword::In: case Keyword::Between: case Keyword::Like: case Keyword::Similar: return {Infix::Predicate, PredicateLevel};
        case Keyword::Member: return {Infix::Plain, CompareLevel, NotMemberOf, c.at(Keyword::Of, 2) ? 3 : 2};
        case Keyword::Submultiset: return {Infix::Plain, CompareLevel, NotSubmultisetOf, c.at(Keyword::Of, 2) ? 3 : 2};
        default: return {};
        }
    default: return {};
    }
}

} // namespace

ExpressionPtr Grammar::missing() const {
    Place place = c_.here();
    place.length = 0;
    auto expression = std::make_shared<Expression>();
    expression->place = place;
    return expression;
}

ExpressionPtr Grammar::expression() { return binary(0); }

ExpressionPtr Grammar::condition() {
    c_.layout(LayoutKind::OpenList);
    bool outer = std::exchange(inCondition_, true);
    auto result = expression();
    inCondition_ = outer;
    c_.layout(LayoutKind::CloseList);
    return result;
}

ExpressionPtr Grammar::binary(int least) {
    Level level(*this);
    if (level.tooDeep())
        return missing();
    int start = c_.mark();
    return continueBinary(start, prefix(), least);
}

ExpressionPtr Grammar::continueBinary(int start, ExpressionPtr left, int least) {
    while (!c_.recovering()) {
        const auto& token = c_.peek();
        auto infix = token.kind == TokenKind::Operator  ? operatorInfix(c_.textOf(token))
                     : token.kind == TokenKind::Keyword ? keywordInfix(c_)
                                                        : Infix{};
        if (infix.kind == Infix::None || infix.level < least)
            break;
        if (!growChain())
            break;
        if (infix.kind == Infix::Is) {
            left = isTest(start, std::move(left));
        } else if (infix.kind == Infix::Predicate) {
            left = predicate(start, std::move(left));
        } else {
            if (inCondition_ && (infix.op == BinaryOperator::And || infix.op == BinaryOperator::Or))
                c_.layout(LayoutKind::Item);
            int operatorStart = c_.mark();
            for (int i = 0; i < infix.words; ++i)
                c_.advance();
            Place place = c_.from(operatorStart);
            if (infix.kind == Infix::Comparison && c_.atAny({Keyword::Any, Keyword::Some, Keyword::All}) && c_.at('(', 1)) {
                left = comparison(start, std::move(left), infix.op, place);
            } else {
                auto right = binary(infix.level + 1);
                left = make(start, Binary{infix.op, std::move(left), std::move(right), place});
            }
        }
    }
    return left;
}

ExpressionPtr Grammar::comparison(int start, ExpressionPtr left, BinaryOperator op, Place) {
    QuantifiedComparison node;
    node.left = std::move(left);
    node.comparison = op;
    node.quantifier = c_.at(Keyword::All) ? Quantifier::All : Quantifier::Any;
    c_.advance();
    if (c_.at('(') && (c_.at(Keyword::Select, 1) || c_.at(Keyword::With, 1) || c_.at(Keyword::Values, 1)))
        node.query = parenthesizedQuery();
    else
        parenthesized("the values to compare with", [&] { node.list.push_back(expression()); });
    return make(start, std::move(node));
}

ExpressionPtr Grammar::isTest(int start, ExpressionPtr left) {
    int operatorStart = c_.mark();
    c_.advance();
    bool negated = c_.accept(Keyword::Not);
    if (c_.accept(Keyword::Distinct)) {
        c_.expect(Keyword::From, "after IS DISTINCT");
        Place place = c_.from(operatorStart);
        auto op = negated ? BinaryOperator::IsNotDistinctFrom : BinaryOperator::IsDistinctFrom;
        auto right = binary(CompareLevel + 1);
        return make(start, Binary{op, std::move(left), std::move(right), place});
    }
    IsTest test{std::move(left), IsWhat::Null, negated};
    if (c_.accept(Keyword::Null)) {
        test.what = IsWhat::Null;
    } else if (c_.accept(Keyword::True)) {
        test.what = IsWhat::True;
    } else if (c_.accept(Keyword::False)) {
        test.what = IsWhat::False;
    } else if (c_.accept(Keyword::Unknown)) {
        test.what = IsWhat::Unknown;
    } else if (c_.accept(Keyword::Json)) {
        test.what = c_.accept(Keyword::Value)    ? IsWhat::JsonValue
                    : c_.accept(Keyword::Object) ? IsWhat::JsonObject
                    : c_.accept(Keyword::Array)  ? IsWhat::JsonArray
                    : c_.accept(Keyword::Scalar) ? IsWhat::JsonScalar
                                                 : IsWhat::Json;
    } else if (c_.atWord("A") && c_.at(Keyword::Set, 1)) {
        c_.acceptWord("A");
        c_.advance();
        test.what = IsWhat::ASet;
    } else if (c_.accept(Keyword::Empty)) {
        test.what = IsWhat::Empty;
    } else if (c_.accept(Keyword::Normalized)) {
        test.what = IsWhat::Normalized;
    } else {
        c_.error("NULL, TRUE, FALSE, UNKNOWN, JSON or DISTINCT FROM", negated ? "after IS NOT" : "after IS");
    }
    return make(start, std::move(test));
}

ExpressionPtr Grammar::predicate(int start, ExpressionPtr left) {
    bool negated = c_.accept(Keyword::Not);
    if (c_.accept(Keyword::Between)) {
        Between between;
        between.value = std::move(left);
        between.negated = negated;
        between.symmetric = c_.accept(Keyword::Symmetric);
        if (!between.symmetric)
            c_.accept(Keyword::Asymmetric);
        between.low = binary(PredicateLevel + 1);
        if (c_.expect(Keyword::And, "after the lower bound of BETWEEN"))
            between.high = binary(PredicateLevel + 1);
        else
            between.high = missing();
        return make(start, std::move(between));
    }
    if (c_.at(Keyword::Like) || c_.at(Keyword::Similar)) {
        Like like;
        like.value = std::move(left);
        like.negated = negated;
        like.similar = c_.advance().keyword == Keyword::Similar;
        if (like.similar)
            c_.expect(Keyword::To, "after SIMILAR");
        like.pattern = binary(PredicateLevel + 1);
        if (c_.accept(Keyword::Escape))
            like.escape = binary(PredicateLevel + 1);
        return make(start, std::move(like));
    }
    c_.advance(); // IN
    if (!c_.at('(')) {
        c_.error("'('", "after IN");
        return make(start, InList{std::move(left), {}, negated});
    }
    if (c_.at(Keyword::Select, 1) || c_.at(Keyword::With, 1) || c_.at(Keyword::Values, 1) || (c_.at(Keyword::Table, 1) && !c_.at('(', 2))) {
        auto inner = parenthesizedQuery();
        return make(start, InQuery{std::move(left), std::move(inner), negated});
    }
    InList list{std::move(left), {}, negated};
    parenthesized("the values of IN", [&] { list.list.push_back(expression()); });
    // IN ((SELECT ...) UNION (SELECT ...)) reads as a list of one query.
    if (list.list.size() == 1)
        if (auto only = list.list.front()->as<ScalarQuery>())
            return make(start, InQuery{std::move(list.value), only->query, negated});
    return make(start, std::move(list));
}

ExpressionPtr Grammar::prefix() {
    int start = c_.mark();
    if (c_.at('-') || c_.at('+')) {
        Level level(*this);
        if (level.tooDeep())
            return missing();
        auto op = c_.at('-') ? UnaryOperator::Minus : UnaryOperator::Plus;
        c_.advance();
        c_.layout(LayoutKind::Tight);
        auto operand = prefix();
        return make(start, Unary{op, std::move(operand)});
    }
    if (c_.accept(Keyword::Not)) {
        auto operand = binary(NotLevel);
        return make(start, Unary{UnaryOperator::Not, std::move(operand)});
    }
    return postfix();
}

ExpressionPtr Grammar::postfix() {
    bool outer = std::exchange(inCondition_, false);
    int start = c_.mark();
    auto result = primary();
    while (!c_.recovering() && (c_.at('[') || c_.at('.')) && growChain()) {
        if (c_.accept('[')) {
            auto index = expression();
            c_.close(']', "after the index");
            result = make(start, ElementAccess{std::move(result), std::move(index)});
            continue;
        }
        c_.advance();
        if (c_.accept('*')) {
            result = make(start, FieldAccess{std::move(result), {}, true});
        } else {
            auto field = c_.expectName("a field name");
            result = make(start, FieldAccess{std::move(result), std::move(field), false});
        }
    }
    inCondition_ = outer;
    return result;
}

ExpressionPtr Grammar::primary() {
    int start = c_.mark();
    const auto& token = c_.peek();
    switch (token.kind) {
    case TokenKind::Number: return numberLiteral();
    case TokenKind::String: return stringLiteral();
    case TokenKind::Binary: return binaryLiteral();
    case TokenKind::Identifier:
    case TokenKind::QuotedIdentifier: return nameOrCall();
    case TokenKind::Keyword: return keywordPrimary();
    default: break;
    }
    if (c_.at('('))
        return parenthesizedExpression();
    if (c_.at('*')) {
        c_.advance();
        return make(start, Star{});
    }
    if (c_.at('?')) {
        c_.errorAt(token.place, "Parameters ('?') are not supported.", "Write the value.", ErrorCode::Unsupported);
        c_.advance();
        return missing();
    }
    c_.error("an expression", "");
    return missing();
}

ExpressionPtr Grammar::nameOrCall() {
    int start = c_.mark();
    CompoundName name;
    name.parts.push_back(c_.takeName());
    while (c_.at('.')) {
        if (c_.at('*', 1)) {
            name.place = c_.from(start);
            c_.advance();
            c_.advance();
            return make(start, Star{std::move(name)});
        }
        c_.advance();
        name.parts.push_back(c_.expectName("a name"));
        if (c_.recovering())
            break;
    }
    name.place = c_.from(start);
    if (c_.at('('))
        return call(start, std::move(name));
    return make(start, ColumnName{std::move(name)});
}

ExpressionPtr Grammar::keywordPrimary() {
    int start = c_.mark();
    auto keyword = c_.peek().keyword;
    bool called = c_.at('(', 1);
    switch (keyword) {
    case Keyword::Null: c_.advance(); return make(start, Literal{LiteralKind::Null, {}});
    case Keyword::True: c_.advance(); return make(start, Literal{LiteralKind::True, {}});
    case Keyword::False: c_.advance(); return make(start, Literal{LiteralKind::False, {}});
    case Keyword::Unknown: c_.advance(); return make(start, Literal{LiteralKind::Unknown, {}});
    case Keyword::Date:
        if (!called) return temporalLiteral(LiteralKind::Date);
        break;
    case Keyword::Time:
        if (!called) return temporalLiteral(LiteralKind::Time);
        break;
    case Keyword::Timestamp:
        if (!called) return temporalLiteral(LiteralKind::Timestamp);
        break;
    case Keyword::Interval: return intervalLiteral();
    case Keyword::Case: return caseExpression();
    case Keyword::Cast: return castCall(false);
    case Keyword::TryCast:
        if (called) return castCall(true);
        break;
    case Keyword::Exists: case Keyword::Unique: {
        c_.advance();
        if (!c_.at('(')) {
            c_.error("a query in parentheses", "");
            return missing();
        }
        auto inner = parenthesizedQuery();
        return make(start, Exists{std::move(inner), keyword == Keyword::Unique});
    }
    case Keyword::Array: return constructor(ConstructorKind::Array);
    case Keyword::Multiset: return constructor(ConstructorKind::Multiset);
    case Keyword::Row: return constructor(ConstructorKind::Row);
    case Keyword::Map:
        if (called || c_.at('[', 1)) return constructor(ConstructorKind::Map);
        break;
    case Keyword::JsonExists: return jsonPathCall(JsonFunction::Exists);
    case Keyword::JsonValue: return jsonPathCall(JsonFunction::Value);
    case Keyword::JsonQuery: return jsonPathCall(JsonFunction::Query);
    case Keyword::JsonObject: return jsonObjectCall(false);
    case Keyword::JsonObjectagg: return jsonObjectCall(true);
    case Keyword::JsonArray: return jsonArrayCall(false);
    case Keyword::JsonArrayagg: return jsonArrayCall(true);
    case Keyword::Extract: case Keyword::Floor: case Keyword::Ceil: case Keyword::Ceiling: case Keyword::Trim: case Keyword::Substring:
    case Keyword::Position: case Keyword::Overlay: case Keyword::Convert: case Keyword::Translate: case Keyword::Timestampadd:
    case Keyword::Timestampdiff:
        if (called) return specialCall(keyword);
        break;
    case Keyword::Descriptor:
        if (called) return descriptor();
        break;
    case Keyword::CurrentDate: case Keyword::CurrentTime: case Keyword::CurrentTimestamp: case Keyword::Localtime:
    case Keyword::Localtimestamp: case Keyword::CurrentUser: case Keyword::SessionUser: case Keyword::SystemUser: case Keyword::User:
    case Keyword::CurrentCatalog: case Keyword::CurrentPath: case Keyword::CurrentRole: case Keyword::CurrentSchema:
        if (!called) return callWithoutParentheses();
        break;
    case Keyword::Running: case Keyword::Final:
        if (c_.peek(1).kind == TokenKind::Keyword || c_.peek(1).kind == TokenKind::Identifier) {
            if (!c_.at('(', 2)) break;
            c_.advance();
            auto inner = primary();
            if (auto found = inner->as<Call>()) {
                Call marked = *found;
                (keyword == Keyword::Final ? marked.final : marked.running) = true;
                return make(start, std::move(marked));
            }
            return inner;
        }
        break;
    default: break;
    }
    if (c_.atName())
        return nameOrCall();
    if (called && (keywordUse(keyword) == KeywordUse::Function || keyword == Keyword::Date || keyword == Keyword::Time ||
                   keyword == Keyword::Timestamp)) {
        CompoundName name;
        name.parts.push_back(keywordName());
        name.place = name.parts.front().place;
        return call(start, std::move(name));
    }
    // What looks like a column stays one, so that the rest still makes sense.
    bool likeColumn = keywordUse(keyword) == KeywordUse::Function || c_.at(',', 1) || c_.at(')', 1) || c_.at('.', 1);
    c_.error("an expression", "");
    if (likeColumn && !c_.atAny({Keyword::From, Keyword::Where, Keyword::Select})) {
        c_.resume();
        auto name = c_.expectCompoundName("a name");
        return make(start, ColumnName{std::move(name)});
    }
    return missing();
}

} // namespace weir::sql
