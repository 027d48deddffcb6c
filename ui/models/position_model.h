// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <QAbstractTableModel>

#include <vector>

namespace weir::ui {

/// Where the tasks of a replay stand. Rows are updated in place; the shape changes with the run.
class PositionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { OperatorsColumn, SubtaskColumn, StepsColumn, ElementsColumn, NextColumn, SplitsColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void show(std::vector<TaskPosition> positions);
    const TaskPosition& position(int row) const { return positions_[static_cast<size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<TaskPosition> positions_;
};

} // namespace weir::ui
