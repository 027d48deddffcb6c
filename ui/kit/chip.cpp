// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/chip.h"

#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QPainter>

namespace weir::ui {

Chip::Chip(QString name, QWidget* parent) : QWidget(parent), name_(std::move(name)) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setAccessibleName(name_);
}

void Chip::show(const QString& text, const QString& toolTip) {
    if (text != text_) {
        text_ = text;
        setVisible(!text.isEmpty());
        setAccessibleDescription(text);
        updateGeometry();
        update();
    }
    setToolTip(toolTip.toHtmlEscaped());
}

void Chip::setDot(const QColor& colour) {
    if (dot_ == colour) return;
    dot_ = colour;
    update();
}

void Chip::setIcon(const QString& name) {
    icon_ = name;
    update();
}

QSize Chip::sizeHint() const {
    const int lead = dot_.isValid() ? 14 : icon_.isEmpty() ? 0 : 18;
    return {fontMetrics().horizontalAdvance(text_) + lead + 18, 24};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = themeOf(this);
    int x = 9;
    if (dot_.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(dot_);
        painter.drawEllipse(QRectF(x, height() / 2.0 - 4, 8, 8));
        x += 14;
    } else if (!icon_.isEmpty()) {
        painter.drawPixmap(QPointF(x, height() / 2.0 - 7), iconPixmap(icon_, theme.muted, 14, devicePixelRatioF()));
        x += 18;
    }
    painter.setPen(dot_.isValid() ? mixed(theme.text, dot_, 0.45) : theme.muted);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, text_);
}

} // namespace weir::ui
