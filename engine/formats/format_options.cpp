// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/format_options.h"

#include <algorithm>

namespace weir {

namespace {
bool sameWord(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return (x | ((x >= 'A' && x <= 'Z') * 32)) == (y | ((y >= 'A' && y <= 'Z') * 32)); });
}
} // namespace

std::string FormatOptions::text(std::string_view name, std::string_view fallback) const {
    auto found = options_.find(prefix_ + std::string(name));
    return found == options_.end() ? std::string(fallback) : found->second;
}

bool FormatOptions::boolean(std::string_view name, bool fallback) {
    if (!has(name)) return fallback;
    std::string value = text(name);
    if (sameWord(value, "true")) return true;
    if (!sameWord(value, "false")) fail(name, "'" + value + "' is neither true nor false.");
    return false;
}

int FormatOptions::choice(std::string_view name, std::initializer_list<std::string_view> choices, int fallback) {
    if (!has(name)) return fallback;
    std::string value = text(name), known;
    int number = 0;
    for (std::string_view choice : choices) {
        if (sameWord(value, choice)) return number;
        ++number;
        known += (known.empty() ? "" : ", ") + std::string(choice);
    }
    fail(name, "'" + value + "' is not one of " + known + ".");
    return fallback;
}

void FormatOptions::fail(std::string_view name, std::string message) {
    if (status_.ok()) status_ = Error{ErrorCode::Invalid, "Option '" + prefix_ + std::string(name) + "': " + std::move(message)};
}

Error recordError(std::string_view format, std::string_view record, std::string_view why) {
    constexpr size_t Shown = 120;
    std::string shown(record.substr(0, Shown));
    while (!shown.empty() && record.size() > Shown && (shown.back() & 0xc0) == 0x80) shown.pop_back();   // no half character
    if (record.size() > Shown) shown += "...";
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return {ErrorCode::Data, "A " + std::string(format) + " record cannot be read: " + std::string(why) + ". It begins: " + shown, {},
            "Set '" + std::string(format) + ".ignore-parse-errors' = 'true' to skip such records."};
}

} // namespace weir
