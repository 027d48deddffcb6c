// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/late_model.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/models/row_format.h"

#include <QFont>

namespace weir::ui {

void LateModel::clear() {
    beginResetModel();
    rows_.clear();
    total_ = seen_ = 0;
    endResetModel();
}

void LateModel::add(const TimePage& page, const TimeWatch& watch, const std::function<QString(int vertex)>& nameOf) {
    std::deque<Late> fresh;
    for (const TimeSubtask& subtask : page.subtasks)
        for (const LateRows& late : subtask.late) {
            const Schema schema = watch.inputOf(subtask.vertex, late.input);
            const std::vector<DataType> types = schema.types();
            std::shared_ptr<const TimeZone> zone;      // of instants; other times stand as they are written
            for (const DataType& type : types)
                if (type.isRowtime() && type.kind() == TypeKind::TimestampLtz) zone = watch.zone();
            for (int row = 0; row < late.rows.rows; ++row) {
                std::string bytes;
                QStringList cells;
                if (types.size() == late.rows.columns.size()) appendRow(bytes, late.rows, row, types, *watch.zone());
                size_t column = 0;
                for (const CellText& cell : cellsOf(bytes)) cells += text(schema.fields[column++].name) + QStringLiteral(" = ") + cell.text;
                fresh.push_front({nameOf(subtask.vertex), subtask.subtask, late.times[static_cast<size_t>(row)], late.watermark, cells.join(QStringLiteral(", ")), zone});
            }
        }
    seen_ += static_cast<int64_t>(fresh.size());
    total_ = seen_ + page.unseenLateRows;
    if (fresh.empty()) return;
    if (fresh.size() > MostRows) fresh.resize(MostRows);
    beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
    rows_.insert(rows_.begin(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
    endInsertRows();
    if (rows_.size() <= MostRows) return;
    beginRemoveRows({}, static_cast<int>(MostRows), static_cast<int>(rows_.size()) - 1);
    rows_.resize(MostRows);
    endRemoveRows();
}

int LateModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
int LateModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }

QString LateModel::shown(const Late& late, int64_t time) { return watermarkLongText(late.zone ? late.zone->localFromUtc(time) : time); }

QString LateModel::fate(int row) const {
    const Late& late = rows_[static_cast<size_t>(row)];
    const bool isKnown = late.watermark != INT64_MIN && late.watermark != INT64_MAX;
    const QString by = isKnown ? tr("%1 too late").arg(durationText(late.watermark - late.time)) : tr("too late");
    return tr("'%1' [%2] did not take it, for it came %3. Its time, or the end of the window it belongs to, is %4; the watermark there had reached %5.")
        .arg(late.name).arg(late.subtask).arg(by, shown(late, late.time), shown(late, late.watermark));
}

QVariant LateModel::data(const QModelIndex& index, int role) const {
    const Late& late = rows_[static_cast<size_t>(index.row())];
    if (role == Qt::FontRole && index.column() != OperatorColumn) return codeFont(9);
    if (role == Qt::TextAlignmentRole && index.column() == LateByColumn) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == LateByColumn)
        return tr("Its time is %1 and the watermark had reached %2: what it belongs to was closed.").arg(shown(late, late.time), shown(late, late.watermark));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
    case OperatorColumn: return QStringLiteral("%1 [%2]").arg(late.name).arg(late.subtask);
    case TimeColumn: return role == Qt::ToolTipRole ? shown(late, late.time) : shown(late, late.time).section(' ', -1);
    case WatermarkColumn: return role == Qt::ToolTipRole ? shown(late, late.watermark) : shown(late, late.watermark).section(' ', -1);
    case LateByColumn: return late.watermark == INT64_MIN || late.watermark == INT64_MAX ? QString() : durationText(late.watermark - late.time);
    case RowColumn: return late.row;
    default: return {};
    }
}

QVariant LateModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const char* names[] = {QT_TR_NOOP("Late by"), QT_TR_NOOP("Not taken by"), QT_TR_NOOP("Its time"), QT_TR_NOOP("Watermark"), QT_TR_NOOP("Row")};
    return tr(names[section]);
}

} // namespace weir::ui
