// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/text_edit.h"

namespace weir::graph {

std::string applied(std::string_view text, const TextEdits& edits) {
    std::string result;
    size_t at = 0;
    for (const auto& edit : edits) {
        result += text.substr(at, static_cast<size_t>(edit.range.from) - at);
        result += edit.replacement;
        at = static_cast<size_t>(edit.range.to);
    }
    result += text.substr(at);
    return result;
}

TextEdits inverse(std::string_view text, const TextEdits& edits) {
    TextEdits back;
    int moved = 0;
    for (const auto& edit : edits) {
        const int from = edit.range.from + moved, size = static_cast<int>(edit.replacement.size());
        back.push_back({{from, from + size}, std::string(text.substr(static_cast<size_t>(edit.range.from), static_cast<size_t>(edit.range.length())))});
        moved += size - edit.range.length();
    }
    return back;
}

} // namespace weir::graph
