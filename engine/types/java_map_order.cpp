// SPDX-License-Identifier: Apache-2.0
#include "engine/types/java_map_order.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>

namespace weir {

int32_t binaryStringHash(std::string_view text) {
    constexpr uint32_t Seed = 42;
    uint32_t hash = Seed;
    auto mix = [&hash](uint32_t word) {
        word = std::rotl(word * 0xcc9e2d51u, 15) * 0x1b873593u;
        hash = std::rotl(hash ^ word, 13) * 5 + 0xe6546b64u;
    };
    auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at])); };
    size_t at = 0;
    for (; at + 4 <= text.size(); at += 4) mix(byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24);
    for (; at < text.size(); ++at) mix(static_cast<uint32_t>(static_cast<int32_t>(static_cast<signed char>(text[at]))));
    hash ^= static_cast<uint32_t>(text.size());
    hash = (hash ^ hash >> 16) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
    return static_cast<int32_t>(hash ^ hash >> 16);
}

std::vector<int> javaMapOrder(const std::vector<int32_t>& hashes) {
    size_t slots = 16;
    while (hashes.size() * 4 > slots * 3) slots *= 2;      // a map grows when it is fuller than three quarters
    std::vector<int> order(hashes.size());
    std::iota(order.begin(), order.end(), 0);
    auto slot = [&](int key) {
        uint32_t hash = static_cast<uint32_t>(hashes[static_cast<size_t>(key)]);
        return (hash ^ hash >> 16) & (slots - 1);
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return slot(a) < slot(b); });
    return order;
}

} // namespace weir
