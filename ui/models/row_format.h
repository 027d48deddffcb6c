// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/types/batch.h"
#include "engine/types/datetime.h"
#include "ui/models/row_source.h"

#include <string>
#include <string_view>

namespace weir::ui {

std::vector<ColumnText> columnTexts(const Schema& schema);

/// A row of a batch as one string: each cell as its length and its text, NULL as a length of all ones. Rows of equal text are equal, which
/// is what a changelog needs to find the row it takes back.
void appendRow(std::string& out, const Batch& batch, int physicalRow, const std::vector<DataType>& types, const TimeZone& zone);
std::vector<CellText> cellsOf(std::string_view row);

} // namespace weir::ui
