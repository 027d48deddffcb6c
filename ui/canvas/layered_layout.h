// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

namespace weir::ui {

/// A point or a place in the drawing, in logical pixels; x to the right, y down.
struct Spot { double x = 0, y = 0; };

struct LayoutNode {
    double width = 0, height = 0;
};

/// From the right side of `from` to the left side of `to`; the ports are heights below the top of the node.
struct LayoutEdge {
    int from = 0, to = 0;
    double fromPort = 0, toPort = 0;
};

struct LayoutOptions {
    double rankGap = 64;          // between columns
    double nodeGap = 26;          // between nodes of a column
    double edgeGap = 14;          // between an edge that passes a column and its neighbours
    int sweeps = 12;
};

struct LayoutResult {
    std::vector<Spot> nodes;                    // top left
    std::vector<int> ranks;                     // column of each node
    std::vector<std::vector<Spot>> edges;       // bends from port to port; a column that is passed gives two, at its sides
    double width = 0, height = 0;
    int crossings = 0;
};

/// A layered drawing after Sugiyama from left to right: ranks by longest path, order by barycentres of ports and transpositions, heights by
/// least squares within the order. Pure and deterministic: the same graph gives the same drawing. Cycles are drawn as if turned round.
LayoutResult layoutLayers(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges, const LayoutOptions& options = {});

} // namespace weir::ui
