// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

#include <memory>

namespace weir {

/// Relative paths are taken from a base folder: a script's own one.
class BasedFileSystem final : public FileSystem {
public:
    BasedFileSystem(std::shared_ptr<FileSystem> files, std::string base) : files_(std::move(files)), base_(std::move(base)) {}
    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override { return files_->openToRead(at(path)); }
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override { return files_->openToWrite(at(path), append); }
    Result<std::unique_ptr<WritableFile>> openToStream(const std::string& path) override { return files_->openToStream(at(path)); }
    Result<FileInfo> info(const std::string& path) override { return files_->info(at(path)); }
    Result<std::vector<FileInfo>> list(const std::string& folder) override { return files_->list(at(folder)); }
    Status createFolders(const std::string& path) override { return files_->createFolders(at(path)); }
    Status rename(const std::string& from, const std::string& to) override { return files_->rename(at(from), at(to)); }
    Status link(const std::string& from, const std::string& to) override { return files_->link(at(from), at(to)); }
    Status remove(const std::string& path) override { return files_->remove(at(path)); }
    Status truncate(const std::string& path, int64_t bytes) override { return files_->truncate(at(path), bytes); }
    Status syncFolder(const std::string& path) override { return files_->syncFolder(at(path)); }

private:
    std::string at(const std::string& path) const { return base_.empty() || path.empty() || path[0] == '/' ? path : base_ + "/" + path; }
    std::shared_ptr<FileSystem> files_;
    std::string base_;
};

} // namespace weir
