// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"
#include "engine/types/vector_builder.h"

#include <string_view>

namespace weir {

/// Rows as bytes, for state. Two forms:
/// - Packed: equal rows have equal bytes and the other way round (NULLs included; -0.0 differs from 0.0, NaNs are one). Null bits, fixed values,
///   then variable parts with lengths. Nested types are encoded recursively.
/// - Ordered: memcmp order of the bytes is the SQL order of the rows, per column ascending or descending, NULLs first or last.
///   Strings are escaped and terminated; numbers sign-flipped big endian; doubles in Java's order.
/// A MAP keeps the order of its entries.
/// Encoders append the chosen rows of a batch into one growing byte arena and give (offset) spans; decoders append columns from many spans.
/// Immutable after construction; thread-safe.
struct SortColumn {
    int column;                 // index into the encoded columns
    bool descending = false;
    bool nullsLast = false;     // Flink's defaults: ASC nulls first, DESC nulls last
};

/// Encoded rows: row i is bytes[offsets[i] .. offsets[i + 1]).
struct EncodedRows {
    std::vector<char> bytes;
    std::vector<uint32_t> offsets;
    int rows() const { return offsets.empty() ? 0 : static_cast<int>(offsets.size()) - 1; }
    std::string_view row(int index) const { return {bytes.data() + offsets[index], offsets[index + 1] - offsets[index]}; }
    void clear() { bytes.clear(); offsets.clear(); }
};

class RowCodec {
public:
    explicit RowCodec(std::vector<DataType> types);
    /// Appends the rows of the batch in selection order to `out`; columns are given (any encoding), not taken from the batch.
    void encode(std::span<const ColumnRef> columns, const Batch& batch, EncodedRows& out) const;
    void encodeRow(std::span<const ColumnRef> columns, int physicalRow, std::vector<char>& out) const;   // appends
    /// Appends each row to one builder per column.
    void decode(std::span<const std::string_view> rows, std::span<VectorBuilder> out) const;
    /// The rows as columns.
    std::vector<ColumnRef> decode(std::span<const std::string_view> rows) const;
    std::vector<VectorBuilder> makeBuilders(int expectedRows) const;
    const std::vector<DataType>& types() const { return types_; }

private:
    std::vector<DataType> types_;
};

class SortKeyCodec {
public:
    SortKeyCodec(std::vector<DataType> types, std::vector<SortColumn> order);
    void encode(std::span<const ColumnRef> columns, const Batch& batch, EncodedRows& out) const;

private:
    std::vector<DataType> types_;
    std::vector<SortColumn> order_;
};

} // namespace weir
