// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_file.h"

#include "engine/graph/edit_support.h"
#include "engine/sql/lexer.h"
#include "engine/sql/printer.h"

#include <algorithm>
#include <map>
#include <vector>

namespace weir::graph {

namespace {

constexpr std::string_view HeadlineBegin = "# Weir graph ";
constexpr std::string_view Headline = "# Weir graph 1";
constexpr std::string_view Kinds[] = {"table", "view", "step", "insert", "select", "statement"};
// In the order of SQL.
constexpr std::string_view QueryFields[] = {"select", "from", "where", "group by", "having", "order by", "limit"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string_view trimmed(std::string_view text) {
    const size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view() : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

/// The words of a text without comments: two texts with the same words mean the same. Keywords compare without case.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& token : sql::tokenize(text)) {
        if (token.kind == sql::TokenKind::Comment || token.kind == sql::TokenKind::End) continue;
        const std::string_view word = text.substr(static_cast<size_t>(token.place.offset), static_cast<size_t>(token.place.length));
        out.push_back(token.keyword != sql::Keyword::NoKeyword         ? lower(word)
                      : token.kind == sql::TokenKind::QuotedIdentifier ? sql::tokenValue(text, token)
                                                                       : std::string(word));
    }
    return out;
}

struct Paragraph {
    std::string kind, name, note;
    std::vector<std::string> comments;
    std::vector<std::pair<std::string, std::string>> fields;
    int line = 0;

