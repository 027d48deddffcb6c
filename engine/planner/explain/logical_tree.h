// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/logical/node.h"
#include "engine/planner/explain/plan_tree.h"

namespace weir {

/// A logical plan as the syntax tree that Flink's EXPLAIN prints: LogicalProject, LogicalTableScan, columns as $0.
PlanTreeRef logicalTree(const plan::Node& root);

} // namespace weir
