// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/chip.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <cmath>

namespace weir::ui {

namespace {

constexpr int MessageMillis = 4000;

} // namespace

StatusLine::StatusLine(Studio& studio, QWidget* parent)
    : QStatusBar(parent), studio_(studio), state_(new Chip(tr("State"))), rate_(new Chip(tr("Rows per second"))), watermark_(new Chip(tr("Watermark"))),
      pressure_(new Chip(tr("Backpressure"))), memory_(new Chip(tr("Memory"))), caret_(new Chip(tr("Caret"))), dialect_(new Chip(tr("Dialect"))) {
    setSizeGripEnabled(false);
    setContentsMargins(4, 0, 4, 0);
    for (auto* chip : {state_, rate_, watermark_, pressure_}) addWidget(chip);
    for (auto* chip : {memory_, dialect_, caret_}) addPermanentWidget(chip);
    dialect_->show(QStringLiteral("Flink SQL 2.3"));
    connect(&studio_.feed, &RunFeed::changed, this, &StatusLine::refresh);
    connect(&studio_.feed, &RunFeed::stateChanged, this, &StatusLine::refresh);
    connect(&studio_.runner, &JobRunner::starting, this, &StatusLine::refresh);
    connect(&studio_.runner, &JobRunner::started, this, &StatusLine::refresh);
    connect(&studio_.runner, &JobRunner::failed, this, &StatusLine::refresh);
    refresh();
}

void StatusLine::refresh() {
    const Theme& theme = themeOf(this);
    const LiveRun& live = studio_.feed.live();
    if (studio_.runner.isStarting()) {
        state_->setDot(theme.accent);
        state_->show(tr("Starting"));
    } else if (!studio_.feed.run()) {
        state_->setDot(theme.muted);
        state_->show(tr("Not running"));
    } else {
        state_->setDot(stateColour(studio_.feed.state(), theme));
        state_->show(stateText(studio_.feed.state()));
    }
    if (!live.snapshot) {
        for (auto* chip : {rate_, watermark_, pressure_, memory_}) chip->show({});
        return;
    }
    rate_->show(isEnd(live.snapshot->state) ? tr("%1 rows read").arg(groupedNumber(live.snapshot->sourceRows)) : tr("%1 rows/s").arg(compactNumber(live.sourceRate)));
    QString watermark;
    if (live.watermark != INT64_MIN) {
        watermark = tr("Watermark %1").arg(watermarkText(live.watermark));
        if (live.lagMillis) watermark += tr(" · lag %1").arg(durationText(*live.lagMillis));
    }
    watermark_->show(watermark, watermarkLongText(live.watermark));
    pressure_->show(live.worstBackpressure > 0.05 ? tr("Backpressure %1%").arg(std::lround(live.worstBackpressure * 100)) : QString());
    memory_->show(live.snapshot->peakMemoryBytes ? byteSize(live.snapshot->peakMemoryBytes) : QString(), tr("memory at most"));
}

void StatusLine::showCaret(int line, int column) { caret_->show(line > 0 ? tr("Ln %1, Col %2").arg(line).arg(column) : QString()); }

void StatusLine::showWaiting(const QString& pressed) {
    if (pressed.isEmpty()) clearMessage();
    else showMessage(tr("%1 was pressed. Waiting for the next key …").arg(pressed));
}

void StatusLine::showUnknown(const QString& pressed) { showMessage(tr("%1 is the key of nothing.").arg(pressed), MessageMillis); }

} // namespace weir::ui
