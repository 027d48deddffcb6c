// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/run_charts.h"

#include "ui/charts/chart_frame.h"
#include "ui/charts/curve_chart.h"
#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

QString count(double value) { return compactNumber(value); }
QString duration(double millis) { return durationText(static_cast<int64_t>(millis)); }
QString bytes(double value) { return byteSize(static_cast<int64_t>(value)); }
QString percent(double share) { return QStringLiteral("%1%").arg(std::lround(share * 100)); }

struct ChartRow {
    const char* title;
    QString (*format)(double);
    double ceiling;
};
constexpr ChartRow Charts[RunCurveKinds] = {
    {QT_TRANSLATE_NOOP("RunCharts", "Rows read per second"), count, 0},
    {QT_TRANSLATE_NOOP("RunCharts", "Results per second"), count, 0},
    {QT_TRANSLATE_NOOP("RunCharts", "Watermark lag"), duration, 0},
    {QT_TRANSLATE_NOOP("RunCharts", "State"), bytes, 0},
    {QT_TRANSLATE_NOOP("RunCharts", "Busiest task"), percent, 1},
    {QT_TRANSLATE_NOOP("RunCharts", "Held back most"), percent, 1},
};

// The second one is dashed as well: not by its colour alone.
const std::function<QColor(const Theme&)> Colours[] = {[](const Theme& theme) { return theme.accent; }, [](const Theme& theme) { return theme.warn; }};

/// Which line is whose, once for all charts: beside their titles there is no room for it.
class LegendLine : public QWidget {
public:
    LegendLine() { setFixedHeight(26); }
    void show(const std::vector<RunLines>& runs) {
        names_.clear();
        for (const RunLines& run : runs) names_ += run.name;
        setAccessibleName(RunCharts::tr("Runs: %1").arg(names_.join(QStringLiteral(", "))));
        setVisible(names_.size() > 1);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Theme& theme = themeOf(this);
        painter.fillRect(rect(), theme.base);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(interfaceFont(11));
        int left = 14;
        for (qsizetype i = 0; i < names_.size(); ++i) {
            paintLineSample(painter, QPointF(left, height() / 2.0), Colours[i % 2](theme), i % 2 == 1);
            painter.setPen(theme.text);
            const int wide = painter.fontMetrics().horizontalAdvance(names_[i]);
            painter.drawText(QRect(left + 22, 0, wide, height()), Qt::AlignLeft | Qt::AlignVCenter, names_[i]);
            left += wide + 44;
        }
    }

private:
    QStringList names_;
};

} // namespace

RunCharts::RunCharts(QWidget* parent) : QWidget(parent), legend_(new LegendLine), grid_(new QGridLayout) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(legend_);
    column->addLayout(grid_, 1);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(0);
    legend_->hide();
    for (size_t i = 0; i < RunCurveKinds; ++i) {
        auto* chart = new CurveChart(QCoreApplication::translate("RunCharts", Charts[i].title), Charts[i].format, this);
        chart->setObjectName(QStringLiteral("runChart.%1").arg(QLatin1String(curveName(static_cast<RunCurveKind>(i)))));
        chart->setCeiling(Charts[i].ceiling);
        if (Charts[i].format == bytes) chart->setBinary();
        chart->setEmptyText(tr("No curve was kept"));
        connect(chart, &CurveChart::pointed, this, [this](qint64 nanos) {
            for (CurveChart* each : charts_) each->pointAt(nanos);
        });
        charts_[i] = chart;
    }
}

void RunCharts::setRuns(const std::vector<RunLines>& runs) {
    static_cast<LegendLine*>(legend_)->show(runs);
    for (size_t i = 0; i < RunCurveKinds; ++i) {
        std::vector<CurveChart::Line> lines;
        for (size_t run = 0; run < runs.size(); ++run) {
            const RunLines::Curve& curve = runs[run].curves[i];
            lines.push_back({runs.size() > 1 ? runs[run].name : QString(), curve.stepNanos, curve.values, Colours[run % 2], run % 2 == 1});
        }
        charts_[i]->setLines(std::move(lines));
        charts_[i]->pointAt(-1);
    }
}

void RunCharts::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int LeastWidth = 185;
    const int columns = std::clamp(width() / LeastWidth, 1, 3);
    if (columns == columns_) return;
    columns_ = columns;
    for (size_t i = 0; i < RunCurveKinds; ++i) {
        grid_->removeWidget(charts_[i]);
        grid_->addWidget(charts_[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
}

} // namespace weir::ui