    const std::string* field(std::string_view key) const {
        for (const auto& [name, value] : fields)
            if (name == key) return &value;
        return nullptr;
    }
};

/// Lines may be moved in and out where no text in quotes goes over several of them.
bool canIndent(std::string_view value) {
    for (const auto& token : sql::tokenize(value))
        if (token.kind != sql::TokenKind::Comment &&
            value.substr(static_cast<size_t>(token.place.offset), static_cast<size_t>(token.place.length)).find('\n') != std::string_view::npos)
            return false;
    return true;
}

std::string indented(std::string_view value) {
    std::string out;
    for (size_t at = 0; at < value.size(); ++at) {
        out += value[at];
        if (value[at] == '\n' && at + 1 < value.size() && value[at + 1] != '\n') out += "  ";
    }
    return out;
}

// ---- Fields to SQL

std::string query(const Paragraph& paragraph) {
    if (const std::string* raw = paragraph.field("sql")) return *raw;
    std::string out;
    const std::string* inputs = paragraph.field("inputs");
    const std::string* window = paragraph.field("window");
    for (const auto key : QueryFields) {
        std::string value;
        if (const std::string* field = paragraph.field(key)) value = *field;
        else if (key == "from" && inputs && window) {
            // KIND time, sizes
            const size_t gap = window->find(' '), comma = window->find(',');
            const std::string kind = window->substr(0, gap),
                              time(trimmed(std::string_view(*window).substr(gap + 1, comma == std::string::npos ? std::string::npos : comma - gap - 1)));
            value = "TABLE(" + kind + "(TABLE " + *inputs + ", DESCRIPTOR(" + time + ")" + (comma == std::string::npos ? "" : window->substr(comma)) + "))";
        } else if (key == "from" && inputs) value = *inputs;
        if (value.empty()) continue;
        std::string clause(key);
        std::transform(clause.begin(), clause.end(), clause.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        const bool lines = value.find('\n') != std::string::npos && canIndent(value);
        out += (out.empty() ? "" : "\n") + clause + (lines ? "\n  " + indented(value) : " " + value);
    }
    return out;
}

std::string statement(const Paragraph& paragraph, const std::vector<Paragraph>& steps) {
    std::string body = query(paragraph);
    if (!steps.empty()) {
        std::string with = "WITH ";
        for (size_t i = 0; i < steps.size(); ++i) with += (i ? ",\n" : "") + steps[i].name + " AS (\n" + query(steps[i]) + "\n)";
        body = with + "\n" + body;
    }
    if (paragraph.kind == "view") return "CREATE VIEW " + paragraph.name + " AS\n" + body;
    if (paragraph.kind == "insert") return "INSERT INTO " + paragraph.name + "\n" + body;
    if (paragraph.kind == "table") {
        std::string out = "CREATE TABLE " + paragraph.name;
        auto list = [](const std::string& value) { return " (\n  " + (canIndent(value) ? indented(value) : value) + "\n)"; };
        if (const std::string* columns = paragraph.field("columns")) out += list(*columns);
        if (const std::string* with = paragraph.field("with")) out += " WITH" + list(*with);
        return out;
    }
    return body;
}

// ---- Writing

class Writer {
public:
    explicit Writer(const ScriptGraph& graph) : graph_(graph) {}

    std::string run() {
        out_ = std::string(Headline) + "\n";
        int behind = 0;
        for (size_t s = 0; s < graph_.statements.size(); ++s) {
            const Range& place = graph_.statements[s];
            for (const auto& comment : comments({behind, place.from})) out_ += "\n" + comment;
            if (out_.back() != '\n') out_ += "\n";
            write(static_cast<int>(s));
            behind = place.to;
        }
        bool first = true;
        for (const auto& comment : comments({behind, static_cast<int>(graph_.text.size())})) {
            out_ += (first ? "\n" : "") + comment + "\n";
            first = false;
        }
        return std::move(out_);
    }

private:
    // What is said between two statements, a line each.
    std::vector<std::string> comments(const Range& range) const {
        std::vector<std::string> lines;
        const std::string_view text = graph_.part(range);
        for (const auto& token : sql::tokenize(text)) {
            if (token.kind != sql::TokenKind::Comment) continue;
            std::string_view comment = text.substr(static_cast<size_t>(token.place.offset), static_cast<size_t>(token.place.length));
            if (comment.rfind("--", 0) == 0) {
                lines.emplace_back(trimmed(comment));
                continue;
            }
            comment = comment.substr(2, comment.size() >= 4 ? comment.size() - 4 : 0);
            while (!comment.empty()) {
                const size_t end = comment.find('\n');
                if (const auto line = trimmed(comment.substr(0, end)); !line.empty()) lines.push_back("-- " + std::string(line));
                comment = end == std::string_view::npos ? std::string_view() : comment.substr(end + 1);
            }
        }
        return lines;
    }

    // Without the blanks that all its lines begin with.
    std::string dedented(const Range& range) const {
        const std::string value(graph_.part(range));
        const std::string indent = indentAt(graph_.text, range.from);
        if (indent.empty() || !canIndent(value)) return value;
        for (size_t at = value.find('\n'); at != std::string::npos; at = value.find('\n', at + 1))
            if (at + 1 < value.size() && value[at + 1] != '\n' && value.compare(at + 1, indent.size(), indent) != 0) return value;
        std::string out;
        for (size_t at = 0; at < value.size(); ++at) {
            out += value[at];
            if (value[at] == '\n' && at + 1 < value.size() && value[at + 1] != '\n') at += indent.size();
        }
        return out;
    }

    Paragraph fields(const Node& node) const {
        Paragraph paragraph{{}, quotedName(node.name), std::string(operatorName(node.op)), {}, {}, 0};
        const std::string whole(graph_.part(node.query));
        auto clause = [&](ClauseKind kind, std::string_view key) {
            if (const Clause* found = graph_.clause(node, kind)) paragraph.fields.emplace_back(key, dedented(found->content));
        };
        const Clause* from = graph_.clause(node, ClauseKind::From);
        const auto inputs = graph_.inputs(graph_.find(node.id));
        if (from && !inputs.empty()) {
            const Reference& first = graph_.references[static_cast<size_t>(inputs[0])];
            if (node.window && words(graph_.part(node.window->data)) == words("TABLE " + std::string(graph_.part(first.range)))) {
                paragraph.fields.emplace_back("inputs", graph_.part(first.range));
                std::string window = node.window->kind + " " + node.window->timeColumn;
                for (const auto& size : node.window->sizes) window += ", " + size;
                paragraph.fields.emplace_back("window", window);
            } else if (from->content == first.range) {
                paragraph.fields.emplace_back("inputs", graph_.part(first.range));
            }
        }
        clause(ClauseKind::Select, "select");
        if (!paragraph.field("inputs")) clause(ClauseKind::From, "from");
        clause(ClauseKind::Where, "where");
        clause(ClauseKind::GroupBy, "group by");
        clause(ClauseKind::Having, "having");
        clause(ClauseKind::OrderBy, "order by");
        clause(ClauseKind::Limit, "limit");
        // Behind WITH stands the query itself.
        if (words(query(paragraph)) != words(body(node))) paragraph.fields = {{"sql", body(node)}};
        return paragraph;
    }

    std::string body(const Node& node) const {
        int from = node.query.from;
        for (const auto& other : graph_.nodes)
            if (other.kind == NodeKind::Step && &other != &node && node.query.contains(other.place)) from = std::max(from, other.place.to);
        return std::string(trimmed(graph_.part({from, node.query.to})));
    }

    void write(int index) {
        const Range& place = graph_.statements[static_cast<size_t>(index)];
        const Node* owner = nullptr;
        std::vector<Paragraph> steps;
        for (const auto& node : graph_.nodes) {
            if (node.statement != index) continue;
            if (node.kind == NodeKind::Step) {
                steps.push_back(fields(node));
                steps.back().kind = "step";
            } else {
                owner = owner ? nullptr : &node;
                if (!owner) break;
            }
        }
        Paragraph paragraph;
        if (owner && owner->kind == NodeKind::Table && owner->query.empty()) {
            paragraph = {"table", quotedName(owner->name), std::string(operatorName(owner->op)), {}, {}, 0};
            if (const Clause* columns = graph_.clause(*owner, ClauseKind::Columns)) paragraph.fields.emplace_back("columns", dedented(columns->content));
            if (!(owner->optionList == Range{})) {
                const std::string_view list = graph_.part(owner->optionList), inside = trimmed(list);
                const int from = owner->optionList.from + static_cast<int>(inside.data() - list.data());
                paragraph.fields.emplace_back("with", inside.empty() ? std::string() : dedented({from, from + static_cast<int>(inside.size())}));
            }
        } else if (owner && owner->kind != NodeKind::Table) {
            paragraph = fields(*owner);
            paragraph.kind = owner->kind == NodeKind::View ? "view" : owner->kind == NodeKind::Insert ? "insert" : "select";
            if (owner->kind == NodeKind::Select) paragraph.name.clear();
        }
        if (paragraph.kind.empty() || words(statement(paragraph, steps)) != words(graph_.part(place))) {
            paragraph = {"statement", {}, {}, {}, {{"sql", std::string(graph_.part(place))}}, 0};
            steps.clear();
        }
        for (const auto& step : steps) write(step);
        write(paragraph);
    }

    void write(const Paragraph& paragraph) {
        if (out_.ends_with("\n") && !out_.ends_with("\n\n")) {
            // A comment directly above belongs to the paragraph.
            const size_t last = out_.rfind('\n', out_.size() - 2);
            if (out_.compare(last + 1, 2, "--") != 0) out_ += "\n";
        }
        out_ += paragraph.kind + (paragraph.name.empty() ? "" : " " + paragraph.name) + (paragraph.note.empty() ? "" : ": " + paragraph.note) + "\n";
        for (const auto& [key, value] : paragraph.fields) {
            if (value.find('\n') == std::string::npos) {
                out_ += "  " + key + ": " + value + "\n";
                continue;
            }
            out_ += "  " + key + ":\n";
            size_t at = 0;
            while (at <= value.size()) {
                const size_t end = std::min(value.find('\n', at), value.size());
                out_ += (end == at ? "" : "    " + value.substr(at, end - at)) + "\n";
                at = end + 1;
            }
        }
    }

    const ScriptGraph& graph_;
    std::string out_;
};

// ---- Reading

Error mistake(int line, std::string message, std::string hint = {}) {
    Place place;
    place.offset = 0;
    place.line = line;
    place.column = 1;
    return Error{ErrorCode::Syntax, std::move(message), place, std::move(hint)};
}

bool isKind(std::string_view word) { return std::find(std::begin(Kinds), std::end(Kinds), word) != std::end(Kinds); }

bool isField(const std::string& kind, std::string_view key) {
    if (kind == "table") return key == "columns" || key == "with";
    if (key == "sql") return true;
    return kind != "statement" &&
           (key == "inputs" || key == "window" || std::find(std::begin(QueryFields), std::end(QueryFields), key) != std::end(QueryFields));
}

// `name` or `na:me` in backticks, and what follows its colon.
void header(Paragraph& paragraph, std::string_view rest) {
    bool quoted = false;
    size_t end = 0;
    for (; end < rest.size() && (quoted || rest[end] != ':'); ++end)
        if (rest[end] == '`') quoted = !quoted;
    paragraph.name = std::string(trimmed(rest.substr(0, end)));
}

Result<std::vector<Paragraph>> paragraphs(std::string_view text, std::vector<std::string>& tail) {
    std::vector<Paragraph> found;
    std::vector<std::string> comments;
    std::string* open = nullptr;             // a field of several lines
    int number = 0, blanks = 0;
    bool headed = false;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number;
        if (!headed) {
            if (trimmed(line).empty()) continue;
            if (line.rfind(HeadlineBegin, 0) != 0) return mistake(number, "A Weir graph begins with '" + std::string(Headline) + "'.");
            if (trimmed(line) != Headline) return mistake(number, "This graph was written by a newer Weir: '" + std::string(trimmed(line)) + "'.");
            headed = true;
            continue;
        }
        if (open && line.rfind("    ", 0) == 0) {
            if (!open->empty()) *open += std::string(static_cast<size_t>(blanks) + 1, '\n');
            *open += line.substr(4);
            blanks = 0;
            continue;
        }
        if (trimmed(line).empty()) {
            ++blanks;
            continue;
        }
        blanks = 0;
        open = nullptr;
        if (line.rfind("--", 0) == 0) {
            comments.emplace_back(line);
            continue;
        }
        if (line[0] != ' ') {
            const size_t gap = line.find_first_of(" :");
            Paragraph paragraph;
            paragraph.kind = std::string(line.substr(0, gap));
            paragraph.line = number;
            if (!isKind(paragraph.kind))
                return mistake(number, "There is no node '" + paragraph.kind + "'.",
                               "A paragraph begins with table, view, step, insert, select or statement.");
            if (gap != std::string_view::npos) header(paragraph, line.substr(gap));
            const bool named = paragraph.kind != "select" && paragraph.kind != "statement";
            if (named && paragraph.name.empty()) return mistake(number, "A " + paragraph.kind + " needs a name.");
            paragraph.comments = std::move(comments);
            comments.clear();
            found.push_back(std::move(paragraph));
            continue;
        }
        if (found.empty()) return mistake(number, "A field stands before the first node.");
        const std::string_view field = trimmed(line);
        const size_t colon = field.find(':');
        const std::string key(field.substr(0, colon));
        if (colon == std::string_view::npos || !isField(found.back().kind, key))
            return mistake(number, "A " + found.back().kind + " has no field '" + key + "'.");
        if (found.back().field(key)) return mistake(number, "The field '" + key + "' is written twice.");
        found.back().fields.emplace_back(key, trimmed(field.substr(colon + 1)));
        if (found.back().fields.back().second.empty()) open = &found.back().fields.back().second;
    }
    if (!headed) return mistake(1, "A Weir graph begins with '" + std::string(Headline) + "'.");
    tail = std::move(comments);
    return found;
}

Result<std::string> scriptOf(std::string_view text) {
    std::vector<std::string> tail;
    const auto found = paragraphs(text, tail);
    if (!found) return found.error();
    std::string out;
    std::vector<Paragraph> steps;
    for (const auto& paragraph : *found) {
        for (const auto& comment : paragraph.comments) out += comment + "\n";
        if (paragraph.kind == "step") {
            steps.push_back(paragraph);
            continue;
        }
        const bool asks = paragraph.kind != "table";
        if (asks && query(paragraph).empty()) return mistake(paragraph.line, "This " + paragraph.kind + " has no query.", "Give it select and inputs, or sql.");
        if (!steps.empty() && (!asks || paragraph.kind == "statement")) return mistake(paragraph.line, "Steps belong to a view, an insert or a select.");
        out += statement(paragraph, steps) + ";\n\n";
        steps.clear();
    }
    if (!steps.empty())
        return mistake(steps.back().line, "The step '" + steps.back().name + "' belongs to nothing.", "Steps stand before their view, insert or select.");
    for (const auto& comment : tail) out += comment + "\n";
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

// The line without what it is indented by.
void placeOnLine(Place& place, std::string_view text) {
    size_t from = 0;
    for (int line = 1; line < place.line && text.find('\n', from) != std::string_view::npos; ++line) from = text.find('\n', from) + 1;
    std::string_view line = text.substr(from);
    line = line.substr(0, line.find('\n'));
    const std::string_view words = trimmed(line);
    place.offset = static_cast<int>(words.empty() ? from : static_cast<size_t>(words.data() - text.data()));
    place.length = static_cast<int>(words.size());
    place.column = place.offset - static_cast<int>(from) + 1;
}

} // namespace

Result<std::string> toGraphFile(std::string_view script) {
    const ScriptGraph graph = buildGraph(script);
    if (graph.hasErrors) return Error{ErrorCode::Syntax, "The script has mistakes: " + graph.firstError, {}, {}};
    return Writer(graph).run();
}

bool beginsAsGraphFile(std::string_view text) { return trimmed(text).rfind(HeadlineBegin, 0) == 0; }

Result<std::string> fromGraphFile(std::string_view text) {
    Result<std::string> script = scriptOf(text);
    if (script) return script;
    Error error = script.error();
    placeOnLine(error.place, text);
    return error;
}

} // namespace weir::graph
