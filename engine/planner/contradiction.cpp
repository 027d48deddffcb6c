// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/contradiction.h"

#include "engine/expressions/evaluator.h"

#include <algorithm>
#include <optional>

namespace weir {

namespace {

/// One end of a range: null = open to that side.
struct End {
    ExpressionRef literal;
    bool included = false;
};

struct Range {
    End low, high;
};

/// What values of `subject` a condition lets through.
struct Demand {
    ExpressionRef subject;
    bool allowsNull = false;
    std::vector<Range> ranges;
    bool none() const { return !allowsNull && ranges.empty(); }
};

/// nullopt: the two cannot be compared while planning.
std::optional<bool> holds(const char* comparison, const ExpressionRef& left, const ExpressionRef& right) {
    Result<ExpressionRef> call = makeCall(comparison, {left, right});
    if (!call.ok()) return std::nullopt;
    try {
        const Value value = evaluateConstant(*call, EvaluationContext{});
        if (value.isNull()) return std::nullopt;
        return value.boolean();
    } catch (const RunError&) {
        return std::nullopt;
    }
}

/// The tighter of two ends; `outward` is the comparison by which the first is less tight.
std::optional<End> tighter(const End& a, const End& b, const char* outward) {
    if (!a.literal) return b;
    if (!b.literal) return a;
    const auto equal = holds("=", a.literal, b.literal), wider = holds(outward, a.literal, b.literal);
    if (!equal || !wider) return std::nullopt;
    return *equal ? End{a.literal, a.included && b.included} : *wider ? b : a;
}

/// nullopt: unknown. The outer vector is empty when nothing is in both.
std::optional<std::vector<Range>> both(const std::vector<Range>& left, const std::vector<Range>& right) {
    std::vector<Range> out;
    for (const Range& a : left)
        for (const Range& b : right) {
            const auto low = tighter(a.low, b.low, "<"), high = tighter(a.high, b.high, ">");
            if (!low || !high) return std::nullopt;
            if (low->literal && high->literal) {
                const auto less = holds("<", low->literal, high->literal), equal = holds("=", low->literal, high->literal);
                if (!less || !equal) return std::nullopt;
                if (!*less && !(*equal && low->included && high->included)) continue;
            }
            out.push_back({*low, *high});
        }
    return out;
}

std::optional<Demand> demandOf(const ExpressionRef& condition);

std::optional<Demand> combined(const Expression& logic) {
    std::optional<Demand> all;
    for (const ExpressionRef& argument : logic.arguments) {
        std::optional<Demand> one = demandOf(argument);
        if (!one || (all && !all->subject->equals(*one->subject))) return std::nullopt;
        if (!all) {
            all = std::move(one);
        } else if (logic.kind == ExpressionKind::Or) {
            all->allowsNull = all->allowsNull || one->allowsNull;
            all->ranges.insert(all->ranges.end(), one->ranges.begin(), one->ranges.end());
        } else {
            auto ranges = both(all->ranges, one->ranges);
            if (!ranges) return std::nullopt;
            all->allowsNull = all->allowsNull && one->allowsNull;
            all->ranges = std::move(*ranges);
        }
    }
    return all;
}

std::optional<Demand> demandOf(const ExpressionRef& condition) {
    if (condition->kind == ExpressionKind::And || condition->kind == ExpressionKind::Or) return combined(*condition);
    if (condition->kind != ExpressionKind::Call || condition->arguments.empty() || !condition->deterministic()) return std::nullopt;
    const std::string& name = condition->function;
    ExpressionRef subject = condition->arguments[0];
    if (name == "IS NULL") return Demand{subject, true, {}};
    if (name == "IS NOT NULL") return Demand{subject, false, {Range{}}};
    if (name == "IN") {
        Demand demand{subject, false, {}};
        for (size_t i = 1; i < condition->arguments.size(); ++i) {
            const ExpressionRef& each = condition->arguments[i];
            if (!each->isLiteral() || condition->arguments.size() > 64) return std::nullopt;
            if (!each->value.isNull()) demand.ranges.push_back({{each, true}, {each, true}});
        }
        return demand;
    }
    if (condition->arguments.size() != 2) return std::nullopt;
    ExpressionRef literal = condition->arguments[1];
    const bool swapped = subject->isLiteral();
    if (swapped) std::swap(subject, literal);
    if (subject->isLiteral() || !literal->isLiteral() || literal->value.isNull()) return std::nullopt;
    const End closed{literal, true}, open{literal, false};
    if (name == "=") return Demand{subject, false, {{closed, closed}}};
    if (name == "<>") return Demand{subject, false, {{{}, open}, {open, {}}}};
    const bool orEqual = name == "<=" || name == ">=";
    if (!orEqual && name != "<" && name != ">") return std::nullopt;
    const End& end = orEqual ? closed : open;
    return (name[0] == '<') != swapped ? Demand{subject, false, {{{}, end}}} : Demand{subject, false, {{end, {}}}};
}

} // namespace

bool neverTrue(const std::vector<ExpressionRef>& conjuncts) {
    std::vector<Demand> demands;
    for (const ExpressionRef& each : conjuncts) {
        if (each->isLiteral()) {
            if (each->value.isNull() || !each->value.boolean()) return true;
            continue;
        }
        std::optional<Demand> demand = demandOf(each);
        if (!demand) continue;
        const auto same = std::find_if(demands.begin(), demands.end(), [&](const Demand& known) { return known.subject->equals(*demand->subject); });
        if (same == demands.end()) {
            demands.push_back(std::move(*demand));
        } else if (auto ranges = both(same->ranges, demand->ranges)) {
            same->allowsNull = same->allowsNull && demand->allowsNull;
            same->ranges = std::move(*ranges);
        }
    }
    return std::any_of(demands.begin(), demands.end(), [](const Demand& demand) { return demand.none(); });
}

} // namespace weir
