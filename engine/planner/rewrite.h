// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/logical/node.h"

#include <functional>
#include <vector>

namespace weir {

/// Normal form of logical plans: expressions simplified, equal sub-plans shared, projections merged, filters as low as they may go,
/// outer joins that a filter above makes inner are inner.
/// `zone` is the session's, for folding.
std::vector<plan::NodeRef> rewrite(const std::vector<plan::NodeRef>& roots, std::shared_ptr<const TimeZone> zone);

/// Leaves out columns that nobody above reads: scans, projections, aggregate calls; narrows what stateful operators keep.
/// `keepAll` tells for a scan that its columns must stay (its changes are matched by key).
std::vector<plan::NodeRef> prune(const std::vector<plan::NodeRef>& roots, const std::function<bool(const TableDefinition&)>& keepAll);

/// Column i of the expression becomes replacements[i].
ExpressionRef substitute(const ExpressionRef& expression, const std::vector<ExpressionRef>& replacements);
/// Adds `by` to every column.
ExpressionRef shift(const ExpressionRef& expression, int by);

/// A node that can give no row, because its filter is never true or its input gives none, as an empty Values. Global counts of nothing are
/// known while planning, as on Flink: a stream would otherwise never say that it counted none.
plan::NodeRef foldEmpty(const plan::NodeRef& node);

} // namespace weir
