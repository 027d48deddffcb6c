// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/session_config.h"
#include "engine/planner/physical.h"
#include "engine/planner/planner.h"

namespace weir {

/// Flink's EXPLAIN of logical plans (roots: Sink) and of the physical operators chosen for them.
std::string explainPlans(const std::vector<plan::NodeRef>& logical, const std::vector<PhysicalRef>& physical, const ExplainDetails& details,
                         const SessionConfig& config);

} // namespace weir
