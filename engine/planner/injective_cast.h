// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"

namespace weir {

/// Whether a cast gives different values for different ones, so that a key stays a key behind it; where Flink says so (it does not of DECIMAL, of
/// FLOAT and DOUBLE as numbers, and of another precision of time).
bool isInjectiveCast(const DataType& from, const DataType& to);

} // namespace weir
