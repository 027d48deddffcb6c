// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/session_config.h"
#include "engine/plan/job/job_graph.h"
#include "engine/runtime/job_run.h"

namespace weir {

/// "insert-into_totals", "select": a job's name by what it ends in; stable against edits elsewhere in the text.
std::string jobName(const plan::JobGraph& graph);
/// The `state.*` settings: where state lives and how much memory it may take. `runId` names its folder on disk.
Status stateOptions(const SessionConfig& config, const std::string& runId, ExecutionOptions& options);
/// The `execution.checkpointing.*` and `restart-strategy.*` settings. Wrong ones are errors.
Result<JobSafety> jobSafety(const SessionConfig& config, const std::string& job, const std::string& runId);
/// Finds and reads the checkpoint to begin with: "latest" of the job's folder (none there: from the beginning), or a path.
Status findRestore(FileSystem& files, const std::string& from, JobSafety& safety);

} // namespace weir
