// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/time_watch.h"

#include <QAbstractTableModel>

#include <deque>
#include <functional>
#include <memory>

namespace weir::ui {

/// Rows that came too late, the newest first: who did not take them, how late they were, what they held.
class LateModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { LateByColumn, OperatorColumn, TimeColumn, WatermarkColumn, RowColumn, ColumnCount };
    static constexpr size_t MostRows = 2'000;

    using QAbstractTableModel::QAbstractTableModel;
    void clear();
    /// `nameOf`: of a vertex.
    void add(const TimePage& page, const TimeWatch& watch, const std::function<QString(int vertex)>& nameOf);
    int64_t total() const { return total_; }
    /// What became of a row, exactly: these are recorded one by one.
    QString fate(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Late { QString name; int subtask; int64_t time, watermark; QString row; std::shared_ptr<const TimeZone> zone; };
    static QString shown(const Late& late, int64_t time);
    std::deque<Late> rows_;                      // the newest first
    int64_t total_ = 0;                          // with those that could not be kept
    int64_t seen_ = 0;
};

} // namespace weir::ui
