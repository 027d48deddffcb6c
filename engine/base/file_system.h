// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct FileInfo {
    std::string path;
    bool isFolder = false;
    int64_t bytes = 0;
    int64_t modifiedMillis = 0;
};

/// An open file for reading. Used by one thread at a time.
class ReadableFile {
public:
    virtual ~ReadableFile() = default;
    /// Reads at most size bytes at offset; 0 at the end of the file.
    virtual Result<size_t> read(int64_t offset, char* buffer, size_t size) = 0;
    virtual int64_t size() const = 0;
    /// All size() bytes as memory that the system fills when they are touched and may take back; holds without this. Null where that cannot be had. What the
    /// disk cannot give then, or somebody cuts off, ends the process: for files that are whole and are not written to again.
    virtual std::shared_ptr<const void> map() { return nullptr; }
};

/// An open file for writing at its end. Used by one thread at a time.
class WritableFile {
public:
    virtual ~WritableFile() = default;
    virtual Status append(std::string_view bytes) = 0;
    virtual Status sync() = 0;      // durable after this
    virtual Status close() = 0;     // destructor closes too, but cannot say what failed
};

/// The only way to files below session. Errors name the path and the reason. Thread-safe.
class FileSystem {
public:
    virtual ~FileSystem() = default;
    virtual Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) = 0;
    virtual Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append = false) = 0;
    /// For much that nobody reads soon: what is appended may be held until sync() or close(), and does not push other things out of the system's memory.
    virtual Result<std::unique_ptr<WritableFile>> openToStream(const std::string& path) { return openToWrite(path); }
    virtual Result<FileInfo> info(const std::string& path) = 0;             // Io error when missing
    virtual Result<std::vector<FileInfo>> list(const std::string& folder) = 0;   // not recursive, sorted by path
    virtual Status createFolders(const std::string& path) = 0;
    virtual Status rename(const std::string& from, const std::string& to) = 0;
    /// A further name of a file. Not every file system can.
    virtual Status link(const std::string& from, const std::string& to);
    virtual Status remove(const std::string& path) = 0;                     // a file or an empty folder
    virtual Status truncate(const std::string& path, int64_t bytes) = 0;    // to fewer bytes than it has; durable
    virtual Status syncFolder(const std::string& path) = 0;
    bool exists(const std::string& path) { return info(path).ok(); }
};

/// The operating system's files.
class LocalFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override;
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override;
    Result<std::unique_ptr<WritableFile>> openToStream(const std::string& path) override;
    Result<FileInfo> info(const std::string& path) override;
    Result<std::vector<FileInfo>> list(const std::string& folder) override;
    Status createFolders(const std::string& path) override;
    Status rename(const std::string& from, const std::string& to) override;
    Status link(const std::string& from, const std::string& to) override;
    Status remove(const std::string& path) override;
    Status truncate(const std::string& path, int64_t bytes) override;
    Status syncFolder(const std::string& path) override;
};

} // namespace weir
