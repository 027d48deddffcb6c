// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <QStandardItemModel>

#include <vector>

namespace weir::ui {

/// Catalogs, databases, tables and columns as a tree. A catalog of one database with nothing else is not shown as such: its tables are
/// what the user wants to see.
class CatalogModel : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole + 1, IsTableRole };
    using QStandardItemModel::QStandardItemModel;
    /// True when something changed.
    bool show(const std::vector<CatalogTree>& catalogs);
    int tables() const { return tables_; }

private:
    QString shown_;                     // the tree as text, to see whether it changed
    int tables_ = 0;
};

} // namespace weir::ui
