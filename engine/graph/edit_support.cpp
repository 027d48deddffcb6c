// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/edit_support.h"

#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <algorithm>

namespace weir::graph {

Error refused(std::string message, std::string hint) { return Error{ErrorCode::Invalid, std::move(message), {}, std::move(hint)}; }

Result<const Node*> editable(const ScriptGraph& graph, const std::string& id) {
    if (graph.hasErrors) return refused("The script has mistakes: " + graph.firstError, "Mend the text first; the graph can then be changed again.");
    const int index = graph.find(id);
    if (index < 0) return refused("There is no '" + id + "' in the script.");
    return &graph.nodes[static_cast<size_t>(index)];
}

void order(TextEdits& edits) {
    std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.range.from < b.range.from; });
}

Result<GraphEdit> checked(const ScriptGraph& graph, GraphEdit edit) {
    order(edit.edits);
    const sql::Script script = sql::parse(applied(graph.text, edit.edits));
    for (const auto& diagnostic : script.diagnostics)
        if (diagnostic.severity == Severity::Error) return refused(diagnostic.error.message, diagnostic.error.hint);
    return edit;
}

std::string quotedName(const std::string& name) {
    std::string out;
    size_t at = 0;
    while (true) {
        const size_t dot = name.find('.', at);
        out += sql::toSql(sql::Name{name.substr(at, dot == std::string::npos ? std::string::npos : dot - at), {}, false});
        if (dot == std::string::npos) return out;
        out += '.';
        at = dot + 1;
    }
}

std::string freshName(const ScriptGraph& graph, const std::string& wanted) {
    auto taken = [&](const std::string& name) {
        for (const auto& node : graph.nodes)
            if (node.name == name && node.kind != NodeKind::Insert) return true;
        for (const auto& reference : graph.references)
            if (reference.name == name || reference.alias == name) return true;
        return false;
    };
    if (!taken(wanted)) return wanted;
    for (int i = 2;; ++i)
        if (const std::string name = wanted + "_" + std::to_string(i); !taken(name)) return name;
}

StatementEnd statementEnd(const ScriptGraph& graph, const Range& statement) {
    // Blanks and comments may stand before the semicolon.
    const auto rest = sql::tokenize(std::string_view(graph.text).substr(static_cast<size_t>(statement.to)));
    StatementEnd end{statement.to, true};
    for (const auto& token : rest) {
        if (token.kind == sql::TokenKind::Comment && end.missing) continue;
        if (end.missing) {
            if (token.kind != sql::TokenKind::Operator || graph.text[static_cast<size_t>(statement.to + token.place.offset)] != ';') return end;
            end = {statement.to + token.place.offset + 1, false};
            continue;
        }
        // A comment on the same line is about this statement.
        const int from = statement.to + token.place.offset;
        if (token.kind == sql::TokenKind::Comment &&
            graph.text.substr(static_cast<size_t>(end.offset), static_cast<size_t>(from - end.offset)).find('\n') == std::string::npos)
            end.offset = from + token.place.length;
        break;
    }
    return end;
}

std::string indentAt(std::string_view text, int offset) {
    size_t line = offset == 0 ? std::string_view::npos : text.rfind('\n', static_cast<size_t>(offset) - 1);
    line = line == std::string_view::npos ? 0 : line + 1;
    size_t end = line;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    return std::string(text.substr(line, end - line));
}

bool isOneLine(std::string_view text, const Range& range) {
    return text.substr(static_cast<size_t>(range.from), static_cast<size_t>(range.length())).find('\n') == std::string_view::npos;
}

namespace {

// The beginning of the comment lines that stand directly above.
int commentedStart(const std::string& text, int from) {
    auto lineStart = [&](int at) {
        const size_t line = at == 0 ? std::string::npos : text.rfind('\n', static_cast<size_t>(at) - 1);
        return line == std::string::npos ? 0 : static_cast<int>(line) + 1;
    };
    int start = lineStart(from);
    if (text.find_first_not_of(" \t", static_cast<size_t>(start)) != static_cast<size_t>(from)) return from;
    while (start > 0) {
        const int above = lineStart(start - 1);
        const size_t first = text.find_first_not_of(" \t", static_cast<size_t>(above));
        if (first >= static_cast<size_t>(start) || text.compare(first, 2, "--") != 0) break;
        start = above;
    }
    return start;
}

} // namespace

Range wholeStatement(const ScriptGraph& graph, const Range& statement) {
    int from = commentedStart(graph.text, statement.from);
    if (from == 0) from = statement.from;        // what stands on top of a file is about the file
    int to = statementEnd(graph, statement).offset;
    // One line break and one blank line go with it.
    for (int breaks = 0; breaks < 2 && to < static_cast<int>(graph.text.size()); ++breaks) {
        int next = to;
        while (next < static_cast<int>(graph.text.size()) && (graph.text[static_cast<size_t>(next)] == ' ' || graph.text[static_cast<size_t>(next)] == '\t' ||
                                                              graph.text[static_cast<size_t>(next)] == '\r'))
            ++next;
        if (next >= static_cast<int>(graph.text.size()) || graph.text[static_cast<size_t>(next)] != '\n') break;
        to = next + 1;
    }
    return {from, to};
}

TextEdits insertStatement(const ScriptGraph& graph, int behind, const std::string& text) {
    if (behind >= 0) {
        const Range& statement = graph.statements[static_cast<size_t>(behind)];
        const StatementEnd end = statementEnd(graph, statement);
        if (end.missing) {
            // The last statement: the semicolon directly behind it, the new one behind the comments that follow.
            const size_t last = graph.text.find_last_not_of(" \t\r\n");
            const int at = std::max(statement.to, static_cast<int>(last) + 1);
            if (at == statement.to) return {{{at, at}, ";\n\n" + text + ";"}};
            return {{{statement.to, statement.to}, ";"}, {{at, at}, "\n\n" + text + ";"}};
        }
        return {{{end.offset, end.offset}, "\n\n" + text + ";"}};
    }
    if (graph.statements.empty()) {
        const int end = static_cast<int>(graph.text.size());
        const bool blank = graph.text.find_first_not_of(" \t\r\n") == std::string::npos;
        return {{{end, end}, (blank ? "" : graph.text.back() == '\n' ? "\n" : "\n\n") + text + ";\n"}};
    }
    const int at = commentedStart(graph.text, graph.statements[0].from);
    // A comment on top of the file stays there.
    const int place = at == 0 ? graph.statements[0].from : at;
    return {{{place, place}, text + ";\n\n"}};
}

TextEdit renamedReference(const Reference& reference, const std::string& name) {
    std::string text = quotedName(name);
    if (reference.plain && reference.alias.empty() && !reference.qualifiers.empty() && reference.name != name) {
        const size_t dot = reference.name.rfind('.');
        text += " AS " + quotedName(dot == std::string::npos ? reference.name : reference.name.substr(dot + 1));
    }
    return {reference.range, text};
}

} // namespace weir::graph
