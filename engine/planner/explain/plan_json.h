// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/planner/explain/plan_tree.h"

namespace weir {

/// The steps of execution plans as Flink's JSON: a node an operator with its predecessors; exchanges become their ship strategy.
std::string stepsAsJson(const std::vector<PlanTreeRef>& roots, int parallelism);

} // namespace weir
