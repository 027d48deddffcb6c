// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/workspace/past_run.h"
#include "ui/bridge/run_curves.h"

#include <QObject>

#include <memory>

namespace weir::ui {

struct Studio;

/// Writes each run into the workspace when it has ended, when another one takes its place, or when the program ends: what ran, how, what it left, its curves. A replay is no new run.
class RunJournal : public QObject {
    Q_OBJECT
public:
    explicit RunJournal(Studio& studio, QObject* parent = nullptr);
    /// Curves of a kept run by kind; none: an empty line.
    static std::vector<RunCurve> inOrder(const std::vector<RunCurve>& kept);

signals:
    void kept(const weir::PastRun& run);

private:
    void look();
    void keep(const char* outcome);
    Studio& studio_;
    std::shared_ptr<const RunSnapshot> last_;      // of the run at hand, until it is kept
    bool isKept_ = false;
    RunCurves curves_;
};

} // namespace weir::ui
