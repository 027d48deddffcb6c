// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/vector.h"

#include <span>
#include <string_view>
#include <vector>

/// Hashes as Flink's values have them in Java. They are seen in one place: the order of the entries of a MAP that was gathered in a HashMap.
namespace weir {

/// String.hashCode of UTF-8 text.
int32_t javaTextHash(std::string_view text);
/// hashCode of Flink's own form of text (murmur over its bytes).
int32_t flinkTextHash(std::string_view text);
/// hashCode of a value that is not NULL in Flink's form; 0 for bytes and nested values, whose hash is no function of the value there.
int32_t flinkHash(const Vector& column, const DataType& type, int row);

/// The order in which a HashMap walks keys with these hashes, put in one after the other: by bucket, then by insertion.
void javaMapOrder(std::span<const int32_t> hashes, std::vector<int>& order);

} // namespace weir
