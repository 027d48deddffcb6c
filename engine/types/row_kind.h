// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>

namespace weir {

enum class RowKind : uint8_t { Insert, UpdateBefore, UpdateAfter, Delete };

/// +I and +U add a row, -U and -D take one away.
constexpr bool isAdd(RowKind kind) { return kind == RowKind::Insert || kind == RowKind::UpdateAfter; }
constexpr std::string_view symbol(RowKind kind) {
    constexpr std::string_view symbols[] = {"+I", "-U", "+U", "-D"};
    return symbols[static_cast<int>(kind)];
}

/// Which kinds of rows a stream can carry. Insert-only, upsert (no -U) and full changelogs are values of it.
struct ChangelogMode {
    bool insert = true, updateBefore = false, updateAfter = false, remove = false;
    bool insertOnly() const { return insert && !updateBefore && !updateAfter && !remove; }
    bool operator==(const ChangelogMode&) const = default;
    static constexpr ChangelogMode append() { return {true, false, false, false}; }
    static constexpr ChangelogMode upsert() { return {true, false, true, true}; }
    static constexpr ChangelogMode all() { return {true, true, true, true}; }
};

} // namespace weir
