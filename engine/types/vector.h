// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/buffer.h"
#include "engine/types/data_type.h"
#include "engine/types/int128.h"
#include "engine/types/string_ref.h"
#include "engine/types/value.h"

#include <memory>
#include <span>
#include <vector>

namespace weir {

enum class Encoding : uint8_t {
    Flat,         // rows values
    Constant,     // one value (or NULL) for every row
    Dictionary    // int32 codes into the flat vector `dictionary`
};

class Vector;
using ColumnRef = std::shared_ptr<const Vector>;

/// A column of values in physical form. Built by one owner (VectorBuilder, kernels), immutable once shared.
/// The SQL type is not in here: schema and expressions know it.
///
/// Flat: `values` holds `rows` values of the physical kind (Bool one byte 0/1; Bytes StringRef; Array and Map int32 offsets, rows + 1
/// of them, into children {element} or {key, value}; Row nothing, its children are the fields, each with `rows` rows).
/// `validity`: LSB-first bitmap, absent when nothing is NULL. The content under a NULL is defined memory but meaningless.
/// Constant: as flat with one row. Dictionary: `codes`; validity lies in the dictionary.
class Vector {
public:
    Vector() = default;
    Vector(PhysicalKind kind, int rows) : kind_(kind), rows_(rows) {}

    /// Flat with an allocated, uninitialised `values` (offsets for Array/Map zeroed at index 0).
    static Vector flat(PhysicalKind kind, int rows);
    static Vector constant(const DataType& type, const Value& value, int rows);
    static Vector nulls(const DataType& type, int rows);
    static Vector dictionary(ColumnRef base, BufferRef codes, int rows);

    PhysicalKind kind() const { return kind_; }
    Encoding encoding() const { return encoding_; }
    int rows() const { return rows_; }
    bool isConstant() const { return encoding_ == Encoding::Constant; }
    bool isFlat() const { return encoding_ == Encoding::Flat; }

    /// Index in the physical arrays of a row: itself, 0 (constant) or its code.
    int physicalRow(int row) const {
        return encoding_ == Encoding::Flat ? row : encoding_ == Encoding::Constant ? 0 : codes_.as<int32_t>()[row];
    }
    bool mayHaveNulls() const { return encoding_ == Encoding::Dictionary ? base_->mayHaveNulls() : static_cast<bool>(validity_); }
    bool isNull(int row) const {
        if (encoding_ == Encoding::Dictionary) return base_->isNull(codes_.as<int32_t>()[row]);
        if (!validity_) return false;
        int at = encoding_ == Encoding::Constant ? 0 : row;
        return !(validity_.as<uint8_t>()[at >> 3] >> (at & 7) & 1);
    }
    /// A value by row, whatever the encoding; T is the physical C++ type.
    template <class T> const T& at(int row) const {
        if (encoding_ == Encoding::Dictionary) return base_->at<T>(codes_.as<int32_t>()[row]);
        return values_.as<T>()[encoding_ == Encoding::Constant ? 0 : row];
    }
    /// Raw arrays; flat and constant only.
    template <class T> const T* data() const { return values_.as<T>(); }
    template <class T> T* mutableData() { return values_.as<T>(); }
    const uint8_t* validity() const { return validity_.as<uint8_t>(); }
    const int32_t* codes() const { return codes_.as<int32_t>(); }
    const int32_t* offsets() const { return values_.as<int32_t>(); }
    const ColumnRef& base() const { return base_; }
    const std::vector<ColumnRef>& children() const { return children_; }
    const Vector& child(int index) const { return *children_[index]; }

    // For builders and kernels, before sharing.
    /// The validity bitmap, allocated all-valid on first use.
    uint8_t* ensureValidity();
    void setNull(int row) { uint8_t* bits = ensureValidity(); bits[row >> 3] &= static_cast<uint8_t>(~(1u << (row & 7))); }
    void setValidity(BufferRef validity) { validity_ = std::move(validity); }
    const BufferRef& validityBuffer() const { return validity_; }
    const BufferRef& valuesBuffer() const { return values_; }
    const BufferRef& codesBuffer() const { return codes_; }
    void setValues(BufferRef values) { values_ = std::move(values); }
    void setEncoding(Encoding encoding) { encoding_ = encoding; }
    void setRows(int rows) { rows_ = rows; }
    void setChildren(std::vector<ColumnRef> children) { children_ = std::move(children); }
    /// Keeps string bytes alive as long as this vector.
    void addHeap(BufferRef heap) { heaps_.push_back(std::move(heap)); }
    void shareHeaps(const Vector& other);
    const std::vector<BufferRef>& heaps() const { return heaps_; }

    /// Bytes held, shared buffers counted fully.
    size_t retainedBytes() const;

private:
    PhysicalKind kind_ = PhysicalKind::Bool;
    Encoding encoding_ = Encoding::Flat;
    int rows_ = 0;
    BufferRef validity_, values_, codes_;
    ColumnRef base_;
    std::vector<ColumnRef> children_;
    std::vector<BufferRef> heaps_;
};

/// Bytes of one value; 0 for Row; 4 (offset) for Array and Map.
int physicalBytes(PhysicalKind kind);

/// The same values in flat form (itself when flat already).
ColumnRef flatten(const ColumnRef& column);
/// The chosen rows in order, flat (constants stay constant). `rows` index into column's rows.
ColumnRef gather(const ColumnRef& column, std::span<const int32_t> rows);
ColumnRef gather(const ColumnRef& column, std::span<const uint16_t> rows);
/// Rows [first, first + count), flat.
ColumnRef slice(const ColumnRef& column, int first, int count);
/// Several columns of one type below each other, flat.
ColumnRef concatenate(std::span<const ColumnRef> columns);
/// Boxes one value; `type` gives the meaning of nested parts.
Value valueAt(const Vector& column, const DataType& type, int row);

} // namespace weir
