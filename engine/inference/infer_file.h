// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/inference/file_schema.h"

namespace weir {

struct InferenceLimits {
    int64_t bytes = 4 << 20;
    int64_t rows = 10'000;
};

/// Reads the head of a CSV or JSON-lines file, packed or not, and says what table it could be. An error says why it cannot be one and what
/// to do. Reads at most the limits and one block; any thread.
Result<InferredFile> inferFile(FileSystem& files, const std::string& path, const InferenceLimits& limits = {});

} // namespace weir
