// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_format.h"

#include "engine/types/text.h"
#include "ui/bridge/value_text.h"

#include <cstring>

namespace weir::ui {

namespace {

constexpr uint32_t NullLength = UINT32_MAX;
constexpr qsizetype LongestShown = 2000;

} // namespace

std::vector<ColumnText> columnTexts(const Schema& schema) {
    std::vector<ColumnText> columns;
    for (const auto& field : schema.fields) columns.push_back({text(field.name), text(field.type.text()), field.type.isNumeric()});
    return columns;
}

void appendRow(std::string& out, const Batch& batch, int physicalRow, const std::vector<DataType>& types, const TimeZone& zone) {
    for (size_t c = 0; c < types.size(); ++c) {
        const size_t at = out.size();
        out.append(sizeof(uint32_t), '\0');
        uint32_t length = NullLength;
        if (!batch.columns[c]->isNull(physicalRow)) {
            appendText(out, *batch.columns[c], types[c], physicalRow, zone);
            length = static_cast<uint32_t>(out.size() - at - sizeof(uint32_t));
        }
        std::memcpy(out.data() + at, &length, sizeof length);
    }
}

std::vector<CellText> cellsOf(std::string_view row) {
    std::vector<CellText> cells;
    while (row.size() >= sizeof(uint32_t)) {
        uint32_t length = 0;
        std::memcpy(&length, row.data(), sizeof length);
        row.remove_prefix(sizeof length);
        if (length == NullLength) {
            cells.push_back({QStringLiteral("NULL"), true});
            continue;
        }
        QString shown = text(row.substr(0, std::min<size_t>(length, LongestShown)));
        if (length > LongestShown) shown += QChar(0x2026);
        cells.push_back({shown, false});
        row.remove_prefix(length);
    }
    return cells;
}

} // namespace weir::ui
