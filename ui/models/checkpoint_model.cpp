// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/checkpoint_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace weir::ui {

namespace {

bool same(const CheckpointRecord& a, const CheckpointRecord& b) { return a.number == b.number && a.startedMillis == b.startedMillis && a.folder == b.folder; }
bool unchanged(const CheckpointRecord& a, const CheckpointRecord& b) { return a.isRemoved == b.isRemoved; }

QString fineDuration(int64_t nanos) {
    const double millis = static_cast<double>(nanos) / 1e6;
    return millis < 10 ? CheckpointModel::tr("%1 ms").arg(millis, 0, 'f', 1) : millis < 1000 ? CheckpointModel::tr("%1 ms").arg(millis, 0, 'f', 0) : durationText(static_cast<int64_t>(millis));
}

} // namespace

void CheckpointModel::show(const std::vector<CheckpointRecord>& history) {
    // Most looks find the same, or a few more at the end.
    const bool goesOn = history.size() >= history_.size() && std::equal(history_.begin(), history_.end(), history.begin(), same);
    if (!goesOn) {
        beginResetModel();
        history_ = history;
        endResetModel();
        return;
    }
    const int added = static_cast<int>(history.size() - history_.size()), before = rowCount();
    const bool differs = !std::equal(history_.begin(), history_.end(), history.begin(), unchanged);
    if (added > 0) beginInsertRows({}, 0, added - 1);
    if (added > 0 || differs) history_ = history;
    if (added > 0) endInsertRows();
    if (differs) emit dataChanged(index(added, OutcomeColumn), index(added + before - 1, OutcomeColumn));
}

int CheckpointModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(history_.size()); }
int CheckpointModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CheckpointModel::data(const QModelIndex& index, int role) const {
    const CheckpointRecord& one = record(index.row());
    const bool text = index.column() == KindColumn || index.column() == OutcomeColumn;
    if (role == Qt::TextAlignmentRole) return QVariant((text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && !text) return codeFont(9);
    if (role == Qt::ForegroundRole && index.column() == OutcomeColumn) {
        const Theme& theme = themeOf(QGuiApplication::palette());
        if (one.folder.empty()) return theme.error;
        return one.isRemoved ? QVariant(theme.muted) : QVariant();
    }
    if (role == Qt::ToolTipRole && index.column() == OutcomeColumn) return QString::fromStdString(one.folder.empty() ? one.failure : one.folder);
    if (role == Qt::ToolTipRole && index.column() == SizeColumn && one.inFlightBytes > 0) return tr("%1 of it were rows in flight").arg(byteSize(one.inFlightBytes));
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case NumberColumn: return QString::number(one.number);
    case KindColumn: return one.isSavepoint ? tr("Savepoint") : one.isUnaligned ? tr("Unaligned checkpoint") : tr("Checkpoint");
    case StartedColumn: return QDateTime::fromMSecsSinceEpoch(one.startedMillis).toString(QStringLiteral("HH:mm:ss.zzz"));
    case DurationColumn: return fineDuration(one.nanos);
    case SizeColumn: return one.folder.empty() ? QStringLiteral("–") : byteSize(one.bytes);
    case OutcomeColumn:
        if (one.folder.empty()) return tr("Failed: %1").arg(QString::fromStdString(one.failure));
        return one.isRemoved ? tr("Removed: newer ones are complete") : QString::fromStdString(one.folder);
    default: return {};
    }
}

QVariant CheckpointModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant((section == KindColumn || section == OutcomeColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Number"), tr("Kind"), tr("Begun"), tr("Took"), tr("Written"), tr("Where")};
    return names[section];
}

} // namespace weir::ui
