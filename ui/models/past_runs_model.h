// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include <cstdint>
#include <string>
#include <vector>

namespace weir::ui {

/// A run that has ended, as its row shows it.
struct PastRunRow {
    int64_t startedMillis = 0, runNanos = 0, sourceRows = 0, resultRows = 0, peakMemoryBytes = 0;
    std::string folder, script, version, settings, outcome, error, recording;      // version: the same for the same script
};

/// Past runs, the newest first.
class PastRunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StartedColumn, FolderColumn, VersionColumn, DurationColumn, RowsColumn, RateColumn, ResultsColumn, MemoryColumn, OutcomeColumn, SettingsColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void show(std::vector<PastRunRow> rows);
    void addNewest(PastRunRow row);
    const PastRunRow& row(int row) const { return rows_[static_cast<size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<PastRunRow> rows_;
};

} // namespace weir::ui
