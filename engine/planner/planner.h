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

/// What EXPLAIN shows beside the plans.
struct ExplainDetails { bool changelogMode = false, json = false, advice = false; };

/// Logical plans (roots: Sink) to one job graph: rules, column pruning, physical choice, changelog inference, exchanges. Equal parts of the plans
/// are shared. A pure function; throws nothing. Errors carry the place of the clause.
class Planner {
public:
    Planner(const SessionConfig& config, TableTraits traits) : config_(config), traits_(std::move(traits)) {}
    Result<plan::JobGraph> plan(const std::vector<plan::NodeRef>& roots) const;
    /// The plans in Flink's layout: syntax tree, physical plan, execution plan. The results of a SELECT need no -U here, as with Flink.
    Result<std::string> explain(const std::vector<plan::NodeRef>& roots, const ExplainDetails& details) const;
    /// The logical plans after the rules, as text.
    std::string optimizedText(const std::vector<plan::NodeRef>& roots) const;

private:
    std::vector<plan::NodeRef> optimize(const std::vector<plan::NodeRef>& roots) const;
    std::vector<std::shared_ptr<struct Physical>> physical(const std::vector<plan::NodeRef>& roots, bool resultsWantBefore) const;
    const SessionConfig& config_;
    TableTraits traits_;
};

} // namespace weir
