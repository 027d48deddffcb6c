// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
class QWidget;

namespace weir::ui {

struct Studio;

// Panels that are a view over a model of the studio and little more.
QWidget* makeCatalogPanel(Studio& studio);
QWidget* makeOutlinePanel(Studio& studio);
QWidget* makeProblemsPanel(Studio& studio);
QWidget* makeSubtasksPanel(Studio& studio);
QWidget* makeLogPanel(Studio& studio);

} // namespace weir::ui
