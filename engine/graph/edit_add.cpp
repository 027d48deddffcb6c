// SPDX-License-Identifier: Apache-2.0
// New nodes and connections.
#include "engine/graph/edit_support.h"
#include "engine/graph/node_template.h"

#include <algorithm>
#include <set>

namespace weir::graph {

namespace {

std::string lastPart(const std::string& name) {
    const size_t dot = name.rfind('.');
    return dot == std::string::npos ? name : name.substr(dot + 1);
}

const std::vector<NodeColumn>& columnsOf(const NodeColumns& columns, const Node& node) {
    static const std::vector<NodeColumn> none;
    const auto found = columns.find(node.id);
    return found == columns.end() ? none : found->second;
}

/// Behind which statement a definition goes; -1: before all.
int placeOfTable(const ScriptGraph& graph) {
    int place = -1, firstOther = static_cast<int>(graph.statements.size());
    for (const auto& node : graph.nodes)
        if (node.kind != NodeKind::Table || !node.query.empty()) firstOther = std::min(firstOther, node.statement);
    for (const auto& node : graph.nodes)
        if (node.kind == NodeKind::Table && node.statement < firstOther) place = std::max(place, node.statement);
    // Before all nodes, but behind SET and USE.
    return place >= 0 ? place : firstOther - 1;
}

int placeOfView(const ScriptGraph& graph, const std::vector<int>& inputs) {
    int place = -1;
    for (const auto& node : graph.nodes)
        if (node.kind == NodeKind::View || node.kind == NodeKind::Table) place = std::max(place, node.statement);
    for (const int input : inputs) place = std::max(place, graph.nodes[static_cast<size_t>(input)].statement);
    return place;
}

int placeOfJob(const ScriptGraph& graph) { return static_cast<int>(graph.statements.size()) - 1; }

void append(TextEdits& all, TextEdits more) {
    for (auto& edit : more) {
        // Two new statements at one place come in the order asked for, as one edit.
        const auto same = std::find_if(all.begin(), all.end(), [&](const TextEdit& other) { return other.range == edit.range && other.range.empty(); });
        if (same == all.end()) all.push_back(std::move(edit));
        else if (edit.replacement != ";")
            same->replacement += same->replacement.ends_with("\n") ? edit.replacement : edit.replacement.substr(edit.replacement.starts_with(";\n") ? 1 : 0);
    }
}

std::string insertText(const std::string& table, const Node& source, const std::vector<NodeColumn>& from, const std::vector<NodeColumn>& to) {
    // By name where every column of the sink has its namesake.
    const bool named = !to.empty() && std::all_of(to.begin(), to.end(), [&](const NodeColumn& column) {
        return std::any_of(from.begin(), from.end(), [&](const NodeColumn& other) { return other.name == column.name; });
    });
    const bool same = named && from.size() == to.size() &&
                      std::equal(from.begin(), from.end(), to.begin(), [](const NodeColumn& a, const NodeColumn& b) { return a.name == b.name; });
    std::string items;
    if (named && !same)
        for (const auto& column : to) items += (items.empty() ? "" : ", ") + quotedName(column.name);
    return "INSERT INTO " + quotedName(table) + "\nSELECT " + (items.empty() ? "*" : items) + "\nFROM " + quotedName(source.name);
}

bool reaches(const ScriptGraph& graph, int from, int to) {
    std::set<int> seen;
    std::vector<int> open{from};
    while (!open.empty()) {
        const int node = open.back();
        open.pop_back();
        if (node == to) return true;
        if (!seen.insert(node).second) continue;
        for (const auto& reference : graph.references)
            if (reference.kind == ReferenceKind::Read && reference.target == node && reference.node >= 0) open.push_back(reference.node);
    }
    return false;
}

/// Edits that bring `from` before `to`, none when it is there already.
Result<TextEdits> definedBefore(const ScriptGraph& graph, const Node& from, const Node& to) {
    if (from.kind == NodeKind::Step) {
        const size_t slash = from.id.rfind('/');
        const bool sameOwner = from.statement == to.statement && (to.kind == NodeKind::Step ? to.id.substr(0, to.id.rfind('/')) == from.id.substr(0, slash)
                                                                                            : from.id.rfind(to.id.substr(0, to.id.find(" #")), 0) == 0);
        if (!sameOwner) return refused("The step '" + from.name + "' can only be read inside its own statement.", "Make it a view.");
        if (from.place.from > to.place.from && to.kind == NodeKind::Step)
            return refused("The step '" + from.name + "' stands behind '" + to.name + "'.", "Move it up in the text.");
        return TextEdits{};
    }
    if (from.statement < to.statement) return TextEdits{};
    for (const int input : graph.inputs(graph.find(from.id))) {
        const int target = graph.references[static_cast<size_t>(input)].target;
        if (target >= 0 && graph.nodes[static_cast<size_t>(target)].kind != NodeKind::Step &&
            graph.nodes[static_cast<size_t>(target)].statement >= to.statement)
            return refused("'" + from.id + "' is defined behind '" + to.id + "'.", "Move its definition up in the text.");
    }
    if (graph.statements[static_cast<size_t>(from.statement)] != from.place || from.statement == to.statement)
        return refused("'" + from.id + "' is defined behind '" + to.id + "'.");
    const StatementEnd end = statementEnd(graph, from.place);
    const Range whole = wholeStatement(graph, from.place);
    std::string text(graph.part({whole.from, end.offset}));
    if (end.missing) text += ";";
    TextEdits edits = insertStatement(graph, to.statement - 1, "\x01");
    for (auto& edit : edits)
        if (const size_t mark = edit.replacement.find("\x01;"); mark != std::string::npos) edit.replacement.replace(mark, 2, text);
    edits.push_back({whole, ""});
    return edits;
}

Result<GraphEdit> write(const ScriptGraph& graph, const Node& from, const Node& to, const NodeColumns& columns) {
    GraphEdit edit{"Write " + from.id + " into " + to.id, {}, {}};
    if (from.kind == NodeKind::Insert) {
        if (from.name != to.name) edit.edits.push_back({from.nameRange, quotedName(to.name)});
        edit.focus = "INSERT INTO " + to.name;
        return checked(graph, std::move(edit));
    }
    if (from.kind == NodeKind::Step) return refused("The step '" + from.name + "' can only be read inside its own statement.", "Make it a view.");
    if (&from == &to) return refused("'" + to.id + "' cannot be written into itself.");
    const auto &source = columnsOf(columns, from), &sink = columnsOf(columns, to);
    const bool byName = !sink.empty() && std::all_of(sink.begin(), sink.end(), [&](const NodeColumn& c) {
        return std::any_of(source.begin(), source.end(), [&](const NodeColumn& o) { return o.name == c.name; });
    });
    if (!source.empty() && !sink.empty() && source.size() != sink.size() && !byName)
        return refused("'" + from.id + "' has " + std::to_string(source.size()) + " columns, '" + to.id + "' has " + std::to_string(sink.size()) + ".",
                       "Choose the columns in a projection first.");
    edit.edits = insertStatement(graph, placeOfJob(graph), insertText(to.name, from, source, sink));
    edit.focus = "INSERT INTO " + to.name;
    return checked(graph, std::move(edit));
}

// A join needs qualified columns, so the tables need names.
Result<GraphEdit> join(const ScriptGraph& graph, const Node& from, const Node& to, const NodeColumns& columns, GraphEdit edit) {
    const Clause* tables = graph.clause(to, ClauseKind::From);
    if (!tables) return refused("'" + to.id + "' cannot take a join.", "Change its text in the editor.");
    std::string condition = "TRUE", alias = lastPart(from.name);
    bool aliased = false;
    for (const int input : graph.inputs(graph.find(to.id))) {
        const Reference& reference = graph.references[static_cast<size_t>(input)];
        const std::string name = reference.alias.empty() ? lastPart(reference.name) : reference.alias;
        if (name == alias) {
            alias = freshName(graph, lastPart(from.name));
            aliased = true;
        }
    }
    for (const int input : graph.inputs(graph.find(to.id))) {
        const Reference& reference = graph.references[static_cast<size_t>(input)];
        if (reference.target < 0 || !reference.plain) continue;
        const std::string common = commonColumn(columnsOf(columns, graph.nodes[static_cast<size_t>(reference.target)]), columnsOf(columns, from));
        if (common.empty()) continue;
        condition = quotedName(reference.alias.empty() ? lastPart(reference.name) : reference.alias) + "." + common + " = " + quotedName(alias) + "." + common;
        break;
    }
    const std::string gap = isOneLine(graph.text, to.query) ? " " : "\n" + indentAt(graph.text, tables->whole.from);
    edit.edits.push_back(
        {{tables->whole.to, tables->whole.to}, gap + "JOIN " + quotedName(from.name) + (aliased ? " AS " + quotedName(alias) : "") + " ON " + condition});
    return checked(graph, std::move(edit));
}

} // namespace

Result<GraphEdit> addNode(const ScriptGraph& graph, const NodeRequest& request, const NodeColumns& columns) {
    if (graph.hasErrors) return refused("The script has mistakes: " + graph.firstError, "Mend the text first; the graph can then be changed again.");
    std::vector<int> inputs;
    std::vector<TemplateInput> templates;
    for (const auto& id : request.inputs) {
        const int index = graph.find(id);
        if (index < 0) return refused("There is no '" + id + "' in the script.");
        const Node& node = graph.nodes[static_cast<size_t>(index)];
        if (node.kind == NodeKind::Insert || node.kind == NodeKind::Select)
            return refused("'" + id + "' has no name, so nothing can read it.", "Make it a view.");
        if (node.kind == NodeKind::Step)
            return refused("The step '" + node.name + "' can only be read inside its own statement.",
                           "Insert a step on one of its edges, or make it a view.");
        inputs.push_back(index);
        templates.push_back({quotedName(node.name), columnsOf(columns, node)});
    }
    const std::string input = inputs.empty() ? "" : lastPart(graph.nodes[static_cast<size_t>(inputs[0])].name);
    const bool isTable = request.op == Operator::Source || request.op == Operator::Sink || request.op == Operator::SourceAndSink;
    const std::string name = freshName(graph, request.name.empty() ? templateName(request.op, input) : request.name);
    GraphEdit edit{"Add " + name, {}, name};
    if (isTable) {
        const bool sink = request.op == Operator::Sink && !inputs.empty();
        const auto known = sink ? columnsOf(columns, graph.nodes[static_cast<size_t>(inputs[0])]) : std::vector<NodeColumn>{};
        append(edit.edits, insertStatement(graph, placeOfTable(graph), templateTable(request, name, known)));
        if (sink) append(edit.edits, insertStatement(graph, placeOfJob(graph), insertText(name, graph.nodes[static_cast<size_t>(inputs[0])], known, known)));
    } else if (request.kind == NodeKind::Select) {
        int selects = 1;
        for (const auto& node : graph.nodes) selects += node.kind == NodeKind::Select;
        edit.title = "Add a query";
        edit.focus = "SELECT " + std::to_string(selects);
        append(edit.edits, insertStatement(graph, placeOfJob(graph), templateQuery(request.op, templates)));
    } else {
        append(edit.edits,
               insertStatement(graph, placeOfView(graph, inputs), "CREATE VIEW " + quotedName(name) + " AS\n" + templateQuery(request.op, templates)));
    }
    return checked(graph, std::move(edit));
}

Result<GraphEdit> connectNodes(const ScriptGraph& graph, const ConnectRequest& request, const NodeColumns& columns) {
    const auto foundFrom = editable(graph, request.from), foundTo = editable(graph, request.to);
    if (!foundFrom) return foundFrom.error();
    if (!foundTo) return foundTo.error();
    const Node &from = **foundFrom, &to = **foundTo;
    const int fromIndex = graph.find(request.from), toIndex = graph.find(request.to);
    if (to.kind == NodeKind::Table && to.query.empty()) {
        if (from.kind == NodeKind::Select) return refused("A SELECT shows its rows; they cannot be written on.", "Write INSERT INTO before it.");
        return write(graph, from, to, columns);
    }
    if (from.kind == NodeKind::Insert || from.kind == NodeKind::Select)
        return refused("'" + from.id + "' has no name, so nothing can read it.", "Make it a view.");
    if (reaches(graph, toIndex, fromIndex)) return refused("'" + from.id + "' reads '" + to.id + "' already: a job has no circles.");
    auto moved = definedBefore(graph, from, to);
    if (!moved) return moved.error();
    GraphEdit edit{"Connect " + from.id + " to " + to.id, std::move(*moved), to.id};

    const auto inputs = graph.inputs(toIndex);
    int wanted = -1;
    for (const int input : inputs)
        if (wanted < 0 && graph.references[static_cast<size_t>(input)].name == MissingInput) wanted = input;
    ConnectMode mode = request.mode;
    if (request.reference >= 0) {
        if (std::find(inputs.begin(), inputs.end(), request.reference) == inputs.end()) return refused("'" + to.id + "' has no such input.");
        wanted = request.reference;
        mode = ConnectMode::Replace;
    } else if (mode == ConnectMode::Auto) {
        mode = wanted >= 0 || inputs.empty() ? ConnectMode::Replace
               : to.op == Operator::Join     ? ConnectMode::Join
               : to.op == Operator::Union    ? ConnectMode::Union
                                             : ConnectMode::Replace;
    }
    if (mode == ConnectMode::Join) return join(graph, from, to, columns, std::move(edit));
    if (mode == ConnectMode::Union) {
        if (graph.clause(to, ClauseKind::OrderBy) || graph.clause(to, ClauseKind::Limit) || to.query.empty())
            return refused("'" + to.id + "' cannot take another UNION.", "Change its text in the editor.");
        const bool oneLine = isOneLine(graph.text, to.query);
        const std::string gap = oneLine ? " " : "\n" + indentAt(graph.text, to.query.from);
        edit.edits.push_back({{to.query.to, to.query.to}, gap + "UNION ALL" + gap + "SELECT *" + gap + "FROM " + quotedName(from.name)});
        return checked(graph, std::move(edit));
    }
    if (wanted < 0 && !inputs.empty()) wanted = inputs[0];
    if (wanted < 0) return refused("'" + to.id + "' reads nothing that could be replaced.", "Change its text in the editor.");
    const Reference& reference = graph.references[static_cast<size_t>(wanted)];
    if (reference.target == fromIndex) return edit;
    edit.edits.push_back(renamedReference(reference, from.name));
    // A window over other rows needs their time.
    if (const auto& known = columnsOf(columns, from); to.window && !known.empty()) {
        const std::string time = timeColumn(known);
        const bool has = std::any_of(known.begin(), known.end(), [&](const NodeColumn& column) { return quotedName(column.name) == to.window->timeColumn; });
        if (!has && !time.empty() && to.window->data.contains(reference.range)) edit.edits.push_back({to.window->timeRange, time});
    }
    return checked(graph, std::move(edit));
}

Result<GraphEdit> insertOnEdge(const ScriptGraph& graph, int reference, Operator op, const NodeColumns& columns) {
    if (graph.hasErrors) return refused("The script has mistakes: " + graph.firstError, "Mend the text first; the graph can then be changed again.");
    if (reference < 0 || reference >= static_cast<int>(graph.references.size())) return refused("There is no such edge.");
    const Reference& edge = graph.references[static_cast<size_t>(reference)];
    if (edge.kind != ReferenceKind::Read || edge.target < 0 || edge.node < 0) return refused("Nothing can be put on this edge.", "Put it before the INSERT.");
    const Node &from = graph.nodes[static_cast<size_t>(edge.target)], &to = graph.nodes[static_cast<size_t>(edge.node)];
    const std::string name = freshName(graph, templateName(op, lastPart(from.name)));
    GraphEdit edit{"Insert " + name, {}, name};
    const TemplateInput input{quotedName(from.name), columnsOf(columns, from)};
    edit.edits.push_back(renamedReference(edge, name));
    if (from.kind == NodeKind::Step) {
        // Another step directly behind it.
        const std::string indent = indentAt(graph.text, from.place.from);
        edit.edits.push_back(
            {{from.place.to, from.place.to},
             ",\n" + indent + quotedName(name) + " AS (\n" + indent + "  " + templateQuery(op, {input}, indent + "  ") + "\n" + indent + ")"});
        edit.focus = from.id.substr(0, from.id.rfind('/') + 1) + name;
    } else {
        append(edit.edits, insertStatement(graph, to.statement - 1, "CREATE VIEW " + quotedName(name) + " AS\n" + templateQuery(op, {input})));
    }
    return checked(graph, std::move(edit));
}

} // namespace weir::graph
