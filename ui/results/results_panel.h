// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/changelog_rows.h"
#include "ui/models/table_rows.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace weir::ui {

class EmptyState;
class RowGrid;
class RunFeed;

/// The rows of a run's SELECTs, as the table they make or as the changes they are.
class ResultsPanel : public QWidget {
    Q_OBJECT
public:
    ResultsPanel(RunFeed& feed, QWidget* parent = nullptr);
    void showResult(int index);
    void showChangelog(bool changelog);
    RowGrid* grid() const { return grid_; }
    TableRows& table() { return table_; }
    ChangelogRows& changelog() { return changelog_; }

private:
    void runChanged();
    QString titleOf(int index) const;
    void tick();
    void describe();
    RunFeed& feed_;
    ChangelogRows changelog_;
    TableRows table_;
    QComboBox* which_;
    QToolButton* asTable_;
    QToolButton* asChangelog_;
    QToolButton* follow_;
    QLabel* count_;
    QLabel* notice_;
    QStackedWidget* pages_;
    EmptyState* empty_;
    RowGrid* grid_;
    int shown_ = -1;
};

} // namespace weir::ui
