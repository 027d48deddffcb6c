// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace weir {

std::string Error::text() const {
    std::string out;
    if (place.known()) out = std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
    out += message;
    if (!hint.empty()) out += " " + hint;
    return out;
}

void check(bool condition, const char* why) {
    if (!condition) throw RunError(ErrorCode::Internal, std::string("Internal error: ") + why);
}

int editDistance(const std::string& a, const std::string& b) {
    std::vector<int> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
    for (size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (size_t j = 1; j <= b.size(); ++j) {
            int above = row[j];
            bool same = std::tolower(static_cast<unsigned char>(a[i - 1])) == std::tolower(static_cast<unsigned char>(b[j - 1]));
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace weir
