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
    /// The name as SQL writes it, with catalog and database where there are several.
    QString sqlName(const QModelIndex& index) const;
    /// What is dragged out: the name as text, and of a table its name for the canvas.
    static constexpr const char* TableMime = "application/x-weir-table";
    QStringList mimeTypes() const override { return {TableMime, "text/plain"}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    QString shown_;                     // the tree as text, to see whether it changed
    int tables_ = 0;
};

} // namespace weir::ui
