// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QIcon>
#include <QPixmap>

namespace weir::ui {

/// A line icon of resources/icons by name, drawn in the text colour of the palette at the moment of painting, so it follows the theme.
QIcon icon(const QString& name);
/// The same in a fixed colour.
QIcon icon(const QString& name, const QColor& colour);
/// A picture of it: `size` in logical pixels.
QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal ratio);

} // namespace weir::ui
