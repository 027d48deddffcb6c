// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/planner.h"

#include "engine/planner/converter.h"
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

bool readsWatermark(const Expression& expression) {
    return expression.function == "CURRENT_WATERMARK" ||
           std::any_of(expression.arguments.begin(), expression.arguments.end(), [](const ExpressionRef& each) { return readsWatermark(*each); });
}

bool readsWatermark(const PhysicalRef& node, std::set<const Physical*>& seen) {
    if (!seen.insert(node.get()).second) return false;
    bool found = false;
    if (const auto* calc = std::get_if<plan::CalcSpec>(&node->spec)) {
        found = calc->condition && readsWatermark(*calc->condition);
        for (const ExpressionRef& each : calc->projections) found |= readsWatermark(*each);
    }
    for (const auto& input : node->inputs) found |= readsWatermark(input.from, seen);
    return found;
}

/// CURRENT_WATERMARK shows what the watermark was at each row: the sources must then send every one.
void watermarkEveryRow(const PhysicalRef& node, std::set<const Physical*>& seen) {
    if (!seen.insert(node.get()).second) return;
    if (auto* source = std::get_if<plan::SourceSpec>(&node->spec)) source->emitEveryMillis = 0;
    for (const auto& input : node->inputs) watermarkEveryRow(input.from, seen);
}

} // namespace

std::vector<plan::NodeRef> Planner::optimize(const std::vector<plan::NodeRef>& roots) const {
    // A table whose changes are matched by key keeps its columns.
    auto keepAll = [this](const TableDefinition& table) { return !traits_.reads(table).insertOnly(); };
    return prune(rewrite(roots, config_.zone()), keepAll);
}

Result<plan::JobGraph> Planner::plan(const std::vector<plan::NodeRef>& roots) const {
    try {
        std::vector<plan::NodeRef> optimized = optimize(roots);
        Converter converter(config_, traits_);
        std::vector<PhysicalRef> physical;
        for (const plan::NodeRef& root : optimized) physical.push_back(converter.convert(root));
        inferUpdateBefore(physical);
        for (const PhysicalRef& root : physical) {
            std::set<const Physical*> seen, told;
            if (readsWatermark(root, seen)) watermarkEveryRow(root, told);
        }
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
