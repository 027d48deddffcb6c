// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

namespace weir::ui {

namespace {

constexpr double Radius = 5;
constexpr int Left = 10, Right = 12, IconGap = 8, IconSize = 16, KeyGap = 26, SeparatorHeight = 11;

int signWidth(const QStyleOptionMenuItem& item) { return item.maxIconWidth > 0 || item.menuHasCheckableItems ? IconSize + IconGap : 0; }

} // namespace

bool paintMenuPanel(const StyleCall& call) {
    call.painter->fillRect(call.option->rect, call.theme.raised);
    paintBox(*call.painter, call.option->rect, {}, popupLine(call.theme), 0);
    return true;
}

bool paintMenuItem(const StyleCall& call) {
    const auto* item = call.as<QStyleOptionMenuItem>();
    if (!item) return false;
    const Theme& t = call.theme;
    QPainter& painter = *call.painter;
    painter.fillRect(item->rect, t.raised);
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(item->rect.left() + 8, item->rect.center().y(), item->rect.width() - 16, 1, t.border);
        return true;
    }
    if (call.has(QStyle::State_Selected) && call.isEnabled()) paintBox(painter, item->rect, t.selection, {}, Radius);
    auto place = [item](const QRect& rect) { return QStyle::visualRect(item->direction, item->rect, rect); };
    const QRect room = item->rect.adjusted(Left, 0, -Right, 0);
    const QRect sign = place(QRect(room.left(), room.top(), IconSize, room.height()));
    if (item->checkType != QStyleOptionMenuItem::NotCheckable && item->checked) {
        const QPointF middle = QRectF(sign).center();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.accent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{{-3.8, 0.4}, {-1.1, 3}, {3.8, -2.7}}.translated(middle));
        painter.restore();
    } else if (!item->icon.isNull()) {
        item->icon.paint(&painter, sign, Qt::AlignCenter, call.isEnabled() ? QIcon::Normal : QIcon::Disabled);
    }
    const auto tab = item->text.indexOf('\t');
    const QRect words = room.adjusted(signWidth(*item), 0, 0, 0);
    painter.save();
    painter.setFont(item->font);
    painter.setPen(call.isEnabled() ? t.text : mixed(t.muted, t.raised, 0.3));
    painter.drawText(place(words), static_cast<int>(QStyle::visualAlignment(item->direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextShowMnemonic | Qt::TextSingleLine,
                     tab < 0 ? item->text : item->text.left(tab));
    if (tab >= 0) {
        painter.setPen(call.isEnabled() ? t.muted : mixed(t.muted, t.raised, 0.5));
        painter.drawText(place(words), static_cast<int>(QStyle::visualAlignment(item->direction, Qt::AlignRight | Qt::AlignVCenter)) | Qt::TextSingleLine, item->text.mid(tab + 1).replace(", ", " "));
    }
    painter.restore();
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        const bool toLeft = item->direction == Qt::RightToLeft;
        paintChevron(painter, QPointF(toLeft ? item->rect.left() + 9 : item->rect.right() - 9, QRectF(item->rect).center().y()), toLeft ? Pointing::Left : Pointing::Right, t.muted);
    }
    return true;
}

QSize menuItemSize(const StyleCall& call, QSize contents) {
    const auto* item = call.as<QStyleOptionMenuItem>();
    if (item && item->menuItemType == QStyleOptionMenuItem::Separator) return {Left + Right, SeparatorHeight};
    const int after = item && (item->text.contains('\t') || item->menuItemType == QStyleOptionMenuItem::SubMenu) ? KeyGap : 0;
    return contents + QSize(Left + (item ? signWidth(*item) : 0) + after + Right, 10);
}

bool paintMenuBarItem(const StyleCall& call) {
    const auto* item = call.as<QStyleOptionMenuItem>();
    if (!item) return false;
    call.painter->fillRect(item->rect, call.theme.window);
    if (call.has(QStyle::State_Selected) && call.isEnabled()) paintBox(*call.painter, item->rect, call.theme.hover, {}, Radius);
    call.painter->setPen(call.text());
    call.painter->drawText(item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, item->text);
    return true;
}

QSize menuBarItemSize(const StyleCall&, QSize contents) { return contents + QSize(18, 8); }

bool paintMenuBarRest(const StyleCall& call) {
    const QRect& r = call.option->rect;
    call.painter->fillRect(r, call.theme.window);
    call.painter->fillRect(r.left(), r.bottom(), r.width(), 1, call.theme.border);
    return true;
}

} // namespace weir::ui
