// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
class QAbstractItemModel;
class QAbstractItemView;
class QWidget;

namespace weir::ui {

class EmptyState;
struct Studio;

// Panels that are a view over a model of the studio and little more.
QWidget* makeOutlinePanel(Studio& studio);
QWidget* makeProblemsPanel(Studio& studio);
QWidget* makeSubtasksPanel(Studio& studio);
QWidget* makeLogPanel(Studio& studio);
/// A page for the view and one that says why it is empty; follows the model.
QWidget* withEmptyState(QAbstractItemView* view, QAbstractItemModel* model, EmptyState* empty);

} // namespace weir::ui
