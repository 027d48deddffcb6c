// SPDX-License-Identifier: GPL-3.0-or-later
// How the editable graph looks; design_view.cpp and design_input.cpp are how it behaves.
#include "ui/bridge/value_text.h"
#include "ui/canvas/design_view.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QPainter>

#include <cmath>

namespace weir::ui {

namespace {

constexpr double FarAway = 0.5;
QColor faint(const QColor& colour, int alpha) { return QColor(colour.red(), colour.green(), colour.blue(), alpha); }

} // namespace

void DesignView::paintGrid(QPainter& painter, const Theme& theme) const {
    double step = 24 * zoom_;
    while (step < 18) step *= 2;
    painter.setPen(QPen(theme.dark ? theme.border : mixed(theme.border, theme.muted, 0.15), 1.5, Qt::SolidLine, Qt::RoundCap));
    std::vector<QPointF> dots;
    for (double x = std::fmod(offset_.x(), step); x < width(); x += step)
        for (double y = std::fmod(offset_.y(), step); y < height(); y += step) dots.push_back({x, y});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawPoints(dots.data(), static_cast<int>(dots.size()));
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void DesignView::paintEdge(QPainter& painter, const Theme& theme, size_t index) const {
    const DesignEdge& edge = drawing_.edges[index];
    const bool chosen = edge.reference == selectedEdge_ && selectedEdge_ >= 0,
               hot = static_cast<int>(index) == hoverEdge_ || static_cast<int>(index) == dropEdge_;
    const bool near = edge.from >= 0 && (selected_.contains(drawing_.cards[static_cast<size_t>(edge.from)].id) ||
                                         selected_.contains(drawing_.cards[static_cast<size_t>(edge.to)].id));
    const bool missing = edge.from < 0;
    const QColor colour = missing         ? theme.warn
                          : chosen || hot ? theme.accent
                          : near          ? mixed(theme.accent, theme.muted, 0.35)
                                          : mixed(theme.muted, theme.border, 0.3);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, chosen || hot ? 2.4 : 1.6, missing ? Qt::DashLine : Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(edge.path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({edge.end, edge.end + QPointF(-8, -4.5), edge.end + QPointF(-8, 4.5)}));
    if (missing) {
        painter.setBrush(theme.base);
        painter.setPen(QPen(theme.warn, 1.6));
        painter.drawEllipse(edge.start, 4.5, 4.5);
    } else if ((hot || chosen) && !edge.writes && zoom_ > FarAway) {
        // Here something can be put in between.
        const QPointF middle = edge.path.pointAtPercent(0.5);
        painter.setBrush(theme.accent);
        painter.drawEllipse(middle, 9, 9);
        painter.drawPixmap(QRectF(middle - QPointF(6, 6), QSizeF(12, 12)), iconPixmap("plus", theme.onAccent, 12, devicePixelRatioF() * 2), QRectF());
    }
}

void DesignView::paintCard(QPainter& painter, const Theme& theme, size_t index) const {
    const DesignCard& card = drawing_.cards[index];
    const QRectF& rect = card.rect;
    const bool chosen = selected_.contains(card.id), target = drag_ == Drag::Connect && connectTo_ == static_cast<int>(index);
    const bool dropTarget = dropCard_ == static_cast<int>(index);
    const bool refusedTarget = drag_ == Drag::Connect && refusals_.contains(static_cast<int>(index)) && !refusals_[static_cast<int>(index)].isEmpty();
    const QColor tint = operatorColour(card.icon, theme);
    painter.save();
    if (drag_ == Drag::Connect && refusedTarget && static_cast<int>(index) != connectFrom_) painter.setOpacity(painter.opacity() * 0.4);
    if (zoom_ >= FarAway) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(QColor(0, 0, 0), theme.dark ? 46 : 12));
        painter.drawRoundedRect(rect.adjusted(-0.5, 1, 0.5, 2.5), 9, 9);
    }
    const QColor border = target || dropTarget      ? refusedTarget ? theme.error : theme.accent
                          : chosen                  ? theme.accent
                          : !card.problem.isEmpty() ? mixed(theme.border, theme.error, 0.75)
                                                    : theme.border;
    painter.setPen(QPen(border, chosen || target || dropTarget ? 2 : 1, card.isStep ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(chosen ? mixed(theme.panel, theme.accent, theme.dark ? 0.08 : 0.05) : theme.panel);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);

    const QRectF tile(rect.x() + 10, zoom_ < FarAway ? rect.center().y() - 13.5 : rect.y() + 10, 27, 27);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faint(tint, theme.dark ? 48 : 32));
    painter.drawRoundedRect(tile, 7, 7);
    painter.drawPixmap(tile.adjusted(5, 5, -5, -5), iconPixmap(card.icon, tint, 17, devicePixelRatioF() * 2), QRectF());
    const double room = rect.width() - 46 - 10 - (card.problem.isEmpty() ? 0 : 18);
    painter.setPen(theme.text);
    if (zoom_ < FarAway) {
        QFont far = titleFont_;
        far.setPixelSize(static_cast<int>(std::clamp(9 / zoom_, 13.0, 24.0)));
        painter.setFont(far);
        painter.drawText(QRectF(rect.x() + 46, rect.y(), room, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(far).elidedText(card.title, Qt::ElideRight, room));
    } else {
        painter.setFont(titleFont_);
        painter.drawText(QRectF(rect.x() + 46, rect.y() + 8, room, 16), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(titleFont_).elidedText(card.title, Qt::ElideRight, room));
        painter.setFont(smallFont_);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(rect.x() + 46, rect.y() + 24, room, 14), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(smallFont_).elidedText(card.subtitle, Qt::ElideRight, room));
        painter.setFont(monoFont_);
        painter.setPen(mixed(theme.text, theme.muted, 0.45));
        painter.drawText(QRectF(rect.x() + 11, rect.y() + 43, rect.width() - 22, 14), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(monoFont_).elidedText(card.detail, Qt::ElideRight, rect.width() - 22));
    }
    if (!card.problem.isEmpty())
        painter.drawPixmap(QRectF(rect.right() - 24, rect.y() + 9, 15, 15), iconPixmap("error", theme.error, 15, devicePixelRatioF() * 2), QRectF());

