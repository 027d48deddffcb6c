// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/simulation/faults/simulated_files.h"

#include <map>
#include <string>
#include <vector>

namespace weir::faults {

/// A job with an answer in closed form, over a simulated disk.
struct SimulatedJob {
    std::string name;
    std::string script;
    int parallelism = 1;
    /// What is wrong with the rows that the sinks show, "" when nothing is. `whole`: the job has ended, so nothing may be missing.
    std::string (*problem)(const std::vector<std::string>& lines, bool whole) = nullptr;
    /// Its checkpoints overtake what is queued; small batches and slow rows see to it that something is.
    bool unaligned = false;
};

const std::vector<SimulatedJob>& jobs();

/// From a start to its end or death.
struct Life {
    bool finished = false, hung = false;
    std::string error;
    int64_t restoredFrom = 0, completed = 0, failed = 0, restarts = 0;
    std::string lastFailure;
};

/// Runs the job from its latest checkpoint. `settings` come on top of a checkpoint every two milliseconds and no restarts.
Life live(const SimulatedJob& job, const std::shared_ptr<SimulatedFiles>& files, const std::map<std::string, std::string>& settings = {});

/// What is wrong with what the sinks show: rows, torn lines, marks of partitions, and (when `whole`) what they left behind. "" when nothing is.
std::string problemOf(const SimulatedJob& job, const SimulatedFiles& files, bool whole);

/// Runs the job again and again until it ends, and checks all it has shown. The disk may be one after a crash.
std::string problemAfterGoingOn(const SimulatedJob& job, const std::shared_ptr<SimulatedFiles>& files, Life* life = nullptr);

} // namespace weir::faults
