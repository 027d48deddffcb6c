// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/strip_chart.h"

#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

/// The next of 1, 2, 5, 10 ... at or above.
double roundUp(double value) {
    if (value <= 0) return 1;
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (double step : {1.0, 2.0, 4.0, 5.0, 10.0})
        if (value <= step * decade * 1.0001) return step * decade;
    return 10 * decade;
}

} // namespace

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
    return roundUp(most);
}

void StripChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    painter.fillRect(rect(), theme.base);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont strong = interfaceFont(12, QFont::DemiBold), small = interfaceFont(11);
    painter.setFont(strong);
    painter.setPen(theme.text);
    painter.drawText(QRect(14, 8, width() - 28, 18), Qt::AlignLeft | Qt::AlignVCenter, title_);

    // Legend with the present values, from the right.
    painter.setFont(small);
    const QFontMetrics metrics(small);
    int right = width() - 14;
    const int titleEnd = 14 + QFontMetrics(strong).horizontalAdvance(title_) + 14;
    for (size_t s = series_.size(); s-- > 0;) {
        QString label = series_[s].name;
        if (!points_.empty() && !std::isnan(points_.back()[s])) label += ' ' + format_(points_.back()[s]);
        const int wide = metrics.horizontalAdvance(label);
        if (right - wide - 16 < titleEnd) break;
        painter.setPen(theme.muted);
        painter.drawText(QRect(right - wide, 8, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, label);
        painter.setPen(QPen(series_[s].colour(theme), 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(right - wide - 15, 17), QPointF(right - wide - 6, 17));
        right -= wide + 28;
    }

    const double most = top();
    const int axis = std::max({metrics.horizontalAdvance(format_(most)), metrics.horizontalAdvance(format_(most / 2)), 24}) + 20;
    const QRectF plot(axis, 34, width() - axis - 14, height() - 34 - 24);
    if (plot.width() < 20 || plot.height() < 20) return;
    const bool tall = plot.height() > 70;
    for (int line = 0; line <= (tall ? 4 : 2); ++line) {
        const double share = line / (tall ? 4.0 : 2.0);
        const double y = plot.bottom() - share * plot.height();
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(plot.left(), std::round(y) + 0.5), QPointF(plot.right(), std::round(y) + 0.5));
        if (line % 2 == 0 || tall) {
            painter.setPen(theme.muted);
            if (line % (tall ? 2 : 1) == 0)
                painter.drawText(QRectF(0, y - 8, plot.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter, format_(most * share));
        }
    }
    painter.setPen(theme.muted);
    for (int seconds : {60, 45, 30, 15, 0}) {
        const double x = plot.right() - plot.width() * seconds / 60.0;
        const QString label = seconds ? tr("−%1 s").arg(seconds) : tr("now");
        const QRectF box(x - 30, plot.bottom() + 4, 60, 16);
        painter.drawText(seconds == 0 ? box.translated(-30, 0) : box, seconds == 0 ? Qt::AlignRight : Qt::AlignHCenter, label);
    }
    if (points_.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(plot, Qt::AlignCenter, painter.fontMetrics().elidedText(emptyText_, Qt::ElideRight, static_cast<int>(plot.width())));
        return;
    }

    painter.setClipRect(plot.adjusted(0, -2, 0, 2));
    for (size_t s = 0; s < series_.size(); ++s) {
        const QColor colour = series_[s].colour(theme);
        QPolygonF line;
        auto draw = [&] {
            if (line.size() > 1) {
                if (series_[s].filled) {
                    QPolygonF area = line;
                    area << QPointF(line.back().x(), plot.bottom()) << QPointF(line.front().x(), plot.bottom());
                    painter.setPen(Qt::NoPen);
                    painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), theme.dark ? 34 : 26));
                    painter.drawPolygon(area);
                }
                painter.setBrush(Qt::NoBrush);
                painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                painter.drawPolyline(line);
            }
            line.clear();
        };
        // At most a point a pixel: the larger of those that share one.
        double lastX = -1e9;
        for (size_t i = 0; i < points_.size(); ++i) {
            const double value = points_[i][s];
            if (std::isnan(value)) {
                draw();
                continue;
            }
            const double x = plot.right() - plot.width() * static_cast<double>(points_.size() - 1 - i) / (Points - 1);
            const double y = plot.bottom() - std::min(1.0, value / most) * plot.height();
            if (!line.isEmpty() && x - lastX < 1) line.back().setY(std::min(line.back().y(), y));
            else line << QPointF(x, y), lastX = x;
        }
        draw();
    }
}

} // namespace weir::ui
