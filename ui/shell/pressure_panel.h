// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/pressure_watch.h"
#include "engine/session/session.h"
#include "ui/bridge/background.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace weir::ui {

class EmptyState;
class LaneChart;
struct Studio;

/// Who waits for whom: a lane a task, and one sentence that names where the waiting ends. Looks on only while it is seen.
class PressurePanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int64_t Nanos = 10'000'000'000;     // that are looked at
    PressurePanel(Studio& studio, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Look { PressurePage page; PressureCause cause; };
    void runChanged();
    void tick();
    void take(const Look& look);
    void describe();
    QString nameOf(int vertex) const;
    Studio& studio_;
    Background background_;
    std::shared_ptr<PressureWatch> watch_;
    int ticks_ = 0;
    bool isAsking_ = false;
    int causeVertex_ = -1;
    QLabel* sentence_;
    QToolButton* go_;
    LaneChart* lanes_;
    QWidget* shown_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
