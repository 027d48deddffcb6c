// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/types/datetime.h"
#include "ui/models/time_history.h"

#include <QWidget>

#include <memory>

namespace weir::ui {

struct Theme;

/// Event time (up) against processing time, or the order of a run that is over (right): a mark a sampled row, a line a split, a thick one for the merged watermark, and the windows
/// that fired as boxes. Marks differ in shape and lines in their dashes, not by colour alone. Draws itself; rest the mouse on a mark to read it.
class TimePlot : public QWidget {
    Q_OBJECT
public:
    explicit TimePlot(QWidget* parent = nullptr);
    /// What is drawn: one source of the history and the panes of one operator. `zone`: of event times that are instants, else null.
    void show(const TimeHistory& history, int source, int windows, std::shared_ptr<const TimeZone> zone);
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QSize sizeHint() const override { return {560, 220}; }
    QSize minimumSizeHint() const override { return {220, 110}; }

private:
    QRectF plot() const;
    double x(int64_t at) const;
    double y(int64_t time) const;
    void measure();
    void paintAxes(QPainter& painter, const Theme& theme) const;
    void paintPanes(QPainter& painter, const Theme& theme) const;
    void paintLines(QPainter& painter, const Theme& theme) const;
    void paintLine(QPainter& painter, const TimeHistory::Line& line) const;
    void paintMarks(QPainter& painter, const Theme& theme) const;
    void paintLegend(QPainter& painter, const Theme& theme) const;
    QString title() const;
    QString eventText(int64_t time, bool local) const;
    QString toolTipAt(QPoint position) const;

    TimeHistory::Source source_;
    std::deque<TimeHistory::Pane> panes_;
    std::shared_ptr<const TimeZone> zone_;
    int64_t now_ = 0, span_ = TimeHistory::SpanMillis;
    int64_t low_ = 0, high_ = 1;                 // event time shown
    int64_t step_ = 1;                           // between two labels
    int left_ = 70, right_ = 14;                 // of the plot
    bool isByOrder_ = false;                     // `at`s count rows
    bool hasData_ = false;
};

} // namespace weir::ui
