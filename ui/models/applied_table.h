// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/types/row_kind.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weir::ui {

/// A changelog applied to a table. +I and +U add a row, -U and -D take an equal one away; a +U takes the place that the -U before it left, so
/// rows stay where they are. Rows are opaque bytes. Not thread-safe.
class AppliedTable {
public:
    static constexpr int64_t MaxRows = 1'000'000;

    void clear();
    void apply(RowKind kind, std::string_view row, int64_t tick);
    int64_t rowCount() const { return alive_; }
    struct Row { std::string_view bytes; int64_t tick; };
    Row row(int64_t index) const;               // in the order of their places
    int64_t unknownRetractions() const { return unknown_; }
    int64_t rowsTooMany() const { return tooMany_; }

private:
    struct Place { std::string bytes; int64_t tick = 0; bool taken = false; };
    void count(size_t place, int change);
    size_t find(int64_t index) const;

    std::vector<Place> places_;
    std::vector<int64_t> tree_;                 // Fenwick sums of taken places, for the n-th row
    std::vector<size_t> free_;                  // places of deleted rows
    std::unordered_multimap<size_t, size_t> byHash_;
    int64_t alive_ = 0, unknown_ = 0, tooMany_ = 0;
    size_t updatedPlace_ = SIZE_MAX;            // left by the last -U
};

} // namespace weir::ui
