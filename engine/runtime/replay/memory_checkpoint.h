// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_storage.h"

#include <memory>
#include <vector>

namespace weir {

/// What tasks handed over, as if it had been written and read again.
std::shared_ptr<const StoredCheckpoint> checkpointInMemory(int64_t checkpoint, int maxParallelism, const std::vector<std::vector<OperatorState>>& answers);

} // namespace weir
