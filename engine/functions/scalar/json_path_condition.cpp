// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_path.h"

#include <charconv>

namespace weir {

namespace {

using Node = JsonDocument::Node;
using Kind = JsonDocument::Kind;

/// One side of a comparison, looked up.
struct Side {
    bool defined = true;
    Kind kind = Kind::Null;
    std::string text;                    // of a string; a number as it is spelled; an array or object as JSON
    double number = 0;
    const JavaRegex* regex = nullptr;
};

void readNumber(Side& side) { std::from_chars(side.text.data(), side.text.data() + side.text.size(), side.number); }

void take(Side& side, const JsonDocument& document, const Node& node) {
    side.kind = node.kind;
    if (node.isScalar()) side.text = node.text;
    else document.write(side.text, node);
    if (node.kind == Kind::Number) readNumber(side);
}

Side lookUp(const PathOperand& operand, const JsonDocument& document, const Node& current) {
    Side side;
    switch (operand.kind) {
    case PathOperand::Kind::Path: {
        JsonPath::Match match = operand.path->evaluate(document, operand.fromRoot ? nullptr : &current);
        JsonDocument made;
        if (match.missing || !match.error.empty()) side.defined = false;
        else if (match.made && made.parse(*match.made)) take(side, made, made.root());
        else if (operand.path->isDefinite() && match.nodes.size() == 1) take(side, document, *match.nodes[0]);
        else side.defined = false;
        break;
    }
    case PathOperand::Kind::Number:
        side.kind = Kind::Number;
        side.text = operand.text;
        side.number = operand.number;
        break;
    case PathOperand::Kind::Text:
        side.kind = Kind::String;
        side.text = operand.text;
        break;
    case PathOperand::Kind::Regex: side.regex = operand.regex.get(); break;
    case PathOperand::Kind::True: side.kind = Kind::True; break;
    case PathOperand::Kind::False: side.kind = Kind::False; break;
    case PathOperand::Kind::Null: break;
    }
    return side;
}

/// A number equals a text that spells its value, a text a number that is spelled like it.
bool equal(const Side& left, const Side& right) {
    if (!left.defined || !right.defined) return left.defined == right.defined;
    if (left.kind == Kind::Number && right.kind == Kind::String) {
        double number = 0;
        auto [end, error] = std::from_chars(right.text.data(), right.text.data() + right.text.size(), number);
        return error == std::errc() && end == right.text.data() + right.text.size() && number == left.number;
    }
    if (left.kind == Kind::String && right.kind == Kind::Number) return left.text == right.text;
    if (left.kind != right.kind) return false;
    return left.kind == Kind::Number ? left.number == right.number : left.text == right.text;
}

bool matches(const Side& left, const Side& right) {
    if ((left.regex == nullptr) == (right.regex == nullptr)) return false;
    const Side& text = left.regex ? right : left;
    if (!text.defined) return false;
    const JavaRegex& regex = left.regex ? *left.regex : *right.regex;
    switch (text.kind) {
    case Kind::String:
    case Kind::Number: return regex.matchesWhole(text.text);
    case Kind::True: return regex.matchesWhole("true");
    case Kind::False: return regex.matchesWhole("false");
    default: return regex.matchesWhole("");
    }
}

bool compare(const std::string& comparison, const Side& left, const Side& right) {
    if (comparison == "=~") return matches(left, right);
    if (comparison == "==") return equal(left, right);
    if (comparison == "!=") return !equal(left, right);
    if (comparison == "===") return left.kind == right.kind && equal(left, right);
    if (comparison == "!==") return left.kind != right.kind || !equal(left, right);
    if (!left.defined || !right.defined || left.kind != right.kind || (left.kind != Kind::Number && left.kind != Kind::String)) return false;
    int order = left.kind == Kind::Number ? (left.number < right.number ? -1 : left.number > right.number) : left.text.compare(right.text);
    if (comparison == "<") return order < 0;
    if (comparison == "<=") return order <= 0;
    return comparison == ">" ? order > 0 : order >= 0;
}

} // namespace

bool pathConditionHolds(const PathCondition& condition, const JsonDocument& document, const Node& current) {
    switch (condition.kind) {
    case PathCondition::Kind::Exists: return lookUp(condition.operands[0], document, current).defined;
    case PathCondition::Kind::Not: return !pathConditionHolds(condition.parts[0], document, current);
    case PathCondition::Kind::And:
        for (const PathCondition& part : condition.parts)
            if (!pathConditionHolds(part, document, current)) return false;
        return true;
    case PathCondition::Kind::Or:
        for (const PathCondition& part : condition.parts)
            if (pathConditionHolds(part, document, current)) return true;
        return false;
    case PathCondition::Kind::Compare:
        return compare(condition.comparison, lookUp(condition.operands[0], document, current), lookUp(condition.operands[1], document, current));
    }
    return false;
}

} // namespace weir
