// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"
#include "engine/types/datetime.h"

#include <functional>
#include <map>
#include <span>

namespace weir {

/// What the random functions of one operator have drawn so far.
struct RandomDraws {
    uint64_t counter = 0;                        // of calls without a seed
    std::map<const void*, uint64_t> seeded;      // by the call's prepared state: where its own sequence is
    void begin(uint64_t at) {
        counter = at;
        seeded.clear();
    }
};

/// What a kernel may know besides its arguments. One per subtask and batch; values are batch values, so all rows agree.
struct EvaluationContext {
    int64_t wallMillis = 0;                 // "now" of this batch (row time functions); fixed at start in batch mode
    int64_t queryStartMillis = 0;
    int64_t watermark = INT64_MIN;          // CURRENT_WATERMARK; INT64_MIN = none
    const TimeZone* zone = nullptr;         // table.local-time-zone
    uint64_t randomSeed = 0;                // counter-based RAND, UUID: (seed, stream, counter)
    RandomDraws* random = nullptr;          // advanced by the kernel; null: every call begins anew
};

/// One call over a strip of rows. Arguments are Flat or Constant (the evaluator flattens dictionaries), of the bound argument types.
struct KernelCall {
    std::span<const Vector* const> arguments;
    int rows;                               // physical rows of every argument and of the result
    const uint16_t* selection;              // rows to compute, or null = all; others must not be looked at by kernels that can fail
    int selected;                           // number of rows to compute
    Vector& result;                         // Flat of the result kind with `rows` values allocated; kernel fills selected rows and nulls.
                                            // Nested results and kernels that build may replace it whole (then all `rows` must exist)
    const void* state;                      // what bind() prepared (compiled pattern, ...), immutable and shared by threads
    const EvaluationContext& context;

    int row(int index) const { return selection ? selection[index] : index; }
};
using Kernel = void (*)(KernelCall&);

/// What the evaluator does about NULL arguments before the kernel.
enum class NullRule : uint8_t {
    Propagate,    // any NULL argument makes NULL; the kernel sees only rows without NULLs (validity already set in result)
    Own           // the kernel decides
};

} // namespace weir
