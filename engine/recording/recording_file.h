// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weir {

constexpr uint32_t RecordingFormat = 2;

/// What a chunk of a recording holds. The numbers are written to files.
enum class ChunkKind : uint8_t { Header = 1, Job = 2, Attempt = 3, Steps = 4, AttemptEnd = 5, End = 6 };

/// A recording's bytes: a magic word and a format number, then chunks, each with its number, kind, length and hashes of its head and its content, so that
/// damage anywhere is noticed, and a file that a crash cut short can be told from it. Thread-safe.
class RecordingWriter {
public:
    static Result<std::unique_ptr<RecordingWriter>> create(FileSystem& files, const std::string& path);
    /// Throws RunError when the disk says no.
    void append(ChunkKind kind, std::string_view content);
    void close();
    const std::string& path() const { return path_; }
    int64_t bytes() const;

private:
    RecordingWriter(std::unique_ptr<WritableFile> file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
    std::unique_ptr<WritableFile> file_;
    const std::string path_;
    mutable std::mutex mutex_;         // guards file_ and what follows
    uint32_t next_ = 0;
    int64_t bytes_ = 0;
    bool closed_ = false;
};

/// Where a chunk lies.
struct ChunkPlace {
    ChunkKind kind = ChunkKind::Header;
    int64_t offset = 0;                // of its content
    uint32_t bytes = 0;
};

/// A recording opened for reading: every chunk is verified first, contents are read when asked for. Thread-safe.
class RecordingReader {
public:
    /// Calls back with each chunk in order. Errors name file, place and what is wrong there.
    static Result<std::unique_ptr<RecordingReader>> open(FileSystem& files, const std::string& path, const std::function<Status(const ChunkPlace&, std::string_view content)>& each);
    Result<std::string> read(const ChunkPlace& place) const;
    /// It ends in the middle of a chunk or without the last one: the process was killed.
    bool truncated() const { return truncated_; }
    const std::string& path() const { return path_; }

private:
    RecordingReader(std::unique_ptr<ReadableFile> file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
    std::unique_ptr<ReadableFile> file_;
    const std::string path_;
    mutable std::mutex mutex_;         // guards file_
    bool truncated_ = false;
};

} // namespace weir
