// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

#include <string>
#include <string_view>

namespace weir {

/// The first bytes of a file, unpacked: whole lines of UTF-8 text without a mark at the front, and 64 zero bytes behind them.
struct FileHead {
    std::string text;                 // with the padding
    size_t size = 0;                  // without it
    bool whole = false;
    std::string_view view() const { return {text.data(), size}; }
};

/// An error for what is no text, no UTF-8, or has no line end within `limit` bytes.
Result<FileHead> readHead(FileSystem& files, const std::string& path, int64_t limit);

} // namespace weir
