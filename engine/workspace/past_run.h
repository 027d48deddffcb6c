// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// A setting of a run besides its text: "parallelism" = "2".
struct RunSetting {
    std::string name, value;
    bool operator==(const RunSetting&) const = default;
};

/// A checkpoint or savepoint that a run has left. Whether it is there still, only the disk knows.
struct LeftCheckpoint {
    std::string path;
    int64_t number = 0;
    int64_t takenMillis = 0;       // wall clock
    int64_t bytes = 0;
    bool isSavepoint = false;
};

/// A number over a run, at equal distances from its start, pauses excluded; NaN: there was none.
struct RunCurve {
    std::string name;              // "rows in"
    int64_t stepNanos = 0;
    std::vector<double> values;
};

/// A run that has ended.
struct PastRun {
    std::string folder, script;    // its base folder and the version of the text that ran
    std::string settings;          // what was set besides, "parallelism 2, checkpoints every 10 s"
    int64_t startedMillis = 0;     // wall clock
    int64_t runNanos = 0;          // pauses excluded
    int64_t sourceRows = 0, resultRows = 0, peakMemoryBytes = 0;
    std::string outcome;           // "Finished", "Failed", "Cancelled"
    std::string error;
    std::string recording;         // path; empty: none
    std::string restoredFrom{};    // path of the checkpoint or savepoint that it began with; empty: the beginning
    std::vector<RunSetting> options{};             // the settings one by one; runs of former versions have none
    std::vector<LeftCheckpoint> checkpoints{};     // oldest first
    int64_t number = 0;            // given by the workspace
};

} // namespace weir
