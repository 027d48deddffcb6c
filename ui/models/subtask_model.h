// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/live_run.h"

#include <QAbstractTableModel>

namespace weir::ui {

/// The subtasks of the chosen operator, or of all. Rows are updated in place; the shape changes only with the job.
class SubtaskModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { OperatorColumn, SubtaskColumn, InColumn, OutColumn, BusyColumn, HeldColumn, IdleColumn, QueueColumn, WatermarkColumn, LateColumn,
                  StateColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void show(const LiveRun& live, int vertex);
    int vertexAt(int row) const { return rows_[static_cast<size_t>(row)].vertex; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row { int vertex; int subtask; QString name; SubtaskLive live; };
    std::vector<Row> rows_;
    bool ended_ = false;           // numbers are totals then
};

} // namespace weir::ui
