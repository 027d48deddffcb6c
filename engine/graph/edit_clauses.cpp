// SPDX-License-Identifier: Apache-2.0
// Changes inside a node.
#include "engine/graph/edit_support.h"

#include "engine/sql/printer.h"

#include <algorithm>
#include <array>

namespace weir::graph {

namespace {

std::string trimmedText(const std::string& text) {
    const size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string::npos ? std::string() : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// From the end of what stands before to the end of the clause: blanks go with it, comments stay.
Range withBlanksBefore(const ScriptGraph& graph, Range range) {
    while (range.from > 0 && std::string_view(" \t\r\n").find(graph.text[static_cast<size_t>(range.from) - 1]) != std::string_view::npos) --range.from;
    // A line comment in between keeps its line break.
    const size_t line = range.from == 0 ? std::string::npos : graph.text.rfind('\n', static_cast<size_t>(range.from) - 1);
    const std::string before =
        graph.text.substr(line == std::string::npos ? 0 : line + 1, static_cast<size_t>(range.from) - (line == std::string::npos ? 0 : line + 1));
    if (before.find("--") != std::string::npos) {
        const size_t end = graph.text.find('\n', static_cast<size_t>(range.from));
        if (end != std::string::npos && static_cast<int>(end) < range.to) range.from = static_cast<int>(end) + 1;
    }
    return range;
}

/// Where a new clause goes: behind the last one that SQL writes before it.
TextEdit newClause(const ScriptGraph& graph, const Node& node, ClauseKind kind, const std::string& text) {
    const Clause* before = nullptr;
    for (const auto& clause : node.clauses)
        if (clause.kind < kind && clause.kind != ClauseKind::On && (!before || clause.whole.to > before->whole.to)) before = &clause;
    const Clause* select = graph.clause(node, ClauseKind::Select);
    const int at = before ? before->whole.to : node.query.to;
    const bool oneLine = isOneLine(graph.text, node.query);
    const std::string gap = oneLine ? " " : "\n" + indentAt(graph.text, select ? select->whole.from : node.query.from);
    return {{at, at}, gap + std::string(clauseName(kind)) + " " + text};
}

} // namespace

Result<GraphEdit> setClause(const ScriptGraph& graph, const std::string& id, ClauseKind kind, const std::string& wanted, int index) {
    const auto node = editable(graph, id);
    if (!node) return node.error();
    const std::string text = trimmedText(wanted);
    const std::string word(clauseName(kind));
    const Clause* clause = graph.clause(**node, kind, index);
    if (!clause && ((*node)->clauses.empty() || kind == ClauseKind::On || kind == ClauseKind::Columns))
        return refused("'" + id + "' has no " + word + " that could be changed by itself.", "Change its text in the editor.");
    GraphEdit edit{"Change " + word + " of " + id, {}, id};
    const bool necessary = kind == ClauseKind::Select || kind == ClauseKind::From || kind == ClauseKind::On || kind == ClauseKind::Columns;
    if (text.empty()) {
        if (necessary) return refused("'" + id + "' needs its " + word + ".");
        if (!clause) return edit;
        edit.edits.push_back({withBlanksBefore(graph, clause->whole), ""});
    } else if (clause) {
        if (graph.part(clause->content) == text) return edit;
        edit.edits.push_back({clause->content, text});
    } else {
        edit.edits.push_back(newClause(graph, **node, kind, text));
    }
    auto result = checked(graph, std::move(edit));
    if (!result) return result;
    // A text that is more than this clause ("x > 1 GROUP BY y", "1); DROP") is refused.
    const ScriptGraph after = buildGraph(applied(graph.text, result->edits));
    const int now = after.find(id);
    if (now < 0 || after.nodes.size() != graph.nodes.size() || after.statements.size() != graph.statements.size() ||
        after.clauseText(after.nodes[static_cast<size_t>(now)], kind, index) != text)
        return refused("This is more than a text for " + word + ".", "Write only what belongs behind " + word + ".");
    const auto count = [](const Node& n) { return n.clauses.size(); };
    const size_t expected = count(**node) + (clause ? 0 : 1) - (text.empty() ? 1 : 0);
    if (kind != ClauseKind::From && count(after.nodes[static_cast<size_t>(now)]) != expected)
        return refused("This is more than a text for " + word + ".", "Write only what belongs behind " + word + ".");
    return result;
}

Result<GraphEdit> setWindow(const ScriptGraph& graph, const std::string& id, const std::string& kind, const std::string& timeColumn,
                            const std::vector<std::string>& sizes) {
    const auto node = editable(graph, id);
    if (!node) return node.error();
    if (!(*node)->window) return refused("'" + id + "' has no window.");
    const WindowCall& window = *(*node)->window;
    const size_t needed = kind == "TUMBLE" || kind == "SESSION" ? 1 : 2;
    if (kind != "TUMBLE" && kind != "HOP" && kind != "CUMULATE" && kind != "SESSION")
        return refused("There is no window '" + kind + "'.", "Choose TUMBLE, HOP, CUMULATE or SESSION.");
    if (sizes.size() < needed || sizes.size() > needed + 1)
        return refused(kind + (needed == 1 ? " has one size." : " has a step and a size."), needed == 1 ? "" : "Give the step first, then the size.");
    GraphEdit edit{"Change the window of " + id, {}, id};
    if (sizes.size() == window.sizes.size()) {
        if (kind != window.kind) edit.edits.push_back({window.kindRange, kind});
        if (timeColumn != window.timeColumn) edit.edits.push_back({window.timeRange, timeColumn});
        for (size_t i = 0; i < sizes.size(); ++i)
            if (sizes[i] != window.sizes[i]) edit.edits.push_back({window.sizeRanges[i], sizes[i]});
    } else {
        std::string call = kind + "(" + std::string(graph.part(window.data)) + ", DESCRIPTOR(" + timeColumn + ")";
        for (const auto& size : sizes) call += ", " + size;
        edit.edits.push_back({window.call, call + ")"});
    }
    auto result = checked(graph, std::move(edit));
    if (!result) return result;
    const ScriptGraph after = buildGraph(applied(graph.text, result->edits));
    const int now = after.find(id);
    const auto& changed = now < 0 ? std::optional<WindowCall>() : after.nodes[static_cast<size_t>(now)].window;
    if (!changed || changed->kind != kind || changed->timeColumn != timeColumn || changed->sizes != sizes)
        return refused("This is no window.", "A size is an interval: INTERVAL '1' MINUTE.");
    return result;
}

Result<GraphEdit> setRanking(const ScriptGraph& graph, const std::string& id, RankingPart part, const std::string& wanted) {
    const auto node = editable(graph, id);
    if (!node) return node.error();
    if (!(*node)->ranking) return refused("'" + id + "' has no ranking.");
    const Ranking& ranking = *(*node)->ranking;
    const std::string text = trimmedText(wanted);
    GraphEdit edit{"Change the ranking of " + id, {}, id};
    if (part == RankingPart::Limit) {
        if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos || text.size() > 9)
            return refused("'" + text + "' is no number of rows.");
        edit.edits.push_back({ranking.limit, text});
    } else if (text.empty()) {
        return refused("A ranking needs its columns.");
    } else if (part == RankingPart::Order) {
        edit.edits.push_back({ranking.order, text});
    } else if (ranking.partition.empty()) {
        // Before ORDER BY, which stands before its first column.
        const size_t at = graph.text.rfind("ORDER", static_cast<size_t>(ranking.order.from));
        if (at == std::string::npos) return refused("The ranking of '" + id + "' is changed in the text.");
        edit.edits.push_back({{static_cast<int>(at), static_cast<int>(at)}, "PARTITION BY " + text + " "});
    } else {
        edit.edits.push_back({ranking.partition, text});
    }
    auto result = checked(graph, std::move(edit));
    if (!result) return result;
    const ScriptGraph after = buildGraph(applied(graph.text, result->edits));
    const int now = after.find(id);
    if (now < 0 || !after.nodes[static_cast<size_t>(now)].ranking || after.nodes.size() != graph.nodes.size())
        return refused("This is more than the columns of a ranking.");
    const Ranking& changed = *after.nodes[static_cast<size_t>(now)].ranking;
    const Range& range = part == RankingPart::Limit ? changed.limit : part == RankingPart::Order ? changed.order : changed.partition;
    if (after.part(range) != text) return refused("This is more than the columns of a ranking.");
    return result;
}

Result<GraphEdit> setJoinKind(const ScriptGraph& graph, const std::string& id, int index, const std::string& kind) {
    const auto node = editable(graph, id);
    if (!node) return node.error();
    if (index < 0 || index >= static_cast<int>((*node)->joins.size())) return refused("'" + id + "' has no such join.");
    constexpr std::array Kinds{"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"};
    if (std::find(Kinds.begin(), Kinds.end(), kind) == Kinds.end())
        return refused("There is no join '" + kind + "'.", "Choose JOIN, LEFT JOIN, RIGHT JOIN or FULL JOIN.");
    if (!graph.clause(**node, ClauseKind::On, index)) return refused("This join has no condition that could stay.");
    GraphEdit edit{"Change the join of " + id, {}, id};
    if ((*node)->joins[static_cast<size_t>(index)].kind != kind) edit.edits.push_back({(*node)->joins[static_cast<size_t>(index)].range, kind});
    return checked(graph, std::move(edit));
}

Result<GraphEdit> setOption(const ScriptGraph& graph, const std::string& id, const std::string& key, const std::string& value) {
    const auto node = editable(graph, id);
    if (!node) return node.error();
    if ((*node)->kind != NodeKind::Table || (*node)->optionList == Range{}) return refused("'" + id + "' has no options.");
    const auto& options = (*node)->options;
    const auto found = std::find_if(options.begin(), options.end(), [&](const TableOption& option) { return option.key == key; });
    GraphEdit edit{"Set " + key + " of " + id, {}, id};
    if (value.empty()) {
        if (found == options.end()) return edit;
        if (options.size() == 1) {
            edit.edits.push_back({found->whole, ""});
        } else {
            // With the comma before it, or of the first one the comma behind; comments between stay.
            const bool isFirst = found == options.begin();
            const Range between = isFirst ? Range{found->whole.to, (found + 1)->whole.from} : Range{(found - 1)->whole.to, found->whole.from};
            const std::string_view text = graph.part(between);
            const size_t comma = text.find(',');
            if (text.find("--") != std::string_view::npos || text.find("/*") != std::string_view::npos || comma == std::string_view::npos) {
                if (text.find(',') > std::min(text.find("--"), text.find("/*")))
                    return refused("A comment stands at this option.", "Take it away in the text.");
                const int at = between.from + static_cast<int>(comma);
                edit.edits.push_back({{at, at + 1}, ""});
                edit.edits.push_back({found->whole, ""});
            } else {
                edit.edits.push_back({isFirst ? Range{found->whole.from, between.to} : Range{between.from, found->whole.to}, ""});
            }
        }
    } else if (found != options.end()) {
        if (found->value != value) edit.edits.push_back({found->valueRange, sql::quoted(value)});
    } else {
        const std::string option = sql::quoted(key) + " = " + sql::quoted(value);
        if (options.empty()) {
            edit.edits.push_back({{(*node)->optionList.from, (*node)->optionList.from}, option});
        } else {
            const TableOption& last = options.back();
            const std::string gap = isOneLine(graph.text, (*node)->optionList) ? ", " : ",\n" + indentAt(graph.text, last.whole.from);
            edit.edits.push_back({{last.whole.to, last.whole.to}, gap + option});
        }
    }
    return checked(graph, std::move(edit));
}

} // namespace weir::graph
