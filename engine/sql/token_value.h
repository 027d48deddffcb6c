// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace weir::sql {

/// The text between the quotes of 'a''b', `a``b`, N'..' and E'..', as it means; of U&'..' without its escapes resolved.
std::string unquote(std::string_view token);
/// Resolves \0041 and \+01F600 of a U&'..' string; nothing where an escape is broken.
std::optional<std::string> resolveUnicode(std::string_view text, char escape);
bool isUnicodeString(std::string_view token);

} // namespace weir::sql
