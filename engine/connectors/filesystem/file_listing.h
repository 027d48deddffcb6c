// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/formats/text_pattern.h"

#include <string>
#include <vector>

namespace weir {

/// 'file:///x' and 'file:/x' as a path; other texts as they are. Error for other schemes.
Result<std::string> localPath(const std::string& path);

/// The files that a table of `path` reads, ordered by path: the file itself, or all below the folder but those whose name, or the name of a
/// folder above, begins with _ or . ; only those whose whole path fits `pattern` (null = all).
Result<std::vector<FileInfo>> listFiles(FileSystem& files, const std::string& path, const TextPattern* pattern);

} // namespace weir
