// SPDX-License-Identifier: Apache-2.0
#include "engine/session/savepoints.h"

#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/checkpoint/savepoint_requests.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace weir {

namespace {

SavepointInfo outlineOf(const Manifest& manifest, const std::string& path) {
    SavepointInfo info;
    info.path = path;
    info.name = manifest.name;
    info.job = manifest.job;
    info.script = manifest.text;
    info.isSavepoint = manifest.isSavepoint;
    info.checkpoint = manifest.checkpoint;
    info.takenMillis = manifest.takenMillis;
    for (const ManifestFile& file : manifest.files) info.bytes += file.bytes;
    return info;
}

std::vector<std::string> columnTexts(const std::vector<StateColumn>& columns) {
    std::vector<std::string> out;
    for (const StateColumn& column : columns) out.push_back(column.name + " " + column.type);
    return out;
}

SavepointOperator operatorOf(const StoredCheckpoint& stored, const ManifestOperator& held) {
    SavepointOperator out{held.uid, held.name, held.parallelism, INT64_MIN, {}, {}};
    auto reader = stored.reader(held.uid, 0, 1);
    for (size_t i = 0; i < held.sections.size(); ++i) {
        const ManifestSection& section = held.sections[i];
        StateEntry entry;
        if (section.name == "ledger") continue;
        if (section.name == "task" && reader->section(section.name, section.form)) {
            for (bool first = true; reader->nextOfAny(entry); first = false) {
                int64_t watermark = entry.number();
                out.watermark = first ? watermark : std::min(out.watermark, watermark);
            }
            continue;
        }
        if (section.name == "splits" && reader->section(section.name, section.form))
            while (reader->nextOfAny(entry)) {
                SavepointSplit split;
                entry.number();
                split.name = entry.bytes();
                split.position = entry.bytes();
                split.finished = (entry.number() & 2) != 0;
                split.watermark = entry.number();
                out.splits.push_back(std::move(split));
            }
        SavepointState state{section.name, columnTexts(section.form.key), columnTexts(section.form.value), 0, 0};
        for (const StateHandle& handle : held.handles)
            if (handle.section == static_cast<int>(i)) state.entries += handle.entries, state.bytes += handle.bytes;
        out.states.push_back(std::move(state));
    }
    return out;
}

std::string withoutSlash(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

bool isCheckpoint(FileSystem& files, const std::string& path) { return files.exists(path + "/manifest.json"); }

} // namespace

Result<SavepointInfo> readSavepoint(FileSystem& files, const std::string& given) {
    std::string path = withoutSlash(given);
    auto stored = CheckpointStorage(files, path).read(path);
    if (!stored) return stored.error();
    SavepointInfo info = outlineOf(stored->manifest, path);
    try {
        for (const ManifestOperator& held : stored->manifest.operators) info.operators.push_back(operatorOf(*stored, held));
    } catch (const RunError& failure) {
        return failure.error();
    }
    return info;
}

Result<std::vector<SavepointInfo>> listSavepoints(FileSystem& files, const std::string& given, std::vector<Error>* damaged) {
    std::vector<SavepointInfo> out;
    std::string top = withoutSlash(given);
    auto look = [&](const std::string& path) {
        auto manifest = CheckpointStorage(files, path).readManifest(path);
        if (manifest) out.push_back(outlineOf(*manifest, path));
        else if (damaged) damaged->push_back(manifest.error());
    };
    auto entries = files.list(top);
    if (!entries) return entries.error();
    if (isCheckpoint(files, top)) look(top);
    for (const FileInfo& entry : *entries) {
        if (!entry.isFolder) continue;
        if (isCheckpoint(files, entry.path)) {
            look(entry.path);
            continue;
        }
        auto inner = files.list(entry.path);
        if (!inner) continue;
        for (const FileInfo& one : *inner)
            if (one.isFolder && isCheckpoint(files, one.path)) look(one.path);
    }
    std::stable_sort(out.begin(), out.end(), [](const SavepointInfo& a, const SavepointInfo& b) { return a.takenMillis < b.takenMillis; });
    return out;
}

Status deleteSavepoint(FileSystem& files, const std::string& given) {
    std::string path = withoutSlash(given);
    CheckpointStorage storage(files, path);
    auto manifest = storage.readManifest(path);
    if (!manifest) return manifest.error();
    if (!manifest->isSavepoint)
        return Error{ErrorCode::Invalid, "'" + path + "' is a checkpoint that its job keeps, not a savepoint.", {}, "Checkpoints go by themselves: 'execution.checkpointing.num-retained'."};
    auto entries = files.list(path);
    if (!entries) return entries.error();
    for (const FileInfo& entry : *entries) {
        std::string name = entry.path.substr(entry.path.find_last_of('/') + 1);
        bool known = name == "manifest.json" || std::any_of(manifest->files.begin(), manifest->files.end(), [&](const ManifestFile& file) { return file.name == name; });
        if (!known) return Error{ErrorCode::Invalid, "'" + entry.path + "' is not of the savepoint; nothing was taken away.", {}, "Move it elsewhere first."};
    }
    storage.removeFolder(path);
    if (files.exists(path)) return Error{ErrorCode::Io, "The savepoint '" + path + "' could not be taken away as a whole."};
    return {};
}

Result<std::string> takeSavepoint(FileSystem& files, const std::string& given, const std::string& folder, const std::string& name, bool stop, int64_t timeoutMillis) {
    std::string job = withoutSlash(given);
    if (!files.exists(job + "/owner")) {
        std::vector<std::string> jobs;
        if (auto entries = files.list(job))
            for (const FileInfo& entry : *entries)
                if (entry.isFolder && files.exists(entry.path + "/owner")) jobs.push_back(entry.path);
        if (jobs.empty()) return Error{ErrorCode::Invalid, "'" + job + "' is no folder of checkpoints.", {}, "Give what the job has as --checkpoints, or the job's folder in it."};
        if (jobs.size() > 1) {
            std::string all;
            for (const std::string& each : jobs) all += (all.empty() ? "" : ", ") + each;
            return Error{ErrorCode::Invalid, "There are several jobs in '" + job + "'.", {}, "Give one: " + all + "."};
        }
        job = jobs[0];
    }
    char id[24];
    std::snprintf(id, sizeof id, "%08x%08x", std::random_device{}(), std::random_device{}());
    SavepointRequests requests(files, job);
    if (Status asked = requests.ask({id, withoutSlash(folder), name, stop}); !asked) return asked.error();
    constexpr int64_t TakenMillis = 5'000, LookMillis = 20;
    for (int64_t waited = 0;; waited += LookMillis) {
        if (auto answer = requests.answerOf(id)) {
            if (!answer->error.empty()) return Error{ErrorCode::Runtime, "The savepoint failed: " + answer->error, {}, ""};
            return answer->path;
        }
        if (waited >= TakenMillis && !requests.isTaken(id)) {
            requests.withdraw(id);
            return Error{ErrorCode::Runtime, "No run takes requests in '" + job + "'.", {}, "Is the job running, with these checkpoints?"};
        }
        if (waited >= timeoutMillis) return Error{ErrorCode::Runtime, "The savepoint was not complete after " + std::to_string(timeoutMillis) + " ms; it may come still.", {}, ""};
        std::this_thread::sleep_for(std::chrono::milliseconds(LookMillis));
    }
}

} // namespace weir
