// SPDX-License-Identifier: Apache-2.0
#include "engine/session/job_safety.h"

#include "engine/state/cold_store.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace weir {

namespace {

/// The first of a setting's names that was set, else the default of the first.
std::string either(const SessionConfig& config, const char* name, const char* oldName) { return config.text(config.has(name) || !config.has(oldName) ? name : oldName); }

std::string plainName(const std::string& name) {
    std::string out;
    for (char c : name) out += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ? c : '_';
    return out;
}

Result<RestartOptions> restartOptions(const SessionConfig& config) {
    RestartOptions out;
    std::string type = either(config, "restart-strategy.type", "restart-strategy");
    if (type.empty() || type == "exponential-delay" || type == "exponentialdelay") {
        out.type = RestartOptions::Type::ExponentialDelay;
        const std::string prefix = "restart-strategy.exponential-delay.";
        out.initialMillis = config.durationMillis(prefix + "initial-backoff");
        out.maxMillis = config.durationMillis(prefix + "max-backoff");
        out.resetMillis = config.durationMillis(prefix + "reset-backoff-threshold");
        out.multiplier = std::max(1.0, std::strtod(config.text(prefix + "backoff-multiplier").c_str(), nullptr));
        std::string attempts = config.text(prefix + "attempts-before-reset-backoff");
        out.attempts = attempts == "infinite" ? INT64_MAX : std::atoll(attempts.c_str());
    } else if (type == "fixed-delay" || type == "fixeddelay") {
        out.type = RestartOptions::Type::FixedDelay;
        out.attempts = config.integer("restart-strategy.fixed-delay.attempts", 1);
        out.delayMillis = config.durationMillis("restart-strategy.fixed-delay.delay");
    } else if (type == "failure-rate" || type == "failurerate") {
        out.type = RestartOptions::Type::FailureRate;
        out.failuresPerInterval = config.integer("restart-strategy.failure-rate.max-failures-per-interval", 1);
        out.intervalMillis = config.durationMillis("restart-strategy.failure-rate.failure-rate-interval");
        out.delayMillis = config.durationMillis("restart-strategy.failure-rate.delay");
    } else if (type != "none" && type != "disable" && type != "off") {
        return Error{ErrorCode::Invalid, "There is no restart strategy '" + type + "'.", {}, "It is none, fixed-delay, exponential-delay or failure-rate."};
    }
    return out;
}

} // namespace

std::string jobName(const plan::JobGraph& graph) {
    std::string name;
    for (const plan::JobVertex& vertex : graph.vertices)
        if (const auto* sink = std::get_if<plan::SinkSpec>(&vertex.spec)) name += (name.empty() ? "" : ".") + (sink->table ? "insert-into_" + plainName(sink->table->name) : "select");
    constexpr size_t Longest = 120;
    return name.empty() ? "job" : name.substr(0, Longest);
}

Status stateOptions(const SessionConfig& config, const std::string& runId, ExecutionOptions& options) {
    std::string backend = either(config, "state.backend.type", "state.backend");
    if (backend == "rocksdb") options.stateSpills = true;
    else if (backend != "hashmap" && backend != "heap")
        return Error{ErrorCode::Invalid, "There is no state backend '" + backend + "'.", {}, "'state.backend.type' is hashmap (heap) or rocksdb."};
    auto memory = parseMemoryBytes(config.text("state.memory"));
    if (!memory) return memory.error();
    options.stateMemory = *memory;
    std::string folder = config.text("state.backend.rocksdb.localdir");
    std::error_code failed;
    if (folder.empty()) folder = std::filesystem::temp_directory_path(failed).string();
    options.coldFolder = std::filesystem::absolute(folder, failed).string() + "/" + ColdStore::FolderPrefix + runId;
    return {};
}

Result<JobSafety> jobSafety(const SessionConfig& config, const std::string& job, const std::string& runId) {
    JobSafety safety;
    std::string folder = either(config, "execution.checkpointing.dir", "state.checkpoints.dir");
    if (folder.rfind("file://", 0) == 0) folder = folder.substr(7);
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    if (folder.empty() || config.batchMode()) return safety;      // as Flink: batch jobs take none
    CheckpointOptions& checkpoints = safety.checkpoints;
    checkpoints.intervalMillis = config.durationMillis("execution.checkpointing.interval", 0);
    checkpoints.timeoutMillis = config.durationMillis("execution.checkpointing.timeout");
    checkpoints.minPauseMillis = config.durationMillis("execution.checkpointing.min-pause");
    checkpoints.retained = static_cast<int>(std::atoll(either(config, "execution.checkpointing.num-retained", "state.checkpoints.num-retained").c_str()));
    checkpoints.tolerableFailures = static_cast<int>(config.integer("execution.checkpointing.tolerable-failed-checkpoints", 0));
    if (checkpoints.retained < 1) return Error{ErrorCode::Invalid, "'execution.checkpointing.num-retained' must be at least 1."};
    const char* unaligned = "execution.checkpointing.unaligned.enabled";
    const char* formerName = "execution.checkpointing.unaligned";
    checkpoints.unaligned = config.boolean(config.has(unaligned) || !config.has(formerName) ? unaligned : formerName);
    checkpoints.alignedMillis = config.durationMillis("execution.checkpointing.aligned-checkpoint-timeout");
    auto restarts = restartOptions(config);
    if (!restarts) return restarts.error();
    safety.restarts = *restarts;
    safety.job = job;
    safety.runId = safety.token = runId;
    safety.folder = folder + "/" + job;
    return safety;
}

namespace {

Status readRestore(CheckpointStorage& storage, JobSafety& safety) {
    auto read = storage.read(safety.restorePath);
    if (!read) return read.error();
    safety.restore = std::make_shared<const StoredCheckpoint>(std::move(*read));
    return {};
}

} // namespace

Status findRestore(FileSystem& files, const std::string& from, JobSafety& safety) {
    if (from.empty()) return {};
    CheckpointStorage storage(files, safety.folder);
    if (from == "latest") {
        if (safety.folder.empty())
            return Error{ErrorCode::Invalid, "A job that takes no checkpoints has no latest one.", {}, "Give their folder: --checkpoints DIR, or SET 'execution.checkpointing.dir'."};
        auto numbers = storage.list();
        if (!numbers) return numbers.error();
        if (numbers->empty()) {
            // It ended before its first checkpoint: the same run begins anew, so that what it left half done is cleared away.
            if (std::string run = storage.lastRun(); !run.empty()) safety.runId = run;
            return {};
        }
        // A damaged one is passed over for the one before. The sinks have the last word: one that has shown rows of a later checkpoint refuses.
        for (;; numbers->pop_back()) {
            safety.restorePath = storage.pathOf(numbers->back());
            Status read = readRestore(storage, safety);
            if (read || numbers->size() == 1 || read.error().code != ErrorCode::Data) return read;
            if (safety.damage.empty()) safety.damage = read.error().message;
        }
    }
    safety.restorePath = from;
    while (safety.restorePath.size() > 1 && safety.restorePath.back() == '/') safety.restorePath.pop_back();
    return readRestore(storage, safety);
}

} // namespace weir
