// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_storage.h"

#include "engine/base/error.h"
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
constexpr int64_t PieceBytes = 1 << 20;

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
    auto add = [&](const StateHandle& handle) {
        const auto& file = files[static_cast<size_t>(handle.file)];
        const ManifestSection& section = found->sections[static_cast<size_t>(handle.section)];
        parts.push_back({handle.subtask, section.name, section.form,
                         file->text().substr(static_cast<size_t>(handle.offset), static_cast<size_t>(handle.bytes)), file, section.isLayered, handle.entries});
    };
    auto isLayer = [&](const StateHandle& handle) { return found->sections[static_cast<size_t>(handle.section)].isLayered; };
    for (const StateHandle& handle : found->handles)
        if (!isLayer(handle)) add(handle);
    // Newer layers count before older ones.
    for (size_t i = found->handles.size(); i-- > 0;)
        if (isLayer(found->handles[i])) add(found->handles[i]);
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
    auto owner = readSmall(folder_ + "/" + OwnerName);
    return owner ? owner->substr(0, owner->find(' ')) : "";
}

Status CheckpointStorage::checkOwner() {
    if (owner_.empty()) return {};
    auto owner = readSmall(folder_ + "/" + OwnerName);
    if (!owner) return owner.error();
    if (*owner == owner_) return {};
    return Error{ErrorCode::Invalid, "Another run has taken over the checkpoints in '" + folder_ + "'.", {}, "Run a job once at a time, or give each run a folder of its own."};
}

/// One file of a checkpoint while it is written.
class CheckpointStorage::Output {
public:
    Output(std::unique_ptr<WritableFile> file, int index) : index(index), file_(std::move(file)) {}
    /// Where it stands in the manifest.
    const int index;
    int64_t size = 0;
    void add(std::string_view piece) {
        hash_.add(piece);
        size += static_cast<int64_t>(piece.size());
        if (status_ && !piece.empty()) status_ = file_->append(piece);
    }
    const Status& status() const { return status_; }
    std::string hash() const { return hash_.text(); }
    Status finish() {
        if (Status done = WEIR_SABOTAGED("no sync of checkpoints") ? Status{} : file_->sync(); !done) return done;
        return file_->close();
    }

private:
    std::unique_ptr<WritableFile> file_;
    FileHasher hash_;
    Status status_;
};

Result<int64_t> CheckpointStorage::write(Manifest manifest, std::vector<OperatorState> states) {
    auto written = writeAll(pathOf(manifest.checkpoint), manifest, states, true);
    // What comes next begins anew where this one failed.
    last_ = written ? std::move(manifest) : Manifest{};
    return written;
}

int64_t CheckpointStorage::lastBytesOf(std::string_view section) const {
    int64_t bytes = 0;
    for (const ManifestOperator& one : last_.operators)
        for (const StateHandle& handle : one.handles)
            if (one.sections[static_cast<size_t>(handle.section)].name == section) bytes += handle.bytes;
    return bytes;
}

/// Never into a file of that name: it may be a link to another checkpoint's, made by an attempt that failed.
Result<std::unique_ptr<WritableFile>> CheckpointStorage::newFile(const std::string& path) {
    if (files_.exists(path))
        if (Status gone = files_.remove(path); !gone) return gone.error();
    return files_.openToStream(path);
}

Status CheckpointStorage::copyFile(const std::string& from, const std::string& to, const std::string& hash) {
    auto source = files_.openToRead(from);
    if (!source) return source.error();
    auto target = newFile(to);
    if (!target) return target.error();
    FileHasher copied;
    std::string piece(1 << 20, '\0');
    for (int64_t at = 0;;) {
        auto got = (*source)->read(at, piece.data(), piece.size());
        if (!got) return got.error();
        if (*got == 0) break;
        copied.add(std::string_view(piece).substr(0, *got));
        if (Status done = (*target)->append(std::string_view(piece).substr(0, *got)); !done) return done;
        at += static_cast<int64_t>(*got);
    }
    if (copied.text() != hash) return Error{ErrorCode::Data, "The file '" + from + "' of a checkpoint is damaged: its hash is " + copied.text() + ", the manifest says " + hash + "."};
    if (Status done = (*target)->sync(); !done) return done;
    return (*target)->close();
}

/// The layers of the checkpoint before that a section is upon; their files come into this folder.
Status CheckpointStorage::takeLayers(const std::string& path, Manifest& manifest, ManifestOperator& owner, int section, const StateSection& state, int subtask) {
    auto missing = [&] { return Error{ErrorCode::Internal, "The checkpoint before has not all layers of '" + owner.uid + "'."}; };
    auto held = std::find_if(last_.operators.begin(), last_.operators.end(), [&](const ManifestOperator& one) { return one.uid == owner.uid; });
    if (last_.checkpoint != state.since || held == last_.operators.end()) return missing();
    std::vector<const StateHandle*> below;
    for (const StateHandle& handle : held->handles)
        if (handle.subtask == subtask && held->sections[static_cast<size_t>(handle.section)].name == state.name) below.push_back(&handle);
    if (below.size() < static_cast<size_t>(state.earlier)) return missing();
    for (size_t i = below.size() - static_cast<size_t>(state.earlier); i < below.size(); ++i) {
        StateHandle handle = *below[i];
        handle.section = section;
        const ManifestFile& file = last_.files[static_cast<size_t>(handle.file)];
        auto known = std::find_if(manifest.files.begin(), manifest.files.end(), [&](const ManifestFile& one) { return one.name == file.name; });
        handle.file = handle.bytes == 0 ? 0 : static_cast<int>(known - manifest.files.begin());
        if (handle.bytes == 0) handle.offset = 0;
        owner.handles.push_back(handle);
        if (handle.bytes == 0 || known != manifest.files.end()) continue;
        std::string from = pathOf(last_.checkpoint) + "/" + file.name, to = path + "/" + file.name;
        if (!files_.link(from, to))
            if (Status copied = copyFile(from, to, file.hash); !copied) return copied;
        manifest.files.push_back(file);
    }
    return {};
}

