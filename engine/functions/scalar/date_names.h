// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace weir::dateNames {

inline constexpr std::string_view Months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
inline constexpr std::string_view Days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// Whether `text` starts with the ASCII `word`.
inline bool matches(std::string_view text, std::string_view word, bool anyCase) {
    if (text.size() < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
        if (text[i] == word[i]) continue;
        if (!anyCase || (text[i] | 32) != (word[i] | 32)) return false;
    }
    return true;
}

} // namespace weir::dateNames
