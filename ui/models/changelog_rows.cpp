// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/changelog_rows.h"

#include "ui/kit/numbers.h"
#include "ui/models/row_format.h"

#include "engine/types/datetime.h"

namespace weir::ui {

namespace {

constexpr int PageRows = 128;

} // namespace

void ChangelogRows::read(ResultReader reader) {
    reader_ = std::move(reader);
    types_ = reader_.schema.types();
    columns_ = columnTexts(reader_.schema);
    totalRows_ = droppedRows_ = 0;
    finished_ = false;
    cached_.clear();
    refresh();
    emit reset();
}

void ChangelogRows::clear() { read({}); }

void ChangelogRows::refresh() {
    if (!reader_.page) return;
    const ResultPage page = reader_.page(0, 0);
    if (page.totalRows == totalRows_ && page.droppedRows == droppedRows_ && page.finished == finished_) return;
    totalRows_ = page.totalRows;
    droppedRows_ = page.droppedRows;
    finished_ = page.finished;
    emit changed();
}

void ChangelogRows::load(int64_t number) const {
    const int64_t first = std::max(droppedRows_, number - PageRows / 2);
    const ResultPage page = reader_.page(first, PageRows);
    cached_.clear();
    cachedFirst_ = page.firstRow;
    const auto zone = TimeZone::utc();
    for (const Batch& batch : page.batches)
        for (int i = 0; i < batch.size(); ++i) {
            const int row = batch.physicalRow(i);
            std::string bytes;
            appendRow(bytes, batch, row, types_, *zone);
            cached_.emplace_back(batch.kind(row), std::move(bytes));
        }
}

RowText ChangelogRows::row(int64_t index) const {
    const int64_t number = droppedRows_ + index;
    auto isCached = [&] { return number >= cachedFirst_ && number < cachedFirst_ + static_cast<int64_t>(cached_.size()); };
    if (!isCached()) load(number);
    if (!isCached()) return {number + 1, RowKind::Insert, 0, {}};       // just fell out of the ring
    const auto& [kind, bytes] = cached_[static_cast<size_t>(number - cachedFirst_)];
    return {number + 1, kind, 0, cellsOf(bytes)};
}

QString ChangelogRows::notice() const {
    if (!droppedRows_) return {};
    return tr("The last %1 rows are kept; %2 older ones are gone.").arg(groupedNumber(rowCount()), groupedNumber(droppedRows_));
}

} // namespace weir::ui
