// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/position_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"

#include <algorithm>

namespace weir::ui {

void PositionModel::show(std::vector<TaskPosition> positions) {
    const bool same = positions.size() == positions_.size() && std::equal(positions.begin(), positions.end(), positions_.begin(), [](const TaskPosition& a, const TaskPosition& b) {
        return a.uids == b.uids && a.subtask == b.subtask;
    });
    if (!same) beginResetModel();
    positions_ = std::move(positions);
    if (!same) endResetModel();
    else if (!positions_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::DisplayRole});
}

int PositionModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(positions_.size()); }
int PositionModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PositionModel::data(const QModelIndex& index, int role) const {
    const TaskPosition& one = position(index.row());
    const bool number = index.column() == SubtaskColumn || index.column() == StepsColumn || index.column() == ElementsColumn;
    if (role == Qt::TextAlignmentRole) return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole && number) return codeFont(9);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
    case OperatorsColumn: {
        QStringList names;
        for (const std::string& uid : one.uids) names += QString::fromStdString(uid);
        return names.join(QStringLiteral(" → "));
    }
    case SubtaskColumn: return one.subtask;
    case StepsColumn: return groupedNumber(one.steps);
    case ElementsColumn: return groupedNumber(one.elements);
    case NextColumn: return one.next.empty() ? tr("nothing more") : QString::fromStdString(one.next);
    case SplitsColumn: {
        QStringList splits;
        for (const auto& [name, position] : one.splits) splits += QString::fromStdString(name + ": " + position);
        return splits.join(QStringLiteral("; "));
    }
    default: return {};
    }
}

QVariant PositionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const bool number = section == SubtaskColumn || section == StepsColumn || section == ElementsColumn;
    if (role == Qt::TextAlignmentRole) return QVariant((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Operators"), tr("Subtask"), tr("Steps"), tr("Elements"), tr("Next"), tr("Source stands at")};
    return names[section];
}

} // namespace weir::ui
