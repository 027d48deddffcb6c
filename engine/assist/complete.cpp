// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/assist.h"
#include "engine/assist/cursor.h"
#include "engine/functions/function_help.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace weir::assist {

namespace {

bool oneOf(const std::string& word, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == each; });
}

/// The word that decides what may come at the cursor: the last clause word at its level.
std::string clauseAt(const Cursor& cursor) {
    size_t level = cursor.openingOf(cursor.before);
    int depth = 0;
    std::string clause;
    for (size_t i = level; i < cursor.before; ++i) {
        std::string word = cursor.upper(i);
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
        if (depth != 0)
            continue;
        if (oneOf(word, {"SELECT", "FROM", "JOIN", "ON", "WHERE", "HAVING", "QUALIFY", "INTO", "VALUES", "SET", "WITH", "USING", "LIMIT", "TABLE", "VIEW", "DESCRIBE", "DESC", "USE",
                         "SHOW", "RESET", "DEFINE", "MEASURES", "PATTERN", "LIKE", "WHEN", "CASE", "OVERWRITE"}))
            clause = word;
        else if (word == "BY" && i > 0)
            clause = cursor.upper(i - 1) + " BY";
        else if (word == "AS" && clause == "SELECT")
            continue;
    }
    return clause;
}

struct Builder {
    const Cursor& cursor;
    Completion result;
    std::set<std::string> seen;

    void add(Kind kind, std::string text, std::string detail = {}, std::string doc = {}, std::string match = {}) {
        std::string_view compared = match.empty() ? std::string_view(text) : std::string_view(match);
        if (!startsWith(compared, cursor.word) || !seen.insert(std::to_string(static_cast<int>(kind)) + text).second)
            return;
        result.items.push_back({kind, std::move(text), std::move(detail), std::move(doc)});
    }
    void keywords(std::initializer_list<const char*> words) {
        for (const char* word : words)
            add(Kind::Keyword, word, "", docOfKeyword(word));
    }
};

std::string nameText(const std::string& name) {
    bool plain = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
                 std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; }) && !sql::isReserved(sql::findKeyword(name));
    if (plain)
        return name;
    std::string quoted = "`";
    for (char c : name)
        quoted += c == '`' ? "``" : std::string(1, c);
    return quoted + "`";
}

void addTables(Builder& builder, const Catalog& catalog, const std::vector<std::string>& database = {}) {
    if (auto names = catalog.tables(database); names.ok())
        for (const auto& name : *names) {
            std::vector<std::string> parts = database;
            parts.push_back(name);
            auto table = catalog.find(parts);
            if (!table.ok())
                continue;
            std::string columns;
            for (const auto& column : (*table)->columns)
                columns += (columns.empty() ? "" : ", ") + column.name + " " + column.type.text();
            builder.add((*table)->isView ? Kind::View : Kind::Table, nameText(name), (*table)->isView ? "view" : (*table)->connector(), columns, name);
        }
}

/// Of a catalog; of the one at hand those that need to be named.
void addDatabases(Builder& builder, const Catalog& catalog, const std::string& of = "") {
    if (auto databases = catalog.databases(of); databases.ok())
        for (const auto& database : *databases)
            if (!of.empty() || database != catalog.currentDatabase())
                builder.add(Kind::Table, nameText(database) + ".", "database", "", database);
}

bool isPlainName(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; }) &&
           !oneOf(std::string(name), {"NEGATE", "ITEM", "FIELD", "IN", "LIKE", "NOT", "ARRAY", "MAP", "ROW", "OVERLAPS", "MINUS_DATE"});
}

void addFunctions(Builder& builder, bool tables) {
    for (const auto* info : builtinFunctions()) {
        bool table = info->kind == FunctionKind::Table;
        if (table != tables || !isPlainName(info->name))
            continue;
        builder.add(Kind::Function, std::string(info->name) + "(", std::string(info->signature), std::string(info->doc));
    }
    for (const auto& info : languageFunctions()) {
        bool keyword = oneOf(std::string(info.name), {"AND", "OR", "BETWEEN", "CASE", "EXISTS"});
        if ((info.kind == FunctionKind::Table) != tables || keyword)
            continue;
        bool over = info.signature.find("() OVER (") != std::string_view::npos;
        builder.add(Kind::Function, std::string(info.name) + (over ? "() OVER (" : "("), std::string(info.signature), std::string(info.doc));
    }
}

