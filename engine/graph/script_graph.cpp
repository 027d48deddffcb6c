// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/script_graph.h"

namespace weir::graph {

int ScriptGraph::find(std::string_view id) const {
    for (size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].id == id) return static_cast<int>(i);
    return -1;
}

const Clause* ScriptGraph::clause(const Node& node, ClauseKind kind, int index) const {
    for (const auto& clause : node.clauses)
        if (clause.kind == kind && clause.index == index) return &clause;
    return nullptr;
}

std::string ScriptGraph::clauseText(const Node& node, ClauseKind kind, int index) const {
    const Clause* found = clause(node, kind, index);
    return found ? std::string(part(found->content)) : std::string();
}

std::vector<int> ScriptGraph::inputs(int node) const {
    std::vector<int> found;
    for (size_t i = 0; i < references.size(); ++i)
        if (references[i].kind == ReferenceKind::Read && references[i].node == node) found.push_back(static_cast<int>(i));
    return found;
}

std::vector<int> ScriptGraph::readers(int node) const {
    std::vector<int> found;
    for (size_t i = 0; i < references.size(); ++i)
        if (references[i].target == node) found.push_back(static_cast<int>(i));
    return found;
}

std::string_view operatorName(Operator op) {
    switch (op) {
    case Operator::Source: return "Source";
    case Operator::Sink: return "Sink";
    case Operator::SourceAndSink: return "Source and sink";
    case Operator::Filter: return "Filter";
    case Operator::Project: return "Project";
    case Operator::Aggregate: return "Aggregate";
    case Operator::Window: return "Window";
    case Operator::WindowAggregate: return "Window aggregate";
    case Operator::Over: return "Over";
    case Operator::Join: return "Join";
    case Operator::TopN: return "Top-N";
    case Operator::Deduplicate: return "Deduplicate";
    case Operator::Union: return "Union";
    case Operator::Match: return "Match";
    case Operator::Sql: return "SQL";
    }
    return "";
}

std::string_view clauseName(ClauseKind kind) {
    switch (kind) {
    case ClauseKind::Columns: return "COLUMNS";
    case ClauseKind::Select: return "SELECT";
    case ClauseKind::From: return "FROM";
    case ClauseKind::Where: return "WHERE";
    case ClauseKind::GroupBy: return "GROUP BY";
    case ClauseKind::Having: return "HAVING";
    case ClauseKind::OrderBy: return "ORDER BY";
    case ClauseKind::Limit: return "LIMIT";
    case ClauseKind::On: return "ON";
    }
    return "";
}

std::string toText(const ScriptGraph& graph) {
    constexpr const char* Kinds[] = {"table", "view", "step", "insert", "select"};
    std::string out;
    auto oneLine = [](std::string_view text) {
        std::string line;
        for (const char c : text) {
            const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!blank) line += c;
            else if (!line.empty() && line.back() != ' ') line += ' ';
        }
        return line;
    };
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        out += std::string(Kinds[static_cast<int>(node.kind)]) + " " + node.id + ": " + std::string(operatorName(node.op));
        if (!node.connector.empty()) out += " " + node.connector;
        out += node.broken ? " (broken)\n" : "\n";
        for (const auto& clause : node.clauses)
            out += "  " + std::string(clauseName(clause.kind)) + (clause.index ? "#" + std::to_string(clause.index) : "") + " " +
                   oneLine(graph.part(clause.content)) + "\n";
        if (node.window) {
            out += "  window " + node.window->kind + " of " + node.window->timeColumn;
            for (const auto& size : node.window->sizes) out += ", " + oneLine(size);
            out += "\n";
        }
        if (node.ranking)
            out += "  ranking by " + oneLine(graph.part(node.ranking->partition)) + " ordered by " + oneLine(graph.part(node.ranking->order)) + " up to " +
                   std::string(graph.part(node.ranking->limit)) + "\n";
        for (const auto& option : node.options) out += "  option " + option.key + " = " + option.value + "\n";
        for (const auto& reference : graph.references) {
            if (reference.node != static_cast<int>(i) || reference.kind == ReferenceKind::Mention) continue;
            out += reference.kind == ReferenceKind::Read ? "  < " : "  > ";
            out += reference.target >= 0 ? graph.nodes[static_cast<size_t>(reference.target)].id : "? " + reference.name;
            if (!reference.alias.empty()) out += " as " + reference.alias;
            out += "\n";
        }
    }
    return out;
}

} // namespace weir::graph
