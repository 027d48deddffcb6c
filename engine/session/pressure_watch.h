// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/pressure_page.h"

namespace weir {

/// Who waited for whom, and what tasks took their time for, from its opening until it is let go. Any thread.
class PressureWatch {
public:
    virtual ~PressureWatch() = default;
    /// The last `nanos`, or since the opening. causeOf() tells where the waiting ends.
    virtual PressurePage look(int64_t nanos) = 0;
};

} // namespace weir
