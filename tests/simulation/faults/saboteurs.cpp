// SPDX-License-Identifier: Apache-2.0
// Engines that are wrong on purpose: whoever is not caught shows that the other parts prove nothing.
#include "tests/simulation/faults/faults.h"

#include <cstdio>

namespace weir::faults {

namespace {

constexpr const char* Saboteurs[] = {"publish before the manifest", "publish before all acks", "no sync of part files", "no sync of checkpoints", "no sync of folders",
                                     "ack before the rows are written", "show whole files at once", "publish twice", "drop what was prepared", "keep rows behind the checkpoint",
                                     "forget the source's position", "forget operators' state", "remove the last checkpoint first", "drop what is in flight"};

/// The first thing that gives the saboteur away, "" when nothing does within so many crashes.
std::string caught(const std::string& sabotage, int crashes, int& needed) {
    uint64_t seed = 300'000;
    needed = 0;
    for (int n = 1; needed < crashes; n += 7)
        for (Trouble how : {Trouble::Kill, Trouble::PowerLoss, Trouble::PowerLossTorn})
            for (const SimulatedJob& job : jobs()) {
                auto files = std::make_shared<SimulatedFiles>(++seed);
                setPlan({sabotage, "", 0, how, files});
                files->arrange(how, 20 + n % 90);
                Life life = live(job, files);
                ++needed;
                if (!files->isDead()) {
                    if (std::string problem = problemOf(job, *files, true); !problem.empty() || !life.finished) return problem.empty() ? life.error : problem;
                    continue;
                }
                auto after = files->afterCrash(++seed);
                if (std::string problem = problemOf(job, *after, false); !problem.empty()) return problem;
                setPlan({sabotage, "", 0, how, after});
                if (std::string problem = problemAfterGoingOn(job, after); !problem.empty()) return problem;
            }
    return "";
}

} // namespace

bool testSaboteurs() {
    int found = 0, total = 0;
    constexpr int Crashes = 2000; // who is caught needs a tenth of it
    int needed = 0;
    if (std::string problem = caught("nothing", 60, needed); !problem.empty()) anomaly("an honest engine is accused: " + problem);
    for (const char* sabotage : Saboteurs) {
        ++total;
        std::string problem = caught(sabotage, Crashes, needed);
        setPlan({});
        if (problem.empty()) std::printf("FAIL not caught: %s\n", sabotage);
        else ++found;
        std::printf("  %-34s %3d runs: %s\n", sabotage, needed, problem.substr(0, 110).c_str());
        std::fflush(stdout);
    }
    std::printf("saboteurs: %d of %d caught (hashes: see corruption)\n", found, total);
    return found == total;
}

} // namespace weir::faults
