// SPDX-License-Identifier: Apache-2.0
// The process or the machine dies at each named place of a checkpoint, a commit and a restore; and again while it goes on.
#include "tests/simulation/faults/faults.h"

#include <cstdio>
#include <set>

namespace weir::faults {

namespace {

constexpr const char* Points[] = {"P1 a checkpoint has its number", "P2 a source has sent its barrier", "P3 a barrier waits for others", "P4 unaligned, in-flight half written", "P5 an operator has given its state",
                                  "P8 part files are synced", "P10 every task has answered", "P14 durable, nobody knows", "P15 a sink begins to publish", "P17 one file is shown",
                                  "P18 a sink has published", "P19 an old checkpoint goes", "P20 a checkpoint is read", "P21 a prepared file is shown again"};
constexpr const char* InRestore[] = {"P20 a checkpoint is read", "P21 a prepared file is shown again"};

bool isInRestore(const std::string& point) { return point.rfind("P20", 0) == 0 || point.rfind("P21", 0) == 0; }

} // namespace

bool testPoints() {
    std::set<std::string> died;
    int runs = 0, crashes = 0, restored = 0, twice = 0;
    uint64_t seed = 1;
    for (const SimulatedJob& job : jobs())
        for (Trouble how : {Trouble::Kill, Trouble::PowerLoss, Trouble::PowerLossTorn})
            for (const char* point : Points)
                for (int hit : {1, 2, 5}) {
                    auto files = std::make_shared<SimulatedFiles>(++seed);
                    std::string where = job.name + ", " + point + ", time " + std::to_string(hit) + ", trouble " + std::to_string(static_cast<int>(how)) + ": ";
                    ++runs;
                    if (isInRestore(point)) {
                        if (hit > 1) continue;
                        // Something to restore first.
                        setPlan({"", "P14 durable, nobody knows", 3, how, files});
                        live(job, files);
                        if (!files->isDead()) continue;
                        files = files->afterCrash(++seed);
                    }
                    setPlan({"", point, hit, how, files});
                    live(job, files);
                    if (!files->isDead()) continue;
                    ++crashes;
                    died.insert(point);
                    auto after = files->afterCrash(++seed);
                    if (std::string problem = problemOf(job, *after, false); !problem.empty()) anomaly(where + problem);
                    // It dies a second time while it goes on.
                    for (const char* second : InRestore) {
                        auto again = after->copy(++seed);
                        setPlan({"", second, 1, how, again});
                        live(job, again);
                        if (!again->isDead()) continue;
                        ++twice;
                        auto last = again->afterCrash(++seed);
                        setPlan({});
                        if (std::string problem = problemAfterGoingOn(job, last); !problem.empty()) anomaly(where + "and " + second + ": " + problem);
                    }
                    setPlan({});
                    Life life;
                    if (std::string problem = problemAfterGoingOn(job, after, &life); !problem.empty()) anomaly(where + problem);
                    restored += life.restoredFrom > 0;
                }
    std::printf("points: %zu of %zu reached, %d crashes, %d of them restored a checkpoint, %d double crashes, %d anomalies\n", died.size(), std::size(Points), crashes, restored, twice, anomalies());
    for (const char* point : Points)
        if (!died.count(point)) std::printf("FAIL never reached: %s\n", point);
    return died.size() == std::size(Points) && restored * 10 >= crashes * 7;
}

} // namespace weir::faults
