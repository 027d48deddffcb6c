// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/vector.h"

namespace weir {

enum class Truth : uint8_t { No, Yes, Unknown };

/// Whether two values of one type are equal, NULL being equal to NULL, everywhere inside too. Any encoding. Doubles compare as SQL's =.
bool sameCells(const Vector& a, int rowA, const Vector& b, int rowB);
/// SQL's =: Unknown when either is NULL; of rows when a field makes it so. NULL elements of arrays and maps count as equal to each other, as in Flink.
Truth equalCells(const Vector& a, int rowA, const Vector& b, int rowB);

} // namespace weir
