// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/physical_tree.h"

namespace weir {

using namespace plan;

PlanTreeRef PhysicalTree::rank(const Physical& node, const RankSpec& spec, const char* name) {
    PlanTreeRef made = planTree(name, {exchanged(node, 0)});
    const Names& in = made->inputs[0]->fields;
    const Schema& schema = node.inputs[0].from->schema;
    std::string strategy = spec.retracting ? "RetractStrategy" : "AppendFastStrategy";
    if (std::string_view(name) == "SortLimit") {
        made->fields = in;
        made->add("orderBy", joined(sortWords(spec.order, schema, in)));
        made->add("offset", std::to_string(spec.start - 1));
        made->add("fetch", spec.end == INT64_MAX ? "unlimited" : std::to_string(spec.end - spec.start + 1));
        made->add("strategy", strategy);
        return made;
    }
    static const char* kinds[] = {"ROW_NUMBER", "RANK", "DENSE_RANK"};
    made->fields = in;
    if (spec.withRank) made->fields.push_back("w0$o0");
    made->fields = unique(made->fields);
    made->add("strategy", strategy);
    made->add("rankType", kinds[static_cast<int>(spec.kind)]);
    made->add("rankRange", spec.endColumn >= 0 ? "rankEnd=" + in[spec.endColumn]
                                               : "rankStart=" + std::to_string(spec.start) + ", rankEnd=" + std::to_string(spec.end));
    made->add("partitionBy", joined(pick(spec.partition, in)));
    made->add("orderBy", joined(sortWords(spec.order, schema, in, true)));
    made->add("select", joined(made->fields));
    return made;
}

PlanTreeRef PhysicalTree::deduplicate(const Physical& node, const DeduplicateSpec& spec) {
    // Flink's physical plan has a rank where its execution plan deduplicates.
    if (style_ == ExpressionStyle::Prefix) {
        RankSpec rank;
        rank.partition = spec.keys;
        rank.order = {{spec.timeColumn, spec.keepLast, spec.keepLast}};
        rank.withRank = spec.withRank;
        PlanTreeRef made = this->rank(node, rank, "Rank");
        return made;
    }
    PlanTreeRef made = planTree("Deduplicate", {exchanged(node, 0)});
    made->fields = made->inputs[0]->fields;
    if (spec.withRank) made->fields.push_back("w0$o0");
    made->add("keep", spec.keepLast ? "LastRow" : "FirstRow");
    made->add("key", joined(pick(spec.keys, made->fields)));
    made->add("order", spec.rowtime ? "ROWTIME" : "PROCTIME");
    made->add("outputInsertOnly", node.insertOnly() ? "true" : "false");
    return made;
}

PlanTreeRef PhysicalTree::windowRank(const Physical& node, const WindowRankSpec& spec) {
    PlanTreeRef made = planTree("WindowRank", {exchanged(node, 0)});
    const Names& in = made->inputs[0]->fields;
    const auto& trait = node.inputs[0].from->window;
    std::string window = trait ? windowWords(trait->window, "win_start=[" + in[spec.windowStart] + "], win_end=[" + in[spec.windowEnd] + "]") : "";
    if (trait && trait->window.kind == WindowKind::Session) window += ")";
    static const char* kinds[] = {"ROW_NUMBER", "RANK", "DENSE_RANK"};
    const Schema& schema = node.inputs[0].from->schema;
    bool byTime = spec.rank.order.size() == 1 && schema.fields[spec.rank.order[0].column].type.timeAttribute() != TimeAttribute::None;
    bool dedup = byTime && spec.rank.start == 1 && spec.rank.end == 1 && spec.rank.kind == RankKind::RowNumber;
    made->fields = in;
    if (spec.rank.withRank) made->fields.push_back("w0$o0");
    made->add("window", window);
    if (dedup) {
        made->name = "WindowDeduplicate";
        made->add("keep", spec.rank.order[0].descending ? "LastRow" : "FirstRow");
        made->add("partitionKeys", joined(pick(spec.rank.partition, in)));
        made->add("orderKey", in[spec.rank.order[0].column]);
        made->add("order", schema.fields[spec.rank.order[0].column].type.isProctime() ? "PROCTIME" : "ROWTIME");
        return made;
    }
    made->add("rankType", kinds[static_cast<int>(spec.rank.kind)]);
    made->add("rankRange", "rankStart=" + std::to_string(spec.rank.start) + ", rankEnd=" + std::to_string(spec.rank.end));
    made->add("partitionBy", joined(pick(spec.rank.partition, in)));
    made->add("orderBy", joined(sortWords(spec.rank.order, schema, in)));
    made->add("select", joined(made->fields));
    return made;
}

PlanTreeRef PhysicalTree::sort(const Physical& node, const SortSpec& spec) {
    const Schema& schema = node.inputs[0].from->schema;
    auto limited = [&](PlanTreeRef below, bool global) {
        PlanTreeRef made = planTree("SortLimit", {std::move(below)});
        made->fields = made->inputs[0]->fields;
        made->add("orderBy", joined(sortWords(spec.order, schema, made->fields)));
        made->add("offset", std::to_string(global ? spec.offset : 0));
        made->add("fetch", spec.limit < 0 ? "unlimited" : std::to_string(global ? spec.limit : spec.offset + spec.limit));
        made->add("global", global ? "true" : "false");
        return made;
    };
    if (batch_ && spec.limit >= 0) return limited(exchange(limited(input(node, 0), false), {}), true);
    if (batch_ && spec.offset > 0) return limited(exchanged(node, 0), true);
    PlanTreeRef made = planTree(spec.temporal ? "TemporalSort" : "Sort", {exchanged(node, 0)});
    made->fields = made->inputs[0]->fields;
    made->add("orderBy", joined(sortWords(spec.order, schema, made->fields)));
    return made;
}

PlanTreeRef PhysicalTree::limit(const Physical& node, const LimitSpec& spec) {
    auto limited = [&](PlanTreeRef below, bool global) {
        PlanTreeRef made = planTree("Limit", {std::move(below)});
        made->fields = made->inputs[0]->fields;
        made->add("offset", std::to_string(global ? spec.offset : 0));
        made->add("fetch", spec.limit < 0 ? "unlimited" : std::to_string(global ? spec.limit : spec.offset + spec.limit));
        if (batch_) made->add("global", global ? "true" : "false");
        return made;
    };
    if (batch_ && spec.limit >= 0) return limited(exchange(limited(input(node, 0), false), {}), true);
    return limited(exchanged(node, 0), true);
}

PlanTreeRef PhysicalTree::match(const Physical& node, const MatchSpec& spec) {
    const MatchRecognize& match = spec.match;
    PlanTreeRef made = planTree("Match", {exchanged(node, 0)});
    const Names& in = made->inputs[0]->fields;
    if (!match.partition.empty()) made->add("partitionBy", joined(pick(match.partition, in)));
    made->add("orderBy", joined(sortWords(match.order, node.inputs[0].from->schema, in)));
    auto slotWords = [&](const MatchSlot& slot, bool define) {
        std::string of = (slot.variable.empty() ? "*" : slot.variable) + ".";
        std::string value = slot.argument ? words(slot.argument, in) : slot.column < 0 ? "*" : define ? "$" + std::to_string(slot.column) : in[slot.column];
        std::string offset = ", " + std::to_string(slot.offset) + ")";
        switch (slot.kind) {
        case MatchSlot::Kind::First: return "FIRST(" + of + value + offset;
        case MatchSlot::Kind::Last: return define ? "LAST(" + of + value + offset : slot.offset ? "LAST(" + of + value + offset : of + value;
        case MatchSlot::Kind::Aggregate: return slot.aggregate.name + "(" + of + value + ")";
        case MatchSlot::Kind::MatchRowtime: return std::string("MATCH_ROWTIME()");
        case MatchSlot::Kind::MatchProctime: return std::string("MATCH_PROCTIME()");
        case MatchSlot::Kind::Current: return "PREV(" + of + value + ", 0)";
        }
        return std::string();
    };
    auto value = [&](const MatchExpression& expression, bool define) {
        Names slots;
        for (const MatchSlot& slot : expression.slots) slots.push_back(slotWords(slot, define));
        return words(expression.expression, slots);
    };
    Names measures, defines;
    for (const MatchExpression& each : match.measures) measures.push_back("FINAL(" + value(each, false) + ") AS " + each.name);
    for (const MatchExpression& each : match.define) defines.push_back(each.name + "=" + value(each, true));
    made->add("measures", joined(measures));
    made->add("rowsPerMatch", "ONE ROW PER MATCH");
    std::string skip = match.after == AfterMatch::PastLastRow ? "SKIP PAST LAST ROW"
                       : match.after == AfterMatch::NextRow   ? "SKIP TO NEXT ROW"
                       : match.after == AfterMatch::ToFirst   ? "SKIP TO FIRST _UTF-16LE'" + match.afterVariable + "'"
                                                              : "SKIP TO LAST _UTF-16LE'" + match.afterVariable + "'";
    made->add("after", skip);
    std::string pattern;
    for (const PatternElement& element : match.pattern) {
        std::string text = "_UTF-16LE'" + element.variable + "'";
        if (element.minimum != 1 || element.maximum != 1)
            text = "PATTERN_QUANTIFIER(" + text + ", " + std::to_string(element.minimum) + ", " + std::to_string(element.maximum) + ", " + (element.greedy ? "false" : "true") + ")";
        pattern = pattern.empty() ? text : "(" + pattern + ", " + text + ")";
    }
    made->add("pattern", pattern);
    if (match.withinMillis) made->add("within", std::to_string(match.withinMillis) + ":INTERVAL SECOND");
    made->add("define", "{" + joined(defines) + "}");
    made->fields = namesOf(node.schema);
    return made;
}

} // namespace weir