    // Ports: what comes in at the left, what goes out at the right.
    if (zoom_ >= FarAway) {
        if (card.takesInput && card.inputs == 0) {
            painter.setPen(QPen(mixed(theme.muted, theme.border, 0.3), 1.2));
            painter.setBrush(theme.base);
            painter.drawEllipse(QPointF(rect.left(), rect.center().y()), 4, 4);
        }
        if (card.givesOutput) {
            const bool hot = hoverCard_ == static_cast<int>(index) || chosen || connectFrom_ == static_cast<int>(index);
            painter.setPen(QPen(hot ? theme.accent : mixed(theme.muted, theme.border, 0.3), 1.4));
            painter.setBrush(hot ? theme.accent : theme.base);
            painter.drawEllipse(QPointF(rect.right(), rect.center().y()), hot ? 5 : 4, hot ? 5 : 4);
        }
    }
    painter.restore();
}

void DesignView::paintDrag(QPainter& painter, const Theme& theme) const {
    if (drag_ == Drag::Connect && connectFrom_ >= 0) {
        const QRectF& from = drawing_.cards[static_cast<size_t>(connectFrom_)].rect;
        const bool wrong = connectTo_ >= 0 && !refusals_.value(connectTo_).isEmpty();
        const QPointF start(from.right(), from.center().y());
        const QPointF end = connectTo_ >= 0 && !wrong ? QPointF(drawing_.cards[static_cast<size_t>(connectTo_)].rect.left(),
                                                                drawing_.cards[static_cast<size_t>(connectTo_)].rect.center().y())
                                                      : toScene(last_);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(wrong ? theme.error : theme.accent, 2, Qt::DashLine, Qt::RoundCap));
        painter.drawPath(curve(start, end));
    }
    if (drag_ == Drag::Band && movedFar_) {
        painter.setPen(QPen(theme.accent, 1 / zoom_));
        painter.setBrush(faint(theme.accent, 30));
        painter.drawRect(QRectF(toScene(pressed_), toScene(last_)).normalized());
    }
    if (dropAt_ && dropEdge_ < 0) {
        painter.setPen(QPen(theme.accent, 1.4, Qt::DashLine));
        painter.setBrush(faint(theme.accent, 22));
        const QSizeF size(DesignDrawing::Width, DesignDrawing::Height);
        if (dropCard_ < 0) painter.drawRoundedRect(QRectF(*dropAt_ - QPointF(size.width() / 2, size.height() / 2), size), 8, 8);
    }
}

