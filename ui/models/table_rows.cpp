// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/table_rows.h"

#include "engine/types/datetime.h"
#include "ui/kit/numbers.h"
#include "ui/models/row_format.h"

#include <QElapsedTimer>

namespace weir::ui {

namespace {

constexpr int PageRows = 4096;
constexpr qint64 BudgetMillis = 40;          // of each tick, so that the engine keeps its cores
constexpr int64_t FreshTicks = 8;

} // namespace

struct TableRows::Work {
    ResultReader reader;
    std::vector<DataType> types;
    std::mutex mutex;                        // guards all below; held for a page of rows at most
    AppliedTable table;
    int64_t next = 0;                        // first row of the result that is not applied
    int64_t missed = 0;
    bool isTable = false;
    bool behind = false;

    void step(int64_t tick) {
        QElapsedTimer time;
        time.start();
        const auto zone = TimeZone::utc();
        std::string bytes;
        do {
            const ResultPage page = reader.page(next, PageRows);
            int rows = 0;
            bool changes = isTable;
            for (const Batch& batch : page.batches) {
                rows += batch.size();
                changes = changes || !batch.insertOnly();
            }
            std::lock_guard lock(mutex);
            behind = rows > 0;
            if (!rows) return;
            if (changes && !isTable) {
                // The first change: from here on it is a table, of everything that is still there.
                isTable = true;
                next = page.droppedRows;
                missed = page.droppedRows;
                continue;
            }
            if (isTable) {
                missed += std::max<int64_t>(0, page.firstRow - next);
                for (const Batch& batch : page.batches)
                    for (int i = 0; i < batch.size(); ++i) {
                        const int row = batch.physicalRow(i);
                        bytes.clear();
                        appendRow(bytes, batch, row, types, *zone);
                        table.apply(batch.kind(row), bytes, tick);
                    }
            }
            next = page.firstRow + rows;
        } while (time.elapsed() < BudgetMillis);
    }
};

TableRows::TableRows(QObject* parent) : RowSource(parent) {
    ring_.setShowsKinds(false);
    connect(&ring_, &RowSource::changed, this, [this] {
        if (!isTable_) emit changed();
    });
}

TableRows::~TableRows() = default;

void TableRows::read(ResultReader reader) {
    work_ = std::make_shared<Work>();
    work_->reader = reader;
    work_->types = reader.schema.types();
    background_.forget();
    busy_ = isTable_ = false;
    ring_.read(std::move(reader));
    emit reset();
}

void TableRows::clear() {
    work_.reset();
    background_.forget();
    busy_ = isTable_ = false;
    ring_.clear();
    emit reset();
}

void TableRows::refresh() {
    if (!work_ || !work_->reader.page) return;
    ring_.refresh();
    ++tick_;
    if (busy_) return;
    busy_ = true;
    background_.request(
        [work = work_, tick = tick_] {
            work->step(tick);
            std::lock_guard lock(work->mutex);
            return work->isTable;
        },
        [this](bool isTable) {
            busy_ = false;
            const bool becameTable = isTable && !isTable_;
            isTable_ = isTable;
            if (becameTable) emit reset();
            else if (isTable_) emit changed();
        });
}

int64_t TableRows::rowCount() const {
    if (!isTable_) return ring_.rowCount();
    std::lock_guard lock(work_->mutex);
    return work_->table.rowCount();
}

RowText TableRows::row(int64_t index) const {
    if (!isTable_) return ring_.row(index);
    RowText out;
    out.number = index + 1;
    std::lock_guard lock(work_->mutex);
    const AppliedTable::Row row = work_->table.row(index);
    out.cells = cellsOf(row.bytes);
    out.freshness = std::max(0.0, 1.0 - static_cast<double>(tick_ - row.tick) / FreshTicks);
    return out;
}

QString TableRows::notice() const {
    if (!isTable_) return ring_.notice();
    std::lock_guard lock(work_->mutex);
    if (work_->missed)
        return tr("%1 changes were gone before the table could take them in; it may be incomplete.").arg(groupedNumber(work_->missed));
    if (work_->table.rowsTooMany()) return tr("The table shows its first %1 rows.").arg(groupedNumber(AppliedTable::MaxRows));
    return {};
}

} // namespace weir::ui
