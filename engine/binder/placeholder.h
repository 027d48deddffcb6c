// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weir::binder {

/// While a SELECT is being bound its expressions name things that have no column yet. They do so as Column expressions with numbers
/// far above any real column; every one is replaced before the plan leaves the binder.
enum class PlaceholderKind { None, Outer, Aggregate, Over, Property, Grouping, Subquery, Slot };

constexpr int PlaceholderShift = 26;
constexpr int OuterLevelShift = 20;

constexpr int placeholder(PlaceholderKind kind, int index) { return (static_cast<int>(kind) << PlaceholderShift) | index; }
constexpr PlaceholderKind placeholderKind(int column) { return column < 0 ? PlaceholderKind::None : static_cast<PlaceholderKind>(column >> PlaceholderShift); }
constexpr int placeholderIndex(int column) { return column & ((1 << PlaceholderShift) - 1); }

/// Column `column` of the query `level` above (1 = the one around).
constexpr int outerColumn(int level, int column) { return placeholder(PlaceholderKind::Outer, (level << OuterLevelShift) | column); }
constexpr int outerLevel(int column) { return placeholderIndex(column) >> OuterLevelShift; }
constexpr int outerIndex(int column) { return placeholderIndex(column) & ((1 << OuterLevelShift) - 1); }

} // namespace weir::binder
