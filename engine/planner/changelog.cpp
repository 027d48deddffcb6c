// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/physical.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace weir {

using namespace plan;

namespace {

void collect(const PhysicalRef& node, std::unordered_set<Physical*>& seen, std::vector<PhysicalRef>& order) {
    if (!seen.insert(node.get()).second) return;
    for (const auto& input : node->inputs) collect(input.from, seen, order);
    order.push_back(node);
}

/// Hands on the kinds it is given, row by row.
bool isTransparent(const Physical& node) {
    return node.isUnion || std::holds_alternative<CalcSpec>(node.spec) || std::holds_alternative<WindowAssignSpec>(node.spec) || std::holds_alternative<ExpandSpec>(node.spec) ||
           std::holds_alternative<WatermarkSpec>(node.spec) || std::holds_alternative<CorrelateSpec>(node.spec) || std::holds_alternative<UnnestSpec>(node.spec) ||
           std::holds_alternative<LookupJoinSpec>(node.spec);
}

/// The condition reads more than a key: an update may stop to pass, and would leave its old form behind.
bool filtersChangingColumns(const Physical& calc, const ExpressionRef& condition) {
    if (!condition) return false;
    std::set<int> read;
    collectColumns(*condition, read);
    const auto& keys = calc.inputs[0].from->keys;
    return std::none_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) {
        return std::all_of(read.begin(), read.end(), [&](int column) { return std::find(key.begin(), key.end(), column) != key.end(); });
    });
}

/// A join finds the row that a +U replaces when the row's unique key holds the join key and the pair depends on nothing else.
bool joinsWithoutBefore(const JoinSpec& join, int side) {
    if (join.kind != JoinKind::Inner || join.residual) return false;
    const auto& unique = side == 0 ? join.leftUniqueKey : join.rightUniqueKey;
    const auto& keys = side == 0 ? join.leftKeys : join.rightKeys;
    return !unique.empty() && std::all_of(keys.begin(), keys.end(), [&](int key) { return std::find(unique.begin(), unique.end(), key) != unique.end(); });
}

/// The subtree can send its updates as +U alone. As a whole: where one branch cannot, its consumer takes -U from all of them.
bool canLeaveOutBefore(const Physical& node) {
    if (!node.mode.updateAfter && !node.mode.updateBefore) return true;
    if (const auto* calc = std::get_if<CalcSpec>(&node.spec); calc && !node.isUnion && filtersChangingColumns(node, calc->condition)) return false;
    if (isTransparent(node)) return std::all_of(node.inputs.begin(), node.inputs.end(), [](const auto& input) { return canLeaveOutBefore(*input.from); });
    if (const auto* join = std::get_if<JoinSpec>(&node.spec)) {
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const Physical& from = *node.inputs[i].from;
            bool updates = from.mode.updateAfter || from.mode.updateBefore;
            if (updates && (!joinsWithoutBefore(*join, static_cast<int>(i)) || !canLeaveOutBefore(from))) return false;
        }
        return true;
    }
    if (std::holds_alternative<TemporalJoinSpec>(node.spec)) return canLeaveOutBefore(*node.inputs[0].from);
    return true;
}

bool wantsBefore(const Physical& node, int input, bool wantedAbove) {
    return std::visit([&](const auto& spec) -> bool {
        using Kind = std::decay_t<decltype(spec)>;
        if constexpr (std::is_same_v<Kind, SinkSpec>) return spec.input.updateBefore || !canLeaveOutBefore(*node.inputs[0].from);
        else if constexpr (std::is_same_v<Kind, ChangelogNormalizeSpec>) return false;
        else if constexpr (std::is_same_v<Kind, RankSpec>) return spec.retracting;
        else if constexpr (std::is_same_v<Kind, JoinSpec>) return wantedAbove || !joinsWithoutBefore(spec, input);
        else if constexpr (std::is_same_v<Kind, TemporalJoinSpec>) return input == 1 || wantedAbove;
        else return isTransparent(node) ? wantedAbove : true;
    }, node.spec);
}

void tell(Physical& node, bool before) {
    std::visit([&](auto& spec) {
        if constexpr (requires { spec.updateBefore; }) {
            spec.updateBefore = before;
            if (!before) node.mode.updateBefore = false;
        }
        if constexpr (requires { spec.rank.updateBefore; }) spec.rank.updateBefore = before;
    }, node.spec);
    if (before) return;
    bool join = std::holds_alternative<JoinSpec>(node.spec) && node.mode.updateBefore;
    if (isTransparent(node) || join || std::holds_alternative<TemporalJoinSpec>(node.spec)) {
        node.mode.updateBefore = false;
        for (const auto& input : node.inputs) node.mode.updateBefore |= input.from->mode.updateBefore;
    }
}

} // namespace

void inferUpdateBefore(const std::vector<PhysicalRef>& roots) {
    std::unordered_set<Physical*> seen;
    std::vector<PhysicalRef> order;
    for (const PhysicalRef& root : roots) collect(root, seen, order);
    std::map<Physical*, bool> wanted;
    for (const PhysicalRef& root : roots) wanted[root.get()] = true;
    for (auto at = order.rbegin(); at != order.rend(); ++at) {
        Physical& node = **at;
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            auto& input = node.inputs[i];
            input.wantsBefore = node.isUnion ? wanted[&node] : wantsBefore(node, static_cast<int>(i), wanted[&node]);
            wanted[input.from.get()] |= input.wantsBefore;
        }
    }
    for (const PhysicalRef& node : order) {
        for (auto& input : node->inputs) {
            if (input.wantsBefore || !input.from->mode.updateBefore || !std::holds_alternative<SourceSpec>(input.from->spec)) continue;
            auto drop = std::make_shared<Physical>();
            drop->spec = DropUpdateBeforeSpec{};
            drop->name = "DropUpdateBefore";
            drop->place = input.from->place;
            drop->hint = input.from->hint;
            drop->schema = input.from->schema;
            drop->keys = input.from->keys;
            drop->hashedBy = input.from->hashedBy;
            drop->mode = input.from->mode;
            drop->mode.updateBefore = false;
            drop->inputs.push_back({input.from, 0, {}, true});
            input.from = drop;
        }
        tell(*node, wanted[node.get()]);
    }
}

} // namespace weir
