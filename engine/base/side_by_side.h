// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <functional>
#include <vector>

namespace weir {

/// Does each work once, on so many threads, and returns when all are done; with one core in their order on the caller's thread. What fails is an Error
/// or a RunError; of several the first in the works' order is told.
Status sideBySide(Clock& clock, int cores, const std::vector<std::function<Status()>>& works);

} // namespace weir
