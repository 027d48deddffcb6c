// SPDX-License-Identifier: GPL-3.0-or-later
// How the graph looks; graph_view.cpp is how it behaves.
#include "ui/bridge/run_feed.h"
#include "ui/bridge/value_text.h"
#include "ui/canvas/graph_view.h"
#include "ui/kit/icons.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QPainter>
#include <QPen>

#include <cmath>

namespace weir::ui {

namespace {

constexpr double FarAway = 0.5;           // below this zoom a card is a coloured box with a title
constexpr double VeryFar = 0.2;           // and below this only a box

QColor faint(const QColor& colour, int alpha) { return QColor(colour.red(), colour.green(), colour.blue(), alpha); }

} // namespace

int64_t GraphView::snapshotRows(size_t edge) const { return live_.snapshot->edges[edge].rows; }

// Titles that can be read from further away, in few sizes, made once for each.
void GraphView::prepareFarTitles() {
    const int pixels = static_cast<int>(std::clamp(8.5 / zoom_, 12.0, 24.0)) / 2 * 2;
    if (farTitles_.size() == texts_.size() && farFont_.pixelSize() == pixels) return;
    farFont_ = titleFont_;
    farFont_.setPixelSize(pixels);
    const QFontMetricsF metrics(farFont_);
    farTitles_.clear();
    for (const auto& texts : texts_) farTitles_.push_back(metrics.elidedText(texts.fullTitle, Qt::ElideRight, CardMeasures().width - 48));
}

void GraphView::paintGrid(QPainter& painter, const Theme& theme) const {
    double step = 24 * zoom_;
    while (step < 18) step *= 2;
    painter.setPen(QPen(theme.dark ? theme.border : mixed(theme.border, theme.muted, 0.15), 1.5, Qt::SolidLine, Qt::RoundCap));
    std::vector<QPointF> dots;
    for (double x = std::fmod(offset_.x(), step); x < width(); x += step)
        for (double y = std::fmod(offset_.y(), step); y < height(); y += step) dots.push_back({x, y});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawPoints(dots.data(), static_cast<int>(dots.size()));
    painter.setRenderHint(QPainter::Antialiasing, zoom_ > 0.25);
}

void GraphView::paintFrame(QPainter& painter, const Theme& theme, const JobDrawing::Frame& frame) const {
    painter.setPen(QPen(theme.border, 1, Qt::DashLine));
    painter.setBrush(faint(theme.panel, theme.dark ? 130 : 200));
    painter.drawRoundedRect(frame.rect, 10, 10);
    if (zoom_ < FarAway) return;
    painter.setFont(smallFont_);
    painter.setPen(theme.muted);
    painter.drawText(frame.rect.adjusted(12, 5, -8, 0), Qt::AlignLeft | Qt::AlignTop, tr("Task %1").arg(frame.task));
}

void GraphView::paintEdge(QPainter& painter, const Theme& theme, size_t edge) const {
    const EdgeSnapshot& snapshot = edges_[edge];
    const EdgeLive live = hasLive_ ? live_.edges[edge] : EdgeLive{};
    const bool ended = hasLive_ && isEnd(live_.snapshot->state);
    const bool flows = hasLive_ && !ended && live.rowsRate > 0.5;
    const QColor resting = mixed(theme.muted, theme.border, 0.45);
    const QColor colour = !ended && live.queueFill > 0.4 ? fillColour(live.queueFill, theme) : flows ? mixed(theme.accent, theme.muted, 0.25) : resting;
    // Thicker with the rate, by its logarithm.
    const double thickness = flows ? 1.4 + 0.35 * std::min(5.0, std::log10(1 + live.rowsRate)) : 1.4;
    const bool forward = snapshot.shuffle.rfind("FORWARD", 0) == 0;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, thickness, Qt::SolidLine, Qt::RoundCap));
    const QPainterPath& path = drawing_.edges[edge];
    if (static_cast<int>(edge) == edge_) {
        painter.setPen(QPen(faint(theme.accent, 70), thickness + 7, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
        painter.setPen(QPen(theme.accent, thickness + 0.6, Qt::SolidLine, Qt::RoundCap));
    }
    painter.drawPath(path);
    if (path.isEmpty() || zoom_ < VeryFar) return;

    const QPointF end = path.currentPosition();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({end, end + QPointF(-7, -4), end + QPointF(-7, 4)}));
    if (zoom_ < FarAway) return;

    const QPointF middle = drawing_.edgeMiddles[edge];
    if (flows || (ended && snapshotRows(edge) > 0)) {
        painter.setFont(smallFont_);
        const QString rate = ended ? compactNumber(static_cast<double>(snapshotRows(edge))) : tr("%1/s").arg(compactNumber(live.rowsRate));
        const double wide = QFontMetricsF(smallFont_).horizontalAdvance(rate) + 8;
        const QRectF box(middle.x() - wide / 2, middle.y() - 18, wide, 14);
        // A ground of its own: the line may bend below it.
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(theme.base, 190));
        painter.drawRoundedRect(box, 4, 4);
        painter.setPen(theme.muted);
        painter.drawText(box, Qt::AlignCenter, rate);
    }
    // What kinds of rows travel: the words, and green for a stream that only appends.
    const int from = fromIndex_[edge];
    const QString kinds = from >= 0 ? texts_[from].kinds : QString();
    if (!kinds.isEmpty() && (!forward || kinds != "+I")) {
        painter.setFont(monoFont_);
        painter.setPen(kinds == "+I" ? theme.ok : theme.violet);
        painter.drawText(QRectF(middle.x() - 50, middle.y() + 4, 100, 13), Qt::AlignHCenter | Qt::AlignTop, kinds);
    }
    if (snapshot.queued && hasLive_ && !ended) {
        // A gauge before the reader: how full the queue is.
        const QRectF gauge(end.x() - 15, end.y() - 8, 4, 16);
        painter.setPen(QPen(theme.base, 1));
        painter.setBrush(theme.border);
        painter.drawRoundedRect(gauge, 2, 2);
        const double fill = std::clamp(live.queueFill, 0.0, 1.0) * (gauge.height() - 2);
        if (fill > 0.5) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(fillColour(live.queueFill, theme));
            painter.drawRoundedRect(QRectF(gauge.x() + 0.5, gauge.bottom() - 1 - fill, 3, fill), 1.5, 1.5);
        }
    }
    if (live.holdsWatermark && !ended) {
        const QPointF at = end + QPointF(-34, -8);
        painter.setPen(QPen(theme.base, 2));
        painter.setBrush(theme.warn);
        painter.drawEllipse(QRectF(at, QSizeF(15, 15)));
        painter.drawPixmap(QRectF(at + QPointF(2.5, 2.5), QSizeF(10, 10)), iconPixmap("window", theme.base, 10, devicePixelRatioF() * 2), QRectF());
    }
}

