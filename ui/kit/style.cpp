// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style.h"

#include "ui/kit/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace weir::ui {

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize: return 16;
    case PM_ToolBarIconSize: return 18;
    case PM_ToolBarItemSpacing: return 2;
    case PM_ToolBarItemMargin: return 2;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return 8;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 6;
    case PM_DockWidgetTitleMargin: return 6;
    case PM_DockWidgetSeparatorExtent:
    case PM_SplitterWidth: return 5;
    case PM_DockWidgetFrameWidth:
    case PM_ToolBarFrameWidth: return 0;
    case PM_TreeViewIndentation: return 14;
    case PM_DefaultFrameWidth: return widget && widget->inherits("QLineEdit") ? 1 : 0;
    case PM_MenuPanelWidth: return 1;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returned) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_ScrollBar_ContextMenu: return 0;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_ToolTip_WakeUpDelay: return 450;
    case SH_UnderlineShortcut: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const Theme& theme = themeOf(option->palette);
    switch (element) {
    case PE_IndicatorBranch: {
        if (!(option->state & State_Children)) return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.muted, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF middle = QRectF(option->rect).center();
        QPolygonF chevron;
        if (option->state & State_Open)
            chevron << QPointF(-3.5, -1.8) << QPointF(0, 1.8) << QPointF(3.5, -1.8);
        else
            chevron << QPointF(-1.8, -3.5) << QPointF(1.8, 0) << QPointF(-1.8, 3.5);
        painter->drawPolyline(chevron.translated(middle));
        painter->restore();
        return;
    }
    case PE_FrameFocusRect: {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.accent, 1));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter->restore();
        return;
    }
    case PE_IndicatorDockWidgetResizeHandle: {
        // Five pixels to grab, one to see.
        const QRect r = option->rect;
        const bool horizontal = option->state & State_Horizontal;
        painter->fillRect(r, theme.window);
        if (horizontal)
            painter->fillRect(QRect(r.x(), r.center().y(), r.width(), 1), theme.border);
        else
            painter->fillRect(QRect(r.center().x(), r.y(), 1, r.height()), theme.border);
        return;
    }
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

} // namespace weir::ui
