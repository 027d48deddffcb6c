// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/thinned_series.h"
#include "ui/models/state_model.h"

#include <QWidget>

#include <map>
#include <string>

class QComboBox;
class QLabel;
class QLineEdit;
class QPoint;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace weir::ui {

class CurveChart;
class EmptyState;
class PinnedKeys;
struct PinnedKey;
struct Studio;

/// What the operators hold, key by key, while the run stands still; keys that are watched; how the state has grown.
class StatePanel : public QWidget {
    Q_OBJECT
public:
    StatePanel(Studio& studio, QWidget* parent = nullptr);

private:
    void makeBar();
    void makePages();
    void anotherRun();
    void looked();
    void stateChanged();
    void listOperators();
    void ask();
    void take(StateModel::Entries entries);
    void showCount(const StateModel::Entries& entries);
    void showGrowth();
    void showPinning();
    void showMenu(const QPoint& at);
    void pinChosen();
    void explain(const QString& title, const QString& text);
    bool standsStill() const;
    const VertexSnapshot* vertex() const;
    PinnedKey keyOf(int row) const;
    Studio& studio_;
    Background background_;
    StateModel model_;
    std::map<std::string, ThinnedSeries> sizes_;      // of each operator's state, by uid
    uint64_t moment_ = 0;                             // what the run had done when it was looked at last
    int64_t stand_ = 0;                               // how often it has stood still
    QWidget* bar_;
    QComboBox* operators_;
    QComboBox* sections_;
    QLineEdit* key_;
    QLineEdit* group_;
    QLabel* count_;
    QToolButton* largest_;
    QToolButton* pin_;
    QToolButton* pause_;
    QTableView* table_;
    EmptyState* empty_;
    QStackedWidget* pages_;
    CurveChart* growth_;
    PinnedKeys* pinned_;
    QWidget* side_;
};

} // namespace weir::ui
