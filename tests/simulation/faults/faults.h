// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/simulation/faults/simulated_job.h"

#include <string>
#include <vector>

namespace weir::faults {

/// What the fault points of the engine's copies do in the run at hand.
struct Plan {
    std::string sabotage;                     // what is done wrong on purpose
    std::string point;                        // where the machine or the process dies ...
    int hit = 1;                              // ... when it comes there so many times
    Trouble how = Trouble::Kill;
    std::shared_ptr<SimulatedFiles> files;    // whose disk that is
};
void setPlan(Plan plan);
/// How often each point was reached since then.
std::map<std::string, int> reached();

/// A line of a report; `anomalies` is counted.
void anomaly(const std::string& what);
int anomalies();

/// The parts of the test; each prints a line with its figures and says false when it proved nothing.
bool testPoints();
bool testSweep();
bool testDisks();
bool testSaboteurs();
bool testCorruption();

} // namespace weir::faults
