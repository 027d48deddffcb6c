// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

#include <memory>

namespace weir {

/// The bytes of a file or a part of it, unpacked. One owner.
class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// At most `size` bytes; 0 at the end.
    virtual Result<size_t> read(char* to, size_t size) = 0;
};

/// Bytes [begin, end) as they are.
std::unique_ptr<ByteStream> plainBytes(std::unique_ptr<ReadableFile> file, int64_t begin, int64_t end);
/// A gzip file, also of several members.
std::unique_ptr<ByteStream> gzipBytes(std::unique_ptr<ReadableFile> file, std::string path);

} // namespace weir
