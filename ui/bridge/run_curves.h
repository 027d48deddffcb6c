// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/run_figures.h"
#include "ui/bridge/thinned_series.h"

#include <array>

namespace weir::ui {

/// The numbers of a run that are drawn over its time.
enum class RunCurveKind { RowsIn, RowsOut, Lag, State, Busy, Backpressured };
constexpr size_t RunCurveKinds = 6;
/// What a kind is called where curves are kept; never changes.
const char* curveName(RunCurveKind kind);

/// Takes a run's numbers down while it runs, thinner the longer it takes.
class RunCurves {
public:
    RunCurves();
    void add(const LiveRun& live);             // nothing while the run is paused
    /// How long the run stood still in between: the curves go on where they were.
    int64_t pausedNanos() const { return pausedNanos_; }
    void clear();
    bool isEmpty() const;
    const ThinnedSeries& of(RunCurveKind kind) const { return series_[static_cast<size_t>(kind)]; }

private:
    std::array<ThinnedSeries, RunCurveKinds> series_;
    int64_t pausedNanos_ = 0, pausedAt_ = -1;      // -1: it is not paused
};

} // namespace weir::ui
