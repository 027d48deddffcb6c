// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_feed.h"

#include <QDateTime>
#include <QThreadPool>

namespace weir::ui {

bool isEnd(RunState state) { return state == RunState::Finished || state == RunState::Failed || state == RunState::Cancelled; }

RunFeed::RunFeed(QObject* parent) : QObject(parent) {
    timer_.setInterval(PullMillis);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &RunFeed::pull);
}

void RunFeed::watch(std::shared_ptr<Run> run) {
    // Letting a run go cancels it and joins its threads: not in this thread.
    if (run_) QThreadPool::globalInstance()->start([old = std::move(run_)]() mutable { old.reset(); });
    run_ = std::move(run);
    history_.clear();
    live_ = {};
    shown_ = RunState::Starting;
    emit runChanged();
    if (run_) {
        timer_.start();
        pull();
    } else {
        timer_.stop();
        emit changed();
    }
    emit stateChanged();
}

bool RunFeed::isActive() const { return run_ && !isEnd(state()); }

RunState RunFeed::state() const { return live_.snapshot ? live_.snapshot->state : run_ ? RunState::Starting : RunState::Finished; }

void RunFeed::pull() {
    if (!run_) return;
    live_ = history_.add(run_->snapshot(), QDateTime::currentMSecsSinceEpoch());
    if (!live_.snapshot) return;
    const RunState now = live_.snapshot->state;
    const bool moved = now != shown_;
    shown_ = now;
    emit changed();
    if (!moved) return;
    emit stateChanged();
    if (isEnd(now)) {
        timer_.stop();
        emit ended();
    }
}

} // namespace weir::ui
