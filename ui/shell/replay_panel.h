// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/position_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace weir::ui {

class EmptyState;
struct Studio;

/// Records runs, and runs a recorded one again: to a moment, element by element, to its end. Where every task stands, and whether all is as it was.
class ReplayPanel : public QWidget {
    Q_OBJECT
public:
    ReplayPanel(Studio& studio, QWidget* parent = nullptr);
    /// As the button does after a file was chosen.
    void open(const QString& path);

private:
    void ask();
    void refresh();
    void showButtons();
    bool standsStill() const;
    void goToMoment();
    void stepChosen();
    std::shared_ptr<Replay> replay() const;
    void showVerdict(const Replay& replay);
    void complain(const Error& error);
    Studio& studio_;
    QString waiting_;                     // to be opened when the run has ended
    PositionModel model_;
    QToolButton* record_;
    QLabel* verdict_;
    QLineEdit* moment_;
    QToolButton* goTo_;
    QToolButton* step_;
    QToolButton* onward_;
    QTableView* table_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
