// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/cursor.h"

#include "engine/binder/binder.h"
#include "engine/sql/parser.h"

#include <algorithm>
#include <cctype>

namespace weir::assist {

std::string upperOf(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

bool startsWith(std::string_view candidate, std::string_view word) {
    return candidate.size() >= word.size() && upperOf(candidate.substr(0, word.size())) == upperOf(word);
}

Cursor::Cursor(std::string_view whole, int at) : text(whole), offset(std::clamp(at, 0, static_cast<int>(whole.size()))) {
    wordFrom = wordTo = offset;
    bool past = false;
    for (const auto& token : sql::tokenize(text)) {
        if (token.kind == sql::TokenKind::End)
            break;
        int from = token.place.offset, to = from + token.place.length;
        bool contains = from < offset && offset <= to;
        bool inside = from < offset && offset < to;
        if (token.kind == sql::TokenKind::Comment) {
            bool line = text.substr(static_cast<size_t>(from), 2) == "--";
            insideComment = insideComment || inside || (line && contains);
            continue;
        }
        std::string_view piece = text.substr(static_cast<size_t>(from), static_cast<size_t>(token.place.length));
        if (piece == ";") {
            if (to <= offset) {
                tokens.clear();
                before = 0;
                statementFrom = to;
            } else {
                break;
            }
            continue;
        }
        if (token.kind == sql::TokenKind::Hint) {
            insideHint = insideHint || inside;
            if (inside) {
                wordFrom = offset;
                while (wordFrom > from && (std::isalnum(static_cast<unsigned char>(text[static_cast<size_t>(wordFrom) - 1])) || text[static_cast<size_t>(wordFrom) - 1] == '_'))
                    --wordFrom;
                wordTo = offset;
            }
            continue;
        }
        tokens.push_back(token);
        bool wordToken = token.kind == sql::TokenKind::Keyword || token.kind == sql::TokenKind::Identifier || token.kind == sql::TokenKind::QuotedIdentifier;
        bool quote = piece.front() == '\'';
        bool unfinished = quote && (piece.size() == 1 || piece.back() != '\'');
        if (wordToken && contains) {
            wordFrom = from;
            wordTo = to;
            before = tokens.size() - 1;
            past = true;
        } else if (quote && (inside || (unfinished && contains))) {
            // An unfinished string runs to the end of the text: only its first line is the word.
            insideString = true;
            wordFrom = from + 1;
            int end = unfinished ? to : to - 1;
            for (int i = wordFrom; i < end; ++i)
                if (text[static_cast<size_t>(i)] == '\n')
                    end = i;
            wordTo = std::max(end, offset);
            before = tokens.size() - 1;
            past = true;
        } else if (!past && to <= offset) {
            before = tokens.size();
        }
    }
    if (wordTo < wordFrom)
        wordTo = wordFrom;
    word = std::string(text.substr(static_cast<size_t>(wordFrom), static_cast<size_t>(std::max(0, offset - wordFrom))));
    if (!word.empty() && word.front() == '`')
        word.erase(0, 1);
}

std::string Cursor::upper(size_t index) const {
    if (index >= tokens.size())
        return "";
    return upperOf(text.substr(static_cast<size_t>(tokens[index].place.offset), static_cast<size_t>(tokens[index].place.length)));
}

std::string Cursor::value(size_t index) const { return index < tokens.size() ? sql::tokenValue(text, tokens[index]) : ""; }

bool Cursor::isName(size_t index) const {
    if (index >= tokens.size())
        return false;
    const auto& token = tokens[index];
    return token.kind == sql::TokenKind::Identifier || token.kind == sql::TokenKind::QuotedIdentifier ||
           (token.kind == sql::TokenKind::Keyword && !sql::isReserved(token.keyword));
}

size_t Cursor::openingOf(size_t index) const {
    int depth = 0;
    for (size_t i = std::min(index, tokens.size()); i-- > 0;) {
        std::string token = upper(i);
        if (token == ")")
            ++depth;
        else if (token == "(" && depth-- == 0)
            return i + 1;
    }
    return 0;
}

void applyDefinitions(std::string_view text, int before, Catalog& catalog, SessionConfig& config, const Define& define) {
    auto script = sql::parse(text);
    for (const auto& statement : script.statements) {
        if (statement->place.offset + statement->place.length > before)
            break;
        bool definition = statement->as<sql::CreateTable>() || statement->as<sql::CreateView>() || statement->as<sql::CreateDatabase>() || statement->as<sql::CreateCatalog>() ||
                          statement->as<sql::Drop>() || statement->as<sql::AlterTable>() || statement->as<sql::AlterView>() || statement->as<sql::Use>() ||
                          statement->as<sql::Set>() || statement->as<sql::Reset>();
        if (!definition)
            continue;
        auto result = Binder(catalog, config).bind(*statement);
        if (result.ok())
            (void)define(*result.statement, catalog, config);
    }
}

} // namespace weir::assist
