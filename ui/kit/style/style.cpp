// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style/style.h"

#include "ui/kit/icons.h"
#include "ui/kit/style/named_looks.h"
#include "ui/kit/style/style_call.h"
#include "ui/kit/style/style_parts.h"

#include <QAbstractItemView>
#include <QFrame>
#include <QLineEdit>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>

#include <span>

namespace weir::ui {

namespace {

using Paint = bool (*)(const StyleCall& call);
template <class Element> struct PaintRow {
    Element element;
    Paint paint;
};

constexpr PaintRow<QStyle::PrimitiveElement> Primitives[] = {
    {QStyle::PE_Widget, paintNamedSurface},
    {QStyle::PE_Frame, paintNothing},
    {QStyle::PE_FrameFocusRect, paintFocus},
    {QStyle::PE_FrameMenu, paintNothing},
    {QStyle::PE_FrameStatusBarItem, paintNothing},
    {QStyle::PE_FrameTabBarBase, paintTabLine},
    {QStyle::PE_FrameTabWidget, paintTabPane},
    {QStyle::PE_IndicatorBranch, paintBranch},
    {QStyle::PE_IndicatorCheckBox, paintCheckMark},
    {QStyle::PE_IndicatorItemViewItemCheck, paintCheckMark},
    {QStyle::PE_IndicatorDockWidgetResizeHandle, paintDockSeparator},
    {QStyle::PE_IndicatorHeaderArrow, paintHeaderArrow},
    {QStyle::PE_IndicatorRadioButton, paintRadioMark},
    {QStyle::PE_IndicatorTabClose, paintTabClose},
    {QStyle::PE_IndicatorTabTearLeft, paintNothing},
    {QStyle::PE_IndicatorTabTearRight, paintNothing},
    {QStyle::PE_IndicatorToolBarSeparator, paintToolBarSeparator},
    {QStyle::PE_PanelItemViewItem, paintItem},
    {QStyle::PE_PanelItemViewRow, paintRow},
    {QStyle::PE_PanelLineEdit, paintLineEdit},
    {QStyle::PE_PanelMenu, paintMenuPanel},
    {QStyle::PE_PanelScrollAreaCorner, paintScrollCorner},
    {QStyle::PE_PanelStatusBar, paintStatusBar},
    {QStyle::PE_PanelTipLabel, paintToolTip},
};

constexpr PaintRow<QStyle::ControlElement> Controls[] = {
    {QStyle::CE_Header, paintHeader},
    {QStyle::CE_HeaderEmptyArea, paintHeaderSection},
    {QStyle::CE_HeaderLabel, paintHeaderLabel},
    {QStyle::CE_HeaderSection, paintHeaderSection},
    {QStyle::CE_MenuBarEmptyArea, paintMenuBarRest},
    {QStyle::CE_MenuBarItem, paintMenuBarItem},
    {QStyle::CE_MenuEmptyArea, paintNothing},
    {QStyle::CE_MenuItem, paintMenuItem},
    {QStyle::CE_PushButton, paintPushButton},
    {QStyle::CE_ShapedFrame, paintFrame},
    {QStyle::CE_Splitter, paintSplitter},
    {QStyle::CE_TabBarTabShape, paintTabShape},
    {QStyle::CE_ToolBar, paintToolBar},
};

constexpr PaintRow<QStyle::ComplexControl> ComplexControls[] = {
    {QStyle::CC_ComboBox, paintComboBox},
    {QStyle::CC_ScrollBar, paintScrollBar},
    {QStyle::CC_SpinBox, paintSpinBox},
    {QStyle::CC_ToolButton, paintToolButton},
};

struct SizeRow {
    QStyle::ContentsType type;
    QSize (*size)(const StyleCall& call, QSize contents);
    bool ofFusions;                      // `contents` is what Fusion answers
};
constexpr SizeRow Sizes[] = {
    {QStyle::CT_ComboBox, comboBoxSize, false},     {QStyle::CT_HeaderSection, headerSize, false},     {QStyle::CT_ItemViewItem, itemSize, true},
    {QStyle::CT_LineEdit, lineEditSize, false},     {QStyle::CT_MenuBarItem, menuBarItemSize, false},  {QStyle::CT_MenuItem, menuItemSize, false},
    {QStyle::CT_PushButton, pushButtonSize, false}, {QStyle::CT_SpinBox, spinBoxSize, false},          {QStyle::CT_ToolButton, toolButtonSize, false},
};

template <class Element> bool painted(std::span<const PaintRow<Element>> table, Element element, const StyleCall& call) {
    for (const auto& row : table)
        if (row.element == element) return row.paint(call);
    return false;
}

StyleCall callOf(const QStyle* style, const QStyleOption* option, QPainter* painter, const QWidget* widget) {
    return {style, option, painter, widget, themeOf(option->palette)};
}

} // namespace

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    giveNamedLook(widget);
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) view->viewport()->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QTabBar*>(widget) || qobject_cast<QLineEdit*>(widget)) widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 7;
    case PM_ToolBarIconSize: return 18;
    case PM_ToolBarItemSpacing: return 2;
    case PM_ToolBarItemMargin: return 6;
    case PM_ToolBarSeparatorExtent: return 15;
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
    case PM_ToolBarFrameWidth:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarItemSpacing: return 0;
    case PM_MenuBarHMargin: return 6;
    case PM_MenuBarVMargin: return 3;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin: return 5;
    case PM_TreeViewIndentation: return 14;
    case PM_DefaultFrameWidth: return widget && widget->inherits("QLineEdit") ? 1 : 0;
    case PM_ScrollBarExtent: return 11;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_TabBarTabHSpace: return tabSpace(widget);
    case PM_TabBarTabVSpace: return 16;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap: return 0;
    case PM_TabBarScrollButtonWidth: return 20;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight: return 20;
    case PM_ToolTipLabelFrameWidth: return 6;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returned) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ScrollBar_ContextMenu:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_ComboBox_PopupFrameStyle: return static_cast<int>(QFrame::Box) | static_cast<int>(QFrame::Plain);
    case SH_ItemView_ShowDecorationSelected: return qobject_cast<const QTreeView*>(widget) ? 1 : 0;
    case SH_ToolTip_WakeUpDelay: return 450;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_UnderlineShortcut: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    if (!painted<PrimitiveElement>(Primitives, element, callOf(this, option, painter, widget))) QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const StyleCall call = callOf(this, option, painter, widget);
    if (const auto* tab = element == CE_TabBarTabLabel ? call.as<QStyleOptionTab>() : nullptr) {
        // The words are Fusion's, in our colour; the focus is drawn around all of the tab.
        QStyleOptionTab coloured = *tab;
        coloured.palette.setColor(QPalette::WindowText, tabText(call));
        coloured.state &= ~State_HasFocus;
        return QProxyStyle::drawControl(element, &coloured, painter, widget);
    }
    if (!painted<ControlElement>(Controls, element, call)) QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const {
    if (!painted<ComplexControl>(ComplexControls, control, callOf(this, option, painter, widget))) QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget) const {
    for (const SizeRow& row : Sizes)
        if (row.type == type && option)
            return row.size(callOf(this, option, nullptr, widget), row.ofFusions ? QProxyStyle::sizeFromContents(type, option, contents, widget) : contents);
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

QRect Style::subElementRect(SubElement part, const QStyleOption* option, const QWidget* widget) const {
    switch (part) {
    case SE_LineEditContents: return lineEditContents(callOf(this, option, nullptr, widget));
    case SE_HeaderLabel:
    case SE_HeaderArrow: return headerPart(callOf(this, option, nullptr, widget), part);
    case SE_ItemViewItemCheckIndicator:
    case SE_ItemViewItemDecoration:
    case SE_ItemViewItemText:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            const int padding = itemPadding(widget);
            QStyleOptionViewItem inside = *item;
            inside.rect.adjust(padding, 0, -padding, 0);
            return QProxyStyle::subElementRect(part, &inside, widget);
        }
        break;
    default: break;
    }
    return QProxyStyle::subElementRect(part, option, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget) const {
    const StyleCall call = callOf(this, option, nullptr, widget);
    switch (control) {
    case CC_ScrollBar: return scrollBarPart(call, part);
    case CC_SpinBox: return spinBoxPart(call, part);
    case CC_ComboBox:
        if (part != SC_ComboBoxListBoxPopup) return comboBoxPart(call, part);
        break;
    default: break;
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QIcon Style::standardIcon(StandardPixmap wanted, const QStyleOption* option, const QWidget* widget) const {
    if (wanted == SP_LineEditClearButton) return icon(QStringLiteral("close"));
    return QProxyStyle::standardIcon(wanted, option, widget);
}

} // namespace weir::ui
