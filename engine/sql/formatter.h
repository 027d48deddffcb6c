// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace weir::sql {

/// The text with keywords in capitals, one clause a line, four spaces of indent. Comments stay, names and literals stay as they
/// are, and formatting twice changes nothing. A statement with a syntax error comes back as it was.
std::string format(std::string_view text);

} // namespace weir::sql
