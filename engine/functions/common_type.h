// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"

#include <optional>
#include <span>

namespace weir {

/// Least common type of the arguments of COALESCE, IFNULL, GREATEST, ARRAY_CONCAT and the like, which Flink decides by another rule than that of
/// columns (commonType): none when there is none.
std::optional<DataType> commonArgumentType(std::span<const DataType> types);

} // namespace weir
