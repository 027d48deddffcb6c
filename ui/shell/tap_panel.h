// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/edge_tap.h"
#include "engine/session/session.h"
#include "ui/bridge/background.h"
#include "ui/models/tap_rows.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace weir::ui {

class EmptyState;
class RowGrid;
struct Studio;

/// Live rows of one edge of the running job. The tap is open only while the panel is seen: hidden, it costs the job nothing.
class TapPanel : public QWidget {
    Q_OBJECT
public:
    TapPanel(Studio& studio, QWidget* parent = nullptr);
    /// Shows that edge from now on; vertices of the running job.
    void tap(int from, int to);
    /// Shows the rows that get that verdict at the operator, instead of an edge's.
    void tapVerdict(int vertex, int input, RowFate fate);
    bool isOpen() const { return tap_ != nullptr; }
    TapRows& rows() { return rows_; }
    RowGrid* grid() const { return grid_; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void runChanged();
    void listEdges();
    void open();
    void letGo();
    void tick();
    void describe();
    const VertexSnapshot* vertex(int id) const;
    bool isEdge() const { return fate_ == RowFate::PassedOn; }
    QString verdictText() const;
    void tellFate();
    Studio& studio_;
    Background background_;
    std::shared_ptr<EdgeTap> tap_;
    TapRows rows_;
    int from_ = -1, to_ = -1;
    RowFate fate_ = RowFate::PassedOn;           // else of `to_`
    int input_ = 0;
    bool isWanted_ = false;                      // an edge was chosen and the tap not closed by hand
    bool isOpening_ = false;
    QString refusal_;                            // why the last wish could not be met
    QTimer typing_;
    QComboBox* edges_;
    QToolButton* sample_;
    QToolButton* all_;
    QComboBox* way_;
    QLineEdit* filter_;
    QToolButton* hold_;
    QToolButton* clear_;
    QToolButton* close_;
    QLabel* problem_;
    QLabel* answer_;                             // what became of the row that was asked about
    QLabel* count_;
    RowGrid* grid_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
