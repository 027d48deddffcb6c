// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/tap_rows.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/numbers.h"
#include "ui/models/row_format.h"

#include <algorithm>

namespace weir::ui {

void TapRows::open(const Schema& schema, std::shared_ptr<const TimeZone> zone, bool severalSubtasks) {
    schema_ = schema;
    types_ = schema.types();
    zone_ = std::move(zone);
    several_ = severalSubtasks;
    local_ = std::any_of(types_.begin(), types_.end(), [](const DataType& type) { return type.isRowtime() && type.kind() == TypeKind::TimestampLtz; });
    columns_.clear();
    if (several_) columns_.push_back({tr("subtask"), tr("which subtask gave the row"), true});
    columns_.push_back({tr("watermark"), tr("what the operator had given on before the row"), false});
    for (ColumnText& column : columnTexts(schema)) columns_.push_back(std::move(column));
    for (size_t i = 0; i < schema.fields.size(); ++i)
        if (schema.fields[i].type.isRowtime()) columns_[columns_.size() - schema.fields.size() + i].type += tr(", event time");
    pieces_.clear();
    held_ = dropped_ = passed_ = matched_ = missed_ = 0;
    problem_.clear();
    emit reset();
}

void TapRows::clear() {
    dropped_ += held_;
    held_ = 0;
    pieces_.clear();
    emit changed();
}

/// False when no row has the text.
bool TapRows::search(Piece& piece) const {
    std::string bytes;
    for (int row = 0; row < piece.rows.rows.rows; ++row) {
        bytes.clear();
        appendRow(bytes, piece.rows.rows, row, types_, *zone_);
        const auto cells = cellsOf(bytes);
        if (std::any_of(cells.begin(), cells.end(), [this](const CellText& cell) { return cell.text.contains(wanted_, Qt::CaseInsensitive); })) piece.chosen.push_back(row);
    }
    return !piece.chosen.empty();
}

void TapRows::add(TapPage page) {
    passed_ = page.passed;
    matched_ = page.matched;
    missed_ = page.missed;
    problem_ = text(page.problem);
    int64_t left = wanted_.isEmpty() ? INT64_MAX : MostSearched;
    std::vector<Piece> found;
    for (size_t at = page.rows.size(); at-- > 0 && left > 0;) {
        Piece piece{std::move(page.rows[at]), 0, {}};
        left -= piece.rows.rows.rows;
        if (wanted_.isEmpty() || search(piece)) found.push_back(std::move(piece));
    }
    for (size_t at = found.size(); at-- > 0;) {
        found[at].first = dropped_ + held_;
        held_ += found[at].size();
        pieces_.push_back(std::move(found[at]));
    }
    while (pieces_.size() > 1 && held_ - pieces_.front().size() >= MostRows) {
        held_ -= pieces_.front().size();
        dropped_ += pieces_.front().size();
        pieces_.pop_front();
    }
    emit changed();
}

RowText TapRows::row(int64_t index) const {
    const int64_t number = dropped_ + index;
    auto behind = std::upper_bound(pieces_.begin(), pieces_.end(), number, [](int64_t wanted, const Piece& piece) { return wanted < piece.first; });
    if (behind == pieces_.begin()) return {number + 1, RowKind::Insert, 0, {}};
    const Piece& piece = *std::prev(behind);
    const auto within = static_cast<size_t>(number - piece.first);
    const int row = piece.chosen.empty() ? static_cast<int>(within) : piece.chosen[within];
    std::string bytes;
    appendRow(bytes, piece.rows.rows, row, types_, *zone_);
    RowText out{number + 1, piece.rows.rows.kind(row), 0, {}};
    if (several_) out.cells.push_back({QString::number(piece.rows.subtask), false});
    const int64_t watermark = piece.rows.watermark;
    const bool moves = local_ && watermark != INT64_MIN && watermark != INT64_MAX;
    out.cells.push_back({watermark == INT64_MIN ? tr("none") : watermarkLongText(moves ? zone_->localFromUtc(watermark) : watermark), watermark == INT64_MIN});
    for (CellText& cell : cellsOf(bytes)) out.cells.push_back(std::move(cell));
    return out;
}

QString TapRows::notice() const {
    if (!problem_.isEmpty()) return tr("The condition failed: %1").arg(problem_);
    if (passed_ == 0) return {};
    QString out = tr("%1 rows passed").arg(groupedNumber(passed_));
    if (matched_ != passed_) out += tr(", %1 fulfil the condition").arg(groupedNumber(matched_));
    if (missed_ > 0) out += tr(", %1 not kept").arg(groupedNumber(missed_));
    return out;
}

} // namespace weir::ui
