// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace weir {

/// When checkpoints are taken and kept: the `execution.checkpointing.*` settings.
struct CheckpointOptions {
    int64_t intervalMillis = 0;            // 0 = only when asked and at the end
    int64_t timeoutMillis = 600'000;
    int64_t minPauseMillis = 0;            // between the end of one and the begin of the next
    int retained = 3;
    int tolerableFailures = 0;             // in a row, before the job fails
    bool unaligned = false;                // barriers overtake queued rows ...
    int64_t alignedMillis = 0;             // ... when those of a checkpoint have not met for so long
};

} // namespace weir
