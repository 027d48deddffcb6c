// SPDX-License-Identifier: Apache-2.0
// The n-th change of the disk goes wrong, for every n of a job with its checkpoints and commits.
#include "tests/simulation/faults/faults.h"

#include <atomic>
#include <cstdio>
#include <functional>
#include <thread>

namespace weir::faults {

namespace {

/// Does n = 1 ... most, several at a time: the jobs mostly wait.
void forEach(int64_t most, const std::function<void(int64_t)>& action) {
    std::atomic<int64_t> next{1};
    std::vector<std::thread> helpers;
    constexpr int Helpers = 6;
    for (int i = 0; i < Helpers; ++i)
        helpers.emplace_back([&] {
            for (int64_t n; (n = next++) <= most;) action(n);
        });
    for (std::thread& helper : helpers) helper.join();
}

constexpr int64_t HonestRuns = 12;

} // namespace

bool testSweep() {
    int64_t sites = 0, reached = 0;
    std::atomic<int> happened{0}, restored{0}, shown{0};
    std::atomic<uint64_t> seed{100'000};
    for (const SimulatedJob& job : jobs()) {
        setPlan({});
        // Checkpoints follow the real clock, so that one run comes farther than another: as busy as later, several say what the most is and what all reach.
        std::atomic<int64_t> most{0}, least{INT64_MAX};
        forEach(HonestRuns, [&](int64_t) {
            auto whole = std::make_shared<SimulatedFiles>(++seed);
            whole->arrange(Trouble::None, 0);
            Life life = live(job, whole);
            if (!life.finished || !problemOf(job, *whole, true).empty()) anomaly(job.name + " without trouble: " + life.error + problemOf(job, *whole, true));
            for (int64_t seen = most; seen < whole->changes() && !most.compare_exchange_weak(seen, whole->changes());) {}
            for (int64_t seen = least; seen > whole->changes() && !least.compare_exchange_weak(seen, whole->changes());) {}
        });
        // Jobs whose checkpoints overtake are slow: each kind of trouble takes others, a twelfth of their changes.
        const int64_t stride = job.unaligned ? 12 : 1;
        auto forEachChange = [&](Trouble trouble, const std::function<void(int64_t)>& action) {
            const int64_t first = static_cast<int64_t>(trouble) % stride;
            forEach((most - first + stride - 1) / stride, [&](int64_t n) { action(first + (n - 1) * stride + 1); });
        };
        sites += most / stride;
        reached += least / stride;
        for (Trouble trouble : {Trouble::Kill, Trouble::PowerLoss, Trouble::PowerLossTorn}) {
            forEachChange(trouble, [&](int64_t n) {
                auto files = std::make_shared<SimulatedFiles>(++seed);
                files->arrange(trouble, n);
                live(job, files);
                if (!files->isDead()) return;
                ++happened;
                std::string where = job.name + ", change " + std::to_string(n) + ", trouble " + std::to_string(static_cast<int>(trouble)) + ": ";
                auto after = files->afterCrash(++seed);
                if (std::string problem = problemOf(job, *after, false); !problem.empty()) anomaly(where + problem);
                Life next;
                if (std::string problem = problemAfterGoingOn(job, after, &next); !problem.empty()) anomaly(where + problem);
                restored += next.restoredFrom > 0;
            });
        }
        // A process that lives on: it begins again by itself, or fails by name and goes on when the disk does.
        for (Trouble trouble : {Trouble::FailOnce, Trouble::FullOnce, Trouble::FailFromThenOn}) {
            forEachChange(trouble, [&](int64_t n) {
                auto files = std::make_shared<SimulatedFiles>(++seed);
                files->arrange(trouble, n);
                std::string where = job.name + ", change " + std::to_string(n) + ", trouble " + std::to_string(static_cast<int>(trouble)) + ": ";
                Life first = live(job, files, {{"restart-strategy.type", "fixed-delay"}, {"restart-strategy.fixed-delay.attempts", "3"}, {"restart-strategy.fixed-delay.delay", "1 ms"}});
                if (first.hung) anomaly(where + "the job hangs");
                if (!files->hasHappened()) return;
                ++happened;
                if (!first.finished) {
                    bool names = first.error.find("/ck") != std::string::npos || first.error.find("/out") != std::string::npos;
                    if (!names || first.error.find(trouble == Trouble::FullOnce ? "No space left" : "Input/output error") == std::string::npos) anomaly(where + "a message that says nothing: " + first.error);
                    ++shown;
                    files->repair();
                    Life next;
                    if (std::string problem = problemAfterGoingOn(job, files, &next); !problem.empty()) anomaly(where + problem);
                    restored += next.restoredFrom > 0;
                } else if (std::string problem = problemOf(job, *files, true); !problem.empty()) {
                    anomaly(where + problem);
                }
            });
        }
    }
    std::printf("sweep: %lld changes of %zu jobs (%lld in every run), %d troubles, %d times restored by the next process, %d times failed by name, %d anomalies\n", static_cast<long long>(sites),
                jobs().size(), static_cast<long long>(reached), happened.load(), restored.load(), shown.load(), anomalies());
    return happened > reached * 4;
}

} // namespace weir::faults
