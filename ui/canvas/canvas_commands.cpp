// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_commands.h"

#include "ui/canvas/design_view.h"
#include "ui/canvas/graph_view.h"

#include <QCoreApplication>

namespace weir::ui {

namespace {

#define TEXT(x) QT_TRANSLATE_NOOP("CanvasCommands", x)
constexpr CanvasCommandRow Table[] = {
    {"canvas.next", TEXT("Graph: choose the next card"), &DesignView::chooseNext, &GraphView::chooseNext},
    {"canvas.previous", TEXT("Graph: choose the card before"), &DesignView::choosePrevious, &GraphView::choosePrevious},
    {"canvas.find", TEXT("Graph: find a card"), &DesignView::openSearch, nullptr},
    {"canvas.add", TEXT("Graph: add behind the chosen card …"), &DesignView::addBehind, nullptr},
    {"canvas.edit", TEXT("Graph: edit the chosen card"), &DesignView::edit, &GraphView::activate},
    {"canvas.rename", TEXT("Graph: rename the chosen card …"), &DesignView::startRename, nullptr},
    {"canvas.remove", TEXT("Graph: remove what is chosen"), &DesignView::removeSelected, nullptr},
    {"canvas.tap", TEXT("Graph: show the rows of an edge"), nullptr, &GraphView::tapNext},
    {"canvas.tidy", TEXT("Graph: tidy up"), &DesignView::tidy, nullptr},
    {"canvas.fit", TEXT("Graph: show all"), &DesignView::fit, &GraphView::fit},
    {"canvas.zoom-in", TEXT("Graph: larger"), &DesignView::zoomIn, &GraphView::zoomIn},
    {"canvas.zoom-out", TEXT("Graph: smaller"), &DesignView::zoomOut, &GraphView::zoomOut},
    {"canvas.full-size", TEXT("Graph: full size"), &DesignView::fullSize, &GraphView::fullSize},
};
#undef TEXT

} // namespace

std::span<const CanvasCommandRow> canvasCommandTable() { return Table; }
QString canvasTitle(const CanvasCommandRow& row) { return QCoreApplication::translate("CanvasCommands", row.text); }

} // namespace weir::ui
