// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QAbstractItemView>

namespace weir::ui {

namespace {

constexpr double Radius = 6;

} // namespace

bool paintNothing(const StyleCall&) { return true; }

bool paintFocus(const StyleCall& call) {
    // What is chosen in a list is seen by its colour; the keyboard's place in it matters to who uses keys.
    const bool isItem = qobject_cast<const QAbstractItemView*>(call.widget);
    if (isItem && !call.widget->window()->testAttribute(Qt::WA_KeyboardFocusChange)) return true;
    paintBox(*call.painter, call.option->rect, {}, call.theme.accent, isItem ? 3 : 4);
    return true;
}

// A box is the frame of a field; other frames are left out, panels meet at lines of one pixel.
bool paintFrame(const StyleCall& call) {
    const auto* frame = call.as<QStyleOptionFrame>();
    if (!frame) return false;
    if (frame->frameShape == QFrame::StyledPanel || frame->frameShape == QFrame::Panel) return true;
    if (frame->frameShape != QFrame::Box) return false;
    const bool popup = call.widget && call.widget->isWindow();
    if (popup) paintBox(*call.painter, frame->rect, call.theme.raised, popupLine(call.theme), 0);
    else paintBox(*call.painter, frame->rect, call.theme.base, fieldLine(call), Radius);
    return true;
}

bool paintToolBar(const StyleCall& call) {
    const QRect& r = call.option->rect;
    call.painter->fillRect(r, call.theme.window);
    call.painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), call.theme.border);
    return true;
}

bool paintToolBarSeparator(const StyleCall& call) {
    const QRect& r = call.option->rect;
    if (call.has(QStyle::State_Horizontal)) call.painter->fillRect(QRect(r.center().x(), r.top() + 5, 1, r.height() - 10), call.theme.border);
    else call.painter->fillRect(QRect(r.left() + 5, r.center().y(), r.width() - 10, 1), call.theme.border);
    return true;
}

bool paintStatusBar(const StyleCall& call) {
    const QRect& r = call.option->rect;
    call.painter->fillRect(r, call.theme.window);
    call.painter->fillRect(QRect(r.left(), r.top(), r.width(), 1), call.theme.border);
    return true;
}

// Five pixels to grab, one to see.
bool paintSplitter(const StyleCall& call) {
    const QRect& r = call.option->rect;
    const bool sideBySide = call.has(QStyle::State_Horizontal);
    call.painter->fillRect(r, call.theme.window);
    call.painter->fillRect(sideBySide ? QRect(r.left(), r.top(), 1, r.height()) : QRect(r.left(), r.top(), r.width(), 1),
                           call.isHovered() ? mixed(call.theme.border, call.theme.accent, 0.6) : call.theme.border);
    return true;
}

bool paintDockSeparator(const StyleCall& call) {
    const QRect& r = call.option->rect;
    const bool across = call.has(QStyle::State_Horizontal);
    call.painter->fillRect(r, call.theme.window);
    call.painter->fillRect(across ? QRect(r.left(), r.center().y(), r.width(), 1) : QRect(r.center().x(), r.top(), 1, r.height()),
                           call.isHovered() ? mixed(call.theme.border, call.theme.accent, 0.6) : call.theme.border);
    return true;
}

bool paintToolTip(const StyleCall& call) {
    paintBox(*call.painter, call.option->rect, call.theme.raised, popupLine(call.theme), 0);
    return true;
}

} // namespace weir::ui
