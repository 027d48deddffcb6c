// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/strip_chart.h"

#include "ui/charts/chart_frame.h"
#include "ui/kit/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace weir::ui {

StripChart::StripChart(QString title, std::vector<Series> series, std::function<QString(double)> format, QWidget* parent)
    : QWidget(parent), title_(std::move(title)), series_(std::move(series)), format_(std::move(format)) {
    setAccessibleName(title_);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void StripChart::add(const std::vector<double>& values) {
    points_.push_back(values);
    if (points_.size() > Points) points_.pop_front();
    QStringList now;
    for (size_t s = 0; s < series_.size(); ++s)
        if (!std::isnan(values[s])) now += series_[s].name + ' ' + format_(values[s]);
    setAccessibleDescription(now.join(", "));
    if (isVisible()) update();
}

void StripChart::clear() {
    points_.clear();
    update();
}

double StripChart::top() const {
    if (ceiling_ > 0) return ceiling_;
    double most = 0;
    for (const auto& point : points_)
        for (double value : point)
            if (!std::isnan(value)) most = std::max(most, value);
    return chartTop(most);
}

void StripChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    ChartFrame frame{title_, points_.empty() ? emptyText_ : QString(), {}, {}, false, top(), format_};
    for (size_t s = 0; s < series_.size(); ++s) {
        QString label = series_[s].name;
        if (!points_.empty() && !std::isnan(points_.back()[s])) label += ' ' + format_(points_.back()[s]);
        frame.legend.push_back({label, series_[s].colour(theme)});
    }
    constexpr int Seconds = 60;
    for (int seconds : {60, 45, 30, 15, 0}) frame.ticks.push_back({1 - static_cast<double>(seconds) / Seconds, seconds ? tr("−%1 s").arg(seconds) : tr("now")});
    const QRectF plot = paintChartFrame(painter, *this, frame);
    if (plot.isEmpty()) return;
    for (size_t s = 0; s < series_.size(); ++s) {
        ChartLine line{{}, series_[s].colour(theme), series_[s].filled};
        for (size_t i = 0; i < points_.size(); ++i)
            line.points.emplace_back(1 - static_cast<double>(points_.size() - 1 - i) / (Points - 1), points_[i][s] / frame.top);
        paintChartLine(painter, plot, line, theme.dark);
    }
}

} // namespace weir::ui
