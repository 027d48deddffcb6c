// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace weir::sql {

/// A word of the language, numbered by its row in keywords.inc.
enum class Keyword : unsigned short {
    None,
#define WEIR_KEYWORD(name, reserved) name,
#include "engine/sql/keywords.inc"
#undef WEIR_KEYWORD
    Count
};

/// The keyword that a word spells in any case, or None.
Keyword findKeyword(std::string_view word);
/// Its spelling in capitals.
std::string_view keywordText(Keyword keyword);
/// A reserved word is a name only in backticks.
bool isReserved(Keyword keyword);

} // namespace weir::sql
