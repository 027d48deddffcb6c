// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/icons.h"
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QWidget>

namespace weir::ui {

int tabSpace(const QWidget* bar) {
    // There are many at the bottom.
    const bool narrow = bar && bar->parentWidget() && bar->parentWidget()->objectName() == QLatin1String("bottomTabs");
    return narrow ? 14 : 24;
}

QColor tabText(const StyleCall& call) {
    if (!call.isEnabled()) return mixed(call.theme.muted, call.theme.window, 0.45);
    return call.has(QStyle::State_Selected) || call.has(QStyle::State_MouseOver) ? call.theme.text : call.theme.muted;
}

bool paintTabShape(const StyleCall& call) {
    const QRect& r = call.option->rect;
    const bool selected = call.has(QStyle::State_Selected);
    if (!selected && call.isHovered()) call.painter->fillRect(r, call.theme.hover);
    if (selected) call.painter->fillRect(QRect(r.left(), r.bottom() - 1, r.width(), 2), call.isEnabled() ? call.theme.accent : call.theme.border);
    if (selected && call.has(QStyle::State_HasFocus)) paintBox(*call.painter, r.adjusted(2, 3, -2, -5), {}, call.theme.accent, 4);
    return true;
}

bool paintTabClose(const StyleCall& call) {
    const bool hovered = call.has(QStyle::State_Raised) || call.isHovered();
    if (hovered) paintBox(*call.painter, call.option->rect, call.theme.hover, {}, 4);
    constexpr int Size = 14;
    QRect place(0, 0, Size, Size);
    place.moveCenter(call.option->rect.center());
    call.painter->drawPixmap(place.topLeft(), iconPixmap(QStringLiteral("close"), hovered ? call.theme.text : call.theme.muted, Size, call.painter->device()->devicePixelRatioF()));
    return true;
}

bool paintTabLine(const StyleCall& call) {
    const QRect& r = call.option->rect;
    call.painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), call.theme.border);
    return true;
}

bool paintTabPane(const StyleCall& call) {
    const QRect& r = call.option->rect;
    call.painter->fillRect(QRect(r.left(), r.top(), r.width(), 1), call.theme.border);
    return true;
}

} // namespace weir::ui
