// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/kernel_templates.h"

namespace weir {

/// Bytes that are equal for equal values of a type (NULL is equal to NULL) and different otherwise; appended.
void appendCellKey(std::string& key, const Cell& cell, const DataType& type);
bool cellsEqual(const Cell& a, const Cell& b, const DataType& type);

/// Whether values of the type have an order.
bool isSortable(const DataType& type);
/// Below 0, 0 or above 0; neither is NULL; the type is sortable.
int compareCells(const Cell& a, const Cell& b, const DataType& type);

} // namespace weir
