// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/catalog_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/theme.h"
#include "ui/results/table_preview.h"
#include "ui/shell/side_panels.h"
#include "ui/shell/studio.h"

#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QTreeView>

#include <algorithm>

namespace weir::ui {

namespace {

/// A name, and its type or connector behind it in a paler colour.
class DetailDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const QString detail = index.data(CatalogModel::DetailRole).toString();
        const int used = 26 + option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 8;
        const QRect room = option.rect.adjusted(used, 0, -6, 0);
        if (detail.isEmpty() || room.width() < 24) return;
        painter->save();
        painter->setPen(themeOf(option.palette).muted);
        QFont small = option.font;
        small.setPixelSize(11);
        painter->setFont(small);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(small).elidedText(detail, Qt::ElideRight, room.width()));
        painter->restore();
    }
};

/// Reading it asks nobody else: a broker would see a reader, a server a connection.
bool readsQuietly(const CatalogModel& catalog, const QModelIndex& table) {
    auto isQuiet = [](const QModelIndex& index) {
        const QString connector = index.data(CatalogModel::DetailRole).toString();
        return connector != "kafka" && connector != "upsert-kafka" && connector != "socket";
    };
    if (table.data(CatalogModel::DetailRole).toString() != CatalogModel::tr("view")) return isQuiet(table);
    // A view may read any of them.
    for (int row = 0; row < catalog.rowCount(table.parent()); ++row)
        if (!isQuiet(catalog.index(row, 0, table.parent()))) return false;
    return true;
}

} // namespace

std::string definitionsOf(const Studio& studio) {
    std::string out;
    for (const auto& statement : studio.script.statements) {
        const Place& place = statement.place;
        const bool runs = statement.kind == StatementKind::Query || statement.kind == StatementKind::Insert || statement.kind == StatementKind::StatementSet;
        const bool broken = std::any_of(studio.script.diagnostics.begin(), studio.script.diagnostics.end(), [&](const Diagnostic& each) {
            return each.severity == Severity::Error && each.error.place.offset >= place.offset && each.error.place.offset <= place.offset + place.length;
        });
        if (runs || broken || !place.known() || place.offset >= static_cast<int>(studio.script.text.size())) continue;
        out += studio.script.text.substr(static_cast<size_t>(place.offset), static_cast<size_t>(place.length)) + ";\n";
    }
    return out;
}

QWidget* makeCatalogPanel(Studio& studio) {
    auto* tree = new QTreeView;
    tree->setObjectName("catalogTree");
    tree->setAccessibleName(QObject::tr("Catalog"));
    tree->setHeaderHidden(true);
    tree->setUniformRowHeights(true);
    tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree->setItemDelegate(new DetailDelegate(tree));
    tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree->setDragEnabled(true);
    tree->setDragDropMode(QAbstractItemView::DragOnly);
    tree->setModel(&studio.catalog);
    QObject::connect(tree, &QTreeView::doubleClicked, &studio, [&studio](const QModelIndex& index) { emit studio.insertWanted(studio.catalog.sqlName(index)); });
    auto wanted = [&studio](const QModelIndex& index) {
        if (index.data(CatalogModel::IsTableRole).toBool()) emit studio.previewWanted(index.data(Qt::DisplayRole).toString(), studio.catalog.sqlName(index));
    };
    QObject::connect(tree, &QTreeView::clicked, &studio, [&studio, wanted](const QModelIndex& index) {
        if (readsQuietly(studio.catalog, index)) wanted(index);
    });
    QObject::connect(tree, &QTreeView::activated, &studio, wanted);
    tree->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(tree, &QTreeView::customContextMenuRequested, tree, [tree, &studio, wanted](const QPoint& at) {
        const QModelIndex index = tree->indexAt(at);
        if (!index.isValid()) return;
        QMenu menu;
        if (index.data(CatalogModel::IsTableRole).toBool()) menu.addAction(QObject::tr("Show the first rows"), &studio, [wanted, index] { wanted(index); });
        menu.addAction(QObject::tr("Insert the name"), &studio, [&studio, index] { emit studio.insertWanted(studio.catalog.sqlName(index)); });
        menu.exec(tree->viewport()->mapToGlobal(at));
    });
    // The first table opens by itself, to show that there is something inside.
    QObject::connect(&studio.catalog, &QAbstractItemModel::rowsInserted, tree, [tree, &studio](const QModelIndex& parent, int first) {
        if (!parent.isValid() && first == 0) tree->expand(studio.catalog.index(0, 0));
    }, Qt::QueuedConnection);
    return withEmptyState(tree, &studio.catalog,
                          new EmptyState("database", QObject::tr("No tables"), QObject::tr("CREATE TABLE and CREATE VIEW statements of the open file fill the catalog. Drop a CSV or JSON file on the window to get one.")));
}

QWidget* makePreviewPanel(Studio& studio) {
    auto* preview = new TablePreview(studio.engine);
    QObject::connect(&studio, &Studio::previewWanted, preview, [preview, &studio](const QString& title, const QString& table) {
        preview->show(title, definitionsOf(studio), studio.script.folder, table.toStdString());
    });
    return preview;
}

} // namespace weir::ui
