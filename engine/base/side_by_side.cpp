// SPDX-License-Identifier: Apache-2.0
#include "engine/base/side_by_side.h"

#include "engine/base/error.h"
#include "engine/base/scheduler.h"

#include <algorithm>

namespace weir {

namespace {

class Work final : public Schedulable {
public:
    explicit Work(const std::function<Status()>& todo) : todo_(todo) {}
    Step run(int64_t) override {
        try {
            done_ = todo_();
        } catch (const RunError& failure) {
            done_ = failure.error();
        }
        return Step::Finished;
    }
    const Status& done() const { return done_; }

private:
    const std::function<Status()>& todo_;
    Status done_;
};

} // namespace

Status sideBySide(Clock& clock, int cores, const std::vector<std::function<Status()>>& works) {
    std::vector<std::unique_ptr<Work>> all;
    std::vector<Schedulable*> queued;
    for (const auto& work : works) queued.push_back(all.emplace_back(std::make_unique<Work>(work)).get());
    cores = std::min(cores, static_cast<int>(works.size()));
    if (cores > 1) {
        auto scheduler = makeThreadScheduler(clock, cores);
        scheduler->start(std::move(queued));
        while (!scheduler->wait(1000)) {}
        scheduler->shutdown();
    } else {
        for (Schedulable* work : queued) work->run(0);
    }
    for (const auto& work : all)
        if (!work->done()) return work->done();
    return {};
}

} // namespace weir
