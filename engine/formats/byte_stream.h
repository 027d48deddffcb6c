// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstddef>

namespace weir {

/// Bytes one after the other. One owner, one thread.
class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// At most `size` bytes; 0 at the end.
    virtual Result<size_t> read(char* to, size_t size) = 0;
};

} // namespace weir
