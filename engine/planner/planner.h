// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/catalog/session_config.h"
#include "engine/plan/job/job_graph.h"
#include "engine/plan/logical/node.h"

#include <functional>
#include <vector>

namespace weir {

/// What the planner must know of connectors, which it does not see.
struct TableTraits {
    std::function<ChangelogMode(const TableDefinition&)> reads;
    std::function<ChangelogMode(const TableDefinition&)> writes;
    std::function<bool(const TableDefinition&)> bounded;
};

/// Logical plans (roots: Sink) to one job graph: rules, column pruning, physical choice, changelog inference, exchanges. Equal parts of the plans
/// are shared. A pure function; throws nothing. Errors carry the place of the clause.
class Planner {
public:
    Planner(const SessionConfig& config, TableTraits traits) : config_(config), traits_(std::move(traits)) {}
    Result<plan::JobGraph> plan(const std::vector<plan::NodeRef>& roots) const;
    /// The logical plans after the rules, as text.
    std::string optimizedText(const std::vector<plan::NodeRef>& roots) const;

private:
    std::vector<plan::NodeRef> optimize(const std::vector<plan::NodeRef>& roots) const;
    const SessionConfig& config_;
    TableTraits traits_;
};

} // namespace weir
