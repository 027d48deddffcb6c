// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/row_kind.h"
#include "engine/types/vector.h"

#include <optional>

namespace weir {

constexpr int DefaultBatchRows = 1024;
constexpr int BoundedBatchRows = 8192;
constexpr int MaxBatchRows = 65535;    // selections are 16-bit

/// Chosen rows of a batch, ascending.
using Selection = std::vector<uint16_t>;
using SelectionRef = std::shared_ptr<const Selection>;

/// Where a source's rows come from: row i of the batch (before any selection) is (source, split, firstPosition + i).
struct SourceSpan {
    int32_t source = -1;
    int32_t split = -1;
    int64_t firstPosition = 0;
};

/// Rows in columns. Immutable once passed on, cheap to copy. `rows` counts the physical rows of the columns; with a selection
/// only the selected ones exist. Kinds are absent when every row is +I.
struct Batch {
    int rows = 0;
    std::vector<ColumnRef> columns;
    BufferRef kinds;                  // one RowKind byte a physical row, or null
    SelectionRef selection;           // null = all rows
    int64_t oldestNanos = 0;          // steady time at which the oldest row entered; 0 = unknown
    std::optional<SourceSpan> span;

    int size() const { return selection ? static_cast<int>(selection->size()) : rows; }
    bool empty() const { return size() == 0; }
    int physicalRow(int index) const { return selection ? (*selection)[index] : index; }
    RowKind kind(int physicalRow) const { return kinds ? kinds.as<RowKind>()[physicalRow] : RowKind::Insert; }
    bool insertOnly() const { return !kinds; }
    /// The same rows without a selection; columns are gathered only where there was one.
    Batch dense() const;
    Batch withSelection(SelectionRef chosen) const;   // physical row numbers; replaces the present selection
    Batch slice(int first, int count) const;          // dense() first when there is a selection
    size_t retainedBytes() const;
};

Batch concatenate(std::span<const Batch> batches);   // same columns

} // namespace weir
