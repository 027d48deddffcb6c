// SPDX-License-Identifier: Apache-2.0
// The columns in scope are found by binding the FROM clause for itself: SELECT * FROM what is written there.
#include "engine/assist/cursor.h"
#include "engine/binder/binder.h"
#include "engine/sql/parser.h"

#include <algorithm>

namespace weir::assist {

namespace {

bool endsFrom(const std::string& word) {
    static const char* words[] = {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "WINDOW", "QUALIFY", "UNION", "INTERSECT", "EXCEPT", "MINUS"};
    return std::any_of(std::begin(words), std::end(words), [&](const char* each) { return word == each; });
}

bool startsJoinPart(const std::string& word) {
    static const char* words[] = {"FROM", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "OUTER", "LATERAL", "ON", "USING", "AS", "FOR", "AND", "OR"};
    return std::any_of(std::begin(words), std::end(words), [&](const char* each) { return word == each; });
}

std::vector<Field> columnsOf(const std::string& query, const Catalog& catalog, const SessionConfig& config) {
    auto script = sql::parse(query);
    if (script.hasErrors() || script.statements.size() != 1)
        return {};
    auto result = Binder(catalog, config).bind(*script.statements[0]);
    if (!result.ok())
        return {};
    const auto* bound = result.statement->as<bound::Query>();
    return bound ? bound->schema.fields : std::vector<Field>{};
}

struct FromClause { size_t first = 0, last = 0; bool found = false; };   // tokens [first, last) behind the word FROM

/// The FROM of the SELECT whose parenthesis begins at token `level`, nearest to the cursor.
FromClause findFrom(const Cursor& cursor, size_t level) {
    int depth = 0;
    size_t select = level;
    for (size_t i = level; i < cursor.before && i < cursor.tokens.size(); ++i) {
        std::string word = cursor.upper(i);
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
        if (depth == 0 && word == "SELECT")
            select = i;
    }
    FromClause clause;
    depth = 0;
    for (size_t i = select; i < cursor.tokens.size(); ++i) {
        std::string word = cursor.upper(i);
        if (word == "(") {
            ++depth;
        } else if (word == ")") {
            if (depth-- == 0) {
                clause.last = i;
                return clause;
            }
        } else if (depth == 0 && !clause.found && word == "FROM") {
            clause.found = true;
            clause.first = i + 1;
        } else if (depth == 0 && clause.found && endsFrom(word)) {
            clause.last = i;
            return clause;
        }
    }
    clause.last = cursor.tokens.size();
    return clause;
}

/// "WITH ... " in front of the statement's query, when the cursor is behind it.
std::string withPrefix(const Cursor& cursor) {
    size_t with = 0;
    while (with < cursor.tokens.size() && with < 8 && cursor.upper(with) != "WITH" && cursor.upper(with) != "SELECT")
        ++with;
    if (cursor.upper(with) != "WITH")
        return "";
    int depth = 0;
    size_t end = with;
    for (size_t i = with + 1; i < cursor.before && i < cursor.tokens.size(); ++i) {
        std::string word = cursor.upper(i);
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
        if (depth == 0 && word == ")")
            end = i + 1;
        if (depth == 0 && word == "SELECT")
            break;
    }
    if (end == with)
        return "";
    int from = cursor.tokens[with].place.offset, to = cursor.tokens[end - 1].place.offset + cursor.tokens[end - 1].place.length;
    return std::string(cursor.text.substr(static_cast<size_t>(from), static_cast<size_t>(to - from))) + " ";
}

} // namespace

std::vector<std::string> commonTablesAt(const Cursor& cursor) {
    std::vector<std::string> names;
    int depth = 0;
    bool with = false;
    for (size_t i = 0; i < cursor.before && i < cursor.tokens.size(); ++i) {
        std::string word = cursor.upper(i);
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
        with = with || word == "WITH";
        if (with && depth == 0 && cursor.isName(i) && (cursor.upper(i + 1) == "AS" || cursor.upper(i + 1) == "(") && (cursor.upper(i - 1) == "WITH" || cursor.upper(i - 1) == ","))
            names.push_back(cursor.value(i));
    }
    return names;
}

QueryScope scopeAt(const Cursor& cursor, const Catalog& catalog, const SessionConfig& config) {
    QueryScope scope;
    std::string prefix = withPrefix(cursor);
    // Inside the parentheses of a call the SELECT is further out.
    size_t level = cursor.openingOf(cursor.before);
    FromClause clause;
    while (true) {
        clause = findFrom(cursor, level);
        bool ownSelect = cursor.upper(level) == "SELECT" || level == 0 || clause.found;
        if (ownSelect || level == 0)
            break;
        level = cursor.openingOf(level - 1);
    }
    if (!clause.found || clause.first >= clause.last)
        return scope;
    auto textOf = [&](size_t first, size_t last) {
        if (first >= last)
            return std::string();
        int from = cursor.tokens[first].place.offset, to = cursor.tokens[last - 1].place.offset + cursor.tokens[last - 1].place.length;
        return std::string(cursor.text.substr(static_cast<size_t>(from), static_cast<size_t>(to - from)));
    };
    size_t last = clause.last;
    std::string from = textOf(clause.first, last);
    // While a condition is being written it is replaced by one that can be read.
    if (cursor.before >= clause.first && cursor.before <= clause.last) {
        int depth = 0;
        size_t on = 0;
        for (size_t i = clause.first; i < cursor.before && i < last; ++i) {
            std::string word = cursor.upper(i);
            depth += word == "(" ? 1 : word == ")" ? -1 : 0;
            if (depth == 0 && word == "ON")
                on = i;
        }
        if (on > 0)
            from = textOf(clause.first, on) + " ON TRUE";
    }
    auto all = columnsOf(prefix + "SELECT * FROM " + from, catalog, config);
    // Aliases: a name behind a table or a parenthesis.
    int depth = 0;
    for (size_t i = clause.first; i < last; ++i) {
        std::string word = cursor.upper(i);
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
        if (depth != 0 || !cursor.isName(i) || startsJoinPart(word))
            continue;
        std::string next = cursor.upper(i + 1);
        if (next == "." || cursor.upper(i - 1) == "USING" || (i > clause.first && next == "(" && cursor.upper(i - 1) != "AS" && !cursor.isName(i - 1) && cursor.upper(i - 1) != ")"))
            continue;
        // The last name of "t AS x", "t x", ") x", or "t" alone.
        bool aliasFollows = next == "AS" || (cursor.isName(i + 1) && i + 1 < last && !startsJoinPart(next));
        if (aliasFollows)
            continue;
        std::string alias = cursor.value(i);
        if (std::find(scope.aliases.begin(), scope.aliases.end(), alias) == scope.aliases.end())
            scope.aliases.push_back(alias);
    }
    for (const auto& alias : scope.aliases) {
        std::string quoted = "`" + alias + "`";
        for (const auto& field : columnsOf(prefix + "SELECT " + quoted + ".* FROM " + from, catalog, config))
            scope.columns.push_back({field.name, field.type.text(false, true), alias});
    }
    if (scope.columns.empty())
        for (const auto& field : all)
            scope.columns.push_back({field.name, field.type.text(false, true), ""});
    if (scope.columns.empty())
        // The clause cannot be bound as it is: at least the tables that it names.
        for (size_t i = clause.first; i < last; ++i)
            if (cursor.isName(i))
                if (auto table = catalog.find({cursor.value(i)}); table.ok())
                    for (const auto& column : (*table)->columns)
                        scope.columns.push_back({column.name, column.type.text(), (*table)->name});
    return scope;
}

} // namespace weir::assist
