// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/observation.h"
#include "engine/session/pressure_watch.h"
#include "engine/session/time_watch.h"

namespace weir {

// Looks at a run in this process; it costs what they cost while they live.
std::shared_ptr<TimeWatch> openTimeWatch(const std::shared_ptr<Observation>& observation, std::shared_ptr<const TimeZone> zone);
std::shared_ptr<PressureWatch> openPressureWatch(const std::shared_ptr<Observation>& observation);

} // namespace weir
