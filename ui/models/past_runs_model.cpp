// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/past_runs_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QPalette>

namespace weir::ui {

namespace {
bool isText(int column) {
    return column == PastRunsModel::FolderColumn || column == PastRunsModel::VersionColumn || column == PastRunsModel::OutcomeColumn || column == PastRunsModel::SettingsColumn;
}
} // namespace

void PastRunsModel::show(std::vector<PastRunRow> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
}

void PastRunsModel::addNewest(PastRunRow row) {
    beginInsertRows({}, 0, 0);
    rows_.insert(rows_.begin(), std::move(row));
    endInsertRows();
}

int PastRunsModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
int PastRunsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PastRunsModel::data(const QModelIndex& index, int role) const {
    const PastRunRow& one = row(index.row());
    if (role == Qt::TextAlignmentRole) return QVariant((isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && !isText(index.column())) return codeFont(9);
    if (role == Qt::ForegroundRole && index.column() == OutcomeColumn && !one.error.empty()) return themeOf(QGuiApplication::palette()).error;
    if (role == Qt::ToolTipRole) {
        if (index.column() == OutcomeColumn) return QString::fromStdString(one.error.empty() ? one.outcome : one.error);
        if (index.column() == FolderColumn) return QString::fromStdString(one.folder);
        if (index.column() == VersionColumn) return tr("Runs with the same version ran the same text");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case StartedColumn: return QDateTime::fromMSecsSinceEpoch(one.startedMillis).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    case FolderColumn: return QString::fromStdString(one.folder).section('/', -1);
    case VersionColumn: return QString::fromStdString(one.version).left(6);
    case DurationColumn: return durationText(one.runNanos / 1'000'000);
    case RowsColumn: return groupedNumber(one.sourceRows);
    case RateColumn: return one.runNanos > 0 ? tr("%1/s").arg(compactNumber(static_cast<double>(one.sourceRows) / (static_cast<double>(one.runNanos) / 1e9))) : QString();
    case ResultsColumn: return groupedNumber(one.resultRows);
    case MemoryColumn: return byteSize(one.peakMemoryBytes);
    case OutcomeColumn: return QString::fromStdString(one.error.empty() ? one.outcome : one.outcome + ": " + one.error);
    case SettingsColumn: return QString::fromStdString(one.settings);
    default: return {};
    }
}

QVariant PastRunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant((isText(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Started"), tr("Project"), tr("Version"), tr("Ran"), tr("Rows read"), tr("Rate"), tr("Results"), tr("Memory"), tr("Outcome"), tr("Settings")};
    return names[section];
}

} // namespace weir::ui