void GraphView::paintCard(QPainter& painter, const Theme& theme, size_t node) const {
    const QRectF card = drawing_.nodes[node];
    const CardTexts& texts = texts_[node];
    const bool chosen = static_cast<int>(node) == selected_;
    const QColor tint = operatorColour(texts.icon, theme);
    const bool failed = hasLive_ && live_.snapshot->state == RunState::Failed;

    if (zoom_ >= FarAway) {
        // A shadow that costs nothing: two soft outlines.
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(QColor(0, 0, 0), theme.dark ? 46 : 12));
        painter.drawRoundedRect(card.adjusted(-0.5, 1, 0.5, 2.5), 9, 9);
    }
    painter.setPen(QPen(chosen ? theme.accent : failed ? mixed(theme.border, theme.error, 0.5) : theme.border, chosen ? 2 : 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    if (zoom_ < VeryFar) {
        painter.fillRect(card.adjusted(14, 24, -14, -24), hasLive_ ? loadColour(live_.vertices[node].load, theme) : faint(tint, 120));
        return;
    }

    const QRectF tile(card.x() + 9, card.y() + 9, 25, 25);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faint(tint, theme.dark ? 48 : 32));
    painter.drawRoundedRect(tile, 6, 6);
    painter.drawPixmap(tile.adjusted(4.5, 4.5, -4.5, -4.5), iconPixmap(texts.icon, tint, 16, devicePixelRatioF() * (zoom_ > 1.2 ? 2 : 1)), QRectF());
    const QRectF words(card.x() + 42, card.y() + 7, card.width() - 42 - 6, 29);
    painter.setPen(theme.text);
    if (zoom_ < FarAway) {
        painter.setFont(farFont_);
        painter.drawText(words.adjusted(0, -4, 0, 4), Qt::AlignLeft | Qt::AlignVCenter, farTitles_[node]);
        if (hasLive_) paintSubtasks(painter, theme, card.adjusted(10, 50, -10, -16), live_.vertices[node]);
        return;
    }
    painter.setFont(titleFont_);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, texts.title);
    painter.setFont(smallFont_);
    const QString facts = hasLive_ ? factsOf(live_.vertices[node]) : QString();
    painter.setPen(hasLive_ && live_.vertices[node].lateRows ? theme.warn : theme.muted);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, facts.isEmpty() ? texts.subtitle : facts);
    painter.setPen(QPen(theme.border, 1));
    painter.drawLine(QPointF(card.left() + 1, card.top() + 41.5), QPointF(card.right() - 1, card.top() + 41.5));
    paintLiveRows(painter, theme, card, node);

    // The ports, as many at the left as there are inputs.
    painter.setPen(QPen(mixed(theme.muted, theme.border, 0.3), 1.2));
    painter.setBrush(theme.base);
    for (size_t e = 0; e < edges_.size(); ++e)
        if (edges_[e].to == vertices_[node].id) painter.drawEllipse(drawing_.edges[e].currentPosition(), 3, 3);
    if (!vertices_[node].isSink) painter.drawEllipse(QPointF(card.right(), card.center().y()), 3, 3);
}

