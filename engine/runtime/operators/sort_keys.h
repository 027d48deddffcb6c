// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/common.h"
#include "engine/types/row_codec.h"

namespace weir {

inline std::vector<SortColumn> sortColumns(const std::vector<plan::SortKey>& order) {
    std::vector<SortColumn> columns;
    for (const plan::SortKey& key : order) columns.push_back({key.column, key.descending, key.nullsLast});
    return columns;
}

/// Encodes the order of rows whose columns have these types.
inline SortKeyCodec sortKeyCodec(const std::vector<DataType>& types, const std::vector<plan::SortKey>& order) { return {types, sortColumns(order)}; }

} // namespace weir
