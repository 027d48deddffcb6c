// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"
#include "ui/models/late_model.h"
#include "ui/models/time_history.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace weir::ui {

class EmptyState;
class TimePlot;
struct Studio;

/// Where time stands: rows and watermarks over the last minute, or of a run that is over, who holds the watermark back, and the rows that came too
/// late. Looks on only while it is seen; what was before is a sample that the run has kept.
class WatermarksPanel : public QWidget {
    Q_OBJECT
public:
    WatermarksPanel(Studio& studio, QWidget* parent = nullptr);
    /// Who holds the watermark of the chosen operator, or of the last one, in words.
    QString holdText(const TimePage& page) const;
    const TimeHistory& history() const { return history_; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void runChanged();
    void tick();
    void draw();
    void listSources();
    void describe();
    void askAbout(QPoint position);
    QString nameOf(int vertex) const;
    Studio& studio_;
    std::shared_ptr<TimeWatch> watch_;
    TimeHistory history_;
    LateModel late_;
    std::shared_ptr<const TimeZone> zone_;       // of the drawn source's event times, where they are instants and it is not UTC
    bool isOver_ = false;                        // the run has ended and the last look was taken
    int ticks_ = 0;
    QComboBox* sources_;
    QLabel* hold_;
    QLabel* lateTitle_;
    QLabel* answer_;                             // what became of the row that was asked about
    TimePlot* plot_;
    QTableView* table_;
    QSplitter* split_;
    EmptyState* empty_;
    QStackedWidget* pages_;
};

} // namespace weir::ui
