// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/curve_chart.h"

#include "ui/charts/chart_frame.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

/// Round times, about `most` of them.
std::vector<int64_t> tickMillis(int64_t spanMillis, int most) {
    int64_t step = 100;
    for (const int64_t next : {100, 200, 500, 1000, 2000, 5000, 10'000, 15'000, 30'000, 60'000, 120'000, 300'000, 600'000, 1'200'000, 1'800'000, 3'600'000}) {
        step = next;
        if (spanMillis / step <= most) break;
    }
    while (spanMillis / step > most) step *= 2;
    std::vector<int64_t> out;
    for (int64_t at = 0; at <= spanMillis; at += step) out.push_back(at);
    return out;
}

} // namespace

CurveChart::CurveChart(QString title, std::function<QString(double)> format, QWidget* parent) : QWidget(parent), title_(std::move(title)), format_(std::move(format)) {
    setAccessibleName(title_);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void CurveChart::setTitle(const QString& title) {
    if (title == title_) return;
    title_ = title;
    setAccessibleName(title);
    update();
}

void CurveChart::setLines(std::vector<Line> lines) {
    lines_ = std::move(lines);
    describe();
    update();
}

int64_t CurveChart::span() const {
    int64_t longest = 0;
    for (const Line& line : lines_) longest = std::max(longest, line.stepNanos * static_cast<int64_t>(line.values.size()));
    return longest;
}

double CurveChart::top() const {
    if (ceiling_ > 0) return ceiling_;
    double most = 0;
    for (const Line& line : lines_)
        for (const double value : line.values)
            if (!std::isnan(value)) most = std::max(most, value);
    double unit = 1;
    while (binary_ && most >= unit * 1024) unit *= 1024;
    return chartTop(most / unit) * unit;
}

double CurveChart::valueAt(const Line& line, int64_t nanos) const {
    if (nanos < 0 || line.stepNanos <= 0) return std::nan("");
    const auto place = static_cast<size_t>(nanos / line.stepNanos);
    return place < line.values.size() ? line.values[place] : std::nan("");
}

QString CurveChart::numbers(int64_t nanos) const {
    QStringList parts;
    for (const Line& line : lines_)
        if (const double value = valueAt(line, nanos); !std::isnan(value)) parts += (line.name.isEmpty() ? QString() : line.name + ' ') + format_(value);
    return parts.join(QStringLiteral(", "));
}

void CurveChart::describe() {
    if (pointed_ >= 0) return setAccessibleDescription(tr("after %1: %2").arg(durationText(pointed_ / 1'000'000), numbers(pointed_)));
    QStringList parts;
    for (const Line& line : lines_) {
        double most = std::nan("");
        for (const double value : line.values)
            if (!std::isnan(value) && !(value <= most)) most = value;
        if (!std::isnan(most)) parts += (line.name.isEmpty() ? QString() : line.name + ' ') + tr("at most %1").arg(format_(most));
    }
    setAccessibleDescription(parts.isEmpty() ? emptyText_ : parts.join(QStringLiteral(", ")));
}

void CurveChart::pointAt(int64_t nanos) {
    if (nanos == pointed_) return;
    pointed_ = nanos;
    describe();
    update();
}

void CurveChart::mouseMoveEvent(QMouseEvent* event) {
    if (plot_.isEmpty() || span() == 0) return;
    const double share = std::clamp((event->position().x() - plot_.left()) / plot_.width(), 0.0, 1.0);
    emit pointed(static_cast<qint64>(share * static_cast<double>(span() - 1)));
}

void CurveChart::leaveEvent(QEvent*) { emit pointed(-1); }

void CurveChart::keyPressEvent(QKeyEvent* event) {
    int64_t step = INT64_MAX;
    for (const Line& line : lines_) step = line.values.empty() ? step : std::min(step, line.stepNanos);
    const int way = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (way == 0 || span() == 0) return QWidget::keyPressEvent(event);
    emit pointed(std::clamp<int64_t>(pointed_ < 0 ? (way > 0 ? 0 : span() - 1) : pointed_ + way * step, 0, span() - 1));
}

void CurveChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    const int64_t all = span();
    ChartFrame frame{title_, all == 0 ? emptyText_ : QString(), {}, {}, true, top(), format_};
    for (const Line& line : lines_) {
        // Whose the lines are is said once, beside the charts.
        if (const double now = valueAt(line, pointed_); !std::isnan(now)) frame.legend.push_back({format_(now), line.colour(theme), line.dashed});
    }
    constexpr int PixelsPerTick = 70;
    for (const int64_t at : tickMillis(all / 1'000'000, std::max(2, width() / PixelsPerTick)))
        if (all > 0) frame.ticks.push_back({static_cast<double>(at) * 1e6 / static_cast<double>(all), at == 0 ? tr("start") : durationText(at)});
    plot_ = paintChartFrame(painter, *this, frame);
    if (plot_.isEmpty() || all == 0) return;
    for (const Line& line : lines_) {
        ChartLine drawn{{}, line.colour(theme), lines_.size() == 1, line.dashed};
        for (size_t i = 0; i < line.values.size(); ++i)
            drawn.points.emplace_back((static_cast<double>(i) + 0.5) * static_cast<double>(line.stepNanos) / static_cast<double>(all), line.values[i] / frame.top);
        paintChartLine(painter, plot_, drawn, theme.dark);
    }
    if (pointed_ >= 0 && pointed_ < all) {
        const double x = plot_.left() + plot_.width() * static_cast<double>(pointed_) / static_cast<double>(all);
        painter.setPen(QPen(theme.muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, plot_.top()), QPointF(x, plot_.bottom()));
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace weir::ui