void addColumns(Builder& builder, const QueryScope& scope) {
    for (const auto& column : scope.columns)
        builder.add(Kind::Column, nameText(column.name), column.type + (column.owner.empty() ? "" : " of " + column.owner), "", column.name);
    for (const auto& alias : scope.aliases)
        builder.add(Kind::Table, nameText(alias), "alias", "", alias);
}

/// 'key' = 'value' pairs of the parenthesis around the cursor.
OptionMap writtenOptions(const Cursor& cursor) {
    OptionMap options;
    for (size_t i = cursor.openingOf(cursor.before); i + 2 < cursor.tokens.size() && cursor.upper(i) != ")"; ++i)
        if (cursor.tokens[i].kind == sql::TokenKind::String && cursor.upper(i + 1) == "=" && cursor.tokens[i + 2].kind == sql::TokenKind::String)
            options[cursor.value(i)] = cursor.value(i + 2);
    return options;
}

void addOptionKeys(Builder& builder, const Catalog& catalog) {
    OptionMap written = writtenOptions(builder.cursor);
    auto insert = [&](std::string_view key, std::string_view detail, std::string_view doc, bool required) {
        std::string name(key);
        if (name.size() > 2 && name.substr(name.size() - 2) == ".*")
            name.resize(name.size() - 1);
        if (written.count(name))
            return;
        std::string text = builder.cursor.insideString ? name : "'" + name + "' = ''";
        builder.add(Kind::Option, text, std::string(detail) + (required ? (detail.empty() ? "required" : ", required") : ""), std::string(doc), name);
    };
    auto each = [&](std::span<const OptionInfo> options) {
        for (const auto& option : options)
            insert(option.name, option.fallback.empty() ? std::string_view() : option.fallback, option.doc, option.required);
    };
    if (!written.count("connector"))
        insert("connector", "", "What reads and writes the table.", true);
    if (const auto* connector = catalog.connector(written["connector"])) {
        each(connector->options);
        if (connector->needsFormat)
            insert("format", "", "How a record becomes a row.", true);
    }
    for (const char* key : {"format", "value.format", "key.format"})
        if (const auto* format = catalog.format(written[key]))
            each(format->options);
}

void addOptionValues(Builder& builder, const Catalog& catalog) {
    const Cursor& cursor = builder.cursor;
    size_t equals = cursor.before - 1;
    std::string key = equals > 0 ? cursor.value(equals - 1) : "";
    auto quoted = [&](std::string_view value, std::string_view doc = {}) {
        builder.add(Kind::Value, cursor.insideString ? std::string(value) : "'" + std::string(value) + "'", "", std::string(doc), std::string(value));
    };
    if (key == "connector")
        for (const auto& connector : catalog.connectors())
            quoted(connector.name, connector.doc);
    if (key == "format" || key == "value.format" || key == "key.format")
        for (const auto& format : catalog.formats())
            quoted(format.name, format.doc);
    auto choices = [&](const OptionInfo& option) {
        if (option.name != key)
            return;
        if (option.type == OptionType::Boolean)
            for (const char* value : {"true", "false"})
                quoted(value);
        std::string_view rest = option.choices;
        while (!rest.empty()) {
            size_t bar = rest.find('|');
            quoted(rest.substr(0, bar));
            rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        }
    };
    OptionMap written = writtenOptions(cursor);
    if (const auto* connector = catalog.connector(written["connector"]))
        for (const auto& option : connector->options)
            choices(option);
    for (const char* formatKey : {"format", "value.format"})
        if (const auto* format = catalog.format(written[formatKey]))
            for (const auto& option : format->options)
                choices(option);
}

