// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// A named piece of an operator's state.
struct SavepointState {
    std::string name;
    std::vector<std::string> key, value;      // columns, "name TYPE"
    int64_t entries = 0, bytes = 0;
};
/// Where a split of a source stood.
struct SavepointSplit {
    std::string name, position;
    int64_t watermark = INT64_MIN;            // INT64_MIN: none yet
    bool finished = false;
};
struct SavepointOperator {
    std::string uid, name;
    int parallelism = 1;
    int64_t watermark = INT64_MIN;            // the least of its subtasks
    std::vector<SavepointState> states;
    std::vector<SavepointSplit> splits;
};
/// A savepoint or checkpoint. Lists give it without operators.
struct SavepointInfo {
    std::string path, name, job, script;
    bool isSavepoint = false;
    int64_t checkpoint = 0, takenMillis = 0, bytes = 0;
    std::vector<SavepointOperator> operators;
};

/// What becomes of a piece of state if a job begins with a savepoint.
struct SavepointFinding {
    std::string uid, state, column;           // state and column may be empty: all of it
    std::string verdict;                      // kept, converted, rebuilt, lost
    std::string reason;
    bool fits = true;                         // false: refused unless the user allows it
};
struct SavepointCheck {
    std::string job;                          // which of the script's
    bool fits = true;
    std::vector<SavepointFinding> findings;
};

/// Everything about one, verified: every file against its hash.
Result<SavepointInfo> readSavepoint(FileSystem& files, const std::string& path);
/// Those in a folder, also in the folders of jobs in it, oldest first; what is damaged is left out and named in `damaged`.
Result<std::vector<SavepointInfo>> listSavepoints(FileSystem& files, const std::string& folder, std::vector<Error>* damaged = nullptr);
/// Takes away a savepoint and nothing else: a folder that is none is refused.
Status deleteSavepoint(FileSystem& files, const std::string& path);
/// Asks the run that has the checkpoints in `jobFolder` (or the only job's below it) for a savepoint in `folder` and waits for it: its path.
Result<std::string> takeSavepoint(FileSystem& files, const std::string& jobFolder, const std::string& folder, const std::string& name, bool stop, int64_t timeoutMillis);

} // namespace weir
