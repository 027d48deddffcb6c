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

} // namespace

bool testSweep() {
    int sites = 0;
    std::atomic<int> happened{0}, restored{0}, shown{0};
    std::atomic<uint64_t> seed{100'000};
    for (const SimulatedJob& job : jobs()) {
        setPlan({});
        auto whole = std::make_shared<SimulatedFiles>(++seed);
        whole->arrange(Trouble::None, 0);
        Life life = live(job, whole);
        if (!life.finished || !problemOf(job, *whole, true).empty()) {
            anomaly(job.name + " without trouble: " + life.error + problemOf(job, *whole, true));
            continue;
        }
        int64_t most = whole->changes();
        sites += static_cast<int>(most);
        for (Trouble trouble : {Trouble::Kill, Trouble::PowerLoss, Trouble::PowerLossTorn}) {
            forEach(most, [&](int64_t n) {
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
            forEach(most, [&](int64_t n) {
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
    std::printf("sweep: %d changes of %zu jobs, %d troubles, %d times restored by the next process, %d times failed by name, %d anomalies\n", sites, jobs().size(), happened.load(), restored.load(), shown.load(),
                anomalies());
    constexpr int LeastPerChange = 3; // six were tried; checkpoints follow the real clock, so that not each run comes as far
    return happened >= sites * LeastPerChange;
}

} // namespace weir::faults
