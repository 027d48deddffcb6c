// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/explain.h"

#include "engine/planner/explain/logical_tree.h"
#include "engine/planner/explain/physical_tree.h"
#include "engine/planner/explain/plan_json.h"

#include <functional>

namespace weir {

namespace {

/// Flink's one advice that can be given from the plan alone: group aggregations without mini-batches. Marks the nodes that it is for.
std::string advise(const std::vector<PlanTreeRef>& trees, const SessionConfig& config) {
    if (config.batchMode() || config.boolean("table.exec.mini-batch.enabled")) return "No available advice...\n";
    bool any = false;
    std::function<void(PlanTree&)> visit = [&](PlanTree& node) {
        if (node.name == "GroupAggregate") {
            node.attributes.insert(node.attributes.begin(), {"advice", "[1]"});
            any = true;
        }
        for (const PlanTreeRef& input : node.inputs) visit(*input);
    };
    for (const PlanTreeRef& tree : trees) visit(*tree);
    return any ? "advice[1]: [ADVICE] You might want to enable local-global two-phase optimization by configuring ('table.exec.mini-batch.enabled' to 'true', "
                 "'table.exec.mini-batch.allow-latency' to a positive long value, 'table.exec.mini-batch.size' to a positive long value).\n"
               : "No available advice...\n";
}

} // namespace

std::string explainPlans(const std::vector<plan::NodeRef>& logical, const std::vector<PhysicalRef>& physical, const ExplainDetails& details,
                         const SessionConfig& config) {
    std::string out = "== Abstract Syntax Tree ==\n";
    for (const plan::NodeRef& root : logical) out += printTree(*logicalTree(*root), false) + "\n";
    std::vector<PlanTreeRef> planned, executed;
    for (const PhysicalRef& root : physical) {
        planned.push_back(PhysicalTree(config.batchMode(), ExpressionStyle::Prefix).tree(*root));
        executed.push_back(PhysicalTree(config.batchMode(), ExpressionStyle::Infix).tree(*root));
    }
    std::string advice = details.advice ? advise(planned, config) : "";
    out += details.advice ? "== Optimized Physical Plan With Advice ==\n" : "== Optimized Physical Plan ==\n";
    for (const PlanTreeRef& tree : planned) out += printTree(*tree, details.changelogMode) + "\n";
    if (!advice.empty()) out += advice + "\n";
    out += "== Optimized Execution Plan ==\n" + printShared(executed);
    if (details.json) out += "\n== Physical Execution Plan ==\n" + stepsAsJson(executed, static_cast<int>(config.integer("parallelism.default", 1)));
    return out;
}

} // namespace weir
