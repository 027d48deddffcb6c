// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_storage.h"

#include "engine/base/fault_point.h"
#include "engine/checkpoint/file_hash.h"
#include "engine/checkpoint/state_writer.h"

#include <algorithm>
#include <charconv>

namespace weir {

namespace {

constexpr const char* ManifestName = "manifest.json";
constexpr const char* StateName = "state";
constexpr const char* OwnerName = "owner";

std::string nameOf(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

/// The number of a folder "chk-N", or -1.
int64_t numberOf(const std::string& path) {
    std::string name = nameOf(path);
    if (name.rfind("chk-", 0) != 0) return -1;
    int64_t number = -1;
    auto [end, failed] = std::from_chars(name.data() + 4, name.data() + name.size(), number);
    return failed == std::errc() && end == name.data() + name.size() && number > 0 ? number : -1;
}

} // namespace

const ManifestOperator* StoredCheckpoint::find(const std::string& uid) const {
    for (const ManifestOperator& one : manifest.operators)
        if (one.uid == uid) return &one;
    return nullptr;
}

std::unique_ptr<StateReader> StoredCheckpoint::reader(const std::string& uid, int subtask, int parallelism) const {
    const ManifestOperator* found = find(uid);
    if (!found) return nullptr;
    std::vector<StateReader::Part> parts;
    for (const StateHandle& handle : found->handles) {
        const auto& file = files[static_cast<size_t>(handle.file)];
        const ManifestSection& section = found->sections[static_cast<size_t>(handle.section)];
        parts.push_back({handle.subtask, section.name, section.form,
                         std::string_view(*file).substr(static_cast<size_t>(handle.offset), static_cast<size_t>(handle.bytes)), file});
    }
    // Key groups of a subtask are those g with g * parallelism / maxParallelism == subtask.
    int most = manifest.maxParallelism;
    auto first = [&](int of) { return (of * most + parallelism - 1) / parallelism; };
    return std::make_unique<StateReader>(uid, std::move(parts), found->parallelism, subtask, parallelism, first(subtask), first(subtask + 1));
}

Result<std::vector<int64_t>> CheckpointStorage::list(int64_t* greatest) {
    std::vector<int64_t> numbers;
    if (greatest) *greatest = 0;
    if (!files_.exists(folder_)) return numbers;
    auto entries = files_.list(folder_);
    if (!entries) return entries.error();
    for (const FileInfo& entry : *entries) {
        int64_t number = entry.isFolder ? numberOf(entry.path) : -1;
        if (number < 0) continue;
        if (greatest) *greatest = std::max(*greatest, number);
        if (files_.exists(pathOf(number) + "/" + ManifestName)) numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

Status CheckpointStorage::writeFile(const std::string& path, std::string_view bytes) {
    auto file = files_.openToWrite(path);
    if (!file) return file.error();
    if (Status done = (*file)->append(bytes); !done) return done;
    if (WEIR_SABOTAGED("no sync of checkpoints")) return (*file)->close();
    if (Status done = (*file)->sync(); !done) return done;
    return (*file)->close();
}

Status CheckpointStorage::claim(const std::string& runId, const std::string& token) {
    if (Status made = files_.createFolders(folder_); !made) return made;
    owner_ = runId + " " + token;
    std::string temporary = folder_ + "/." + OwnerName;
    if (Status done = writeFile(temporary, owner_); !done) return done;
    if (Status done = files_.rename(temporary, folder_ + "/" + OwnerName); !done) return done;
    if (Status done = files_.syncFolder(folder_); !done) return done;
    // The folders may be new, and what is in a folder that nobody finds is lost. Those above may be somebody else's.
    std::string above = folder_;
    for (int level = 0; level < 2 && above.find('/') != std::string::npos && above != "/"; ++level) {
        above.resize(std::max<size_t>(1, above.find_last_of('/')));
        (void)files_.syncFolder(above);
    }
    return {};
}

std::string CheckpointStorage::lastRun() {
    if (!files_.exists(folder_ + "/" + OwnerName)) return "";
    auto owner = readFile(folder_ + "/" + OwnerName, -1);
    return owner ? owner->substr(0, owner->find(' ')) : "";
}

Status CheckpointStorage::checkOwner() {
    if (owner_.empty()) return {};
    auto owner = readFile(folder_ + "/" + OwnerName, -1);
    if (!owner) return owner.error();
    if (*owner == owner_) return {};
    return Error{ErrorCode::Invalid, "Another run has taken over the checkpoints in '" + folder_ + "'.", {}, "Run a job once at a time, or give each run a folder of its own."};
}

Result<int64_t> CheckpointStorage::writeTo(const std::string& path, Manifest manifest, std::vector<OperatorState>& states) {
    if (Status done = files_.createFolders(path); !done) return done.error();
    auto file = files_.openToWrite(path + "/" + StateName);
    if (!file) return file.error();
    FileHasher hash;
    int64_t size = 0;
    Status appended;
    for (OperatorState& state : states) {
        auto found = std::find_if(manifest.operators.begin(), manifest.operators.end(), [&](const ManifestOperator& one) { return one.uid == state.uid; });
        if (found == manifest.operators.end()) {
            manifest.operators.push_back({state.uid, state.name, state.parallelism, {}, {}});
            found = manifest.operators.end() - 1;
        }
        for (StateSection& section : state.sections) {
            auto known = std::find_if(found->sections.begin(), found->sections.end(), [&](const ManifestSection& one) { return one.name == section.name; });
            if (known == found->sections.end()) {
                found->sections.push_back({section.name, section.form});
                known = found->sections.end() - 1;
            }
            int64_t bytes = streamEntries(section, manifest.maxParallelism, [&](std::string_view piece) {
                hash.add(piece);
                if (appended && !piece.empty()) appended = (*file)->append(piece);
            });
            if (!appended) return appended.error();
            found->handles.push_back({static_cast<int>(known - found->sections.begin()), state.subtask, 0, size, bytes, section.entries});
            size += bytes;
        }
    }
    if (Status done = WEIR_SABOTAGED("no sync of checkpoints") ? Status{} : (*file)->sync(); !done) return done.error();
    if (Status done = (*file)->close(); !done) return done.error();
    manifest.files = {{StateName, size, hash.text()}};
    std::string text = weir::text(manifest), temporary = path + "/." + ManifestName;
    if (Status done = writeFile(temporary, text); !done) return done.error();
    // Their names are durable before the manifest's is.
    if (Status done = files_.syncFolder(path); !done) return done.error();
    if (Status own = checkOwner(); !own) return own.error();
    if (Status done = files_.rename(temporary, path + "/" + ManifestName); !done) return done.error();
    if (Status done = files_.syncFolder(path); !done) return done.error();
    if (Status done = files_.syncFolder(path.substr(0, path.find_last_of('/'))); !done) return done.error();
    return size + static_cast<int64_t>(text.size());
}

Result<std::string> CheckpointStorage::readFile(const std::string& path, int64_t expected) {
    if (expected >= 0 && !files_.exists(path))
        return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint is missing.", {}, "Start from another checkpoint."};
    auto file = files_.openToRead(path);
    if (!file) return file.error();
    if (expected >= 0 && (*file)->size() != expected)
        return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint has " + std::to_string((*file)->size()) + " bytes; its manifest says " +
                     std::to_string(expected) + ".", {}, "Start from another checkpoint."};
    constexpr int64_t LargestManifest = 256 << 20;
    if (expected < 0 && (*file)->size() > LargestManifest) return Error{ErrorCode::Data, "The manifest '" + path + "' is too large to be one."};
    std::string bytes(static_cast<size_t>((*file)->size()), '\0');
    for (size_t at = 0; at < bytes.size();) {
        auto got = (*file)->read(static_cast<int64_t>(at), bytes.data() + at, bytes.size() - at);
        if (!got) return got.error();
        if (*got == 0) return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint became shorter while it was read."};
        at += *got;
    }
    return bytes;
}

Result<Manifest> CheckpointStorage::readManifest(const std::string& path) {
    if (!files_.exists(path + "/" + ManifestName))
        return Error{ErrorCode::Io, "There is no checkpoint at '" + path + "': it has no " + ManifestName + ".", {}, "Give a folder like '.../chk-3' or a savepoint's."};
    auto written = readFile(path + "/" + ManifestName, -1);
    if (!written) return written.error();
    auto manifest = parseManifest(*written, path + "/" + ManifestName);
    if (!manifest) return manifest.error();
    if (int64_t number = numberOf(path); number > 0 && number != manifest->checkpoint)
        return Error{ErrorCode::Data, "The manifest '" + path + "/" + ManifestName + "' is of checkpoint " + std::to_string(manifest->checkpoint) + ", not of " + std::to_string(number) + ".", {},
                     "Give the folder its name back."};
    return manifest;
}

Result<StoredCheckpoint> CheckpointStorage::read(const std::string& path) {
    auto manifest = readManifest(path);
    if (!manifest) return manifest.error();
    auto entries = files_.list(path);
    if (!entries) return entries.error();
    for (const FileInfo& entry : *entries) {
        std::string name = nameOf(entry.path);
        bool known = name == ManifestName || std::any_of(manifest->files.begin(), manifest->files.end(), [&](const ManifestFile& file) { return file.name == name; });
        if (!known) return Error{ErrorCode::Data, "The checkpoint '" + path + "' has a file '" + name + "' that its manifest does not know.", {}, "Remove the file if it is not of the checkpoint."};
    }
    StoredCheckpoint out;
    for (const ManifestFile& file : manifest->files) {
        auto bytes = readFile(path + "/" + file.name, file.bytes);
        if (!bytes) return bytes.error();
        if (std::string hash = fileHash(*bytes); hash != file.hash && !WEIR_SABOTAGED("no check of hashes"))
            return Error{ErrorCode::Data, "The file '" + path + "/" + file.name + "' of checkpoint " + std::to_string(manifest->checkpoint) + " is damaged: its hash is " + hash +
                         ", the manifest says " + file.hash + ".", {}, "Start from another checkpoint."};
        out.files.push_back(std::make_shared<const std::string>(std::move(*bytes)));
    }
    out.manifest = std::move(*manifest);
    WEIR_FAULT_POINT("P20 a checkpoint is read");
    return out;
}

void CheckpointStorage::removeFolder(const std::string& path) {
    (void)files_.remove(path + "/" + ManifestName);
    if (auto entries = files_.list(path))
        for (const FileInfo& entry : *entries) (void)files_.remove(entry.path);
    (void)files_.remove(path);
}

} // namespace weir
