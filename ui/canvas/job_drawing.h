// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/run_snapshot.h"
#include "ui/canvas/layered_layout.h"

#include <QPainterPath>
#include <QRectF>

#include <vector>

namespace weir::ui {

/// Where a job's vertices, edges and tasks stand. Chained vertices stand together in the frame of their task: the inside of every task is
/// laid out first, then the tasks as large nodes with ports.
struct JobDrawing {
    struct Frame { int task = 0; QRectF rect; };
    std::vector<QRectF> nodes;                  // as the vertices
    std::vector<QPainterPath> edges;            // as the edges
    std::vector<QPointF> edgeMiddles;           // a good place for a label
    std::vector<Frame> frames;                  // tasks of several vertices
    QRectF bounds;
};

struct CardMeasures { double width = 178, height = 78, framePadding = 11, frameTop = 20; };

JobDrawing drawJob(const std::vector<VertexSnapshot>& vertices, const std::vector<EdgeSnapshot>& edges, const CardMeasures& measures = {});

} // namespace weir::ui
