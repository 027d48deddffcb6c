// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/subtask_model.h"

#include "ui/bridge/run_feed.h"
#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QGuiApplication>
#include <QPalette>

#include <cmath>

namespace weir::ui {

namespace {

QString percent(double share) { return QStringLiteral("%1%").arg(std::lround(share * 100)); }

} // namespace

void SubtaskModel::show(const LiveRun& live, int vertex) {
    std::vector<Row> rows;
    ended_ = live.snapshot && isEnd(live.snapshot->state);
    if (live.snapshot)
        for (size_t v = 0; v < live.snapshot->vertices.size(); ++v) {
            const VertexSnapshot& snapshot = live.snapshot->vertices[v];
            if (vertex >= 0 && snapshot.id != vertex) continue;
            for (size_t s = 0; s < live.vertices[v].subtasks.size(); ++s)
                rows.push_back({snapshot.id, static_cast<int>(s), nodeTexts(snapshot).title, live.vertices[v].subtasks[s]});
        }
    const bool same = rows.size() == rows_.size() &&
                      std::equal(rows.begin(), rows.end(), rows_.begin(), [](const Row& a, const Row& b) { return a.vertex == b.vertex && a.subtask == b.subtask; });
    if (!same) beginResetModel();
    rows_ = std::move(rows);
    if (!same) endResetModel();
    else if (!rows_.empty()) emit dataChanged(index(0, 0), index(static_cast<int>(rows_.size()) - 1, ColumnCount - 1), {Qt::DisplayRole});
}

int SubtaskModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
int SubtaskModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SubtaskModel::data(const QModelIndex& index, int role) const {
    const Row& row = rows_[static_cast<size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) return QVariant((index.column() == OperatorColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.column() != OperatorColumn) return codeFont(9);
    if (role == Qt::ForegroundRole) {
        const Theme& theme = themeOf(QGuiApplication::palette());
        if (index.column() == HeldColumn && row.live.load.backpressured > 0.1) return theme.error;
        if (index.column() == BusyColumn && row.live.load.busy > 0.8) return theme.warn;
        if (index.column() == LateColumn && row.live.lateRows) return theme.warn;
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case OperatorColumn: return row.name;
    case SubtaskColumn: return row.subtask;
    case InColumn: return ended_ ? groupedNumber(row.live.rowsIn) : tr("%1/s").arg(compactNumber(row.live.rowsInRate));
    case OutColumn: return ended_ ? groupedNumber(row.live.rowsOut) : tr("%1/s").arg(compactNumber(row.live.rowsOutRate));
    case BusyColumn: return ended_ ? QStringLiteral("–") : percent(row.live.load.busy);
    case HeldColumn: return ended_ ? QStringLiteral("–") : percent(row.live.load.backpressured);
    case IdleColumn: return ended_ ? QStringLiteral("–") : percent(row.live.load.idle);
    case QueueColumn: return percent(row.live.queueFill);
    case WatermarkColumn: return watermarkText(row.live.watermark);
    case LateColumn: return groupedNumber(row.live.lateRows);
    case StateColumn: return row.live.stateBytes ? byteSize(row.live.stateBytes) : QStringLiteral("–");
    default: return {};
    }
}

QVariant SubtaskModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant((section == OperatorColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Operator"), tr("Subtask"), tr("In"), tr("Out"), tr("Busy"), tr("Held back"), tr("Idle"), tr("Queue"), tr("Watermark"), tr("Late"), tr("State")};
    return names[section];
}

} // namespace weir::ui
