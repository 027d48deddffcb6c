// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_plot.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace weir::ui {

namespace {

constexpr int Top = 34, Bottom = 24;
constexpr double Near = 9;
constexpr int MostSplitLines = 12;

int64_t roundStep(int64_t least) {
    for (int64_t step : {1LL, 2LL, 5LL, 10LL, 20LL, 50LL, 100LL, 200LL, 500LL, 1000LL, 2000LL, 5000LL, 10'000LL, 15'000LL, 30'000LL, 60'000LL, 120'000LL, 300'000LL, 600'000LL,
                         900'000LL, 1'800'000LL, 3'600'000LL, 7'200'000LL, 10'800'000LL, 21'600'000LL, 43'200'000LL, 86'400'000LL})
        if (step >= least) return step;
    const int64_t day = 86'400'000;
    int64_t step = day;
    while (step < least) step *= 2;
    return step;
}

QColor faint(const QColor& colour, int alpha) { return QColor(colour.red(), colour.green(), colour.blue(), alpha); }

void drawMark(QPainter& painter, Timeliness how, QPointF at, const Theme& theme) {
    switch (how) {
    case Timeliness::OnTime:
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(theme.accent, 190));
        painter.drawEllipse(at, 2.2, 2.2);
        return;
    case Timeliness::Disordered:
        painter.setPen(QPen(faint(theme.warn, 200), 1.1));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolygon(QPolygonF({at + QPointF(0, -3), at + QPointF(3, 0), at + QPointF(0, 3), at + QPointF(-3, 0)}));
        return;
    case Timeliness::Late:
        painter.setPen(QPen(theme.error, 1.7, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(at + QPointF(-3.2, -3.2), at + QPointF(3.2, 3.2));
        painter.drawLine(at + QPointF(-3.2, 3.2), at + QPointF(3.2, -3.2));
        return;
    }
}

} // namespace

TimePlot::TimePlot(QWidget* parent) : QWidget(parent) {
    setObjectName("timePlot");
    setAccessibleName(tr("Event time against processing time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void TimePlot::show(const TimeHistory& history, int source, int windows, std::shared_ptr<const TimeZone> zone) {
    TimeHistory::View view = history.view(source, windows);
    source_ = std::move(view.source);
    panes_ = std::move(view.panes);
    zone_ = std::move(zone);
    now_ = view.now;
    span_ = view.span;
    isByOrder_ = view.isByOrder;
    measure();
    int late = 0, disordered = 0;
    for (const auto& one : source_.samples) late += one.timeliness == Timeliness::Late, disordered += one.timeliness == Timeliness::Disordered;
    setAccessibleDescription(tr("%1 sampled rows, %2 disordered, %3 late; watermark %4")
                                 .arg(source_.samples.size()).arg(disordered).arg(late)
                                 .arg(source_.merged.steps.empty() ? tr("none yet") : eventText(source_.merged.steps.back().watermark, true)));
    if (isVisible()) update();
}

void TimePlot::clear() {
    source_ = {};
    panes_.clear();
    hasData_ = false;
    update();
}

QRectF TimePlot::plot() const { return QRectF(left_, Top, width() - left_ - right_, height() - Top - Bottom); }
double TimePlot::x(int64_t at) const { return plot().right() - static_cast<double>(now_ - at) / static_cast<double>(span_) * plot().width(); }
double TimePlot::y(int64_t time) const { return plot().bottom() - static_cast<double>(time - low_) / static_cast<double>(high_ - low_) * plot().height(); }

QString TimePlot::title() const { return zone_ ? tr("Event time · %1").arg(QString::fromStdString(zone_->name())) : tr("Event time"); }

QString TimePlot::eventText(int64_t time, bool local) const {
    const int64_t shown = local && zone_ ? zone_->localFromUtc(time) : time;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(shown, Qt::UTC);
    const QString day = high_ - low_ > 86'400'000 ? QStringLiteral("MM-dd HH:mm") : high_ - low_ < 3'000 ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss");
    return at.toString(day);
}

/// What is in sight decides what is shown of event time, with a little air.
void TimePlot::measure() {
    low_ = INT64_MAX;
    high_ = INT64_MIN;
    const int64_t from = now_ - span_;
    auto reach = [&](int64_t time) { low_ = std::min(low_, time), high_ = std::max(high_, time); };
    for (const auto& one : source_.samples) reach(one.time);
    auto lines = [&](const TimeHistory::Line& line) {
        for (const auto& step : line.steps)
            if (step.at >= from || &step == &line.steps.back()) reach(step.watermark);
    };
    lines(source_.merged);
    for (const auto& [key, line] : source_.splits) lines(line);
    hasData_ = low_ <= high_;
    if (!hasData_) low_ = 0, high_ = 1;
    const int64_t air = std::max<int64_t>(1, (high_ - low_) / 16);
    low_ -= air;
    high_ += air;
    const double labels = std::max(2.0, (height() - Top - Bottom) / 34.0);
    step_ = roundStep(static_cast<int64_t>(static_cast<double>(high_ - low_) / labels));
    const QFontMetrics metrics(interfaceFont(11));
    left_ = metrics.horizontalAdvance(eventText(high_, true)) + 24;
    right_ = zone_ ? metrics.horizontalAdvance(eventText(high_, false)) + 24 : 14;
}

void TimePlot::paintAxes(QPainter& painter, const Theme& theme) const {
    const QRectF room = plot();
    const int64_t offset = zone_ ? zone_->offsetMillisAtUtc(low_) : 0;
    for (int64_t time = (low_ + offset) / step_ * step_ - offset; time <= high_; time += step_) {
        if (time < low_) continue;
        const double at = std::round(y(time)) + 0.5;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(room.left(), at), QPointF(room.right(), at));
        painter.setPen(theme.muted);
        painter.drawText(QRectF(0, at - 8, room.left() - 8, 16), Qt::AlignRight | Qt::AlignVCenter, eventText(time, true));
        if (zone_) painter.drawText(QRectF(room.right() + 8, at - 8, right_ - 8, 16), Qt::AlignLeft | Qt::AlignVCenter, eventText(time, false));
    }
    painter.setPen(theme.muted);
    if (zone_) painter.drawText(QRectF(room.right() + 8, room.top() - 18, right_ - 8, 16), Qt::AlignLeft | Qt::AlignVCenter, tr("UTC"));
    if (isByOrder_) {
        painter.drawText(QRectF(room.left(), room.bottom() + 5, room.width(), 16), Qt::AlignHCenter, tr("rows in the order they came →"));
        return;
    }
    for (int quarter : {4, 3, 2, 1, 0}) {
        const int64_t back = span_ * quarter / 4;
        const double at = x(now_ - back);
        const QRectF box(at - 40, room.bottom() + 5, 80, 16);
        painter.drawText(quarter == 0 ? box.translated(-40, 0) : quarter == 4 ? box.translated(40, 0) : box,
                         quarter == 0 ? Qt::AlignRight : quarter == 4 ? Qt::AlignLeft : Qt::AlignHCenter,
                         quarter == 0 ? QDateTime::fromMSecsSinceEpoch(now_).toString("HH:mm:ss") : span_ < 4'000 ? tr("−%1 ms").arg(back) : tr("−%1 s").arg((back + 500) / 1000));
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(std::round(at) + 0.5, room.top()), QPointF(std::round(at) + 0.5, room.bottom()));
        painter.setPen(theme.muted);
    }
}

void TimePlot::paintPanes(QPainter& painter, const Theme& theme) const {
    for (const auto& pane : panes_) {
        if (pane.end < low_ || pane.start > high_) continue;
        const QRectF box(QPointF(x(pane.firstAt), y(pane.end)), QPointF(std::max(x(pane.firedAt), x(pane.firstAt) + 2), y(pane.start)));
        painter.setPen(QPen(faint(theme.violet, 150), 1));
        painter.setBrush(faint(theme.violet, theme.dark ? 26 : 20));
        painter.drawRect(box);
        // It fired: a flag at the right edge.
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.violet);
        painter.drawPolygon(QPolygonF({box.topRight(), box.topRight() + QPointF(-8, 4), box.topRight() + QPointF(0, 8)}));
        painter.setPen(QPen(theme.violet, 2));
        painter.drawLine(box.topRight(), box.bottomRight());
    }
}

void TimePlot::paintLine(QPainter& painter, const TimeHistory::Line& line) const {
    QPolygonF path;
    for (size_t i = 0; i < line.steps.size(); ++i) {
        const double at = std::max(x(line.steps[i].at), plot().left());
        if (i > 0) path << QPointF(at, path.back().y());
        const QPointF next(at, y(line.steps[i].watermark));
        if (i > 0 && i + 1 < line.steps.size() && path.size() > 1 && at - path[path.size() - 2].x() < 1) {
            path.back() = next;         // at most a step a pixel
            continue;
        }
        path << next;
    }
    if (path.isEmpty()) return;
    if (line.state != TimeState::Finished) path << QPointF(plot().right(), path.back().y());
    painter.drawPolyline(path);
}

void TimePlot::paintLines(QPainter& painter, const Theme& theme) const {
    painter.setBrush(Qt::NoBrush);
    const Qt::PenStyle styles[] = {Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    int number = 0;
    std::vector<std::pair<double, QString>> names;
    if (source_.splits.size() > 1)
        for (const auto& [key, line] : source_.splits) {
            if (number >= MostSplitLines) break;
            if (line.state == TimeState::Finished) continue;
            painter.setPen(QPen(mixed(theme.teal, theme.muted, 0.15 * (number % 4)), 1.4, styles[number % 4]));
            ++number;
            paintLine(painter, line);
            if (line.steps.empty()) continue;
            const QString state = line.state == TimeState::Idle ? tr(" (idle)") : QString();
            names.emplace_back(y(line.steps.back().watermark), line.name + state);
        }
    painter.setPen(QPen(theme.text, 2.4, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    paintLine(painter, source_.merged);
    // Names stand at the right end of their lines, one below the other.
    std::sort(names.begin(), names.end());
    const QFontMetricsF metrics(painter.font());
    double free = plot().top();
    for (const auto& [at, name] : names) {
        const double top = std::max(free, at + 3);
        if (top + 14 > plot().bottom()) break;
        const double wide = metrics.horizontalAdvance(name) + 8;
        const QRectF box(plot().right() - wide - 2, top, wide, 14);
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(theme.base, 205));
        painter.drawRoundedRect(box, 3, 3);
        painter.setPen(mixed(theme.teal, theme.text, 0.25));
        painter.drawText(box, Qt::AlignCenter, name);
        free = top + 14;
    }
}

void TimePlot::paintMarks(QPainter& painter, const Theme& theme) const {
    // Those that matter more lie above.
    for (Timeliness how : {Timeliness::Disordered, Timeliness::OnTime, Timeliness::Late})
        for (const auto& one : source_.samples)
            if (one.timeliness == how) drawMark(painter, how, {x(one.at), y(one.time)}, theme);
}

void TimePlot::paintLegend(QPainter& painter, const Theme& theme) const {
    const QFontMetrics metrics(painter.font());
    int at = 14 + QFontMetrics(interfaceFont(12, QFont::DemiBold)).horizontalAdvance(title()) + 20;
    auto entry = [&](const QString& words, auto draw) {
        const int wide = metrics.horizontalAdvance(words) + 32;
        if (at + wide > width() - 10) return;
        draw(QPointF(at + 6, 17));
        painter.setPen(theme.muted);
        painter.drawText(QRect(at + 17, 8, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, words);
        at += wide;
    };
    entry(tr("on time"), [&](QPointF p) { drawMark(painter, Timeliness::OnTime, p, theme); });
    entry(tr("disordered"), [&](QPointF p) { drawMark(painter, Timeliness::Disordered, p, theme); });
    entry(tr("late"), [&](QPointF p) { drawMark(painter, Timeliness::Late, p, theme); });
    entry(tr("watermark"), [&](QPointF p) {
        painter.setPen(QPen(theme.text, 2.4));
        painter.drawLine(p + QPointF(-6, 0), p + QPointF(6, 0));
    });
    if (source_.splits.size() > 1)
        entry(tr("of a split"), [&](QPointF p) {
            painter.setPen(QPen(theme.teal, 1.4, Qt::DashLine));
            painter.drawLine(p + QPointF(-6, 0), p + QPointF(6, 0));
        });
    if (!panes_.empty())
        entry(tr("window that fired"), [&](QPointF p) {
            painter.setPen(QPen(faint(theme.violet, 150), 1));
            painter.setBrush(faint(theme.violet, 30));
            painter.drawRect(QRectF(p + QPointF(-6, -5), QSizeF(11, 10)));
            painter.setPen(QPen(theme.violet, 2));
            painter.drawLine(p + QPointF(5, -5), p + QPointF(5, 5));
        });
}

void TimePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = themeOf(this);
    painter.fillRect(rect(), theme.base);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(interfaceFont(12, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(QRect(14, 8, width() - 28, 18), Qt::AlignLeft | Qt::AlignVCenter, title());
    painter.setFont(interfaceFont(11));
    if (!hasData_ || plot().width() < 40 || plot().height() < 30) {
        painter.setPen(theme.muted);
        painter.drawText(plot(), Qt::AlignCenter, tr("No row with an event time has come yet"));
        return;
    }
    paintLegend(painter, theme);
    paintAxes(painter, theme);
    painter.setClipRect(plot().adjusted(0, -3, 1, 3));
    paintPanes(painter, theme);
    paintMarks(painter, theme);
    paintLines(painter, theme);
}

QString TimePlot::toolTipAt(QPoint position) const {
    const TimeHistory::Sample* nearest = nullptr;
    double best = Near * Near;
    for (const auto& one : source_.samples) {
        const double dx = x(one.at) - position.x(), dy = y(one.time) - position.y();
        if (dx * dx + dy * dy >= best) continue;
        best = dx * dx + dy * dy;
        nearest = &one;
    }
    auto full = [this](int64_t time) {
        const QString utc = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString("yyyy-MM-dd HH:mm:ss.zzz");
        if (!zone_) return utc;
        return QDateTime::fromMSecsSinceEpoch(zone_->localFromUtc(time), Qt::UTC).toString("yyyy-MM-dd HH:mm:ss.zzz") + ' ' + QString::fromStdString(zone_->name()) + " (" + utc + " UTC)";
    };
    if (nearest) {
        const QString how = nearest->timeliness == Timeliness::Late ? tr("late by %1").arg(durationText(nearest->watermark - nearest->time))
                            : nearest->timeliness == Timeliness::Disordered ? tr("disordered, in time for its windows") : tr("on time");
        const auto line = source_.splits.find({nearest->subtask, nearest->input});
        QStringList lines{tr("event time %1").arg(full(nearest->time)), tr("came at %1").arg(QDateTime::fromMSecsSinceEpoch(nearest->wall).toString("HH:mm:ss.zzz")), how};
        if (line != source_.splits.end()) lines += tr("split %1").arg(line->second.name);
        if (nearest->watermark != INT64_MIN) lines += tr("watermark then %1").arg(full(nearest->watermark));
        return lines.join('\n');
    }
    for (const auto& pane : panes_)
        if (QRectF(QPointF(x(pane.firstAt), y(pane.end)), QPointF(x(pane.firedAt), y(pane.start))).contains(position))
            return tr("window from %1\nto %2\nfired at %3, when the watermark reached %4")
                .arg(full(pane.start), full(pane.end), QDateTime::fromMSecsSinceEpoch(pane.firedWall).toString("HH:mm:ss.zzz"), full(pane.watermark));
    return {};
}

bool TimePlot::event(QEvent* event) {
    if (event->type() == QEvent::Resize) measure();
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QString words = hasData_ ? toolTipAt(help->pos()) : QString();
    if (words.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), "<p style='white-space:pre'>" + words.toHtmlEscaped() + "</p>", this);
    return true;
}

} // namespace weir::ui
