// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QRectF>

#include <vector>

namespace weir::ui {

enum class Arrangement { Left, Middle, Right, Top, Centre, Bottom, Across, Down };   // the last two: equal gaps

/// Where the boxes go: their edges or middles in one line, or with equal gaps between them. One point a box, in their order; a box alone stays.
std::vector<QPointF> arranged(const std::vector<QRectF>& boxes, Arrangement how);

} // namespace weir::ui
