// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/planner.h"

#include "engine/planner/converter.h"
#include "engine/planner/rewrite.h"

namespace weir {

std::vector<plan::NodeRef> Planner::optimize(const std::vector<plan::NodeRef>& roots) const {
    // A table whose changes are matched by key keeps its columns.
    auto keepAll = [this](const TableDefinition& table) { return !traits_.reads(table).insertOnly(); };
    return prune(rewrite(roots), keepAll);
}

Result<plan::JobGraph> Planner::plan(const std::vector<plan::NodeRef>& roots) const {
    try {
        std::vector<plan::NodeRef> optimized = optimize(roots);
        Converter converter(config_, traits_);
        std::vector<PhysicalRef> physical;
        for (const plan::NodeRef& root : optimized) physical.push_back(converter.convert(root));
        inferUpdateBefore(physical);
        return emitGraph(physical, config_);
    } catch (const RunError& failure) {
        return failure.error();
    }
}

std::string Planner::optimizedText(const std::vector<plan::NodeRef>& roots) const {
    std::string out;
    for (const plan::NodeRef& root : optimize(roots)) out += plan::print(*root);
    return out;
}

} // namespace weir
