// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir {

/// The hash of a text as Flink's binary strings have it: Murmur3 with seed 42, the last bytes one by one and signed.
int32_t binaryStringHash(std::string_view text);

/// In which order a java.util.HashMap hands out keys that were put in one after the other: `hashes` are those of different keys in the order
/// of their insertion, the answer lists their indexes. What Flink gathers in such a map (a MAP read from JSON) has this order for everybody to see.
std::vector<int> javaMapOrder(const std::vector<int32_t>& hashes);

} // namespace weir
