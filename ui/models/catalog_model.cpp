// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/catalog_model.h"

#include "engine/graph/graph_edits.h"
#include "ui/bridge/value_text.h"
#include "ui/kit/icons.h"

#include <QMimeData>

namespace weir::ui {

namespace {

QString fingerprint(const std::vector<CatalogTree>& catalogs) {
    std::string all;
    for (const auto& catalog : catalogs) {
        all += catalog.name + '\n';
        for (const auto& database : catalog.databases) {
            all += ' ' + database.name + '\n';
            for (const auto& table : database.tables) {
                all += "  " + table.name + ' ' + table.connector + (table.isView ? " v\n" : " t\n");
                for (const auto& column : table.columns) all += "   " + column.name + ' ' + column.type + ' ' + column.note + '\n';
            }
        }
    }
    return text(all);
}

QStandardItem* treeItem(const QString& icon, const QString& name, const QString& detail) {
    auto* made = new QStandardItem(ui::icon(icon), name);
    made->setEditable(false);
    made->setData(detail, CatalogModel::DetailRole);
    made->setToolTip((detail.isEmpty() ? name : name + "  " + detail).toHtmlEscaped());
    made->setAccessibleText(detail.isEmpty() ? name : name + ", " + detail);
    return made;
}

QStandardItem* tableItem(const CatalogTable& table) {
    auto* made = treeItem(table.isView ? "view" : "table", text(table.name), table.isView ? CatalogModel::tr("view") : text(table.connector));
    made->setData(true, CatalogModel::IsTableRole);
    for (const auto& column : table.columns) {
        const QString note = text(column.note);
        const bool isTime = note.contains("rowtime", Qt::CaseInsensitive) || note.contains("watermark", Qt::CaseInsensitive);
        const bool isKey = note.contains("primary key", Qt::CaseInsensitive);
        auto* child = treeItem(isTime ? "clock" : isKey ? "key" : "column", text(column.name), text(column.type));
        if (!note.isEmpty()) child->setToolTip((text(column.name) + "  " + text(column.type) + '\n' + note).toHtmlEscaped());
        made->appendRow(child);
    }
    return made;
}

} // namespace

QString CatalogModel::sqlName(const QModelIndex& index) const {
    const std::string own = graph::quotedName(index.data(Qt::DisplayRole).toString().toStdString());
    if (!index.data(IsTableRole).toBool()) return ui::text(own);
    QString name = ui::text(own);
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent()) name.prepend(ui::text(graph::quotedName(above.data(Qt::DisplayRole).toString().toStdString())) + '.');
    return name;
}

QMimeData* CatalogModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty()) return nullptr;
    auto* data = new QMimeData;
    QStringList names;
    for (const QModelIndex& index : indexes) names += sqlName(index);
    data->setText(names.join(QStringLiteral(", ")));
    if (indexes.front().data(IsTableRole).toBool()) data->setData(TableMime, indexes.front().data(Qt::DisplayRole).toString().toUtf8());
    return data;
}

bool CatalogModel::show(const std::vector<CatalogTree>& catalogs) {
    const QString now = fingerprint(catalogs);
    if (now == shown_) return false;
    shown_ = now;
    clear();
    tables_ = 0;
    const bool plain = catalogs.size() == 1 && catalogs[0].databases.size() == 1;
    for (const auto& catalog : catalogs) {
        QStandardItem* catalogItem = plain ? invisibleRootItem() : treeItem("server", text(catalog.name), QString());
        if (!plain) appendRow(catalogItem);
        for (const auto& database : catalog.databases) {
            QStandardItem* databaseItem = plain ? invisibleRootItem() : treeItem("database", text(database.name), QString());
            if (!plain) catalogItem->appendRow(databaseItem);
            for (const auto& table : database.tables) {
                databaseItem->appendRow(tableItem(table));
                ++tables_;
            }
        }
    }
    return true;
}

} // namespace weir::ui
