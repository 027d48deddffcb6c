// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_figures.h"

#include <algorithm>
#include <cmath>

namespace weir::ui {

RunFigures figuresOf(const LiveRun& live) {
    RunFigures out;
    out.rowsIn = live.sourceRate;
    out.rowsOut = live.resultRate;
    out.lagMillis = live.lagMillis ? static_cast<double>(std::max<int64_t>(0, *live.lagMillis)) : std::nan("");
    for (size_t v = 0; v < live.vertices.size(); ++v) {
        const VertexLive& vertex = live.vertices[v];
        out.stateBytes += static_cast<double>(vertex.stateBytes);
        out.busy = std::max(out.busy, vertex.load.busy);
        out.backpressured = std::max(out.backpressured, vertex.load.backpressured);
        if (live.snapshot->vertices[v].isSink && live.snapshot->resultRows.empty()) out.rowsOut += vertex.rowsInRate;
    }
    return out;
}

} // namespace weir::ui
