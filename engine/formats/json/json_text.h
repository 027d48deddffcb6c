// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace weir {

/// A text in quotes, escaped as Jackson does by default: quotes, backslashes and control characters only.
void appendJsonText(std::string& out, std::string_view text);

} // namespace weir
