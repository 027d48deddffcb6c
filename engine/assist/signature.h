// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir::assist {

/// The function whose parentheses are around the cursor.
struct Signature {
    std::string text;                     // "LPAD(text, length, pad)"; "" = none
    std::string doc;
    int activeFrom = 0, activeTo = 0;     // the argument at the cursor, in `text`; empty when there is none
    int open = -1;                        // where the parenthesis stands in the script
};
Signature signatureAt(std::string_view text, int offset);

/// A piece of SQL to begin with. `«name»` marks what to fill in.
struct Snippet {
    std::string_view word, title, body;
};
const std::vector<Snippet>& snippets();

} // namespace weir::assist
