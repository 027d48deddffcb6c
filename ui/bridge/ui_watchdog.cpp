// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/ui_watchdog.h"

#include <QByteArray>

#include <algorithm>

namespace weir::ui {

UiWatchdog::UiWatchdog(QObject* parent) : QObject(parent), histogram_(2001) {
    timer_.setInterval(BeatMillis);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &UiWatchdog::beat);
}

void UiWatchdog::start() {
    clock_.start();
    last_ = 0;
    longest_ = 0;
    beats_ = 0;
    std::fill(histogram_.begin(), histogram_.end(), 0);
    timer_.start();
}

void UiWatchdog::beat() {
    const qint64 now = clock_.nsecsElapsed();
    const double gap = static_cast<double>(now - last_) / 1e6;
    last_ = now;
    longest_ = std::max(longest_, gap);
    ++beats_;
    ++histogram_[std::min<size_t>(histogram_.size() - 1, static_cast<size_t>(gap))];
}

double UiWatchdog::percentile(double share) const {
    int64_t left = static_cast<int64_t>(share * static_cast<double>(beats_));
    for (size_t i = 0; i < histogram_.size(); ++i)
        if ((left -= histogram_[i]) < 0) return static_cast<double>(i + 1);
    return longest_;
}

int64_t UiWatchdog::gapsOver(int millis) const {
    int64_t count = 0;
    for (size_t i = static_cast<size_t>(millis); i < histogram_.size(); ++i) count += histogram_[i];
    return count;
}

QByteArray UiWatchdog::json() const {
    return QStringLiteral("{\"longest_gap_ms\": %1, \"p99_ms\": %2, \"p999_ms\": %3, \"gaps_over_100_ms\": %4, \"beats\": %5}")
        .arg(longest_, 0, 'f', 1)
        .arg(percentile(0.99))
        .arg(percentile(0.999))
        .arg(gapsOver(100))
        .arg(beats_)
        .toUtf8();
}

} // namespace weir::ui
