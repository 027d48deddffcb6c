// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/models/past_runs_model.h"
#include "ui/models/run_differences.h"
#include "ui/shell/run_journal.h"

#include <QWidget>

class QScrollArea;
class QStackedWidget;
class QTableView;
class QToolButton;
class QTreeView;

namespace weir::ui {

class RunCharts;
struct Studio;

/// What has run before: when, which version of the text, how fast, with which end, its curves; two runs over each other. And what it has left: a tree of runs,
/// checkpoints and savepoints, any of which a run can begin with. The tree is here and not under Checkpoints, which show the run at hand: what one looks for in
/// old savepoints is the run that they are of.
class RunsPanel : public QWidget {
    Q_OBJECT
public:
    RunsPanel(Studio& studio, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeBar();
    void makePages();
    void kept(const weir::PastRun& run);
    void arranged();
    void lookAtDisk();
    void refresh();
    void showCurves();
    void startFromChosen();
    std::vector<const PastRunRow*> chosenRuns() const;      // the older one first
    QModelIndex chosen() const;                             // of one row; none: no row, or several
    Studio& studio_;
    Background background_;
    RunJournal journal_;
    PastRunsModel model_;
    RunDifferences differences_;
    std::vector<int64_t> shown_;                            // numbers of the runs whose curves are shown
    QWidget* bar_;
    QToolButton* text_;
    QToolButton* replay_;
    QToolButton* compare_;
    QToolButton* start_;
    QTreeView* tree_;
    QTableView* differing_;
    QStackedWidget* lists_;                                 // the tree, or the differences
    RunCharts* charts_;
    QScrollArea* side_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