QRectF DesignView::minimap() const {
    const QRectF bounds = drawing_.bounds;
    const bool allSeen = QRectF(rect()).adjusted(-2, -2, 2, 2).contains(QRectF(toWidget(bounds.topLeft()), toWidget(bounds.bottomRight())));
    if (bounds.isEmpty() || allSeen || width() < 420 || height() < 220) return {};
    const double scale = std::min(150.0 / bounds.width(), 84.0 / bounds.height());
    const QSizeF size(bounds.width() * scale + 12, bounds.height() * scale + 12);
    return QRectF(QPointF(width() - size.width() - 12, height() - size.height() - 12), size);
}

QPointF DesignView::minimapToScene(QPointF widget) const {
    const QRectF frame = minimap();
    const double scale = (frame.width() - 12) / drawing_.bounds.width();
    return drawing_.bounds.topLeft() + (widget - frame.topLeft() - QPointF(6, 6)) / scale;
}

void DesignView::paintMinimap(QPainter& painter, const Theme& theme) const {
    const QRectF frame = minimap();
    if (frame.isEmpty()) return;
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(faint(theme.panel, 235));
    painter.drawRoundedRect(frame, 6, 6);
    painter.save();
    painter.setClipRect(frame.adjusted(2, 2, -2, -2));
    const double scale = (frame.width() - 12) / drawing_.bounds.width();
    auto place = [&](const QRectF& scene) {
        return QRectF(frame.topLeft() + QPointF(6, 6) + (scene.topLeft() - drawing_.bounds.topLeft()) * scale, scene.size() * scale);
    };
    painter.setPen(Qt::NoPen);
    for (const auto& card : drawing_.cards) {
        painter.setBrush(selected_.contains(card.id) ? theme.accent : faint(operatorColour(card.icon, theme), 150));
        painter.drawRoundedRect(place(card.rect), 1.5, 1.5);
    }
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(faint(theme.accent, 22));
    painter.drawRect(place(QRectF(toScene({0, 0}), toScene(QPointF(width(), height())))));
    painter.restore();
}

void DesignView::paintNotice(QPainter& painter, const Theme& theme) const {
    QString words;
    if (session_.isStale()) words = tr("The text has a mistake: %1").arg(session_.trouble());
    else if (drag_ == Drag::Connect && connectTo_ >= 0) words = refusals_.value(connectTo_);
    if (words.isEmpty()) return;
    painter.setFont(smallFont_);
    const QString shown = QFontMetricsF(smallFont_).elidedText(words.simplified(), Qt::ElideRight, width() - 60);
    const double wide = QFontMetricsF(smallFont_).horizontalAdvance(shown) + 36;
    const QRectF box((width() - wide) / 2, 10, wide, 24);
    painter.setPen(QPen(mixed(theme.border, theme.error, 0.5), 1));
    painter.setBrush(mixed(theme.panel, theme.error, 0.14));
    painter.drawRoundedRect(box, 6, 6);
    painter.drawPixmap(QRectF(box.left() + 8, box.top() + 5, 14, 14), iconPixmap("warning", theme.error, 14, devicePixelRatioF() * 2), QRectF());
    painter.setPen(theme.text);
    painter.drawText(box.adjusted(27, 0, -6, 0), Qt::AlignVCenter | Qt::AlignLeft, shown);
}

} // namespace weir::ui
