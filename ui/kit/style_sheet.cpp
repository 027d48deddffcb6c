// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/style_sheet.h"

#include "ui/kit/theme.h"

#include <QFile>

#include <utility>

namespace weir::ui {

namespace {

constexpr const char* Rules = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 5px 7px; }
QMainWindow, QDialog { background: @window; }
QMenuBar { background: @window; color: @text; padding: 3px 6px; border-bottom: 1px solid @border; }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @raised; border: 1px solid @border; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 5px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }

QToolBar { background: @window; border: none; border-bottom: 1px solid @border; padding: 6px 8px; spacing: 2px; }
QToolBar::separator { width: 1px; background: @border; margin: 5px 7px; }
QToolButton { border: none; border-radius: 6px; padding: 5px; background: transparent; color: @text; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selection; }
QToolButton:focus { border: 1px solid @accent; padding: 4px; }
QToolButton:disabled { color: @muted; }
QToolButton::menu-indicator { image: none; }

QPushButton { background: @raised; border: 1px solid @border; border-radius: 6px; padding: 5px 12px; color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @muted; }
QPushButton#primary { background: @accent; border: 1px solid @accent; color: #ffffff; font-weight: 600; padding: 6px 14px 6px 10px; }
QPushButton#primary:hover { background: @accentHover; }
QPushButton#primary:focus { border: 1px solid @text; }
QPushButton#primary:disabled { background: @hover; border-color: @hover; color: @muted; }
QPushButton#searchBox { background: @base; color: @muted; text-align: left; padding: 6px 10px; }
QPushButton#searchBox:hover { border-color: @muted; }
QPushButton#link { background: transparent; border: none; padding: 6px 8px; text-align: left; border-radius: 6px; }
QPushButton#link:hover { background: @hover; }
QPushButton#link:focus { border: 1px solid @accent; padding: 5px 7px; }

QLineEdit, QSpinBox, QComboBox, QScrollArea#propertyForm QPlainTextEdit { background: @base; border: 1px solid @border; border-radius: 6px; padding: 4px 8px; color: @text; selection-background-color: @selection; selection-color: @text; }
QScrollArea#propertyForm QPlainTextEdit { padding: 0; }
QScrollArea#propertyForm, QScrollArea#propertyForm > QWidget > QWidget#formBody { background: @window; border: none; }
QListWidget#paletteItems { background: @window; }
QFrame#palette QListWidget#paletteItems { background: transparent; }
QListWidget#paletteItems::item:disabled { color: @muted; padding-top: 8px; }
QLabel#designMessage { background: @bannerBack; color: @text; border-top: 1px solid @border; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QScrollArea#propertyForm QPlainTextEdit:focus { border: 1px solid @accent; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(@chevrons-down.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; padding: 4px; selection-background-color: @selection; selection-color: @text; outline: none; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: 14px; background: transparent; }
QSpinBox::up-arrow { image: url(@chevrons-up.svg); width: 8px; height: 8px; }
QSpinBox::down-arrow { image: url(@chevrons-down.svg); width: 8px; height: 8px; }
QCheckBox { spacing: 7px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 4px; background: @base; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { border-color: @accent; background: @accent; image: url(:/icons/qss-check.svg); }
QCheckBox::indicator:disabled { border-color: @border; }

QTreeView, QListView, QTableView { background: @base; border: none; outline: none; selection-background-color: @selection; selection-color: @text; alternate-background-color: @alternate; }
QTreeView::item { height: 25px; border: none; padding: 0 2px; }
QTreeView#ledgerTree::item { height: 21px; }
QTreeView::item:hover, QListView::item:hover { background: @hover; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: @selection; color: @text; }
QTreeView#side, QTreeView#catalogTree, QTreeView#projectTree, QTreeView#outlineTree { background: @window; }
QListView::item { border-radius: 5px; padding: 4px 6px; }
QTableView::item { padding: 0 7px; border: none; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-right: 1px solid @border; border-bottom: 1px solid @border; padding: 4px 8px; font-weight: 500; }
QHeaderView::section:vertical { font-weight: 400; }

QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: @thumb; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: @base; }

QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { background: @window; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 12px; border: none; border-bottom: 2px solid transparent; }
QTabWidget#bottomTabs > QTabBar::tab { padding: 7px 7px; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover:!selected { color: @text; background: @hover; }
QTabBar::tab:focus { color: @text; }
QTabBar::close-button { image: url(@chevrons-close.svg); subcontrol-position: right; }
QTabBar::close-button:hover { background: @hover; border-radius: 4px; }
QTabBar QToolButton { background: @window; border-radius: 0; }

QDockWidget { color: @muted; }
QStatusBar { background: @window; border-top: 1px solid @border; color: @muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: @window; }
QSplitter::handle:vertical { border-top: 1px solid @border; height: 4px; }
QSplitter::handle:horizontal { border-left: 1px solid @border; width: 4px; }

QLabel#muted { color: @muted; }
QLabel#problemText { color: @error; }
QLabel#sourceNote { background: @noteBack; color: @text; border: 1px solid @border; border-radius: 6px; padding: 6px 10px; }
QPlainTextEdit#sqlPreview { background: @base; border: 1px solid @border; border-radius: 6px; padding: 4px; color: @text; }
QListWidget#timeList { background: transparent; }
QTableWidget#columnTable { border: 1px solid @border; border-radius: 6px; }
QLabel#panelTitle { color: @muted; font-weight: 600; }
QLabel#heading { font-size: 19px; font-weight: 600; }
QLabel#title { font-size: 16px; font-weight: 600; }
QLabel#emptyTitle { color: @text; font-weight: 600; font-size: 14px; }
QLabel#emptyText { color: @muted; }
QWidget#panelBar { background: @window; border-bottom: 1px solid @border; }
QWidget#stripe { background: @panel; border-bottom: 1px solid @border; }
QFrame#card { background: @raised; border: 1px solid @border; border-radius: 8px; }
QFrame#banner { background: @bannerBack; border: none; border-bottom: 1px solid @border; }
QFrame#palette { background: @raised; border: 1px solid @border; border-radius: 10px; }
QFrame#palette QLineEdit { background: transparent; border: none; border-bottom: 1px solid @border; border-radius: 0; padding: 10px 12px; font-size: 15px; }
QFrame#palette QListView { background: transparent; padding: 4px; }

/* QScintilla's completion list, a top-level list. More padding than this makes it taller than Scintilla thinks. */
QsciSciListBox { background: @raised; color: @text; border: 1px solid @border; padding: 3px; outline: none; }
QsciSciListBox::item { padding: 2px; border-radius: 4px; }
QsciSciListBox::item:selected { background: @selection; color: @text; }
)";

} // namespace

QString styleSheet(const Theme& t) {
    QString sheet = QString::fromLatin1(Rules);
    // Style sheets cannot recolour an image, so arrows exist once for each look.
    sheet.replace(QLatin1String("@chevrons"), t.dark ? QLatin1String(":/icons/qss-dark") : QLatin1String(":/icons/qss-light"));
    const std::pair<const char*, QColor> colours[] = {
        {"@accentHover", t.dark ? t.accent.lighter(112) : t.accent.darker(112)},
        {"@bannerBack", mixed(t.window, t.error, 0.14)},
        {"@noteBack", mixed(t.window, t.warn, 0.16)},
        {"@thumb", mixed(t.border, t.muted, 0.35)},
        {"@selection", t.selection}, {"@alternate", t.alternate}, {"@window", t.window}, {"@raised", t.raised}, {"@border", t.border},
        {"@accent", t.accent},       {"@panel", t.panel},         {"@muted", t.muted},   {"@hover", t.hover},   {"@base", t.base},
        {"@text", t.text},           {"@error", t.error},
    };
    for (const auto& [name, colour] : colours) sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

} // namespace weir::ui
