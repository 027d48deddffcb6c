// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/studio.h"

#include <QKeySequence>
#include <QWidget>

#include <functional>

class QAbstractButton;
class QAction;
class QLabel;
class QStackedWidget;

namespace weir::ui {

class EmptyState;
class DesignPanel;
class GraphView;

/// The graph with its bar, in two ways: Design is the script to be edited; Job is what runs, the plan of the text before a run and the run itself
/// while and after it.
class GraphPanel : public QWidget {
    Q_OBJECT
public:
    GraphPanel(Studio& studio, QWidget* parent = nullptr);
    /// The plan of the current text; an empty one with errors keeps the last graph, pale.
    void showPlan(const PlanPreview& plan, bool hasErrors);
    void clear();
    GraphView* view() const { return view_; }
    DesignPanel* design() const { return design_; }
    bool isDesign() const { return isDesign_; }
    void setDesign(bool design);
    /// Of the way that is shown.
    void fit();
    /// A command of the canvas that is shown; null: it cannot.
    QAction* actionOf(const QString& command) const;
    /// What each command of the canvases is called by.
    void showKeys(const std::function<QList<QKeySequence>(const QString&)>& keys);

signals:
    void designChanged(bool design);             // by the user

private:
    void tick();
    void runChanged();
    void describe();
    Studio& studio_;
    GraphView* view_;
    DesignPanel* design_;
    QAbstractButton* designButton_;
    QAbstractButton* jobButton_;
    QAbstractButton* fit_;
    QAbstractButton* smaller_;
    QAbstractButton* larger_;
    bool isDesign_ = false;
    QStackedWidget* pages_;
    EmptyState* empty_;
    QLabel* title_;
    bool showsRun_ = false;
    bool laidOutRun_ = false;
};

} // namespace weir::ui
