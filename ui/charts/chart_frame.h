// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

class QPainter;
class QWidget;

namespace weir::ui {

struct ChartLegend {
    QString text;
    QColor colour;
    bool dashed = false;
};
struct ChartTick {
    double share = 0;            // of the width, from the left
    QString text;
};

/// What charts of lines have in common: a title, a legend, lines across with numbers, times below.
struct ChartFrame {
    QString title, emptyText;    // emptyText: instead of lines
    std::vector<ChartLegend> legend;
    std::vector<ChartTick> ticks;
    bool legendFirst = false;    // where there is little room the title gives way, else the legend
    double top = 1;
    std::function<QString(double)> format;
};

/// Where the lines go; empty where there is no room for any.
QRectF paintChartFrame(QPainter& painter, const QWidget& widget, const ChartFrame& frame);

/// A line through points of 0..1 from the left and from below; one whose y is NaN is a gap, one between two gaps a dot.
struct ChartLine {
    std::vector<QPointF> points;
    QColor colour;
    bool filled = false, dashed = false;
};
void paintChartLine(QPainter& painter, const QRectF& plot, const ChartLine& line, bool dark);

/// A piece of a line for a legend, from there to the right.
void paintLineSample(QPainter& painter, const QPointF& from, const QColor& colour, bool dashed);
constexpr int LineSampleWidth = 16;

/// The next of 1, 2, 4, 5, 10 ... at or above.
double chartTop(double most);

} // namespace weir::ui
