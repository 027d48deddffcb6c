// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/observed_files.h"

#include "engine/base/error.h"
#include "engine/recording/stream_hash.h"
#include "engine/recording/varint.h"

#include <algorithm>

namespace weir {

namespace {

void putInfo(std::string& out, const FileInfo& info) {
    putText(out, info.path);
    out += info.isFolder ? '\1' : '\0';
    putSigned(out, info.bytes);
    putSigned(out, info.modifiedMillis);
}

FileInfo infoOf(VarintReader& in) {
    FileInfo info;
    info.path = in.text();
    info.isFolder = in.byte() != 0;
    info.bytes = in.signedNumber();
    info.modifiedMillis = in.signedNumber();
    return info;
}

/// Hashes what is read from front to back.
class ObservedFile final : public ReadableFile {
public:
    ObservedFile(std::unique_ptr<ReadableFile> file, std::string path, TaskLog& log) : file_(std::move(file)), path_(std::move(path)), log_(log) {}
    ~ObservedFile() override { tell(); }
    int64_t size() const override { return file_->size(); }
    Result<size_t> read(int64_t offset, char* buffer, size_t size) override {
        constexpr int64_t Piece = 16 << 20;
        auto got = file_->read(offset, buffer, size);
        if (!got) return got;
        if (offset < from_ || offset > to_) {
            tell();
            from_ = to_ = offset;
        }
        int64_t end = offset + static_cast<int64_t>(*got);
        if (end > to_) {
            hash_.add({buffer + (to_ - offset), static_cast<size_t>(end - to_)});
            to_ = end;
            if (to_ - from_ >= Piece) tell();
        }
        return got;
    }

private:
    void tell() {
        if (to_ == from_) return;
        std::string text;
        putText(text, path_);
        putSigned(text, from_);
        putSigned(text, to_ - from_);
        putVarint(text, hash_.value());
        log_.note(NoteKind::Read, text);
        hash_.reset();
        from_ = to_;
    }
    std::unique_ptr<ReadableFile> file_;
    const std::string path_;
    TaskLog& log_;
    StreamHash hash_;
    int64_t from_ = 0, to_ = 0;
};

} // namespace

Result<std::unique_ptr<ReadableFile>> ObservedFiles::openToRead(const std::string& path) {
    auto file = files_.openToRead(path);
    if (!file) return file.error();
    return std::unique_ptr<ReadableFile>(std::make_unique<ObservedFile>(std::move(*file), path, log_));
}

Result<FileInfo> ObservedFiles::info(const std::string& path) {
    auto info = files_.info(path);
    if (!info) return info;
    std::string text;
    putText(text, path);
    putInfo(text, *info);
    log_.note(NoteKind::Info, text);
    return info;
}

Result<std::vector<FileInfo>> ObservedFiles::list(const std::string& folder) {
    auto found = files_.list(folder);
    if (!found) return found;
    std::string text;
    putText(text, folder);
    putVarint(text, found->size());
    for (const FileInfo& info : *found) putInfo(text, info);
    log_.note(NoteKind::Listing, text);
    return found;
}

RememberedFiles::RememberedFiles(FileSystem& files, const std::vector<std::pair<NoteKind, std::string>>& notes) : files_(files) {
    for (const auto& [kind, text] : notes) {
        VarintReader in(text);
        std::string path(in.text());
        if (kind == NoteKind::Info) infos_[path] = infoOf(in);
        if (kind == NoteKind::Listing) {
            std::vector<FileInfo> found;
            for (uint64_t count = in.number(); count > 0 && in.ok(); --count) found.push_back(infoOf(in));
            listings_[path].push_back(std::move(found));
        }
        if (!in.ok()) throw RunError(ErrorCode::Data, "What the recording says of files makes no sense.");
    }
}

Result<FileInfo> RememberedFiles::info(const std::string& path) {
    auto found = infos_.find(path);
    if (found != infos_.end()) return found->second;
    return Error{ErrorCode::Io, "There was no '" + path + "' when the run was recorded."};
}

Result<std::vector<FileInfo>> RememberedFiles::list(const std::string& folder) {
    auto found = listings_.find(folder);
    if (found == listings_.end() || found->second.empty()) return Error{ErrorCode::Io, "There was no folder '" + folder + "' when the run was recorded."};
    std::vector<FileInfo> listing = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();      // the last look holds for all later ones
    return listing;
}

Status checkFiles(const RecordedAttempt& attempt, FileSystem& files) {
    std::vector<char> buffer(1 << 20);
    for (const auto& task : attempt.notes)
        for (const auto& [kind, text] : task) {
            if (kind != NoteKind::Read) continue;
            VarintReader in(text);
            std::string path(in.text());
            int64_t from = in.signedNumber(), bytes = in.signedNumber();
            uint64_t expected = in.number();
            if (!in.ok() || bytes < 0) return Error{ErrorCode::Data, "What the recording says of files makes no sense."};
            auto changed = [&](const std::string& how) {
                return Error{ErrorCode::Data, "The file '" + path + "' is not what it was when the run was recorded: " + how + ".", {}, "Put the former file back."};
            };
            auto file = files.openToRead(path);
            if (!file) return changed(file.error().message);
            StreamHash hash;
            for (int64_t at = from; at < from + bytes;) {
                auto got = (*file)->read(at, buffer.data(), static_cast<size_t>(std::min<int64_t>(from + bytes - at, static_cast<int64_t>(buffer.size()))));
                if (!got) return got.error();
                if (*got == 0) return changed("it ends at byte " + std::to_string(at) + ", but was read to byte " + std::to_string(from + bytes));
                hash.add({buffer.data(), *got});
                at += static_cast<int64_t>(*got);
            }
            if (hash.value() != expected) return changed("bytes " + std::to_string(from) + " to " + std::to_string(from + bytes) + " differ");
        }
    return {};
}

} // namespace weir
