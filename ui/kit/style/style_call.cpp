// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/style_call.h"

namespace weir::ui {

void paintBox(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& line, double radius) {
    if (!fill.isValid() && !line.isValid()) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double half = line.isValid() ? 0.5 : 0;
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

void paintChevron(QPainter& painter, const QPointF& middle, Pointing way, const QColor& colour, double size) {
    const double deep = size / 2;
    QPolygonF strokes;
    switch (way) {
    case Pointing::Up: strokes << QPointF(-size, deep) << QPointF(0, -deep) << QPointF(size, deep); break;
    case Pointing::Down: strokes << QPointF(-size, -deep) << QPointF(0, deep) << QPointF(size, -deep); break;
    case Pointing::Left: strokes << QPointF(deep, -size) << QPointF(-deep, 0) << QPointF(deep, size); break;
    case Pointing::Right: strokes << QPointF(-deep, -size) << QPointF(deep, 0) << QPointF(-deep, size); break;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(strokes.translated(middle));
    painter.restore();
}

QColor popupLine(const Theme& theme) { return mixed(theme.border, theme.muted, 0.35); }

QColor fieldLine(const StyleCall& call) {
    if (call.isFocused()) return call.theme.accent;
    return call.isHovered() ? mixed(call.theme.border, call.theme.muted, 0.45) : call.theme.border;
}

} // namespace weir::ui
