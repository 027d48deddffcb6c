// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/keywords.h"

#include <array>
#include <cstdint>

namespace weir::sql {
namespace {

struct Row {
    std::string_view spelling;
    KeywordUse use;
};

constexpr Row rows[] = {
    {"", KeywordUse::Free},
#define WEIR_KEYWORD(name, spelling, use) {spelling, KeywordUse::use},
#include "engine/sql/keywords.inc"
#undef WEIR_KEYWORD
};
constexpr std::size_t RowCount = sizeof(rows) / sizeof(rows[0]);

constexpr std::size_t longestSpelling() {
    std::size_t longest = 0;
    for (const auto& row : rows)
        longest = row.spelling.size() > longest ? row.spelling.size() : longest;
    return longest;
}

// Words differ mostly in their first letters, their last ones and their length; the rest only settles ties.
constexpr std::uint32_t slotOf(const char* word, std::size_t size) {
    std::uint32_t hash = static_cast<std::uint32_t>(size) * 2654435761u;
    for (std::size_t i = 0; i < size; ++i)
        hash = (hash ^ static_cast<unsigned char>(word[i])) * 16777619u;
    return hash ^ (hash >> 15);
}

constexpr std::size_t SlotCount = 4096;
constexpr auto buildSlots() {
    std::array<std::uint16_t, SlotCount> slots{};
    for (std::size_t row = 1; row < RowCount; ++row) {
        auto slot = slotOf(rows[row].spelling.data(), rows[row].spelling.size()) % SlotCount;
        while (slots[slot] != 0)
            slot = (slot + 1) % SlotCount;
        slots[slot] = static_cast<std::uint16_t>(row);
    }
    return slots;
}
constexpr auto slots = buildSlots();

} // namespace

Keyword findKeyword(std::string_view word) {
    constexpr std::size_t Longest = longestSpelling();
    if (word.empty() || word.size() > Longest)
        return Keyword::NoKeyword;
    char upper[Longest];
    for (std::size_t i = 0; i < word.size(); ++i)
        upper[i] = word[i] >= 'a' && word[i] <= 'z' ? static_cast<char>(word[i] - 'a' + 'A') : word[i];
    std::string_view capitals(upper, word.size());
    for (auto slot = slotOf(upper, word.size()) % SlotCount; slots[slot] != 0; slot = (slot + 1) % SlotCount)
        if (rows[slots[slot]].spelling == capitals)
            return static_cast<Keyword>(slots[slot]);
    return Keyword::NoKeyword;
}

std::string_view keywordText(Keyword keyword) { return rows[static_cast<std::size_t>(keyword)].spelling; }

KeywordUse keywordUse(Keyword keyword) { return rows[static_cast<std::size_t>(keyword)].use; }

} // namespace weir::sql
