// SPDX-License-Identifier: GPL-3.0-or-later
// What each family of elements can paint and measure. The tables in style.cpp say for which elements; a painter that returns false leaves its
// element to Fusion. Called by Style alone, on the GUI thread.
#pragma once
#include <QSize>
#include <QStyle>

namespace weir::ui {

struct StyleCall;

// style_buttons.cpp
bool paintPushButton(const StyleCall& call);
bool paintToolButton(const StyleCall& call);
bool paintCheckMark(const StyleCall& call);
bool paintRadioMark(const StyleCall& call);
QSize pushButtonSize(const StyleCall& call, QSize contents);
QSize toolButtonSize(const StyleCall& call, QSize contents);

// style_fields.cpp
bool paintLineEdit(const StyleCall& call);
bool paintSpinBox(const StyleCall& call);
bool paintComboBox(const StyleCall& call);
QSize lineEditSize(const StyleCall& call, QSize contents);
QSize spinBoxSize(const StyleCall& call, QSize contents);
QSize comboBoxSize(const StyleCall& call, QSize contents);
QRect lineEditContents(const StyleCall& call);
QRect spinBoxPart(const StyleCall& call, QStyle::SubControl part);
QRect comboBoxPart(const StyleCall& call, QStyle::SubControl part);

// style_items.cpp: lists, trees, tables and their headers
bool paintItem(const StyleCall& call);
bool paintRow(const StyleCall& call);
bool paintBranch(const StyleCall& call);
bool paintHeader(const StyleCall& call);
bool paintHeaderSection(const StyleCall& call);
bool paintHeaderLabel(const StyleCall& call);
bool paintHeaderArrow(const StyleCall& call);
QSize itemSize(const StyleCall& call, QSize fusions);
QSize headerSize(const StyleCall& call, QSize contents);
/// How far what an item shows keeps from its sides.
int itemPadding(const QWidget* view);
QRect headerPart(const StyleCall& call, QStyle::SubElement part);

// style_menus.cpp
bool paintMenuPanel(const StyleCall& call);
bool paintMenuItem(const StyleCall& call);
bool paintMenuBarItem(const StyleCall& call);
bool paintMenuBarRest(const StyleCall& call);
QSize menuItemSize(const StyleCall& call, QSize contents);
QSize menuBarItemSize(const StyleCall& call, QSize contents);

// style_scroll_bars.cpp
bool paintScrollBar(const StyleCall& call);
bool paintScrollCorner(const StyleCall& call);
QRect scrollBarPart(const StyleCall& call, QStyle::SubControl part);

// style_tabs.cpp
bool paintTabShape(const StyleCall& call);
bool paintTabClose(const StyleCall& call);
bool paintTabLine(const StyleCall& call);
bool paintTabPane(const StyleCall& call);
/// Colour of a tab's words.
QColor tabText(const StyleCall& call);
/// From side to side of a tab, beside its words.
int tabSpace(const QWidget* bar);

// style_surfaces.cpp: what lies behind and between
bool paintNothing(const StyleCall& call);
bool paintFocus(const StyleCall& call);
bool paintFrame(const StyleCall& call);
bool paintToolBar(const StyleCall& call);
bool paintToolBarSeparator(const StyleCall& call);
bool paintStatusBar(const StyleCall& call);
bool paintSplitter(const StyleCall& call);
bool paintDockSeparator(const StyleCall& call);
bool paintToolTip(const StyleCall& call);

} // namespace weir::ui
