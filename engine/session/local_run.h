// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/job_run.h"
#include "engine/session/session.h"

#include <memory>
#include <vector>

namespace weir {

/// A run in this process. Keeps alive what its sources and sinks use.
class LocalRun final : public Run {
public:
    LocalRun(std::unique_ptr<JobRun> job, std::vector<std::shared_ptr<ResultCollector>> results, std::vector<std::shared_ptr<void>> keepAlive,
             StateReading reading)
        : keepAlive_(std::move(keepAlive)), reading_(std::move(reading)), results_(std::move(results)), job_(std::move(job)) {}
    std::shared_ptr<const RunSnapshot> snapshot() const override;
    int resultCount() const override { return static_cast<int>(results_.size()); }
    std::shared_ptr<ResultCollector> result(int index) const override { return results_.at(index); }
    void pause() override { job_->pause(); }
    void resume() override { job_->resume(); }
    void stop() override { job_->stop(); }
    void cancel() override { job_->cancel(); }
    void savepoint(const std::string& folder, const std::string& name, bool stop) override { job_->savepoint(folder, name, stop); }
    bool wait(int64_t millis) override { return job_->wait(millis); }
    Result<StatePage> state(const StateQuery& query) const override {
        auto held = job_->stateOf(query.uid, query.subtask);
        if (!held) return held.error();
        return statePage(*held, query, reading_);
    }

private:
    std::vector<std::shared_ptr<void>> keepAlive_;
    StateReading reading_;
    std::vector<std::shared_ptr<ResultCollector>> results_;
    std::unique_ptr<JobRun> job_;
};

} // namespace weir
