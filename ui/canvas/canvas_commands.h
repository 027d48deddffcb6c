// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAction>
#include <QString>

#include <span>

namespace weir::ui {

class DesignView;
class GraphView;

/// What a user can do on a canvas while it has the focus; its keys are in key_table.cpp. Null: that canvas cannot.
struct CanvasCommandRow {
    const char* id;
    const char* text;
    void (DesignView::*design)();
    void (GraphView::*job)();
};

std::span<const CanvasCommandRow> canvasCommandTable();
QString canvasTitle(const CanvasCommandRow& row);

/// Gives a canvas the actions of its rows. They are its own, not the window's: it asks ownActionOf() of a press before anybody else may have it.
template <class Canvas>
void addCanvasActions(Canvas* canvas, void (Canvas::*CanvasCommandRow::*command)()) {
    for (const CanvasCommandRow& row : canvasCommandTable()) {
        if (!(row.*command)) continue;
        auto* action = new QAction(canvasTitle(row), canvas);
        action->setObjectName(QLatin1String(row.id));
        action->setShortcutContext(Qt::WidgetShortcut);
        QObject::connect(action, &QAction::triggered, canvas, row.*command);
    }
}

} // namespace weir::ui
