// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/runtime/observe/observation.h"
#include "engine/session/edge_tap.h"
#include "engine/session/state_page.h"

namespace weir {

/// Opens a tap on a run in this process. Errors: no such edge, a condition that cannot be understood.
Result<std::shared_ptr<EdgeTap>> openTap(const std::shared_ptr<Observation>& observation, const TapQuery& query, const StateReading& reading);

/// A condition over columns as an expression. Errors have the place in `condition`.
Result<ExpressionRef> edgeCondition(const Schema& schema, const std::string& condition, const TimeZone& zone);

} // namespace weir