void addSettings(Builder& builder, bool value) {
    const Cursor& cursor = builder.cursor;
    if (!value) {
        for (const auto& setting : knownSettings())
            builder.add(Kind::Option, cursor.insideString ? std::string(setting.key) : "'" + std::string(setting.key) + "' = ''", std::string(setting.fallback), std::string(setting.doc), std::string(setting.key));
        return;
    }
    const auto* setting = findSetting(cursor.before >= 2 ? cursor.value(cursor.before - 2) : "");
    if (!setting)
        return;
    std::string_view rest = setting->type == OptionType::Boolean ? "true|false" : setting->choices;
    while (!rest.empty()) {
        size_t bar = rest.find('|');
        std::string choice(rest.substr(0, bar));
        builder.add(Kind::Value, cursor.insideString ? choice : "'" + choice + "'", "", "", choice);
        rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
    }
}

void addTypes(Builder& builder) {
    for (const char* type : {"STRING", "INT", "BIGINT", "DOUBLE", "BOOLEAN", "DECIMAL(10, 2)", "TIMESTAMP(3)", "TIMESTAMP_LTZ(3)", "DATE", "TIME", "FLOAT", "SMALLINT", "TINYINT",
                             "BYTES", "CHAR(1)", "VARCHAR(10)", "ARRAY<", "MAP<", "ROW<", "MULTISET<", "VARIANT", "BITMAP"})
        builder.add(Kind::Type, type);
}

} // namespace

