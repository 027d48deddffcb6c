// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"

#include <functional>
#include <string_view>
#include <vector>

namespace weir {

/// Whether every value of one type is one of another, too: INT of BIGINT, VARCHAR(10) of STRING, DECIMAL(10, 2) of DECIMAL(12, 3).
bool widens(const DataType& was, const DataType& is);

/// Packed rows of some columns as those of others: `from` says for each new column which one it was, -1 = NULL. What a call gives holds as long as the function.
std::function<std::string_view(std::string_view)> rowConversion(std::vector<DataType> was, std::vector<DataType> is, std::vector<int> from);

} // namespace weir
