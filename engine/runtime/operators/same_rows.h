// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/vector.h"

#include <cstdint>
#include <vector>

namespace weir {

/// Clears same[i] where row i differs between two columns of one type (NULL equals NULL, NaN equals NaN).
void compareRows(const Vector& left, const Vector& right, int rows, std::vector<uint8_t>& same);

} // namespace weir
