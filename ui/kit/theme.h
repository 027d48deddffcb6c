// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QString>

class QApplication;
class QPalette;
class QWidget;

namespace weir::ui {

/// The colours of one look. Plain data; the two tables lie in theme.cpp.
struct Theme {
    bool dark = true;
    QColor window, base, alternate, panel, raised, border, text, muted, accent, onAccent, selection, hover, grid;
    QColor ok, warn, error, violet, teal;                                                // states, only for states
    QColor keyword, string, number, comment, function, type;                             // SQL
};

const Theme& darkTheme();
const Theme& lightTheme();

/// The theme that a widget shows at present, told by its palette, so nobody has to keep or pass it.
const Theme& themeOf(const QWidget* widget);
const Theme& themeOf(const QPalette& palette);

/// A colour between two: 0 is `from`, 1 is `to`.
QColor mixed(const QColor& from, const QColor& to, double share);

/// Style and palette of the whole program. May be called again while it runs: then it is a change of the palette only.
void applyTheme(QApplication& application, const Theme& theme);

} // namespace weir::ui