Result<int64_t> CheckpointStorage::writeAll(const std::string& path, Manifest& manifest, std::vector<OperatorState>& states, bool inLayers) {
    if (Status done = files_.createFolders(path); !done) return done.error();
    std::unique_ptr<Output> whole, layer;
    auto open = [&](std::unique_ptr<Output>& out, std::string name) -> Status {
        auto file = newFile(path + "/" + name);
        if (!file) return file.error();
        out = std::make_unique<Output>(std::move(*file), static_cast<int>(manifest.files.size()));
        manifest.files.push_back({std::move(name), 0, ""});
        return {};
    };
    if (Status done = open(whole, StateName); !done) return done.error();
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
            auto number = static_cast<int>(known - found->sections.begin());
            bool inLayer = section.isLayer && inLayers;
            if (section.earlier > 0) {
                check(inLayer, "a savepoint has no layers");
                if (Status done = takeLayers(path, manifest, *found, number, section, state.subtask); !done) return done.error();
                known->isLayered = true;
                manifest.format = ManifestFormat;
            }
            if (inLayer && !layer)
                if (Status done = open(layer, "layer-" + std::to_string(manifest.checkpoint)); !done) return done.error();
            Output& out = inLayer ? *layer : *whole;
            int64_t begun = out.size;
            int64_t bytes = streamEntries(section, manifest.maxParallelism, [&](std::string_view piece) { out.add(piece); });
            if (!out.status()) return out.status().error();
            found->handles.push_back({number, state.subtask, out.index, begun, bytes, section.entries});
        }
    }
    int64_t size = 0;
    for (Output* out : {whole.get(), layer.get()}) {
        if (!out) continue;
        if (Status done = out->finish(); !done) return done.error();
        manifest.files[static_cast<size_t>(out->index)].bytes = out->size;
        manifest.files[static_cast<size_t>(out->index)].hash = out->hash();
        size += out->size;
    }
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

namespace {

/// Gives the file's bytes in pieces, in order.
Status readPieces(ReadableFile& file, const std::string& path, const std::function<void(std::string_view)>& take) {
    const int64_t size = file.size();
    std::string piece(static_cast<size_t>(std::min(size, PieceBytes)), '\0');
    for (int64_t at = 0; at < size;) {
        auto got = file.read(at, piece.data(), static_cast<size_t>(std::min(size - at, PieceBytes)));
        if (!got) return got.error();
        if (*got == 0) return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint became shorter while it was read."};
        take(std::string_view(piece).substr(0, *got));
        at += static_cast<int64_t>(*got);
    }
    return {};
}

} // namespace

Result<std::string> CheckpointStorage::readSmall(const std::string& path) {
    auto file = files_.openToRead(path);
    if (!file) return file.error();
    constexpr int64_t LargestManifest = 256 << 20;
    if ((*file)->size() > LargestManifest) return Error{ErrorCode::Data, "The manifest '" + path + "' is too large to be one."};
    std::string bytes;
    if (Status read = readPieces(**file, path, [&](std::string_view piece) { bytes += piece; }); !read) return read.error();
    return bytes;
}

/// Read once in small pieces, by which a disk that fails says so; what was right is then looked at where the system keeps it, for state may be as large as the
/// memory that is left.
Result<FileBytes> CheckpointStorage::readVerified(const std::string& path, const ManifestFile& expected, int64_t checkpoint) {
    const char* hint = "Start from another checkpoint.";
    if (!files_.exists(path)) return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint is missing.", {}, hint};
    auto file = files_.openToRead(path);
    if (!file) return file.error();
    if ((*file)->size() != expected.bytes)
        return Error{ErrorCode::Data, "The file '" + path + "' of a checkpoint has " + std::to_string((*file)->size()) + " bytes; its manifest says " +
                     std::to_string(expected.bytes) + ".", {}, hint};
    FileHasher hasher;
    if (Status read = readPieces(**file, path, [&](std::string_view piece) { hasher.add(piece); }); !read) return read.error();
    if (std::string hash = hasher.text(); hash != expected.hash && !WEIR_SABOTAGED("no check of hashes"))
        return Error{ErrorCode::Data, "The file '" + path + "' of checkpoint " + std::to_string(checkpoint) + " is damaged: its hash is " + hash +
                     ", the manifest says " + expected.hash + ".", {}, hint};
    if (auto mapped = (*file)->map()) return FileBytes(std::move(mapped), static_cast<size_t>(expected.bytes));
    std::string bytes;
    bytes.reserve(static_cast<size_t>(expected.bytes));
    if (Status read = readPieces(**file, path, [&](std::string_view piece) { bytes += piece; }); !read) return read.error();
    return FileBytes(std::move(bytes));
}

Result<Manifest> CheckpointStorage::readManifest(const std::string& path) {
    if (!files_.exists(path + "/" + ManifestName))
        return Error{ErrorCode::Io, "There is no checkpoint at '" + path + "': it has no " + ManifestName + ".", {}, "Give a folder like '.../chk-3' or a savepoint's."};
    auto written = readSmall(path + "/" + ManifestName);
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
        auto bytes = readVerified(path + "/" + file.name, file, manifest->checkpoint);
        if (!bytes) return bytes.error();
        out.files.push_back(std::make_shared<const FileBytes>(std::move(*bytes)));
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
