// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_curves.h"

#include <utility>

namespace weir::ui {

namespace {

struct KindRow {
    const char* name;
    ThinnedSeries::Keeps keeps;
    double RunFigures::*figure;
};
// Rates are averaged, so that the area is the rows; of the others a peak must not vanish.
constexpr KindRow Kinds[RunCurveKinds] = {
    {"rows in", ThinnedSeries::Keeps::Mean, &RunFigures::rowsIn},       {"rows out", ThinnedSeries::Keeps::Mean, &RunFigures::rowsOut},
    {"watermark lag", ThinnedSeries::Keeps::Largest, &RunFigures::lagMillis}, {"state bytes", ThinnedSeries::Keeps::Last, &RunFigures::stateBytes},
    {"busy", ThinnedSeries::Keeps::Largest, &RunFigures::busy},         {"backpressured", ThinnedSeries::Keeps::Largest, &RunFigures::backpressured},
};

} // namespace

const char* curveName(RunCurveKind kind) { return Kinds[static_cast<size_t>(kind)].name; }

RunCurves::RunCurves() { clear(); }

void RunCurves::clear() {
    for (size_t i = 0; i < RunCurveKinds; ++i) series_[i] = ThinnedSeries(Kinds[i].keeps);
    pausedNanos_ = 0;
    pausedAt_ = -1;
}

bool RunCurves::isEmpty() const { return of(RunCurveKind::RowsIn).isEmpty(); }

void RunCurves::add(const LiveRun& live) {
    if (!live.snapshot) return;
    const int64_t now = live.snapshot->runNanos;
    if (live.snapshot->state == RunState::Paused) {
        if (pausedAt_ < 0) pausedAt_ = now;
        return;
    }
    if (pausedAt_ >= 0) pausedNanos_ += now - std::exchange(pausedAt_, -1);
    const RunFigures figures = figuresOf(live);
    for (size_t i = 0; i < RunCurveKinds; ++i) series_[i].add(now - pausedNanos_, figures.*Kinds[i].figure);
}

} // namespace weir::ui
