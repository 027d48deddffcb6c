// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"

namespace weir {

/// 64-bit hashes of the key columns, one a row (physical rows of the batch; only selected rows are filled). NULLs hash alike; equal values of a type
/// hash alike whatever the encoding; -0.0 and 0.0, and all NaNs, hash as Java's Double.equals sees them. Fixed seed. Thread-safe.
void hashRows(std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint64_t>& hashes);

/// Key group of a hash, and the subtask that owns a key group, as Flink assigns ranges.
constexpr int DefaultMaxParallelism = 128;
inline int keyGroup(uint64_t hash, int maxParallelism = DefaultMaxParallelism) { return static_cast<int>((hash >> 32) % static_cast<uint64_t>(maxParallelism)); }
inline int subtaskOf(int keyGroup, int parallelism, int maxParallelism = DefaultMaxParallelism) { return keyGroup * parallelism / maxParallelism; }

} // namespace weir
