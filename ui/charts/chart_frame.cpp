// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_frame.h"

#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace weir::ui {

double chartTop(double most) {
    if (most <= 0) return 1;
    const double decade = std::pow(10, std::floor(std::log10(most)));
    for (double step : {1.0, 2.0, 4.0, 5.0, 10.0})
        if (most <= step * decade * 1.0001) return step * decade;
    return 10 * decade;
}

namespace {

QPen pen(const QColor& colour, double width, bool dashed) {
    QPen out(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (dashed) out.setDashPattern({2.5, 3});
    return out;
}

int legendWidth(const ChartLegend& one, const QFontMetrics& metrics) { return metrics.horizontalAdvance(one.text) + LineSampleWidth + 18; }

/// From the right, as far as the title leaves room.
void paintLegend(QPainter& painter, const ChartFrame& frame, int width, int titleEnd, const Theme& theme) {
    const QFontMetrics metrics = painter.fontMetrics();
    int right = width - 14;
    for (size_t s = frame.legend.size(); s-- > 0;) {
        const ChartLegend& one = frame.legend[s];
        const int wide = metrics.horizontalAdvance(one.text);
        if (right - wide - LineSampleWidth - 6 < titleEnd) break;
        painter.setPen(theme.muted);
        painter.drawText(QRect(right - wide, 8, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, one.text);
        paintLineSample(painter, QPointF(right - wide - LineSampleWidth - 6, 17), one.colour, one.dashed);
        right -= legendWidth(one, metrics);
    }
}

} // namespace

void paintLineSample(QPainter& painter, const QPointF& from, const QColor& colour, bool dashed) {
    painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap));
    const double half = (LineSampleWidth - 5) / 2.0;
    if (!dashed) return painter.drawLine(from, from + QPointF(LineSampleWidth, 0));
    painter.drawLine(from, from + QPointF(half, 0));
    painter.drawLine(from + QPointF(LineSampleWidth - half, 0), from + QPointF(LineSampleWidth, 0));
}

QRectF paintChartFrame(QPainter& painter, const QWidget& widget, const ChartFrame& frame) {
    const Theme& theme = themeOf(&widget);
    const int width = widget.width(), height = widget.height();
    painter.fillRect(widget.rect(), theme.base);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont strong = interfaceFont(12, QFont::DemiBold), small = interfaceFont(11);
    painter.setFont(strong);
    painter.setPen(theme.text);
    const QFontMetrics metrics(small);
    int titleRoom = width - 28;
    if (frame.legendFirst)
        for (const ChartLegend& one : frame.legend) titleRoom -= legendWidth(one, metrics);
    const QString title = painter.fontMetrics().elidedText(frame.title, Qt::ElideRight, std::max(0, titleRoom));
    painter.drawText(QRect(14, 8, width - 28, 18), Qt::AlignLeft | Qt::AlignVCenter, title);
    const int titleEnd = frame.legendFirst ? 14 : 14 + painter.fontMetrics().horizontalAdvance(title) + 14;
    painter.setFont(small);
    paintLegend(painter, frame, width, titleEnd, theme);

    const int axis = std::max({metrics.horizontalAdvance(frame.format(frame.top)), metrics.horizontalAdvance(frame.format(frame.top / 2)), 24}) + 20;
    const QRectF plot(axis, 34, width - axis - 14, height - 34 - 24);
    if (plot.width() < 20 || plot.height() < 20) return {};
    const int lines = plot.height() > 70 ? 4 : 2;
    for (int line = 0; line <= lines; ++line) {
        const double share = static_cast<double>(line) / lines, y = plot.bottom() - share * plot.height();
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(plot.left(), std::round(y) + 0.5), QPointF(plot.right(), std::round(y) + 0.5));
        // Numbers need some room between them.
        if ((lines == 4 && line % 2 == 1) || (plot.height() < 40 && line == 1)) continue;
        painter.setPen(theme.muted);
        painter.drawText(QRectF(0, y - 8, plot.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter, frame.format(frame.top * share));
    }
    painter.setPen(theme.muted);
    double free = 0;
    for (const ChartTick& tick : frame.ticks) {
        const double wide = metrics.horizontalAdvance(tick.text) + 2.0;
        const double left = std::clamp(plot.left() + plot.width() * tick.share - wide / 2, 2.0, width - 12 - wide);
        if (left < free) continue;
        free = left + wide + 8;
        painter.drawText(QRectF(left, plot.bottom() + 4, wide, 16), Qt::AlignCenter, tick.text);
    }
    if (!frame.emptyText.isEmpty()) painter.drawText(plot, Qt::AlignCenter, metrics.elidedText(frame.emptyText, Qt::ElideRight, static_cast<int>(plot.width())));
    return plot;
}

void paintChartLine(QPainter& painter, const QRectF& plot, const ChartLine& given, bool dark) {
    painter.save();
    painter.setClipRect(plot.adjusted(-3, -3, 3, 3));
    const QColor& colour = given.colour;
    QPolygonF line;
    auto draw = [&] {
        if (line.size() == 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawEllipse(line.front(), 2.2, 2.2);
        } else if (line.size() > 1) {
            if (given.filled) {
                QPolygonF area = line;
                area << QPointF(line.back().x(), plot.bottom()) << QPointF(line.front().x(), plot.bottom());
                painter.setPen(Qt::NoPen);
                painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), dark ? 34 : 26));
                painter.drawPolygon(area);
            }
            painter.setBrush(Qt::NoBrush);
            painter.setPen(pen(colour, 1.6, given.dashed));
            painter.drawPolyline(line);
        }
        line.clear();
    };
    // At most a point a pixel: the larger of those that share one.
    double lastX = -1e9;
    for (const QPointF& point : given.points) {
        if (std::isnan(point.y())) {
            draw();
            continue;
        }
        const double x = plot.left() + plot.width() * point.x(), y = plot.bottom() - std::min(1.0, point.y()) * plot.height();
        if (!line.isEmpty() && x - lastX < 1) line.back().setY(std::min(line.back().y(), y));
        else line << QPointF(x, y), lastX = x;
    }
    draw();
    painter.restore();
}

} // namespace weir::ui
