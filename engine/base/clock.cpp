// SPDX-License-Identifier: Apache-2.0
#include "engine/base/clock.h"

#include <chrono>

namespace weir {

int64_t SystemClock::wallMillis() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

int64_t SystemClock::steadyNanos() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace weir
