// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/studio.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace weir::ui {

class EmptyState;
class GraphView;

/// The job's graph with its bar: the plan of the text before a run, the run itself while and after it.
class GraphPanel : public QWidget {
    Q_OBJECT
public:
    GraphPanel(Studio& studio, QWidget* parent = nullptr);
    /// The plan of the current text; an empty one with errors keeps the last graph, pale.
    void showPlan(const PlanPreview& plan, bool hasErrors);
    void clear();
    GraphView* view() const { return view_; }

private:
    void tick();
    void runChanged();
    void describe();
    Studio& studio_;
    GraphView* view_;
    QStackedWidget* pages_;
    EmptyState* empty_;
    QLabel* title_;
    bool showsRun_ = false;
    bool laidOutRun_ = false;
};

} // namespace weir::ui
