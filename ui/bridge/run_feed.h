// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"
#include "ui/bridge/live_run.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace weir::ui {

/// The one place where the window looks at a run: pulls its snapshot ten times a second and tells everybody. GUI thread only.
class RunFeed : public QObject {
    Q_OBJECT
public:
    static constexpr int PullMillis = 100;

    explicit RunFeed(QObject* parent = nullptr);
    /// Watches this run from now on; the run before it is let go (and so cancelled). Null: none.
    void watch(std::shared_ptr<Run> run);
    const std::shared_ptr<Run>& run() const { return run_; }
    const LiveRun& live() const { return live_; }
    bool isActive() const;                  // started and not ended
    RunState state() const;
    void pull();

signals:
    void runChanged();                      // another run, or none
    void changed();                         // a new snapshot
    void stateChanged();
    void ended();

private:
    std::shared_ptr<Run> run_;
    RunHistory history_;
    LiveRun live_;
    RunState shown_ = RunState::Finished;
    QTimer timer_;
};

bool isEnd(RunState state);

} // namespace weir::ui
