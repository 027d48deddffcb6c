// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace weir::sql {

/// A word of the language, numbered by its row in keywords.inc.
enum class Keyword : unsigned short {
    NoKeyword,
#define WEIR_KEYWORD(name, spelling, use) name,
#include "engine/sql/keywords.inc"
#undef WEIR_KEYWORD
};

/// What a word may be when it stands without backticks.
enum class KeywordUse : unsigned char { Free, Function, Reserved };

/// The keyword that a word spells in any case, or NoKeyword.
Keyword findKeyword(std::string_view word);
/// Its spelling in capitals.
std::string_view keywordText(Keyword keyword);
KeywordUse keywordUse(Keyword keyword);
/// A reserved word is a name only in backticks.
inline bool isReserved(Keyword keyword) { return keyword != Keyword::NoKeyword && keywordUse(keyword) != KeywordUse::Free; }

} // namespace weir::sql
