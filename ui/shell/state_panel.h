// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/models/state_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace weir::ui {

class EmptyState;
struct Studio;

/// What the operators hold, key by key, while the run stands still.
class StatePanel : public QWidget {
    Q_OBJECT
public:
    StatePanel(Studio& studio, QWidget* parent = nullptr);

private:
    void stateChanged();
    void listOperators();
    void ask();
    void take(StateModel::Entries entries);
    void explain(const QString& title, const QString& text);
    bool standsStill() const;
    const VertexSnapshot* vertex() const;
    Studio& studio_;
    Background background_;
    StateModel model_;
    QComboBox* operators_;
    QComboBox* sections_;
    QLineEdit* key_;
    QLabel* count_;
    QToolButton* pause_;
    QTableView* table_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
