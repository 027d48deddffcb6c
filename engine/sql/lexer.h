// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/sql/keywords.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir::sql {

enum class TokenKind : unsigned char {
    End,              // after the last one
    Keyword,          // a word that means something to SQL; may still serve as a name if not reserved
    Identifier,       // a word
    QuotedIdentifier, // `word`
    Number,
    String,  // 'text', U&'text', N'text', _utf8'text'
    Binary,  // X'0AFF'
    Operator, // also punctuation
    Comment,  // -- to the end of line, or /* */
    Hint,     // /*+ whole hint */
    Error     // a character or an unfinished quote that means nothing
};

/// A piece of the text. It points into the text by its place and owns nothing.
struct Token {
    Place place;
    TokenKind kind = TokenKind::End;
    Keyword keyword = Keyword::NoKeyword;
};

/// Cuts a text into tokens: everything but white space. Never fails; what cannot be read is an Error token.
/// The last token is End and stands behind the text.
std::vector<Token> tokenize(std::string_view text);

/// The value of a token: quotes removed and escapes resolved for identifiers and strings, the text itself for others.
std::string tokenValue(std::string_view text, const Token& token);

} // namespace weir::sql
