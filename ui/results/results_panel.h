// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"
#include "ui/models/changelog_rows.h"
#include "ui/models/table_rows.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;

namespace weir::ui {

class EmptyState;
class RowGrid;
class RunFeed;

/// The rows of a run's SELECTs, as the table they make or as the changes they are, and what SHOW, DESCRIBE and EXPLAIN say, as text.
class ResultsPanel : public QWidget {
    Q_OBJECT
public:
    ResultsPanel(RunFeed& feed, QWidget* parent = nullptr);
    /// `index` counts the SELECTs, then the texts.
    void showResult(int index);
    void showTexts(std::vector<StatementText> texts);
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
    QPlainTextEdit* text_;
    std::vector<StatementText> texts_;
    int shown_ = -1;
    bool textShown_ = false;
};

} // namespace weir::ui
