// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFont>

namespace weir::ui {

/// Makes the fonts that came with the program known; call once after the application exists.
void loadFonts();
/// Inter, 13 px, or the nearest font of the system.
QFont interfaceFont(int pixels = 13, QFont::Weight weight = QFont::Normal);
/// JetBrains Mono for numbers and code. Given in points, because Scintilla cannot read pixel sizes.
QFont codeFont(double points = 10);

} // namespace weir::ui
