// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_path.h"

#include <algorithm>

namespace weir {

using Kind = JsonDocument::Kind;

namespace {
const JsonDocument::Node* element(const JsonDocument& document, const JsonDocument::Node& array, int64_t index) {
    if (array.kind != Kind::Array) return nullptr;
    auto all = document.children(array);
    if (index < 0) index += static_cast<int64_t>(all.size());
    return index >= 0 && index < static_cast<int64_t>(all.size()) ? all[static_cast<size_t>(index)] : nullptr;
}
} // namespace

/// Appends what the step finds at `node`; false when a named place is not there.
bool JsonPath::apply(const JsonDocument& document, const PathStep& step, const Node& node, std::vector<const Node*>& out) {
    size_t before = out.size();
    switch (step.kind) {
    case PathStep::Kind::Members:
        if (step.gathersNames) {
            bool all = node.kind == Kind::Object && std::all_of(step.names.begin(), step.names.end(), [&](const std::string& name) { return document.member(node, name); });
            if (all) out.push_back(&node);
            break;
        }
        for (const std::string& name : step.names)
            if (const Node* found = document.member(node, name)) out.push_back(found);
        break;
    case PathStep::Kind::Elements:
        for (int64_t index : step.indexes)
            if (const Node* found = element(document, node, index)) out.push_back(found);
        break;
    case PathStep::Kind::Slice: {
        if (node.kind != Kind::Array) break;
        auto all = document.children(node);
        auto size = static_cast<int64_t>(all.size());
        auto bound = [&](int64_t index) { return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size); };
        for (int64_t i = bound(step.from.value_or(0)); i < bound(step.to.value_or(size)); ++i) out.push_back(all[static_cast<size_t>(i)]);
        return true;
    }
    case PathStep::Kind::All:
        if (node.isScalar()) break;
        for (const Node* child : document.children(node)) out.push_back(child);
        return true;
    case PathStep::Kind::Filter:
        if (node.kind == Kind::Array) {
            for (const Node* child : document.children(node))
                if (pathConditionHolds(*step.condition, document, *child)) out.push_back(child);
            return true;
        }
        if (node.kind == Kind::Object && pathConditionHolds(*step.condition, document, node)) out.push_back(&node);
        return node.kind == Kind::Object;
    }
    return out.size() > before;
}

/// The node first, then each child with all below it. Filters look at each node alone, so that no element is met twice.
void JsonPath::applyDeep(const JsonDocument& document, const PathStep& step, const Node& node, std::vector<const Node*>& out) {
    if (step.kind != PathStep::Kind::Filter || node.kind == Kind::Object) apply(document, step, node, out);
    if (node.isScalar()) return;
    for (const Node* child : document.children(node)) applyDeep(document, step, *child, out);
}

JsonPath::Match JsonPath::evaluate(const JsonDocument& document, const Node* start) const {
    Match match;
    match.nodes = {start ? start : &document.root()};
    bool definite = true;
    for (const PathStep& step : steps_) {
        std::vector<const Node*> next;
        for (const Node* node : match.nodes) {
            if (step.deep) {
                applyDeep(document, step, *node, next);
            } else if (!apply(document, step, *node, next) && definite) {
                // While the path still names one place, that place must be there.
                match.missing = true;
                match.nodes.clear();
                return match;
            }
        }
        definite = definite && step.namesOne();
        match.nodes = std::move(next);
    }
    if (end_) finish(document, match);
    return match;
}

void JsonPath::finish(const JsonDocument& document, Match& match) const {
    std::string text;
    if (gathers_ || definite_) {
        const Node* model = gathers_ ? nullptr : match.nodes[0];
        bool isArray = model && model->kind == Kind::Array;
        if (!end_->function.empty() || (model && model->kind == Kind::Object)) {
            appendPathEnd(text, *end_, document, model, isArray ? document.children(*model) : match.nodes, match.error);
        } else {
            match.missing = true;
            match.nodes.clear();
            return;
        }
    } else {
        text = "[";
        for (const Node* node : match.nodes) {
            if (end_->function.empty() && node->kind != Kind::Object) continue;
            if (text.size() > 1) text += ',';
            if (!appendPathEnd(text, *end_, document, node, node->kind == Kind::Array ? document.children(*node) : match.nodes, match.error)) break;
        }
        text += ']';
    }
    match.nodes.clear();
    match.made = std::move(text);
}

} // namespace weir
