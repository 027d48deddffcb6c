// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/metrics_panel.h"

#include "ui/bridge/run_feed.h"
#include "ui/bridge/run_figures.h"
#include "ui/charts/strip_chart.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QHBoxLayout>

#include <cmath>

namespace weir::ui {

MetricsPanel::MetricsPanel(RunFeed& feed, QWidget* parent) : QWidget(parent), feed_(feed) {
    auto perSecond = [](double value) { return compactNumber(value); };
    auto seconds = [](double value) { return durationText(static_cast<int64_t>(value)); };
    auto percent = [](double value) { return QStringLiteral("%1%").arg(std::lround(value)); };
    rows_ = new StripChart(tr("Rows per second"),
                           {{tr("read"), [](const Theme& t) { return t.accent; }, true}, {tr("results"), [](const Theme& t) { return t.ok; }, false}},
                           perSecond, this);
    lag_ = new StripChart(tr("Watermark lag"), {{tr("lag"), [](const Theme& t) { return t.violet; }, true}}, seconds, this);
    load_ = new StripChart(tr("Busiest task"),
                           {{tr("busy"), [](const Theme& t) { return t.warn; }, true}, {tr("held back"), [](const Theme& t) { return t.error; }, false}},
                           percent, this);
    load_->setCeiling(100);
    rows_->setEmptyText(tr("Nothing has run yet"));
    load_->setEmptyText(tr("Nothing has run yet"));
    lag_->setEmptyText(tr("No watermark yet"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (auto* chart : {rows_, lag_, load_}) row->addWidget(chart, 1);
    connect(&feed_, &RunFeed::changed, this, &MetricsPanel::take);
    connect(&feed_, &RunFeed::runChanged, this, [this] {
        for (auto* chart : {rows_, lag_, load_}) chart->clear();
    });
}

void MetricsPanel::take() {
    const LiveRun& live = feed_.live();
    if (!live.snapshot) return;
    const RunFigures now = figuresOf(live);
    rows_->add({now.rowsIn, now.rowsOut});
    lag_->add({now.lagMillis});
    load_->add({now.busy * 100, now.backpressured * 100});
}

} // namespace weir::ui
