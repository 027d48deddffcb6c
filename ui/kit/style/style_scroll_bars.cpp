// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QAbstractScrollArea>

namespace weir::ui {

namespace {

constexpr int Least = 28, Margin = 3;

/// Scroll bars lie on what they scroll.
QColor groundOf(const StyleCall& call) {
    const QWidget* widget = call.widget;
    for (int up = 0; up < 2 && widget && !qobject_cast<const QAbstractScrollArea*>(widget); ++up) widget = widget->parentWidget();
    const auto* area = qobject_cast<const QAbstractScrollArea*>(widget);
    if (!area || !area->viewport() || !area->viewport()->autoFillBackground()) return {};
    // Editors of Scintilla keep a palette of their own, so the role counts and the theme's colour.
    switch (area->viewport()->backgroundRole()) {
    case QPalette::Base: return call.theme.base;
    case QPalette::Light: return call.theme.raised;
    default: return call.theme.window;
    }
}

} // namespace

bool paintScrollBar(const StyleCall& call) {
    const auto* bar = call.as<QStyleOptionSlider>();
    if (!bar) return false;
    if (const QColor ground = groundOf(call); ground.isValid()) call.painter->fillRect(bar->rect, ground);
    if (bar->minimum >= bar->maximum) return true;
    const QRect thumb = call.style->subControlRect(QStyle::CC_ScrollBar, bar, QStyle::SC_ScrollBarSlider, call.widget).adjusted(Margin, Margin, -Margin, -Margin);
    const bool lively = call.isEnabled() && bar->activeSubControls == QStyle::SC_ScrollBarSlider && (call.isHovered() || call.has(QStyle::State_Sunken));
    paintBox(*call.painter, thumb, lively ? call.theme.muted : mixed(call.theme.border, call.theme.muted, 0.35), {}, 2.5);
    return true;
}

bool paintScrollCorner(const StyleCall& call) {
    if (const QColor ground = groundOf(call); ground.isValid()) call.painter->fillRect(call.option->rect, ground);
    return true;
}

QRect scrollBarPart(const StyleCall& call, QStyle::SubControl part) {
    const auto* bar = call.as<QStyleOptionSlider>();
    if (!bar) return {};
    const QRect& all = bar->rect;
    const bool across = bar->orientation == Qt::Horizontal;
    const int extent = across ? all.width() : all.height();
    const qint64 range = static_cast<qint64>(bar->maximum) - bar->minimum;
    int length = extent;
    if (range > 0) length = std::min<int>(extent, std::max<int>(Least, static_cast<int>(extent * static_cast<qint64>(bar->pageStep) / (range + std::max(1, bar->pageStep)))));
    const int start = QStyle::sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, extent - length, bar->upsideDown);
    auto along = [&](int from, int size) {
        const QRect found = across ? QRect(all.left() + from, all.top(), size, all.height()) : QRect(all.left(), all.top() + from, all.width(), size);
        return QStyle::visualRect(bar->direction, all, found);
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider: return along(start, length);
    case QStyle::SC_ScrollBarSubPage: return along(0, start);
    case QStyle::SC_ScrollBarAddPage: return along(start + length, extent - start - length);
    case QStyle::SC_ScrollBarGroove: return all;
    default: return {};                  // no buttons at the ends
    }
}

} // namespace weir::ui
