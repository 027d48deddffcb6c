// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/assist.h"
#include "engine/assist/cursor.h"
#include "engine/functions/function_help.h"

#include <algorithm>

namespace weir::assist {

namespace {

struct KeywordHelp { std::string_view word, doc; };
constexpr KeywordHelp keywordHelp[] = {
    {"WATERMARK", "Says how far event time has come: WATERMARK FOR column AS expression. Windows close when it passes their end; rows behind it are late."},
    {"WATERMARK FOR", "Makes a column the event time: WATERMARK FOR ts AS ts - INTERVAL '5' SECOND."},
    {"TUMBLE", "Windows of one size side by side: TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))."},
    {"HOP", "Windows of one size that start every slide: TABLE(HOP(TABLE t, DESCRIPTOR(ts), slide, size))."},
    {"CUMULATE", "Windows that grow by a step up to a size: TABLE(CUMULATE(TABLE t, DESCRIPTOR(ts), step, size))."},
    {"SESSION", "Windows that end after a gap without rows: TABLE(SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), gap))."},
    {"DESCRIPTOR", "Names the time column of a window function."},
    {"METADATA", "A column that the connector fills: its key, offset, time and the like."},
    {"VIRTUAL", "A metadata column that is read but not written."},
    {"QUALIFY", "Keeps rows by a function with OVER, as HAVING does by an aggregate."},
    {"MATCH_RECOGNIZE", "Finds patterns of rows in order of time."},
    {"LATERAL", "The subquery or table function may read columns of the tables on its left."},
    {"UNNEST", "A row for each element of an ARRAY, MAP or MULTISET."},
    {"PARTITION", "Rows with equal values are handled together."},
    {"QUANTIFIED", "ANY and ALL compare with every row of a subquery."},
    {"OVER", "Computes over the rows around this one: OVER (PARTITION BY ... ORDER BY ... ROWS BETWEEN ...)."},
    {"FILTER", "The aggregate takes only rows for which the condition is true."},
    {"EXPLAIN", "Shows how a statement would run, without running it."},
    {"LIKE", "As a clause of CREATE TABLE: takes over the definition of another table."},
    {"ENFORCED", "Primary keys are NOT ENFORCED: the data does not belong to the engine."},
    {"PROCTIME", "The time at which a row is handled."},
    {"INTERVAL", "A span of time: INTERVAL '10' SECOND, INTERVAL '1 02:00' DAY TO MINUTE."},
    {"SYSTEM_TIME", "Joins each row with the version of the other table at its time."},
};

std::string tableText(const TableDefinition& table) {
    std::string text = createTableText(table);
    for (const auto& [key, value] : table.options)
        if (key.find("password") != std::string::npos || key.find("secret") != std::string::npos || key.find("sasl.jaas") != std::string::npos)
            if (size_t at = text.find("'" + value + "'"); !value.empty() && at != std::string::npos)
                text.replace(at, value.size() + 2, "'******'");
    return text;
}

} // namespace

std::string docOfKeyword(std::string_view keyword) {
    for (const auto& help : keywordHelp)
        if (help.word == keyword)
            return std::string(help.doc);
    return "";
}

Hover hover(std::string_view text, int offset, const Catalog& before, const SessionConfig& settings, const Define& define) {
    // The whole word counts, wherever in it the pointer is.
    auto tokens = sql::tokenize(text);
    auto found = std::find_if(tokens.begin(), tokens.end(), [&](const sql::Token& token) {
        return token.kind != sql::TokenKind::End && token.place.offset <= offset && offset < token.place.offset + token.place.length;
    });
    if (found == tokens.end() || found->kind == sql::TokenKind::Comment || found->kind == sql::TokenKind::Operator || found->kind == sql::TokenKind::Number)
        return {};
    Hover result;
    result.place = found->place;
    std::string word = sql::tokenValue(text, *found), upper = upperOf(word);
    auto answer = [&](std::string title, std::string body) {
        result.title = std::move(title);
        result.text = std::move(body);
        return result;
    };
    Cursor cursor(text, found->place.offset + found->place.length);
    Catalog catalog = before;
    SessionConfig config = settings;
    applyDefinitions(text, cursor.statementFrom, catalog, config, define);
    if (found->kind == sql::TokenKind::String) {
        if (const auto* setting = findSetting(word); setting && (cursor.upper(0) == "SET" || cursor.upper(0) == "RESET"))
            return answer(word, std::string(setting->doc) + (setting->fallback.empty() ? "" : "\nDefault: " + std::string(setting->fallback)));
        for (const auto& connector : catalog.connectors()) {
            if (connector.name == word)
                return answer("Connector '" + word + "'", std::string(connector.doc));
        }
        for (const auto& format : catalog.formats())
            if (format.name == word)
                return answer("Format '" + word + "'", std::string(format.doc));
        auto option = [&](std::span<const OptionInfo> options) -> const OptionInfo* {
            for (const auto& info : options) {
                bool family = info.name.size() > 1 && info.name.substr(info.name.size() - 2) == ".*";
                if (info.name == word || (family && word.rfind(std::string(info.name.substr(0, info.name.size() - 1)), 0) == 0))
                    return &info;
            }
            return nullptr;
        };
        std::string wanted;
        for (size_t i = 0; i + 2 < cursor.tokens.size(); ++i)
            if (cursor.value(i) == "connector" && cursor.upper(i + 1) == "=")
                wanted = cursor.value(i + 2);
        const OptionInfo* info = nullptr;
        if (const auto* connector = catalog.connector(wanted))
            info = option(connector->options);
        for (const auto& format : catalog.formats())
            if (!info)
                info = option(format.options);
        if (info)
            return answer(word, std::string(info->doc) + (info->required ? "\nRequired." : info->fallback.empty() ? "" : "\nDefault: " + std::string(info->fallback)) +
                                    (info->choices.empty() ? "" : "\nOne of: " + std::string(info->choices)));
        return {};
    }
    bool called = false;
    for (auto next = found + 1; next != tokens.end() && !called; ++next) {
        if (next->kind == sql::TokenKind::Comment)
            continue;
        called = text.substr(static_cast<size_t>(next->place.offset), static_cast<size_t>(next->place.length)) == "(";
        break;
    }
    auto help = [&](const FunctionInfo& function) {
        return answer(std::string(function.signature), std::string(function.doc) + (function.example.empty() ? "" : "\n" + std::string(function.example)));
    };
    if (called)
        for (const auto& function : languageFunctions())
            if (upper == function.name)
                return help(function);
    if (called || found->kind == sql::TokenKind::Keyword)
        for (FunctionKind kind : {FunctionKind::Scalar, FunctionKind::Aggregate, FunctionKind::Table})
            if (const auto* function = findFunction(word, kind); function && (called || function->signature.find('(') == std::string_view::npos))
                return help(*function);
    if (found->kind != sql::TokenKind::QuotedIdentifier)
        if (std::string doc = docOfKeyword(upper); !doc.empty())
            return answer(upper, doc);
    // A column in scope, a table, or nothing.
    QueryScope scope = scopeAt(cursor, catalog, config);
    for (const auto& column : scope.columns)
        if (column.name == word)
            return answer(column.name + "  " + column.type, column.owner.empty() ? "" : "Column of " + column.owner);
    if (auto table = catalog.find({word}); table.ok())
        return answer(((*table)->isView ? "View " : "Table ") + (*table)->name, tableText(**table));
    return {};
}

} // namespace weir::assist