Completion complete(std::string_view text, int offset, const Catalog& before, const SessionConfig& settings, const Define& define) {
    Cursor cursor(text, offset);
    Builder builder{cursor, {}, {}};
    builder.result.replaceFrom = cursor.wordFrom;
    builder.result.replaceLength = std::max(0, cursor.offset - cursor.wordFrom);
    if (cursor.insideComment)
        return builder.result;
    if (cursor.insideHint) {
        for (auto [name, doc] : {std::pair{"OPTIONS(", "Options of this table for this query: OPTIONS('key' = 'value')."}, std::pair{"STATE_TTL(", "How long state is kept: STATE_TTL('alias' = '1d')."},
                                 std::pair{"LOOKUP(", "How a lookup join asks: LOOKUP('table' = 'name', ...)."}, std::pair{"BROADCAST(", "Sends this side of a join to all subtasks."},
                                 std::pair{"SHUFFLE_HASH(", "Builds the hash table of a join from this side."}, std::pair{"NEST_LOOP(", "Joins by a nested loop."}})
            builder.add(Kind::Keyword, name, "hint", doc);
        return builder.result;
    }
    Catalog catalog = before;
    SessionConfig config = settings;
    applyDefinitions(text, cursor.statementFrom, catalog, config, define);

    std::string first = cursor.upper(0), previous = cursor.before > 0 ? cursor.upper(cursor.before - 1) : "", clause = clauseAt(cursor);
    size_t level = cursor.openingOf(cursor.before);
    std::string opener = level >= 2 ? cursor.upper(level - 2) : "";
    bool inOptions = level > 0 && (opener == "WITH" || (opener == "SET" && first == "ALTER"));
    if (inOptions || (first == "SET" && cursor.before > 0) || (first == "RESET" && cursor.before > 0)) {
        bool value = previous == "=";
        if (!inOptions)
            addSettings(builder, value);
        else if (value)
            addOptionValues(builder, catalog);
        else if (previous == "(" || previous == "," || cursor.insideString)
            addOptionKeys(builder, catalog);
        return builder.result;
    }
    if (cursor.insideString)
        return builder.result;
    if (cursor.before == 0) {
        builder.keywords({"SELECT", "INSERT INTO", "CREATE TABLE", "CREATE VIEW", "CREATE TEMPORARY VIEW", "WITH", "SET", "EXPLAIN", "DESCRIBE", "SHOW TABLES", "SHOW CREATE TABLE", "DROP TABLE",
                          "DROP VIEW", "ALTER TABLE", "USE", "RESET", "EXECUTE STATEMENT SET BEGIN", "INSERT OVERWRITE", "CREATE DATABASE", "CREATE CATALOG", "VALUES", "BEGIN STATEMENT SET", "END"});
        return builder.result;
    }
    // alias., database., catalog. or catalog.database.
    if (previous == "." && cursor.before >= 2) {
        std::string owner = cursor.value(cursor.before - 2);
        if (cursor.before >= 4 && cursor.upper(cursor.before - 3) == "." && cursor.isName(cursor.before - 4)) {
            addTables(builder, catalog, {cursor.value(cursor.before - 4), owner});
            return builder.result;
        }
        QueryScope scope = scopeAt(cursor, catalog, config);
        for (const auto& column : scope.columns)
            if (column.owner == owner)
                builder.add(Kind::Column, nameText(column.name), column.type, "", column.name);
        if (!builder.result.items.empty())
            return builder.result;
        addTables(builder, catalog, {owner});
        const auto catalogs = catalog.catalogs();
        if (std::find(catalogs.begin(), catalogs.end(), owner) != catalogs.end())
            addDatabases(builder, catalog, owner);
        return builder.result;
    }
    bool createTable = first == "CREATE" && oneOf(cursor.upper(1), {"TABLE", "TEMPORARY", "OR"}) && clause != "SELECT" && clause != "FROM" && clause != "WHERE";
    if (createTable && level > 0 && clause.empty()) {
        // Inside the column list: a name comes first, then its type.
        if (oneOf(previous, {"(", ","})) {
            builder.keywords({"WATERMARK FOR", "PRIMARY KEY", "CONSTRAINT"});
        } else if (oneOf(previous, {"FOR", "KEY"})) {
            for (size_t i = level; i < cursor.before; ++i)
                if (cursor.isName(i) && oneOf(i == level ? "(" : cursor.upper(i - 1), {"(", ","}))
                    builder.add(Kind::Column, nameText(cursor.value(i)));
        } else if (cursor.isName(cursor.before - 1) && cursor.before >= 2 && oneOf(cursor.upper(cursor.before - 2), {"(", ","})) {
            addTypes(builder);
            builder.keywords({"AS"});
        } else if (previous == "AS") {
            for (size_t i = level; i < cursor.before; ++i)
                if (cursor.isName(i) && oneOf(i == level ? "(" : cursor.upper(i - 1), {"(", ","}))
                    builder.add(Kind::Column, nameText(cursor.value(i)));
            addFunctions(builder, false);
        } else {
            builder.keywords({"NOT NULL", "METADATA", "METADATA FROM", "VIRTUAL", "COMMENT", "PRIMARY KEY NOT ENFORCED", "NOT ENFORCED", "AS"});
        }
        return builder.result;
    }
    if (createTable && level == 0 && previous == ")") {
        builder.keywords({"WITH (", "PARTITIONED BY (", "COMMENT", "LIKE", "AS SELECT", "DISTRIBUTED BY ("});
        return builder.result;
    }
    bool wantsTable = oneOf(previous, {"FROM", "JOIN", "INTO", "OVERWRITE", "TABLE", "VIEW", "DESCRIBE", "DESC", "LIKE"}) || (previous == "," && clause == "FROM") ||
                      (previous == "EXISTS" && oneOf(first, {"DROP", "ALTER"}));
    if (wantsTable && !(first == "CREATE" && oneOf(previous, {"TABLE", "VIEW"}))) {
        for (const auto& name : commonTablesAt(cursor))
            builder.add(Kind::View, nameText(name), "WITH", "", name);
        addTables(builder, catalog);
        if (oneOf(previous, {"FROM", "JOIN", ","})) {
            addFunctions(builder, true);
            builder.keywords({"TABLE(", "LATERAL TABLE(", "LATERAL (", "UNNEST(", "("});
        }
        addDatabases(builder, catalog);
        for (const auto& name : catalog.catalogs())
            if (name != catalog.currentCatalog())
                builder.add(Kind::Table, nameText(name) + ".", "catalog", "", name);
        return builder.result;
    }
    if (first == "USE") {
        if (auto databases = catalog.databases(); databases.ok())
            for (const auto& database : *databases)
                builder.add(Kind::Table, nameText(database), "database", "", database);
        for (const auto& name : catalog.catalogs())
            builder.add(Kind::Table, nameText(name), "catalog", "", name);
        builder.keywords({"CATALOG"});
        return builder.result;
    }
    if (first == "SHOW") {
        builder.keywords({"TABLES", "VIEWS", "DATABASES", "CATALOGS", "FUNCTIONS", "CREATE TABLE", "CREATE VIEW", "COLUMNS FROM", "CURRENT DATABASE", "CURRENT CATALOG", "MODULES", "JARS"});
        return builder.result;
    }
    // CAST(x AS |
    if (previous == "AS" && level > 0 && oneOf(opener, {"CAST", "TRY_CAST"})) {
        addTypes(builder);
        return builder.result;
    }
    if (level > 0 && opener == "DESCRIPTOR") {
        // The columns of the table next to it.
        for (size_t i = cursor.openingOf(level - 2); i < cursor.before; ++i)
            if (cursor.upper(i) == "TABLE" && cursor.isName(i + 1))
                if (auto table = catalog.find({cursor.value(i + 1)}); table.ok())
                    for (size_t c = 0; c < (*table)->columns.size(); ++c) {
                        const auto& column = (*table)->columns[c];
                        bool time = ((*table)->watermark && (*table)->watermark->column == static_cast<int>(c)) || column.type.isProctime();
                        if (time || column.type.isTimestamp())
                            builder.add(Kind::Column, nameText(column.name), column.type.text() + (time ? ", time attribute" : ""), "", column.name);
                    }
        return builder.result;
    }
    bool operand = oneOf(previous, {"SELECT", "WHERE", "ON", "AND", "OR", "NOT", "BY", ",", "(", "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "%", "||", "HAVING", "QUALIFY", "WHEN",
                                    "THEN", "ELSE", "CASE", "BETWEEN", "LIKE", "IN", "DISTINCT", "USING", "VALUES", "DEFINE", "MEASURES", "AS"});
    QueryScope scope = scopeAt(cursor, catalog, config);
    if (operand || !cursor.word.empty())
        addColumns(builder, scope);
    if (operand) {
        addFunctions(builder, false);
        builder.keywords({"CASE", "CAST(", "TRY_CAST(", "NOT", "NULL", "TRUE", "FALSE", "EXISTS (", "INTERVAL", "TIMESTAMP", "DATE", "ARRAY[", "MAP[", "ROW("});
        if (previous == "SELECT")
            builder.keywords({"DISTINCT", "*"});
        if (previous == "DISTINCT" || previous == "SELECT")
            builder.keywords({"*"});
        return builder.result;
    }
    if (clause == "SELECT")
        builder.keywords({"FROM", "AS", "OVER (", "FILTER (WHERE", ","});
    if (oneOf(clause, {"FROM", "JOIN", "ON", "USING"}))
        builder.keywords({"WHERE", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "ON", "AS", "GROUP BY", "ORDER BY", "LIMIT", "FOR SYSTEM_TIME AS OF", "MATCH_RECOGNIZE (", "UNION ALL"});
    if (oneOf(clause, {"ON", "WHERE", "HAVING", "QUALIFY", "WHEN"}))
        builder.keywords({"AND", "OR", "IS NULL", "IS NOT NULL", "IN (", "LIKE", "BETWEEN", "GROUP BY", "ORDER BY", "LIMIT", "UNION ALL"});
    if (clause == "GROUP BY")
        builder.keywords({"HAVING", "ORDER BY", "LIMIT", "UNION ALL"});
    if (clause == "ORDER BY")
        builder.keywords({"ASC", "DESC", "NULLS LAST", "NULLS FIRST", "LIMIT"});
    if (clause == "PARTITION BY")
        builder.keywords({"ORDER BY"});
    if (clause == "INTO")
        builder.keywords({"SELECT", "VALUES", "PARTITION ("});
    if (first == "EXPLAIN")
        builder.keywords({"SELECT", "INSERT INTO", "CHANGELOG_MODE", "PLAN FOR"});
    if (first == "CREATE" && cursor.before == 1)
        builder.keywords({"TABLE", "VIEW", "TEMPORARY TABLE", "TEMPORARY VIEW", "DATABASE", "CATALOG", "FUNCTION"});
    if (first == "ALTER" && cursor.before >= 3)
        builder.keywords({"ADD", "MODIFY", "DROP", "RENAME TO", "RENAME", "SET (", "RESET ("});
    if (first == "INSERT" && cursor.before == 1)
        builder.keywords({"INTO", "OVERWRITE"});
    if (first == "DROP" && cursor.before == 1)
        builder.keywords({"TABLE", "VIEW", "DATABASE", "CATALOG", "TEMPORARY TABLE", "TEMPORARY VIEW"});
    return builder.result;
}

} // namespace weir::assist
