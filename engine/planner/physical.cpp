// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/physical.h"

#include <algorithm>
#include <set>

namespace weir {

using namespace plan;

bool Physical::hasKeyWithin(const std::vector<int>& columns) const {
    return std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) {
        return std::all_of(key.begin(), key.end(), [&](int column) { return std::find(columns.begin(), columns.end(), column) != columns.end(); });
    });
}

bool Physical::isKey(const std::vector<int>& columns) const {
    std::set<int> wanted(columns.begin(), columns.end());
    return std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) { return std::set<int>(key.begin(), key.end()) == wanted; });
}

std::vector<int> mapColumns(const std::vector<int>& columns, const std::vector<int>& mapping) {
    std::vector<int> out;
    for (int column : columns) {
        if (mapping[column] < 0) return {};
        out.push_back(mapping[column]);
    }
    return out;
}

std::vector<std::vector<int>> mapKeys(const std::vector<std::vector<int>>& keys, const std::vector<int>& mapping) {
    std::vector<std::vector<int>> out;
    for (const auto& key : keys) {
        auto mapped = mapColumns(key, mapping);
        if (mapped.size() == key.size()) out.push_back(std::move(mapped));
    }
    return out;
}

std::optional<WindowTrait> mapWindow(const std::optional<WindowTrait>& window, const std::vector<int>& mapping) {
    if (!window) return window;
    auto at = [&](int column) { return column < 0 ? -1 : mapping[column]; };
    WindowTrait mapped{window->window, at(window->start), at(window->end), at(window->time)};
    for (int& column : mapped.window.partition) column = at(column);
    return mapped;
}

} // namespace weir
