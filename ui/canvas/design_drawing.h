// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/design_session.h"

#include <QMap>
#include <QPainterPath>
#include <QRectF>

namespace weir::ui {

/// Where nodes stand, by id: what the user moved stays where it was put, across sessions too.
using DesignPlaces = QMap<QString, QPointF>;

struct DesignCard {
    QString id, title, subtitle, detail, icon, problem;
    QRectF rect;
    int inputs = 0;                     // ports at the left; 0 for tables that nobody writes
    bool takesInput = true, givesOutput = true, isStep = false;
};
struct DesignEdge {
    int reference = -1;                 // of the graph; what a click on the edge means
    int from = -1, to = -1;             // cards; -1 at `from`: the input is missing
    QString missing;                    // its name then
    QPainterPath path;
    QPointF start, end;
    bool writes = false;
};

/// Cards and edges of a script's graph.
struct DesignDrawing {
    static constexpr double Width = 176, Height = 64;
    std::vector<DesignCard> cards;
    std::vector<DesignEdge> edges;
    QRectF bounds;
    int find(const QString& id) const;
};

/// Nodes without a place get one beside what they read, and it is written into `places`; with no place at all everything is laid out anew.
DesignDrawing drawDesign(const DesignSession& session, DesignPlaces& places);
/// All in layers from left to right.
DesignPlaces tidyPlaces(const graph::ScriptGraph& graph);
QPainterPath curve(QPointF from, QPointF to);

} // namespace weir::ui
