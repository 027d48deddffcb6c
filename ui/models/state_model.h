// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <QAbstractTableModel>

#include <optional>
#include <utility>
#include <vector>

namespace weir::ui {

/// Entries of an operator's state, as text: the subtask where there are several, key group and size, the key's columns, the value's.
class StateModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int Limit = 1000;         // rows shown at most

    /// Pages of all subtasks of one operator. Asked for away from the GUI thread; the first error ends it.
    struct Entries {
        StatePage all;                         // without rows
        std::vector<std::pair<int, StateRow>> rows;      // by subtask
        bool several = false;                  // subtasks
        std::optional<Error> error;
    };
    static Entries read(const Run& run, const StateQuery& query, int parallelism);

    using QAbstractTableModel::QAbstractTableModel;
    void show(Entries entries);
    const Entries& entries() const { return entries_; }
    /// The texts of a row's key columns.
    std::vector<std::string> keyOf(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Columns in front of the key's.
    int groupColumn() const { return entries_.several ? 1 : 0; }
    int sizeColumn() const { return groupColumn() + 1; }
    int firstColumn() const { return sizeColumn() + 1; }

private:
    Entries entries_;
};

} // namespace weir::ui
