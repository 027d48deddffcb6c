// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/applied_table.h"

#include <algorithm>

namespace weir::ui {

void AppliedTable::clear() { *this = AppliedTable(); }

void AppliedTable::count(size_t place, int change) {
    for (size_t i = place + 1; i <= tree_.size(); i += i & (~i + 1)) tree_[i - 1] += change;
}

size_t AppliedTable::find(int64_t index) const {
    size_t at = 0, step = 1;
    while (step * 2 <= tree_.size()) step *= 2;
    for (; step; step /= 2)
        if (at + step <= tree_.size() && tree_[at + step - 1] <= index) {
            at += step;
            index -= tree_[at - 1];
        }
    return at;
}

void AppliedTable::apply(RowKind kind, std::string_view row, int64_t tick) {
    const size_t hash = std::hash<std::string_view>()(row);
    if (isAdd(kind)) {
        size_t place = SIZE_MAX;
        if (kind == RowKind::UpdateAfter) std::swap(place, updatedPlace_);
        if (place == SIZE_MAX && !free_.empty()) {
            place = free_.back();
            free_.pop_back();
        }
        if (place == SIZE_MAX) {
            if (static_cast<int64_t>(places_.size()) >= MaxRows) {
                ++tooMany_;
                return;
            }
            place = places_.size();
            places_.emplace_back();
            // A new Fenwick cell sums the cells below it.
            const size_t i = place + 1;
            int64_t sum = 0;
            for (size_t j = i - 1, low = i - (i & (~i + 1)); j > low; j -= j & (~j + 1)) sum += tree_[j - 1];
            tree_.push_back(sum);
        }
        places_[place] = {std::string(row), tick, true};
        count(place, 1);
        byHash_.emplace(hash, place);
        ++alive_;
        return;
    }
    if (updatedPlace_ != SIZE_MAX) {            // the -U before had no +U: its row is gone
        free_.push_back(updatedPlace_);
        updatedPlace_ = SIZE_MAX;
    }
    const auto [from, to] = byHash_.equal_range(hash);
    const auto found = std::find_if(from, to, [&](const auto& entry) { return places_[entry.second].bytes == row; });
    if (found == to) {
        ++unknown_;
        return;
    }
    const size_t place = found->second;
    byHash_.erase(found);
    places_[place] = {};
    count(place, -1);
    --alive_;
    if (kind == RowKind::UpdateBefore) updatedPlace_ = place;
    else free_.push_back(place);
}

AppliedTable::Row AppliedTable::row(int64_t index) const {
    if (index < 0 || index >= alive_) return {{}, 0};
    const Place& place = places_[find(index)];
    return {place.bytes, place.tick};
}

} // namespace weir::ui
