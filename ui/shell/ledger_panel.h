// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/ledger_model.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace weir::ui {

class EmptyState;
struct Studio;

/// What became of the rows of each source: a tree of verdicts that sums to 100 %. Asks only while it is seen; a click on a line opens its rows.
class LedgerPanel : public QWidget {
    Q_OBJECT
public:
    LedgerPanel(Studio& studio, QWidget* parent = nullptr);
    LedgerModel& model() { return model_; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void tick();
    void describe();
    void choose(const QModelIndex& index);
    void open(const QModelIndex& index);
    QString nameOf(int vertex) const;
    Studio& studio_;
    LedgerModel model_;
    int ticks_ = 0;
    QLabel* state_;
    QLabel* problem_;
    QLabel* hint_;
    QToolButton* pause_;
    QToolButton* open_;
    QTreeView* tree_;
    EmptyState* empty_;
    QWidget* filled_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
