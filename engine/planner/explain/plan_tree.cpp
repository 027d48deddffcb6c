// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/plan_tree.h"

#include <functional>
#include <map>
#include <set>

namespace weir {

PlanTreeRef planTree(std::string name, std::vector<PlanTreeRef> inputs) {
    auto node = std::make_shared<PlanTree>();
    node->name = std::move(name);
    node->inputs = std::move(inputs);
    return node;
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) out += (i ? separator : "") + parts[i];
    return out;
}

std::string headline(const PlanTree& node, bool changelog) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : node.attributes) parts.push_back(key + "=" + value);
    if (changelog && !node.changelog.empty()) parts.push_back("changelogMode=" + node.changelog);
    return parts.empty() ? node.name : node.name + "(" + joined(parts) + ")";
}

namespace {

/// `line` gives a node's text and whether its inputs follow.
using Line = std::function<std::pair<std::string, bool>(const PlanTree&)>;

void print(const PlanTree& node, const std::string& indent, const std::string& branch, const std::string& below, const Line& line, std::string& out) {
    auto [text, open] = line(node);
    out += indent + branch + text + "\n";
    if (!open) return;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
        bool last = i + 1 == node.inputs.size();
        print(*node.inputs[i], indent + below, last ? "+- " : ":- ", last ? "   " : ":  ", line, out);
    }
}

} // namespace

std::string printTree(const PlanTree& root, bool changelog) {
    std::string out;
    print(root, "", "", "", [&](const PlanTree& node) { return std::pair(headline(node, changelog), true); }, out);
    return out;
}

std::string printShared(const std::vector<PlanTreeRef>& roots) {
    // Parts are equal when their text is.
    std::map<const PlanTree*, std::string> texts;
    std::function<const std::string&(const PlanTree&)> textOf = [&](const PlanTree& node) -> const std::string& {
        auto found = texts.find(&node);
        if (found != texts.end()) return found->second;
        std::string text = headline(node, false) + "{";
        for (const PlanTreeRef& input : node.inputs) text += textOf(*input) + ";";
        return texts[&node] = text + "}";
    };
    std::set<std::string> seen, told;
    std::map<std::string, int> ids;
    std::function<void(const PlanTree&)> number = [&](const PlanTree& node) {
        const std::string& text = textOf(node);
        if (!seen.insert(text).second) {
            ids.emplace(text, static_cast<int>(ids.size()) + 1);
            return;
        }
        for (const PlanTreeRef& input : node.inputs) number(*input);
    };
    for (const PlanTreeRef& root : roots) number(*root);
    std::string out;
    auto line = [&](const PlanTree& node) -> std::pair<std::string, bool> {
        auto id = ids.find(textOf(node));
        if (id == ids.end()) return {headline(node, false), true};
        std::string number = std::to_string(id->second);
        if (!told.insert(id->first).second) return {"Reused(reference_id=[" + number + "])", false};
        return {headline(node, false) + "(reuse_id=[" + number + "])", true};
    };
    for (size_t i = 0; i < roots.size(); ++i) {
        if (i) out += "\n";
        print(*roots[i], "", "", "", line, out);
    }
    return out;
}

} // namespace weir
