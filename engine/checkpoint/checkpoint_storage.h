// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/checkpoint/file_bytes.h"
#include "engine/checkpoint/manifest.h"
#include "engine/checkpoint/state_reader.h"

#include <memory>

namespace weir {

/// A checkpoint that was read back and verified: the manifest and its files in memory.
struct StoredCheckpoint {
    Manifest manifest;
    std::vector<std::shared_ptr<const FileBytes>> files;     // as in the manifest

    const ManifestOperator* find(const std::string& uid) const;
    /// What this subtask of the operator gets back; null when the checkpoint has nothing of it.
    std::unique_ptr<StateReader> reader(const std::string& uid, int subtask, int parallelism) const;
};

/// The folder of one job's checkpoints: chk-1, chk-2 ... Each holds files and a manifest that lands last, by fsync and rename; without a manifest it
/// is no checkpoint. Nothing of a checkpoint is used before every file's length and hash agree with it. One thread.
class CheckpointStorage {
public:
    CheckpointStorage(FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
    const std::string& folder() const { return folder_; }
    std::string pathOf(int64_t checkpoint) const { return folder_ + "/chk-" + std::to_string(checkpoint); }

    /// Takes the folder over: whoever had it before can write no more checkpoints there, so two processes with one job do not mix theirs.
    /// `runId` stays over restarts, `token` is this process's.
    Status claim(const std::string& runId, const std::string& token);
    /// The run that has the folder, "" when none has.
    std::string lastRun();
    /// Numbers of the complete checkpoints, ascending; also the greatest number that any folder bears.
    Result<std::vector<int64_t>> list(int64_t* greatest = nullptr);
    /// Durable when it returns without an error; `manifest`'s files and handles are filled here. Entries that were left for later are written now,
    /// piece by piece into the file, and are gone then. Gives the bytes written. Layers go to a file of their own, which later checkpoints link into their
    /// folders for as long as they need it, so that each folder is whole.
    Result<int64_t> write(Manifest manifest, std::vector<OperatorState> states);
    /// The checkpoint that layers of the next one may be upon: the last one, unless it failed; 0: none.
    int64_t lastWritten() const { return last_.checkpoint; }
    /// How much of it are sections of that name.
    int64_t lastBytesOf(std::string_view section) const;
    /// The same into any folder, which may not be there yet: a savepoint.
    Result<int64_t> writeTo(const std::string& path, Manifest manifest, std::vector<OperatorState>& states) { return writeAll(path, manifest, states, false); }
    /// Only what it says of itself; its files are not looked at.
    Result<Manifest> readManifest(const std::string& path);
    /// `path` is a checkpoint's folder.
    Result<StoredCheckpoint> read(const std::string& path);
    /// Its manifest first, so that half of it is none.
    void remove(int64_t checkpoint) { removeFolder(pathOf(checkpoint)); }
    void removeFolder(const std::string& path);

private:
    class Output;
    Result<int64_t> writeAll(const std::string& path, Manifest& manifest, std::vector<OperatorState>& states, bool inLayers);
    Status takeLayers(const std::string& path, Manifest& manifest, ManifestOperator& owner, int section, const StateSection& state, int subtask);
    Result<std::unique_ptr<WritableFile>> newFile(const std::string& path);
    Status copyFile(const std::string& from, const std::string& to, const std::string& hash);
    Result<std::string> readSmall(const std::string& path);
    Result<FileBytes> readVerified(const std::string& path, const ManifestFile& expected, int64_t checkpoint);
    Status writeFile(const std::string& path, std::string_view bytes);
    Status checkOwner();
    FileSystem& files_;
    std::string folder_, owner_;
    Manifest last_;
};

} // namespace weir
