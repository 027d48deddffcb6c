// SPDX-License-Identifier: Apache-2.0
// Renaming and removing nodes.
#include "engine/graph/edit_support.h"

#include <algorithm>

namespace weir::graph {

namespace {

bool isName(const std::string& name) {
    return !name.empty() && name.size() <= 200 && name.find_first_of(".`\r\n\t") == std::string::npos && name.front() != ' ' && name.back() != ' ';
}

/// Removes a step with its comma, or WITH with its only step.
TextEdits removeStep(const ScriptGraph& graph, const Node& node) {
    std::vector<const Node*> steps;
    for (const auto& other : graph.nodes)
        if (other.kind == NodeKind::Step && other.statement == node.statement &&
            other.id.substr(0, other.id.rfind('/')) == node.id.substr(0, node.id.rfind('/')))
            steps.push_back(&other);
    if (steps.size() == 1) {
        const size_t with = graph.text.rfind("WITH", static_cast<size_t>(node.place.from)),
                     small = graph.text.rfind("with", static_cast<size_t>(node.place.from));
        const size_t at = with == std::string::npos ? small : small == std::string::npos ? with : std::max(with, small);
        if (at == std::string::npos) return {};
        int to = node.place.to;
        while (to < static_cast<int>(graph.text.size()) && std::string_view(" \t\r\n").find(graph.text[static_cast<size_t>(to)]) != std::string_view::npos)
            ++to;
        return {{{static_cast<int>(at), to}, ""}};
    }
    const auto at = std::find(steps.begin(), steps.end(), &node);
    if (at == steps.begin()) return {{{node.place.from, (*(at + 1))->place.from}, ""}};
    return {{{(*(at - 1))->place.to, node.place.to}, ""}};
}

} // namespace

Result<GraphEdit> renameNode(const ScriptGraph& graph, const std::string& id, const std::string& name) {
    const auto found = editable(graph, id);
    if (!found) return found.error();
    const Node& node = **found;
    if (node.kind == NodeKind::Select || node.kind == NodeKind::Insert) return refused("'" + id + "' has no name of its own.");
    if (!isName(name)) return refused("'" + name + "' is no name.", "A name has no dots, backticks or line breaks.");
    const size_t dot = node.name.rfind('.');
    const std::string last = dot == std::string::npos ? node.name : node.name.substr(dot + 1);
    GraphEdit edit{"Rename " + last + " to " + name, {}, {}};
    if (last == name) return edit;
    for (const auto& other : graph.nodes)
        if (other.kind != NodeKind::Insert && other.name == name) return refused("There is a '" + name + "' already.", "Choose another name.");
    for (const auto& reference : graph.references)
        if (reference.alias == name || reference.name == name) return refused("'" + name + "' means something else in this script.", "Choose another name.");
    const std::string text = quotedName(name);
    // Of db.name only the name changes.
    auto lastPart = [&](const Range& range) {
        const std::string_view whole = graph.part(range);
        if (whole.empty()) return range;
        const size_t at = whole.back() == '`'                                  ? whole.rfind('`', whole.size() - 2)
                          : whole.find_last_of(". ") == std::string_view::npos ? 0
                                                                               : whole.find_last_of(". ") + 1;
        return Range{range.from + static_cast<int>(at), range.to};
    };
    const int index = graph.find(id);
    edit.edits.push_back({lastPart(node.nameRange), text});
    for (const auto& reference : graph.references) {
        if (reference.target != index) continue;
        edit.edits.push_back({lastPart(reference.range), text});
        for (const auto& qualifier : reference.qualifiers) edit.edits.push_back({qualifier, text});
    }
    order(edit.edits);
    edit.edits.erase(std::unique(edit.edits.begin(), edit.edits.end()), edit.edits.end());
    const size_t slash = id.rfind('/');
    edit.focus = node.kind == NodeKind::Step && slash != std::string::npos ? id.substr(0, slash + 1) + name
                 : dot == std::string::npos                                ? name
                                                                           : node.name.substr(0, dot + 1) + name;
    return checked(graph, std::move(edit));
}

Result<GraphEdit> removeNode(const ScriptGraph& graph, const std::string& id, Removal removal) {
    const auto found = editable(graph, id);
    if (!found) return found.error();
    const Node& node = **found;
    const int index = graph.find(id);
    GraphEdit edit{"Remove " + id, {}, {}};
    const auto readers = graph.readers(index);
    if (!readers.empty()) {
        std::string names;
        int count = 0;
        for (const int reference : readers) {
            const int reader = graph.references[static_cast<size_t>(reference)].node;
            const std::string name = reader >= 0 ? graph.nodes[static_cast<size_t>(reader)].id : std::string("a statement");
            if (names.find("'" + name + "'") != std::string::npos) continue;
            if (++count <= 3) names += (names.empty() ? "" : ", ") + ("'" + name + "'");
        }
        if (count > 3) names += " and " + std::to_string(count - 3) + " more";
        const auto inputs = graph.inputs(index);
        const bool oneInput = inputs.size() == 1 && graph.references[static_cast<size_t>(inputs[0])].target >= 0;
        if (removal == Removal::Refuse)
            return refused(names + (count == 1 ? " reads" : " read") + " '" + id + "'.",
                           oneInput ? "Remove it with a bypass, or connect them otherwise first." : "Connect them otherwise first.");
        if (!oneInput) return refused("'" + id + "' has not exactly one input that could take its place.", "Connect what reads it otherwise first.");
        const Node& input = graph.nodes[static_cast<size_t>(graph.references[static_cast<size_t>(inputs[0])].target)];
        for (const int reference : readers) {
            const Reference& reader = graph.references[static_cast<size_t>(reference)];
            if (reader.kind != ReferenceKind::Read) return refused("A statement names '" + id + "'.", "Change that statement first.");
            if (input.kind == NodeKind::Step && input.statement != graph.nodes[static_cast<size_t>(reader.node)].statement)
                return refused("The step '" + input.name + "' can only be read inside its own statement.");
            edit.edits.push_back(renamedReference(reader, input.name));
        }
        edit.title += " and bypass it";
    }
    if (node.kind == NodeKind::Step) {
        const auto removed = removeStep(graph, node);
        if (removed.empty()) return refused("'" + id + "' is removed in the text.");
        edit.edits.insert(edit.edits.end(), removed.begin(), removed.end());
    } else if (graph.statements[static_cast<size_t>(node.statement)] == node.place) {
        edit.edits.push_back({wholeStatement(graph, node.place), ""});
    } else {
        // An INSERT of a statement set.
        int siblings = 0;
        for (const auto& other : graph.nodes) siblings += other.statement == node.statement && other.kind == NodeKind::Insert;
        if (siblings == 1 || node.kind != NodeKind::Insert)
            return refused("'" + id + "' is all that its statement holds.", "Remove the statement in the text.");
        edit.edits.push_back({wholeStatement(graph, node.place), ""});
    }
    order(edit.edits);
    // Steps of a removed statement go with it; what they read needs no change.
    return checked(graph, std::move(edit));
}

} // namespace weir::graph
