// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/fixes.h"

#include "engine/assist/cursor.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <algorithm>
#include <optional>

namespace weir::assist {

namespace {

std::string nameText(const std::string& name) { return sql::toSql(sql::Name{name, {}, false}); }
Place span(int from, int to) { return {from, to - from, 0, 0}; }
int endOf(const Place& place) { return place.offset + place.length; }
std::string_view partOf(std::string_view text, const Place& place) {
    const auto from = std::min(text.size(), static_cast<size_t>(std::max(0, place.offset)));
    return text.substr(from, static_cast<size_t>(std::max(0, place.length)));
}

/// 'words' in a message, in order.
std::vector<std::string> quotedWords(const std::string& message) {
    std::vector<std::string> words;
    for (size_t at = message.find('\''); at != std::string::npos;) {
        const size_t end = message.find('\'', at + 1);
        if (end == std::string::npos) break;
        words.push_back(message.substr(at + 1, end - at - 1));
        at = message.find('\'', end + 1);
    }
    return words;
}

/// The tokens of the statement around a place, and the SELECT that it belongs to.
struct SelectAround {
    Cursor cursor;
    size_t select = 0, end = 0;        // the token SELECT, and the first one behind its GROUP BY, WHERE or FROM
    size_t from = 0, group = 0;        // 0: none
    bool found = false;

