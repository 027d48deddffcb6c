// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/live_run.h"

namespace weir::ui {

/// A run at one moment in a few numbers.
struct RunFigures {
    double rowsIn = 0, rowsOut = 0;            // a second: of the sources; of results and sinks
    double lagMillis = 0;                      // of the watermark; NaN: there is none
    double stateBytes = 0;
    double busy = 0, backpressured = 0;        // 0..1, of the busiest task and of the one held back most
};

/// Of a run that has a snapshot.
RunFigures figuresOf(const LiveRun& live);

} // namespace weir::ui
