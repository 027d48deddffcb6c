// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace weir::graph {

/// Bytes of a text, `to` not included.
struct Range {
    int from = 0;
    int to = 0;
    int length() const { return to - from; }
    bool empty() const { return to <= from; }
    bool contains(const Range& other) const { return other.from >= from && other.to <= to; }
    bool operator==(const Range&) const = default;
};

/// One piece of a text and what takes its place.
struct TextEdit {
    Range range;
    std::string replacement;
    bool operator==(const TextEdit&) const = default;
};

/// In the order of the text; all ranges are those of the text before, and none overlap.
using TextEdits = std::vector<TextEdit>;

std::string applied(std::string_view text, const TextEdits& edits);
/// What takes the text that came of `edits` back to `text`.
TextEdits inverse(std::string_view text, const TextEdits& edits);

} // namespace weir::graph
