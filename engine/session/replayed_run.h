// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/replay/replay_run.h"
#include "engine/session/session.h"

#include <memory>
#include <vector>

namespace weir {

/// A replay in this process. Keeps alive what its sources use.
class ReplayedRun final : public Replay {
public:
    ReplayedRun(std::unique_ptr<ReplayRun> job, std::vector<std::shared_ptr<ResultCollector>> results, std::vector<std::shared_ptr<void>> keepAlive,
                StateReading reading)
        : keepAlive_(std::move(keepAlive)), reading_(std::move(reading)), results_(std::move(results)), job_(std::move(job)) {}
    std::shared_ptr<const RunSnapshot> snapshot() const override { return std::make_shared<RunSnapshot>(job_->snapshot()); }
    int resultCount() const override { return static_cast<int>(results_.size()); }
    std::shared_ptr<ResultCollector> result(int index) const override { return results_.at(static_cast<size_t>(index)); }
    void pause() override { job_->pause(); }
    void resume() override { job_->resume(); }
    void stop() override { job_->stop(); }
    void cancel() override { job_->cancel(); }
    bool wait(int64_t millis) override { return job_->wait(millis); }
    Result<StatePage> state(const StateQuery& query) const override {
        auto held = job_->stateOf(query.uid, query.subtask);
        if (!held) return held.error();
        return statePage(*held, query, reading_);
    }
    Status runTo(const ReplayMoment& moment) override { return job_->runTo(moment); }
    Status step(const std::string& uid, int subtask) override { return job_->step(uid, subtask); }
    bool isAtMoment() const override { return job_->isAtMoment(); }
    Result<std::vector<TaskPosition>> positions() const override { return job_->positions(); }
    std::optional<Divergence> divergence() const override { return job_->divergence(); }
    int64_t agreedStates() const override { return job_->agreedStates(); }
    int64_t agreedSinks() const override { return job_->agreedSinks(); }

private:
    std::vector<std::shared_ptr<void>> keepAlive_;
    StateReading reading_;
    std::vector<std::shared_ptr<ResultCollector>> results_;
    std::unique_ptr<ReplayRun> job_;
};

} // namespace weir
