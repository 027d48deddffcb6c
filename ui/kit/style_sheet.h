// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

namespace weir::ui {

struct Theme;

/// The one style sheet of the program, filled with the colours of a theme.
QString styleSheet(const Theme& theme);

} // namespace weir::ui
