// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/vector.h"

namespace weir {

/// Builds a flat Vector row by row, growing as needed. Strings are copied into the builder's heap. One owner; reusable after finish().
class VectorBuilder {
public:
    explicit VectorBuilder(const DataType& type, int expectedRows = 1024);
    ~VectorBuilder();
    VectorBuilder(VectorBuilder&&) noexcept;
    VectorBuilder& operator=(VectorBuilder&&) noexcept;

    int rows() const { return rows_; }
    void appendNull();
    template <class T> void append(T value) {
        if (rows_ == capacity_) [[unlikely]] grow();
        values_.as<T>()[rows_++] = value;
    }
    void appendBytes(std::string_view bytes);
    /// Room for `bytes` more heap bytes; the caller writes there and appends a StringRef to it with append<StringRef>.
    char* reserveBytes(size_t bytes);
    /// ARRAY, MAP: append the children's rows first (child(i).append...), then close the row over what was added.
    /// ROW: append one row to every child, then close.
    void closeNested();
    VectorBuilder& child(int index) { return children_[index]; }
    void appendValue(const Value& value);                       // boxed, slow
    void appendFrom(const Vector& source, int row);             // any encoding, same type
    ColumnRef finish();                                         // empties the builder

private:
    void grow();
    DataType type_;
    PhysicalKind kind_;
    int rows_ = 0;
    int capacity_ = 0;
    int width_ = 0;
    int expectedRows_ = 0;
    BufferRef values_;
    std::vector<uint8_t> nulls_;        // LSB-first validity, empty while nothing is NULL
    std::vector<BufferRef> heaps_;
    size_t heapUsed_ = 0;
    std::vector<VectorBuilder> children_;
};

} // namespace weir
