// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// Rows that came together over a tapped edge.
struct TappedRows {
    Batch rows;                        // dense
    int subtask = 0;                   // of the operator that gave them
    int64_t watermark = INT64_MIN;     // milliseconds: what it had given on before them; INT64_MIN none yet
    int64_t order = 0;                 // over all subtasks
};

/// What a tap has collected since the last look, and counts since it was opened. `matched` = given to the reader so far + `missed`.
struct TapPage {
    std::vector<TappedRows> rows;      // in the order in which they came
    int64_t passed = 0;                // rows over the edge
    int64_t matched = 0;               // of those, rows for which the condition was TRUE
    int64_t missed = 0;                // of those, rows that were not kept: not in the sample, or more than the ring holds
    std::string problem;               // why the condition could not be evaluated; nothing matches from then on
};

} // namespace weir
