// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/ledger_page.h"
#include "engine/runtime/observe/observation.h"
#include "engine/session/live_tap.h"
#include "engine/session/live_watches.h"
#include "engine/session/session.h"

#include <memory>
#include <utility>
#include <vector>

namespace weir {

/// What every run in this process does by asking its job: a live one, a replay, one over recorded rows. Keeps alive what sources and sinks use.
template <class Door, class Job> class SessionRun : public Door {
public:
    SessionRun(std::unique_ptr<Job> job, std::vector<std::shared_ptr<ResultCollector>> results, std::vector<std::shared_ptr<void>> keepAlive, StateReading reading,
               std::shared_ptr<Observation> observation)
        : keepAlive_(std::move(keepAlive)), reading_(std::move(reading)), observation_(std::move(observation)), results_(std::move(results)), job_(std::move(job)) {}
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
    std::shared_ptr<const LedgerPage> ledger() const override {
        job_->wait(0);      // notices an end
        return std::make_shared<LedgerPage>(job_->ledger());
    }
    Result<std::shared_ptr<EdgeTap>> tap(const TapQuery& query) override { return openTap(observation_, query, reading_); }
    std::shared_ptr<TimeWatch> watchTime() override { return openTimeWatch(observation_, reading_.zone); }
    std::shared_ptr<PressureWatch> watchPressure() override { return openPressureWatch(observation_); }

protected:
    Job& job() const { return *job_; }

private:
    std::vector<std::shared_ptr<void>> keepAlive_;
    StateReading reading_;
    std::shared_ptr<Observation> observation_;
    std::vector<std::shared_ptr<ResultCollector>> results_;
    std::unique_ptr<Job> job_;      // goes first
};

} // namespace weir
