// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/past_runs_model.h"

#include <QWidget>

class QStackedWidget;
class QTableView;
class QToolButton;

namespace weir::ui {

struct Studio;

/// What has run before: when, which version of the text, how fast, with which end. Kept in the workspace.
class RunsPanel : public QWidget {
    Q_OBJECT
public:
    RunsPanel(Studio& studio, QWidget* parent = nullptr);

private:
    void keep();
    void refresh();
    const PastRunRow* chosen() const;
    Studio& studio_;
    PastRunsModel model_;
    QToolButton* text_;
    QToolButton* replay_;
    QTableView* table_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
