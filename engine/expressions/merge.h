// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"
#include "engine/types/vector.h"

#include <cstdint>
#include <vector>

namespace weir {

/// A column and the rows that a CASE or COALESCE takes from it.
struct Branch {
    ColumnRef column;
    std::vector<uint16_t> rows;
};

/// One column of `rows` rows out of branches; rows of no branch are NULL.
ColumnRef mergeBranches(const std::vector<Branch>& branches, const DataType& type, int rows);

} // namespace weir
