// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/past_runs_model.h"

#include <QAbstractTableModel>

namespace weir::ui {

/// What is not the same in two runs.
struct RunDifference {
    QString what, one, other;
    bool isSetting = false;        // chosen beforehand, not measured
};
/// Version, settings and what they began with first, then what came of them. Without what is the same.
std::vector<RunDifference> differencesOf(const PastRunRow& one, const PastRunRow& other);

/// The differences of two runs, a row each.
class RunDifferences : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { WhatColumn, OneColumn, OtherColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    /// `names` are what the runs are called, here and in the charts.
    void show(std::vector<RunDifference> differences, const QString& one, const QString& other);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunDifference> differences_;
    QString one_, other_;
};

} // namespace weir::ui
