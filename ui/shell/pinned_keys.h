// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/models/pinned_model.h"

#include <QWidget>

class QTableView;
class QToolButton;

namespace weir::ui {

struct Studio;

/// The keys that were pinned: what they hold now and held before, read again whenever the run stands still. Pins stay from run to run.
class PinnedKeys : public QWidget {
    Q_OBJECT
public:
    PinnedKeys(Studio& studio, QWidget* parent = nullptr);
    /// Pins it, or takes its pin away.
    void toggle(const PinnedKey& key);
    bool isPinned(const PinnedKey& key) const { return model_.find(key) >= 0; }
    bool isEmpty() const { return model_.rowCount() == 0; }
    /// The run stands still: at another moment where the number differs.
    void read(const StandStill& stand);
    /// It goes on, or is another one.
    void forget(bool isAnotherRun);

signals:
    void changed();                            // a pin came or went

private:
    void unpinChosen();
    Studio& studio_;
    Background background_;
    PinnedModel model_;
    StandStill stand_;
    QTableView* table_;
    QToolButton* remove_;
};

} // namespace weir::ui
