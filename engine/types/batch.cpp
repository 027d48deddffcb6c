// SPDX-License-Identifier: Apache-2.0
#include "engine/types/batch.h"

#include "engine/base/error.h"

#include <algorithm>
#include <cstring>

namespace weir {

Batch Batch::dense() const {
    if (!selection) return *this;
    Batch result;
    result.rows = size();
    result.oldestNanos = oldestNanos;
    std::span<const uint16_t> rows(*selection);
    bool contiguous = rows.empty() || rows.back() - rows.front() + 1 == static_cast<int>(rows.size());
    if (span && contiguous) {
        result.span = span;
        if (!rows.empty()) result.span->firstPosition += rows.front();
    }
    for (const ColumnRef& column : columns) result.columns.push_back(gather(column, rows));
    if (kinds) {
        result.kinds = BufferRef(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) result.kinds.as<uint8_t>()[i] = kinds.as<uint8_t>()[rows[i]];
    }
    return result;
}

Batch Batch::withSelection(SelectionRef chosen) const {
    Batch result = *this;
    result.selection = std::move(chosen);
    return result;
}

Batch Batch::slice(int first, int count) const {
    Batch whole = dense();
    if (first == 0 && count == whole.rows) return whole;
    Batch result;
    result.rows = count;
    result.oldestNanos = oldestNanos;
    result.span = whole.span;
    if (result.span) result.span->firstPosition += first;
    for (const ColumnRef& column : whole.columns) result.columns.push_back(weir::slice(column, first, count));
    if (whole.kinds) {
        result.kinds = BufferRef(static_cast<size_t>(count));
        std::memcpy(result.kinds.as<uint8_t>(), whole.kinds.as<uint8_t>() + first, static_cast<size_t>(count));
    }
    return result;
}

size_t Batch::retainedBytes() const {
    size_t bytes = sizeof(Batch) + kinds.size() + (selection ? selection->size() * sizeof(uint16_t) : 0);
    for (const ColumnRef& column : columns) bytes += column->retainedBytes();
    return bytes;
}

Batch concatenate(std::span<const Batch> batches) {
    check(!batches.empty(), "there are batches to concatenate");
    if (batches.size() == 1) return batches[0].dense();
    Batch result;
    std::vector<Batch> parts;
    bool kinds = false;
    for (const Batch& batch : batches) {
        parts.push_back(batch.dense());
        result.rows += parts.back().rows;
        kinds = kinds || batch.kinds;
        if (batch.oldestNanos && (!result.oldestNanos || batch.oldestNanos < result.oldestNanos)) result.oldestNanos = batch.oldestNanos;
    }
    for (size_t column = 0; column < parts[0].columns.size(); ++column) {
        std::vector<ColumnRef> pieces;
        for (const Batch& part : parts) pieces.push_back(part.columns[column]);
        result.columns.push_back(concatenate(std::span<const ColumnRef>(pieces)));
    }
    if (kinds) {
        result.kinds = BufferRef(static_cast<size_t>(result.rows));
        uint8_t* out = result.kinds.as<uint8_t>();
        for (const Batch& part : parts) {
            if (part.kinds) std::memcpy(out, part.kinds.as<uint8_t>(), static_cast<size_t>(part.rows));
            else std::memset(out, 0, static_cast<size_t>(part.rows));
            out += part.rows;
        }
    }
    return result;
}

} // namespace weir
