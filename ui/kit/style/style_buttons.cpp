// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/named_looks.h"
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QTabBar>
#include <QWidget>

namespace weir::ui {

namespace {

constexpr double Radius = 6;
constexpr int IconGap = 6, ToolPadding = 5;

struct ButtonColours {
    QColor fill, line, text;
};

ButtonColours coloursOf(const StyleCall& call, ButtonLook look) {
    const Theme& t = call.theme;
    const bool pressed = call.has(QStyle::State_Sunken) || call.has(QStyle::State_On);
    const QColor text = call.isEnabled() ? t.text : mixed(t.muted, t.window, 0.35);
    const QColor line = call.isFocused() ? t.accent : t.border;
    switch (look) {
    case ButtonLook::Primary: {
        if (!call.isEnabled()) return {t.hover, t.hover, t.muted};
        const QColor over = t.dark ? t.accent.lighter(112) : t.accent.darker(112);
        const QColor fill = pressed ? t.accent.darker(125) : call.isHovered() ? over : t.accent;
        return {fill, call.isFocused() ? t.text : fill, Qt::white};
    }
    case ButtonLook::SearchBox: return {pressed ? t.selection : t.base, call.isFocused() ? t.accent : call.isHovered() ? t.muted : t.border, call.isEnabled() ? t.muted : text};
    case ButtonLook::Link: return {pressed ? t.selection : call.isHovered() ? t.hover : QColor(), call.isFocused() ? t.accent : QColor(), text};
    case ButtonLook::Plain: break;
    }
    return {pressed ? t.selection : call.isHovered() ? mixed(t.raised, t.muted, 0.16) : call.isEnabled() ? t.raised : mixed(t.raised, t.window, 0.6), line, text};
}

/// Left and right of the contents, above and below, with the line.
struct Padding {
    int left, right, vertical;
};
Padding paddingOf(const StyleCall& call) {
    const auto* button = call.as<QStyleOptionButton>();
    switch (buttonLook(call.widget)) {
    case ButtonLook::Primary: return {button && button->icon.isNull() ? 15 : 11, 15, 7};
    case ButtonLook::SearchBox: return {11, 11, 7};
    case ButtonLook::Link: return {8, 8, 6};
    case ButtonLook::Plain: break;
    }
    return {13, 13, 6};
}

} // namespace

bool paintPushButton(const StyleCall& call) {
    const auto* button = call.as<QStyleOptionButton>();
    if (!button) return false;
    const ButtonLook look = buttonLook(call.widget);
    const ButtonColours colours = coloursOf(call, look);
    paintBox(*call.painter, button->rect, colours.fill, colours.line, Radius);

    const Padding padding = paddingOf(call);
    QRect room = button->rect.adjusted(padding.left, 0, -padding.right, 0);
    const int icon = button->icon.isNull() ? 0 : button->iconSize.width();
    const int gap = icon && !button->text.isEmpty() ? IconGap : 0;
    const bool fromLeft = look == ButtonLook::SearchBox || look == ButtonLook::Link;
    if (icon) {
        const int words = call.option->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
        const int free = std::max(0, room.width() - icon - gap - words);
        const QRect place(room.left() + (fromLeft ? 0 : free / 2), room.top(), icon, room.height());
        button->icon.paint(call.painter, QStyle::visualRect(button->direction, button->rect, place), Qt::AlignCenter,
                           call.isEnabled() ? QIcon::Normal : QIcon::Disabled);
        room.setLeft(place.right() + 1 + gap);
    }
    call.painter->setPen(colours.text);
    const auto side = fromLeft || icon ? Qt::AlignLeft : Qt::AlignHCenter;
    call.painter->drawText(QStyle::visualRect(button->direction, button->rect, room),
                           static_cast<int>(QStyle::visualAlignment(button->direction, side | Qt::AlignVCenter)) | Qt::TextShowMnemonic | Qt::TextSingleLine, button->text);
    return true;
}

QSize pushButtonSize(const StyleCall& call, QSize contents) {
    const Padding padding = paddingOf(call);
    const auto* button = call.as<QStyleOptionButton>();
    // Qt leaves 4 between icon and words.
    if (button && !button->icon.isNull() && !button->text.isEmpty()) contents.rwidth() += IconGap - 4;
    return contents + QSize(padding.left + padding.right, 2 * padding.vertical);
}

bool paintToolButton(const StyleCall& call) {
    const auto* button = call.as<QStyleOptionToolButton>();
    if (!button) return false;
    const Theme& t = call.theme;
    // The arrows of a tab bar lie on its tabs.
    if (call.widget && qobject_cast<const QTabBar*>(call.widget->parentWidget())) call.painter->fillRect(button->rect, t.window);
    const bool down = call.has(QStyle::State_Sunken) || call.has(QStyle::State_On);
    const QColor fill = down ? (call.isEnabled() ? t.selection : t.hover) : call.isHovered() ? t.hover : QColor();
    paintBox(*call.painter, button->rect, fill, call.isFocused() ? t.accent : QColor(), Radius);
    QStyleOptionToolButton label = *button;
    // Words beside an icon begin at the left, and QToolButton asks for two spaces more than they take: half of that comes before.
    if (button->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !button->icon.isNull()) label.rect.adjust(ToolPadding + 3, 0, -ToolPadding + 3, 0);
    call.style->drawControl(QStyle::CE_ToolButtonLabel, &label, call.painter, call.widget);
    return true;
}

QSize toolButtonSize(const StyleCall&, QSize contents) { return contents + QSize(2 * ToolPadding, 2 * ToolPadding); }

bool paintCheckMark(const StyleCall& call) {
    const Theme& t = call.theme;
    const bool on = call.has(QStyle::State_On), partly = call.has(QStyle::State_NoChange);
    const bool lively = call.isHovered() || call.isFocused();
    QColor line = !call.isEnabled() ? t.border : lively || on || partly ? t.accent : t.muted, fill = t.base;
    if (on || partly) fill = call.isEnabled() ? t.accent : t.border;
    QRect box(0, 0, 16, 16);
    box.moveCenter(call.option->rect.center());
    paintBox(*call.painter, box, fill, line, 4);
    if (!on && !partly) return true;
    call.painter->save();
    call.painter->setRenderHint(QPainter::Antialiasing);
    call.painter->setPen(QPen(call.isEnabled() ? QColor(Qt::white) : t.muted, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    call.painter->translate(box.topLeft());
    if (on) call.painter->drawPolyline(QPolygonF{{4.2, 8.4}, {6.9, 11}, {11.8, 5.3}});
    else call.painter->drawLine(QPointF(4.8, 8), QPointF(11.2, 8));
    call.painter->restore();
    return true;
}

bool paintRadioMark(const StyleCall& call) {
    const Theme& t = call.theme;
    const bool on = call.has(QStyle::State_On), lively = call.isHovered() || call.isFocused();
    QRect box(0, 0, 16, 16);
    box.moveCenter(call.option->rect.center());
    paintBox(*call.painter, box, t.base, !call.isEnabled() ? t.border : on || lively ? t.accent : t.muted, 8);
    if (on) paintBox(*call.painter, box.adjusted(5, 5, -5, -5), call.isEnabled() ? t.accent : t.border, {}, 3);
    return true;
}

} // namespace weir::ui
