// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file_system.h"

#include "engine/base/direct_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace weir {
namespace {

Error ioError(const std::string& what, const std::string& path, int code = errno) {
    std::string why = std::strerror(code);
    if (code == ENOSPC || code == EDQUOT) {
        struct statvfs found{};
        std::string folder = path.substr(0, path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/') + 1);
        if (::statvfs(folder.empty() ? "." : folder.c_str(), &found) == 0)
            why += " (" + std::to_string(static_cast<unsigned long long>(found.f_bavail) * found.f_frsize / 1024) + " KB are free there)";
    }
    return {ErrorCode::Io, what + " '" + path + "': " + why + "."};
}

class LocalReadableFile final : public ReadableFile {
public:
    LocalReadableFile(int descriptor, int64_t size, std::string path) : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
    ~LocalReadableFile() override { ::close(descriptor_); }
    Result<size_t> read(int64_t offset, char* buffer, size_t size) override {
        for (;;) {
            ssize_t got = ::pread(descriptor_, buffer, size, offset);
            if (got < 0 && errno == ESPIPE) got = ::read(descriptor_, buffer, size);    // a pipe: only ever read in order
            if (got >= 0) return static_cast<size_t>(got);
            if (errno != EINTR) return ioError("Cannot read", path_);
        }
    }
    int64_t size() const override { return size_; }
    std::shared_ptr<const void> map() override {
        const auto size = static_cast<size_t>(size_);
        void* bytes = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, 0) : MAP_FAILED;
        if (bytes == MAP_FAILED) return nullptr;
        return {bytes, [size](const void* gone) { ::munmap(const_cast<void*>(gone), size); }};
    }

private:
    int descriptor_;
    int64_t size_;
    std::string path_;
};

class LocalWritableFile final : public WritableFile {
public:
    LocalWritableFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    ~LocalWritableFile() override { if (descriptor_ >= 0) ::close(descriptor_); }
    Status append(std::string_view bytes) override {
        while (!bytes.empty()) {
            ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0) {
                if (errno == EINTR) continue;
                return ioError("Cannot write", path_);
            }
            bytes.remove_prefix(static_cast<size_t>(written));
        }
        return {};
    }
    Status sync() override { return ::fsync(descriptor_) == 0 ? Status{} : Status{ioError("Cannot sync", path_)}; }
    Status close() override {
        int descriptor = std::exchange(descriptor_, -1);
        return descriptor < 0 || ::close(descriptor) == 0 ? Status{} : Status{ioError("Cannot close", path_)};
    }

private:
    int descriptor_;
    std::string path_;
};

FileInfo toInfo(const std::string& path, const struct stat& found) {
    return {path, S_ISDIR(found.st_mode), found.st_size, found.st_mtim.tv_sec * 1000LL + found.st_mtim.tv_nsec / 1'000'000};
}

} // namespace

Result<std::unique_ptr<ReadableFile>> LocalFileSystem::openToRead(const std::string& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return ioError("Cannot open", path);
    struct stat found{};
    if (::fstat(descriptor, &found) != 0 || S_ISDIR(found.st_mode)) {
        int code = S_ISDIR(found.st_mode) ? EISDIR : errno;
        ::close(descriptor);
        return ioError("Cannot open", path, code);
    }
    return std::unique_ptr<ReadableFile>(std::make_unique<LocalReadableFile>(descriptor, found.st_size, path));
}

Result<std::unique_ptr<WritableFile>> LocalFileSystem::openToWrite(const std::string& path, bool append) {
    int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0644);
    if (descriptor < 0) return ioError("Cannot write", path);
    return std::unique_ptr<WritableFile>(std::make_unique<LocalWritableFile>(descriptor, path));
}

Result<std::unique_ptr<WritableFile>> LocalFileSystem::openToStream(const std::string& path) {
    int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_TRUNC, 0644);
    if (descriptor < 0) return ioError("Cannot write", path);
    return std::unique_ptr<WritableFile>(std::make_unique<DirectFile>(descriptor, path, [](const std::string& what, const std::string& where) { return ioError(what, where); }));
}

Result<FileInfo> LocalFileSystem::info(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return ioError("Cannot find", path);
    return toInfo(path, found);
}

Result<std::vector<FileInfo>> LocalFileSystem::list(const std::string& folder) {
    std::error_code failed;
    std::vector<FileInfo> files;
    for (auto entry = std::filesystem::directory_iterator(folder, failed); !failed && entry != std::filesystem::directory_iterator();
         entry.increment(failed)) {
        // A file that vanishes between listing and looking is simply not there.
        if (auto found = info(entry->path().string()); found.ok()) files.push_back(*found);
    }
    if (failed) return Error{ErrorCode::Io, "Cannot list '" + folder + "': " + failed.message() + "."};
    std::sort(files.begin(), files.end(), [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
    return files;
}

Status LocalFileSystem::createFolders(const std::string& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    return failed ? Status{Error{ErrorCode::Io, "Cannot create folder '" + path + "': " + failed.message() + "."}} : Status{};
}

Status LocalFileSystem::rename(const std::string& from, const std::string& to) {
    return ::rename(from.c_str(), to.c_str()) == 0 ? Status{} : Status{ioError("Cannot rename", from)};
}

Status FileSystem::link(const std::string& from, const std::string&) { return Error{ErrorCode::Unsupported, "Cannot link '" + from + "'."}; }

Status LocalFileSystem::link(const std::string& from, const std::string& to) {
    return ::link(from.c_str(), to.c_str()) == 0 ? Status{} : Status{ioError("Cannot link", from)};
}

Status LocalFileSystem::remove(const std::string& path) {
    return ::remove(path.c_str()) == 0 ? Status{} : Status{ioError("Cannot remove", path)};
}

Status LocalFileSystem::truncate(const std::string& path, int64_t bytes) {
    int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return ioError("Cannot open", path);
    bool done = ::ftruncate(descriptor, bytes) == 0 && ::fsync(descriptor) == 0;
    int code = errno;
    ::close(descriptor);
    return done ? Status{} : Status{ioError("Cannot shorten", path, code)};
}

Status LocalFileSystem::syncFolder(const std::string& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return ioError("Cannot open", path);
    int done = ::fsync(descriptor);
    ::close(descriptor);
    return done == 0 ? Status{} : Status{ioError("Cannot sync", path)};
}

} // namespace weir
