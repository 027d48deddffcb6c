// SPDX-License-Identifier: GPL-3.0-or-later
// What is dropped on the canvas: items of the palette, tables of the catalog.
#include "ui/canvas/design_view.h"
#include "ui/models/catalog_model.h"

#include <QDropEvent>
#include <QMimeData>

namespace weir::ui {

const PaletteItem* DesignView::itemOf(const QMimeData* mime) const {
    if (!mime->hasFormat(MimeType)) return nullptr;
    const QString id = QString::fromUtf8(mime->data(MimeType));
    for (const auto& item : session_.palette())
        if (item.id == id) return &item;
    return nullptr;
}

QString DesignView::tableOf(const QMimeData* mime) const {
    const QString table = QString::fromUtf8(mime->data(CatalogModel::TableMime));
    return drawing_.find(table) >= 0 ? table : QString();
}

/// A table of the catalog on a card is its input; on the ground a new step reads it.
void DesignView::dropTable(const QString& table, QPointF scene) {
    const int card = cardAt(scene);
    if (card >= 0) {
        const QString to = drawing_.cards[static_cast<size_t>(card)].id;
        if (to == table) return choose(card);
        if (const QString why = session_.whyNotConnect(table, to); !why.isEmpty()) return emit said(why);
        (void)session_.connectNodes(table, to);
        return;
    }
    for (const auto& item : session_.palette())
        if (item.id == "project") {
            choose(drawing_.find(table));
            addItem(item, std::nullopt);
            return;
        }
}

void DesignView::dragEnterEvent(QDragEnterEvent* event) {
    if (itemOf(event->mimeData()) || !tableOf(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DesignView::dragMoveEvent(QDragMoveEvent* event) {
    const PaletteItem* item = itemOf(event->mimeData());
    if (!item && tableOf(event->mimeData()).isEmpty()) return;
    dropAt_ = toScene(event->position());
    dropCard_ = cardAt(*dropAt_);
    dropEdge_ = item && item->onEdge && dropCard_ < 0 ? edgeAt(*dropAt_) : -1;
    event->acceptProposedAction();
    update();
}

void DesignView::dragLeaveEvent(QDragLeaveEvent*) {
    dropAt_.reset();
    dropEdge_ = dropCard_ = -1;
    update();
}

void DesignView::dropEvent(QDropEvent* event) {
    const PaletteItem* item = itemOf(event->mimeData());
    const QPointF scene = toScene(event->position());
    dropAt_.reset();
    dropEdge_ = dropCard_ = -1;
    if (const QString table = tableOf(event->mimeData()); !item && !table.isEmpty()) {
        dropTable(table, scene);
        event->acceptProposedAction();
        setFocus();
        return update();
    }
    if (!item) return;
    const int card = cardAt(scene), edge = card < 0 && item->onEdge ? edgeAt(scene) : -1;
    // On a card: behind it. On the ground: by itself.
    if (card >= 0) choose(card);
    else choose(-1);
    addItem(*item, card >= 0 || edge >= 0 ? std::nullopt : std::optional(scene), edge >= 0 ? drawing_.edges[static_cast<size_t>(edge)].reference : -1);
    event->acceptProposedAction();
    setFocus();
    update();
}

} // namespace weir::ui
