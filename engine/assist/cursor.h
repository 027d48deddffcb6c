// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/assist/assist.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/session_config.h"
#include "engine/sql/lexer.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir::assist {

/// What may stand at the cursor.
enum class Expected { Statement, Table, Expression, Type, OptionKey, OptionValue, SettingKey, SettingValue, Hint, Nothing, AfterStatementWord };

/// The statement around the cursor as tokens (no comments), and where in it the cursor is.
struct Cursor {
    std::string_view text;
    int offset = 0;
    std::vector<sql::Token> tokens;      // of this statement, without comments and End
    size_t before = 0;                   // tokens that end before the word at the cursor
    int wordFrom = 0, wordTo = 0;        // the word being written (without an opening quote)
    std::string word;
    bool insideString = false, insideComment = false, insideHint = false;
    int statementFrom = 0;

    Cursor(std::string_view text, int offset);
    std::string upper(size_t index) const;                          // token text in capitals; "" beyond
    std::string value(size_t index) const;                          // names without quotes
    bool isName(size_t index) const;
    /// The first token of the parenthesis (or statement) around token `index`, and the depth.
    size_t openingOf(size_t index) const;
};

struct ScopeColumn { std::string name, type, owner; };
struct QueryScope {
    std::vector<ScopeColumn> columns;
    std::vector<std::string> aliases;
};

/// The columns that the SELECT around the cursor can name.
QueryScope scopeAt(const Cursor& cursor, const Catalog& catalog, const SessionConfig& config);
/// Names of WITH tables above the cursor in this statement.
std::vector<std::string> commonTablesAt(const Cursor& cursor);
/// Takes over what the definitions of the script above the cursor say.
void applyDefinitions(std::string_view text, int before, Catalog& catalog, SessionConfig& config, const Define& define);

std::string upperOf(std::string_view text);
/// Whether the candidate begins with the word, whatever the case.
bool startsWith(std::string_view candidate, std::string_view word);
std::string docOfKeyword(std::string_view keyword);

} // namespace weir::assist
