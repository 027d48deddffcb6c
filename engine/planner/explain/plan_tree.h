// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace weir {

struct PlanTree;
using PlanTreeRef = std::shared_ptr<PlanTree>;

/// A node of a plan as EXPLAIN prints it: "Exchange(distribution=[hash[a]])".
struct PlanTree {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;   // "groupBy" -> "[a]"; the value with its brackets
    std::string changelog;                                          // "[I,UA]"; "" = not shown
    std::vector<std::string> fields;                                // names of the output columns; not printed by itself
    std::vector<PlanTreeRef> inputs;

    void add(std::string key, const std::string& value) { attributes.emplace_back(std::move(key), "[" + value + "]"); }
};

PlanTreeRef planTree(std::string name, std::vector<PlanTreeRef> inputs);

/// "Calc(select=[a])", without inputs.
std::string headline(const PlanTree& node, bool changelog);
/// Flink's layout: a node a line, inputs behind "+- " and ":- ".
std::string printTree(const PlanTree& root, bool changelog);
/// As above for several roots; equal parts are printed once, as "(reuse_id=[1])", and then as "Reused(reference_id=[1])".
std::string printShared(const std::vector<PlanTreeRef>& roots);

std::string joined(const std::vector<std::string>& parts, const char* separator = ", ");

} // namespace weir
