// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/planner.h"

#include "engine/planner/converter.h"
#include "engine/planner/explain/explain.h"
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

bool readsWatermark(const Expression& expression) {
    return expression.function == "CURRENT_WATERMARK" ||
           std::any_of(expression.arguments.begin(), expression.arguments.end(), [](const ExpressionRef& each) { return readsWatermark(*each); });
}

bool isSession(const plan::OperatorSpec& spec) {
    if (const auto* window = std::get_if<plan::WindowAggregateSpec>(&spec)) return window->window.kind == plan::WindowKind::Session;
    if (const auto* assign = std::get_if<plan::WindowAssignSpec>(&spec)) return assign->window.kind == plan::WindowKind::Session;
    return false;
}

/// A change takes back a row of long ago: whether its window has closed by then can depend on every watermark in between.
bool windowsOverUpdates(const Physical& node) {
    bool windowed = std::holds_alternative<plan::WindowAggregateSpec>(node.spec) || std::holds_alternative<plan::WindowAssignSpec>(node.spec) ||
                    std::holds_alternative<plan::WindowRankSpec>(node.spec) || std::holds_alternative<plan::WindowJoinSpec>(node.spec);
    return windowed && std::any_of(node.inputs.begin(), node.inputs.end(), [](const auto& input) { return !input.from->insertOnly(); });
}

/// A frame by time forgets its key when a watermark passes between two rows, and what is late is judged anew from then on.
bool forgetsBetweenRows(const plan::OperatorSpec& spec) {
    const auto* over = std::get_if<plan::OverSpec>(&spec);
    return over && !over->processingTime && !over->window.frame.rows && over->window.frame.start != plan::FrameBound::UnboundedPreceding;
}

/// What the operators from here down need of the sources' watermarks.
plan::WatermarkEmission emissionNeeded(const PhysicalRef& node, std::set<const Physical*>& seen) {
    if (!seen.insert(node.get()).second) return plan::WatermarkEmission::BeforeLateRows;
    plan::WatermarkEmission needed = isSession(node->spec) ? plan::WatermarkEmission::BeforeTouchingRows : plan::WatermarkEmission::BeforeLateRows;
    if (windowsOverUpdates(*node) || forgetsBetweenRows(node->spec)) needed = plan::WatermarkEmission::EveryRow;
    if (const auto* calc = std::get_if<plan::CalcSpec>(&node->spec)) {
        bool reads = calc->condition && readsWatermark(*calc->condition);
        for (const ExpressionRef& each : calc->projections) reads |= readsWatermark(*each);
        if (reads) needed = plan::WatermarkEmission::EveryRow;
    }
    for (const auto& input : node->inputs) needed = std::max(needed, emissionNeeded(input.from, seen));
    return needed;
}

void setEmission(const PhysicalRef& node, plan::WatermarkEmission emission, std::set<const Physical*>& seen) {
    if (!seen.insert(node.get()).second) return;
    if (auto* source = std::get_if<plan::SourceSpec>(&node->spec)) source->emission = std::max(source->emission, emission);
    for (const auto& input : node->inputs) setEmission(input.from, emission, seen);
}

} // namespace

std::vector<plan::NodeRef> Planner::optimize(const std::vector<plan::NodeRef>& roots) const {
    // A table whose changes are matched by key keeps its columns.
    auto keepAll = [this](const TableDefinition& table) { return !traits_.reads(table).insertOnly(); };
    return prune(rewrite(roots, config_.zone()), keepAll);
}

std::vector<PhysicalRef> Planner::physical(const std::vector<plan::NodeRef>& roots, bool resultsWantBefore) const {
    Converter converter(config_, traits_);
    std::vector<PhysicalRef> made;
    for (const plan::NodeRef& root : optimize(roots)) {
        made.push_back(converter.convert(root));
        if (auto* sink = std::get_if<plan::SinkSpec>(&made.back()->spec); sink && !sink->table) sink->input.updateBefore = resultsWantBefore;
    }
    inferUpdateBefore(made);
    return made;
}

Result<plan::JobGraph> Planner::plan(const std::vector<plan::NodeRef>& roots) const {
    try {
        std::vector<PhysicalRef> made = physical(roots, true);
        for (const PhysicalRef& root : made) {
            std::set<const Physical*> seen, told;
            setEmission(root, emissionNeeded(root, seen), told);
        }
        return emitGraph(made, config_);
    } catch (const RunError& failure) {
        return failure.error();
    }
}

Result<std::string> Planner::explain(const std::vector<plan::NodeRef>& roots, const ExplainDetails& details) const {
    try {
        return explainPlans(roots, physical(roots, false), details, config_);
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
