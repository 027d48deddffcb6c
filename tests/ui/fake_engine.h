// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/engine.h"

#include <atomic>

namespace weir::ui {

/// A run that invents its numbers from the time that was given to it: for tests of the window without an engine.
class FakeRun final : public Run {
public:
    FakeRun();
    std::shared_ptr<const RunSnapshot> snapshot() const override;
    int resultCount() const override { return 1; }
    std::shared_ptr<ResultCollector> result(int) const override { return results_; }
    void pause() override { state_ = RunState::Paused; }
    void resume() override { state_ = RunState::Running; }
    void stop() override { state_ = RunState::Finished; }
    void cancel() override { state_ = RunState::Cancelled; }
    bool wait(int64_t) override { return state_ != RunState::Running; }

    /// Moves the run on: counters grow and rows arrive, as changes of `products` sums.
    void advance(int64_t millis);
    void fail(Error error);

private:
    std::atomic<RunState> state_{RunState::Running};
    std::shared_ptr<ResultCollector> results_;
    std::atomic<int64_t> millis_{0};
    int64_t resultRows_ = 0;
    std::vector<Error> errors_;
};

PlanPreview fakePlan();
/// An engine that knows SQL only as far as a test of the window needs.
Engine fakeEngine(std::shared_ptr<FakeRun>* lastRun = nullptr);
/// A graph of `nodes` operators with some branches, the same for the same number.
PlanPreview randomPlan(int nodes, unsigned seed);

} // namespace weir::ui