    SelectAround(std::string_view text, int offset) : cursor(text, offset) {
        int depth = 0;
        size_t at = cursor.tokens.size();
        for (size_t i = 0; i < cursor.tokens.size(); ++i)
            if (cursor.tokens[i].place.offset <= offset) at = i;
        if (at == cursor.tokens.size()) return;
        for (size_t i = at + 1; i-- > 0;) {
            const std::string word = cursor.upper(i);
            if (word == ")" && i != at) ++depth;
            if (word == "(") depth = std::max(0, depth - 1);
            if (depth == 0 && word == "SELECT") {
                select = i;
                found = true;
                break;
            }
        }
        if (!found) return;
        depth = 0;
        for (end = select + 1; end < cursor.tokens.size(); ++end) {
            const std::string word = cursor.upper(end);
            if (word == "(") ++depth;
            if (word == ")" && depth-- == 0) break;
            if (depth > 0) continue;
            if (word == "FROM" && from == 0) from = end;
            if (word == "GROUP") group = end;
            static const char* const behind[] = {"HAVING", "WINDOW", "QUALIFY", "ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT", "EXCEPT", "MINUS", ";"};
            if (std::any_of(std::begin(behind), std::end(behind), [&](const char* each) { return word == each; })) break;
        }
    }
    int endOffset() const { return endOf(cursor.tokens[end - 1].place); }
};

void addNearest(std::string_view text, const Error& error, std::vector<QuickFix>& out) {
    constexpr std::string_view asks = "Did you mean ";
    const size_t hint = error.hint.find(asks);
    const std::string_view words = hint != std::string::npos ? std::string_view(error.hint).substr(hint + asks.size()) : std::string_view();
    if (words.empty() || words[0] != '\'') return;
    const std::string near(words.substr(1, words.find('\'', 1) - 1));
    if (near.empty()) return;
    // The word of the place that the message quotes; without one, the whole place.
    Place wrong = error.place;
    bool isString = false;
    const auto quoted = quotedWords(error.message);
    for (const auto& token : sql::tokenize(text)) {
        if (token.place.offset < error.place.offset || endOf(token.place) > std::max(endOf(error.place), error.place.offset + 1)) continue;
        const std::string value = sql::tokenValue(text, token);
        if (std::find(quoted.begin(), quoted.end(), value) == quoted.end()) continue;
        wrong = token.place;
        isString = token.kind == sql::TokenKind::String;
        if (value == quoted.front()) break;
    }
    // A function needs no backticks before its parenthesis, though its name may be reserved.
    const auto end = static_cast<size_t>(endOf(wrong));
    const bool called = end < text.size() && text[end] == '(';
    out.push_back({"Replace with '" + near + "'", {{wrong, isString ? sql::quoted(near) : called ? near : nameText(near)}}});
}

/// A reserved word as a name.
void addBackticks(const Error& error, std::vector<QuickFix>& out) {
    constexpr std::string_view says = "Write `";
    if (error.hint.rfind(says, 0) != 0) return;
    const size_t end = error.hint.find('`', says.size());
    if (end == std::string::npos) return;
    const std::string name = error.hint.substr(says.size() - 1, end - says.size() + 2);
    out.push_back({"Write " + name, {{error.place, name}}});
}

void addOwners(const Error& error, std::vector<QuickFix>& out) {
    constexpr std::string_view says = "Write which one is meant: ";
    if (error.code != ErrorCode::Ambiguous || error.hint.rfind(says, 0) != 0) return;
    std::string rest = error.hint.substr(says.size());
    while (!rest.empty() && rest.back() == '.') rest.pop_back();
    for (size_t from = 0; from < rest.size();) {
        const size_t comma = std::min(rest.find(", ", from), rest.size());
        const std::string owner = rest.substr(from, comma - from);
        out.push_back({"Replace with '" + owner + "'", {{error.place, owner}}});
        from = comma + 2;
    }
}

void addGrouping(std::string_view text, const Error& error, std::vector<QuickFix>& out) {
    if (error.message.find("is not being grouped") == std::string::npos || !error.place.known()) return;
    const std::string column(partOf(text, error.place));
    const SelectAround around(text, error.place.offset);
    if (column.empty() || !around.found || around.from == 0) return;
    const int at = around.endOffset();
    if (around.group > 0) out.push_back({"Add " + column + " to GROUP BY", {{span(at, at), ", " + column}}});
    else out.push_back({"Add GROUP BY " + column, {{span(at, at), "\nGROUP BY " + column}}});
    out.push_back({"Take the greatest: MAX(" + column + ")", {{error.place, "MAX(" + column + ")"}}});
}

void addWatermark(std::string_view text, const Error& error, const Catalog& catalog, const SessionConfig& config, std::vector<QuickFix>& out) {
    if (error.message.find("time attribute") == std::string::npos || !error.place.known()) return;
    const Place column = definitionAt(text, endOf(error.place), catalog, config);
    if (!column.known()) return;
    const sql::Script script = sql::parse(text);
    for (const auto& statement : script.statements) {
        const auto* table = statement->as<sql::CreateTable>();
        if (!table || column.offset < statement->place.offset || column.offset > endOf(statement->place)) continue;
        // The parenthesis that closes the columns: the first one back to depth 0 behind the name.
        int depth = 0;
        size_t last = 0;
        const sql::Token* close = nullptr;
        std::string type;
        for (size_t i = 0; i < script.tokens.size() && !close; ++i) {
            const auto& token = script.tokens[i];
            if (token.place.offset < endOf(table->name.place) || token.kind == sql::TokenKind::Comment) continue;
            const auto word = partOf(text, token.place);
            if (token.place.offset == column.offset && i + 1 < script.tokens.size()) type = upperOf(partOf(text, script.tokens[i + 1].place));
            if (type == "TIMESTAMP" || type == "TIMESTAMP_LTZ")
                if (token.place.offset > column.offset && token.kind == sql::TokenKind::Number && i >= 3 && script.tokens[i - 3].place.offset == column.offset && word > "3") return;
            if (word == "(") ++depth;
            if (word == ")" && --depth == 0) close = &token;
            else last = i;
        }
        if (!close) return;
        const std::string name(partOf(text, column));
        const int at = endOf(script.tokens[last].place);
        const bool isTall = partOf(text, span(table->name.place.offset, close->place.offset)).find('\n') != std::string_view::npos;
        std::string between = ", ";
        if (isTall) {
            size_t line = text.rfind('\n', static_cast<size_t>(column.offset));
            line = line == std::string_view::npos ? 0 : line + 1;
            size_t indent = line;
            while (indent < text.size() && (text[indent] == ' ' || text[indent] == '\t')) ++indent;
            between = ",\n" + std::string(text.substr(line, indent - line));
        }
        if (type == "TIMESTAMP" || type == "TIMESTAMP_LTZ") {
            out.push_back({"Declare a watermark for " + name, {{span(at, at), between + "WATERMARK FOR " + name + " AS " + name + " - INTERVAL '5' SECOND"}}});
        } else if (type == "BIGINT") {
            const std::string time = nameText((name[0] == '`' ? name.substr(1, name.size() - 2) : name) + "_time");
            const std::string lines = between + time + " AS TO_TIMESTAMP_LTZ(" + name + ", 3)" + between + "WATERMARK FOR " + time + " AS " + time + " - INTERVAL '5' SECOND";
            out.push_back({"Make " + name + " (milliseconds) a time, with a watermark", {{span(at, at), lines}, {error.place, time}}});
        }
        return;
    }
}

/// An item of the select list around the caret that is more than a column gets a name.
void addAlias(std::string_view text, int offset, std::vector<QuickFix>& out) {
    const SelectAround around(text, offset);
    if (!around.found || around.from == 0) return;
    const Cursor& cursor = around.cursor;
    int depth = 0;
    size_t first = around.select + 1;
    if (cursor.upper(first) == "DISTINCT" || cursor.upper(first) == "ALL") ++first;
    for (size_t i = first; i <= around.from; ++i) {
        const std::string word = cursor.upper(i);
        if (word == "(" || word == "[") ++depth;
        if (word == ")" || word == "]") --depth;
        if (depth > 0 || (word != "," && i != around.from)) continue;
        const int from = cursor.tokens[first].place.offset, to = endOf(cursor.tokens[i - 1].place);
        if (i > first && from <= offset && offset <= to) {
            bool called = false, plain = true, named = false;
            std::string name;
            depth = 0;
            for (size_t token = first; token < i; ++token) {
                const std::string each = cursor.upper(token);
                if (each == "(") ++depth, called = true;
                if (each == ")") --depth;
                named = named || (depth == 0 && each == "AS");
                plain = plain && (cursor.isName(token) || each == "." || each == "*");
                if ((cursor.isName(token) || sql::isReserved(cursor.tokens[token].keyword)) && name.size() < 24 && each != "AS" && each != "DISTINCT" && each != "CASE")
                    name += (name.empty() ? "" : "_") + cursor.value(token);
            }
            // "expression alias" without AS.
            named = named || (cursor.isName(i - 1) && i - first > 1 && (cursor.upper(i - 2) == ")" || cursor.isName(i - 2)));
            if (plain || named) return;
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name = called ? "result" : "expression";
            const std::string alias = nameText(name);
            out.push_back({"Name this column", {{span(to, to), " AS " + alias}}, to + 4, to + 4 + static_cast<int>(alias.size())});
            return;
        }
        first = i + 1;
    }
}

} // namespace

std::vector<QuickFix> quickFixes(std::string_view text, int offset, const std::vector<Diagnostic>& diagnostics, const Catalog& catalog, const SessionConfig& config) {
    std::vector<QuickFix> fixes;
    auto lineOf = [&](int at) { return std::count(text.begin(), text.begin() + std::clamp(at, 0, static_cast<int>(text.size())), '\n'); };
    // Those under the caret, or else those of its line.
    for (const bool exact : {true, false}) {
        for (const auto& diagnostic : diagnostics) {
            const Error& error = diagnostic.error;
            if (!error.place.known() || endOf(error.place) > static_cast<int>(text.size())) continue;
            const bool under = error.place.offset <= offset && offset <= endOf(error.place);
            if (under != exact || (!exact && lineOf(error.place.offset) != lineOf(offset))) continue;
            addNearest(text, error, fixes);
            addBackticks(error, fixes);
            addOwners(error, fixes);
            addGrouping(text, error, fixes);
            addWatermark(text, error, catalog, config, fixes);
        }
        if (!fixes.empty()) break;
    }
    addAlias(text, offset, fixes);
    for (auto& fix : fixes) std::sort(fix.changes.begin(), fix.changes.end(), [](const TextChange& a, const TextChange& b) { return a.place.offset < b.place.offset; });
    return fixes;
}

} // namespace weir::assist
