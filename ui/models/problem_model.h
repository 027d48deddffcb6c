// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/error.h"

#include <QAbstractTableModel>

#include <vector>

namespace weir::ui {

/// A finding in a document's text, or why a run failed.
struct Problem {
    Severity severity = Severity::Error;
    QString message;
    QString document;            // name of the open document; "" = none
    QString file;                // to show
    Place place;
    bool isFromRun = false;
};

class ProblemModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { MessageColumn, FileColumn, PlaceColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void show(std::vector<Problem> problems);
    const Problem& problem(int row) const { return problems_[static_cast<size_t>(row)]; }
    int errors() const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Problem> problems_;
};

} // namespace weir::ui
