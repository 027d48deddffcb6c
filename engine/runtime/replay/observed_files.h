// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/recording/recording.h"
#include "engine/recording/task_log.h"

#include <map>
#include <deque>

namespace weir {

/// The files as a source subtask sees them while a run is recorded: what it finds is noted, and the hash of what it reads. One thread.
class ObservedFiles final : public FileSystem {
public:
    ObservedFiles(FileSystem& files, TaskLog& log) : files_(files), log_(log) {}
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override;
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override { return files_.openToWrite(path, append); }
    Result<FileInfo> info(const std::string& path) override;
    Result<std::vector<FileInfo>> list(const std::string& folder) override;
    Status createFolders(const std::string& path) override { return files_.createFolders(path); }
    Status rename(const std::string& from, const std::string& to) override { return files_.rename(from, to); }
    Status remove(const std::string& path) override { return files_.remove(path); }
    Status truncate(const std::string& path, int64_t bytes) override { return files_.truncate(path, bytes); }
    Status syncFolder(const std::string& path) override { return files_.syncFolder(path); }

private:
    FileSystem& files_;
    TaskLog& log_;
};

/// The files as it saw them, in a replay: folders and sizes come from the notes, only contents are read. Writes nothing. One thread.
class RememberedFiles final : public FileSystem {
public:
    /// Throws RunError where the notes make no sense.
    RememberedFiles(FileSystem& files, const std::vector<std::pair<NoteKind, std::string>>& notes);
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override { return files_.openToRead(path); }
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool) override { return refused(path); }
    Result<FileInfo> info(const std::string& path) override;
    Result<std::vector<FileInfo>> list(const std::string& folder) override;
    Status createFolders(const std::string& path) override { return refused(path); }
    Status rename(const std::string& from, const std::string&) override { return refused(from); }
    Status remove(const std::string& path) override { return refused(path); }
    Status truncate(const std::string& path, int64_t) override { return refused(path); }
    Status syncFolder(const std::string&) override { return {}; }

private:
    static Error refused(const std::string& path) { return {ErrorCode::Internal, "A replay may not write '" + path + "'."}; }
    FileSystem& files_;
    std::map<std::string, std::deque<std::vector<FileInfo>>> listings_;
    std::map<std::string, FileInfo> infos_;
};

/// Compares the files that were read with what they were; the error names the first one that changed.
Status checkFiles(const RecordedAttempt& attempt, FileSystem& files);

} // namespace weir