QString GraphView::factsOf(const VertexLive& live) {
    QStringList facts;
    if (live.lateRows) facts += tr("%1 late").arg(compactNumber(static_cast<double>(live.lateRows)));
    if (live.stateBytes) facts += tr("state %1").arg(byteSize(live.stateBytes));
    return facts.join(QStringLiteral(" · "));
}

void GraphView::paintLiveRows(QPainter& painter, const Theme& theme, const QRectF& card, size_t node) const {
    const QRectF line(card.x() + 10, card.y() + 44, card.width() - 20, 17), strip(card.x() + 10, card.y() + 65, card.width() - 20 - 62, 5);
    const VertexSnapshot& vertex = vertices_[node];
    if (!hasLive_) {
        painter.setFont(smallFont_);
        painter.setPen(theme.muted);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("not started"));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, texts_[node].kinds);
        VertexLive resting;
        resting.subtasks.resize(static_cast<size_t>(std::max(1, vertex.parallelism)));
        paintSubtasks(painter, theme, strip.adjusted(0, 0, 62, 0), resting);
        return;
    }
    const VertexLive& live = live_.vertices[node];
    painter.setFont(strongFont_);
    painter.setPen(theme.text);
    const double rate = vertex.isSink ? live.rowsInRate : live.rowsOutRate;
    const bool ended = isEnd(live_.snapshot->state);
    const int64_t rows = vertex.isSink ? live.rowsIn : live.rowsOut;
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     ended ? tr("%1 rows").arg(compactNumber(static_cast<double>(rows))) : tr("%1 rows/s").arg(compactNumber(rate)));
    painter.setFont(smallFont_);
    painter.setPen(theme.muted);
    if (live.watermark == INT64_MAX) {
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, tr("input ended"));
    } else if (live.watermark != INT64_MIN) {
        QString time = watermarkText(live.watermark);
        if (live.lagMillis && *live.lagMillis >= 50) time += QStringLiteral(" −") + durationText(*live.lagMillis).remove(' ');
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, time);
    }
    if (ended) {
        VertexLive resting;
        resting.subtasks.resize(live.subtasks.size());
        paintSubtasks(painter, theme, strip.adjusted(0, 0, 62, 0), resting);
        return;
    }
    const bool isHeld = live.load.backpressured > 0.1;
    painter.setPen(loadColour(live.load, theme));
    painter.drawText(QRectF(card.right() - 72, card.y() + 60, 62, 15), Qt::AlignRight | Qt::AlignVCenter,
                     (isHeld ? tr("held %1%") : tr("busy %1%")).arg(static_cast<int>(std::lround((isHeld ? live.load.backpressured : live.load.busy) * 100))));
    paintSubtasks(painter, theme, strip, live);
}

void GraphView::paintSubtasks(QPainter& painter, const Theme& theme, const QRectF& strip, const VertexLive& live) const {
    const size_t count = live.subtasks.size();
    if (!count) return;
    const size_t cells = std::min<size_t>(count, 16);
    const double room = (strip.width() - 3.0 * static_cast<double>(cells - 1)) / static_cast<double>(cells);
    painter.setPen(Qt::NoPen);
    for (size_t i = 0; i < cells; ++i) {
        const Load& load = live.subtasks[i * count / cells].load;
        const QRectF cell(strip.x() + static_cast<double>(i) * (room + 3), strip.y(), room, strip.height());
        painter.setBrush(theme.border);
        painter.drawRoundedRect(cell, 2.5, 2.5);
        const double busy = cell.width() * load.busy, held = cell.width() * load.backpressured;
        if (busy > 0.6) {
            painter.setBrush(load.busy > 0.8 ? theme.warn : theme.ok);
            painter.drawRoundedRect(QRectF(cell.x(), cell.y(), busy, cell.height()), 2.5, 2.5);
        }
        if (held > 0.6) {
            // Hatched as well as red, to be told apart without colour.
            const QRectF part(cell.x() + busy, cell.y(), held, cell.height());
            painter.setBrush(faint(theme.error, 90));
            painter.drawRoundedRect(part, 2.5, 2.5);
            painter.setPen(QPen(theme.error, 1.2));
            for (double x = part.left() + 1; x + 3 <= part.right(); x += 4) painter.drawLine(QPointF(x, part.bottom()), QPointF(x + 3, part.top()));
            painter.setPen(Qt::NoPen);
        }
    }
}

} // namespace weir::ui
