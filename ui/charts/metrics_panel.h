// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

namespace weir::ui {

class RunFeed;
class StripChart;

/// The last minute of a run: rows a second, how far the watermark lags, and how busy the busiest task is.
class MetricsPanel : public QWidget {
    Q_OBJECT
public:
    MetricsPanel(RunFeed& feed, QWidget* parent = nullptr);

private:
    void take();
    RunFeed& feed_;
    StripChart* rows_;
    StripChart* lag_;
    StripChart* load_;
};

} // namespace weir::ui
