// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/file_listing.h"

#include <algorithm>

namespace weir {

namespace {

bool isHidden(const std::string& path) {
    size_t slash = path.find_last_of('/');
    char first = path[slash == std::string::npos ? 0 : slash + 1];
    return first == '_' || first == '.';
}

Status collect(FileSystem& files, const std::string& folder, const TextPattern* pattern, int depth, std::vector<FileInfo>& found) {
    constexpr int DeepestFolder = 100;      // links may lead in circles
    if (depth > DeepestFolder) return Error{ErrorCode::Io, "The folder '" + folder + "' is nested too deeply; a link in it may lead back."};
    Result<std::vector<FileInfo>> entries = files.list(folder);
    if (!entries.ok()) return entries.error();
    for (FileInfo& entry : entries.value()) {
        if (isHidden(entry.path)) continue;
        if (entry.isFolder) {
            if (Status status = collect(files, entry.path, pattern, depth + 1, found); !status.ok()) return status;
        } else if (!pattern || pattern->matches(entry.path)) {
            found.push_back(std::move(entry));
        }
    }
    return {};
}

} // namespace

Result<std::string> localPath(const std::string& path) {
    if (path.compare(0, 7, "file://") == 0) {
        size_t slash = path.find('/', 7);
        if (slash != 7) return Error{ErrorCode::Unsupported, "The path '" + path + "' names another machine; only local files are supported."};
        return path.substr(7);
    }
    if (path.compare(0, 5, "file:") == 0) return path.substr(5);
    if (size_t colon = path.find("://"); colon != std::string::npos && path.find('/') == colon + 1)
        return Error{ErrorCode::Unsupported, "Files of '" + path.substr(0, colon) + "://' are not supported yet.", {}, "Use a local path."};
    if (path.empty()) return Error{ErrorCode::Invalid, "The path is empty."};
    return path;
}

Result<std::vector<FileInfo>> listFiles(FileSystem& files, const std::string& path, const TextPattern* pattern) {
    Result<FileInfo> root = files.info(path);
    if (!root.ok()) return root.error();
    std::vector<FileInfo> found;
    if (!root->isFolder) {
        root.value().path = path;
        if (!pattern || pattern->matches(path)) found.push_back(root.value());
        return found;
    }
    std::string folder = path;
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    if (Status status = collect(files, folder, pattern, 0, found); !status.ok()) return status.error();
    std::sort(found.begin(), found.end(), [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
    return found;
}

} // namespace weir
