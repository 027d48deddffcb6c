// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/checkpoint_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace weir::ui {

class EmptyState;
struct Studio;

/// The checkpoints of the run: how often they are taken, what became of each, savepoints, and starting the open text from one.
class CheckpointsPanel : public QWidget {
    Q_OBJECT
public:
    CheckpointsPanel(Studio& studio, QWidget* parent = nullptr);

private:
    void refresh();
    void takeSavepoint(bool stop);
    void startFromChosen();
    void startFromAsked();
    QString chosen() const;               // a folder; empty: no row, or one that cannot be begun with
    QString summary() const;
    Studio& studio_;
    CheckpointModel model_;
    QComboBox* interval_;
    QLabel* summary_;
    QToolButton* savepoint_;
    QToolButton* stopWith_;
    QToolButton* startHere_;
    QTableView* table_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
