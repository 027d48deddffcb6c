// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/formats/byte_stream.h"

#include <memory>

namespace weir {

/// Bytes [begin, end) as they are.
std::unique_ptr<ByteStream> plainBytes(std::unique_ptr<ReadableFile> file, int64_t begin, int64_t end);
/// Whether the name ends as a packed file's: .gz, .gzip, .deflate, .bz2, .xz, .zst.
bool isPacked(std::string_view path);
/// The content of a packed file.
std::unique_ptr<ByteStream> unpackedBytes(std::unique_ptr<ReadableFile> file, std::string path);

} // namespace weir
