// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/run_snapshot.h"

#include <QAbstractTableModel>

#include <vector>

namespace weir::ui {

/// The checkpoints and savepoints of a run, the newest first. New ones are inserted above; nothing else moves.
class CheckpointModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NumberColumn, KindColumn, StartedColumn, DurationColumn, SizeColumn, OutcomeColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<CheckpointRecord>& history);
    const CheckpointRecord& record(int row) const { return history_[history_.size() - 1 - static_cast<size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<CheckpointRecord> history_;      // as the engine has it: the newest last
};

} // namespace weir::ui
