// SPDX-License-Identifier: Apache-2.0
#include "engine/types/vector.h"

#include "engine/base/error.h"
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {

size_t bitmapBytes(int rows) { return static_cast<size_t>(rows + 7) / 8; }

bool bitAt(const uint8_t* bits, int index) { return bits[index >> 3] >> (index & 7) & 1; }

template <class T, class Index> void gatherValues(const void* from, void* to, std::span<const Index> rows) {
    const T* __restrict source = static_cast<const T*>(from);
    T* __restrict target = static_cast<T*>(to);
    const Index* __restrict index = rows.data();
    for (size_t i = 0; i < rows.size(); ++i) target[i] = source[index[i]];
}

/// The chosen rows of a flat (or one-row) vector.
template <class Index> ColumnRef gatherFlat(const Vector& source, std::span<const Index> rows) {
    int count = static_cast<int>(rows.size());
    auto result = std::make_shared<Vector>(Vector::flat(source.kind(), count));
    if (const uint8_t* valid = source.validity()) {
        BufferRef bits(bitmapBytes(count));
        uint8_t* out = bits.as<uint8_t>();
        std::memset(out, 0, bitmapBytes(count));
        unsigned nulls = 0;
        for (int i = 0; i < count; ++i) {
            unsigned bit = valid[rows[i] >> 3] >> (rows[i] & 7) & 1;
            out[i >> 3] = static_cast<uint8_t>(out[i >> 3] | bit << (i & 7));
            nulls |= bit ^ 1;
        }
        if (nulls) result->setValidity(std::move(bits));
    }
    const void* from = source.data<char>();
    void* to = result->mutableData<char>();
    switch (source.kind()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: gatherValues<int8_t>(from, to, rows); break;
    case PhysicalKind::Int16: gatherValues<int16_t>(from, to, rows); break;
    case PhysicalKind::Int32:
    case PhysicalKind::Float32: gatherValues<int32_t>(from, to, rows); break;
    case PhysicalKind::Int64:
    case PhysicalKind::Float64: gatherValues<int64_t>(from, to, rows); break;
    case PhysicalKind::Int128: gatherValues<Int128>(from, to, rows); break;
    case PhysicalKind::Bytes:
        gatherValues<StringRef>(from, to, rows);
        result->shareHeaps(source);
        break;
    case PhysicalKind::Array:
    case PhysicalKind::Map: {
        const int32_t* offsets = source.offsets();
        int32_t* out = result->mutableData<int32_t>();
        int32_t total = 0;
        for (int i = 0; i < count; ++i) {
            if (!result->isNull(i)) total += offsets[rows[i] + 1] - offsets[rows[i]];
            out[i + 1] = total;
        }
        std::vector<int32_t> elements;
        elements.reserve(static_cast<size_t>(total));
        for (int i = 0; i < count; ++i)
            if (!result->isNull(i))
                for (int32_t at = offsets[rows[i]]; at < offsets[rows[i] + 1]; ++at) elements.push_back(at);
        std::vector<ColumnRef> children;
        for (const ColumnRef& child : source.children()) children.push_back(gather(child, std::span<const int32_t>(elements)));
        for (ColumnRef& child : children) child = flatten(child);
        result->setChildren(std::move(children));
        break;
    }
    case PhysicalKind::Row: {
        std::vector<ColumnRef> children;
        for (const ColumnRef& child : source.children()) children.push_back(gather(child, rows));
        result->setChildren(std::move(children));
        break;
    }
    }
    return result;
}

template <class Index> ColumnRef gatherAny(const ColumnRef& column, std::span<const Index> rows) {
    switch (column->encoding()) {
    case Encoding::Constant: {
        auto result = std::make_shared<Vector>(*column);
        result->setRows(static_cast<int>(rows.size()));
        return result;
    }
    case Encoding::Dictionary: {
        const int32_t* codes = column->codes();
        std::vector<int32_t> chosen(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) chosen[i] = codes[rows[i]];
        return gather(flatten(column->base()), std::span<const int32_t>(chosen));
    }
    default: return gatherFlat(*column, rows);
    }
}

/// Copies rows [from, from + count) of a bitmap (null = all valid) to position `to` of another.
void copyBits(const uint8_t* source, int from, uint8_t* target, int to, int count) {
    if (source && ((from | to) & 7) == 0) {
        std::memcpy(target + to / 8, source + from / 8, bitmapBytes(count));
        return;
    }
    for (int i = 0; i < count; ++i) {
        int at = to + i;
        unsigned bit = source ? bitAt(source, from + i) : 1u;
        target[at >> 3] = static_cast<uint8_t>((target[at >> 3] & ~(1u << (at & 7))) | bit << (at & 7));
    }
}

} // namespace

int physicalBytes(PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return 1;
    case PhysicalKind::Int16: return 2;
    case PhysicalKind::Int32:
    case PhysicalKind::Float32:
    case PhysicalKind::Array:
    case PhysicalKind::Map: return 4;
    case PhysicalKind::Int64:
    case PhysicalKind::Float64: return 8;
    case PhysicalKind::Int128:
    case PhysicalKind::Bytes: return 16;
    case PhysicalKind::Row: return 0;
    }
    return 0;
}

Vector Vector::flat(PhysicalKind kind, int rows) {
    Vector result(kind, rows);
    bool offsets = kind == PhysicalKind::Array || kind == PhysicalKind::Map;
    if (size_t bytes = static_cast<size_t>(physicalBytes(kind)) * static_cast<size_t>(rows + (offsets ? 1 : 0)); bytes || kind != PhysicalKind::Row)
        result.values_ = BufferRef(bytes);
    if (offsets) result.values_.as<int32_t>()[0] = 0;
    return result;
}

Vector Vector::constant(const DataType& type, const Value& value, int rows) {
    VectorBuilder builder(type, 1);
    builder.appendValue(value);
    Vector result = *builder.finish();
    result.encoding_ = Encoding::Constant;
    result.rows_ = rows;
    return result;
}

Vector Vector::nulls(const DataType& type, int rows) { return constant(type, Value(), rows); }

Vector Vector::dictionary(ColumnRef base, BufferRef codes, int rows) {
    Vector result(base->kind(), rows);
    result.encoding_ = Encoding::Dictionary;
    result.base_ = std::move(base);
    result.codes_ = std::move(codes);
    return result;
}

uint8_t* Vector::ensureValidity() {
    if (!validity_) {
        size_t bytes = bitmapBytes(encoding_ == Encoding::Constant ? 1 : rows_);
        validity_ = BufferRef(bytes);
        std::memset(validity_.as<uint8_t>(), 0xff, bytes);
    } else if (!validity_->unique()) {
        BufferRef own(validity_.size());
        std::memcpy(own.as<uint8_t>(), validity_.as<uint8_t>(), validity_.size());
        validity_ = std::move(own);
    }
    return validity_.as<uint8_t>();
}

void Vector::shareHeaps(const Vector& other) {
    const Vector& source = other.encoding_ == Encoding::Dictionary ? *other.base_ : other;
    for (const BufferRef& heap : source.heaps_) {
        bool known = false;
        for (const BufferRef& own : heaps_) known = known || own.operator->() == heap.operator->();
        if (!known) heaps_.push_back(heap);
    }
}

size_t Vector::retainedBytes() const {
    size_t bytes = sizeof(Vector) + validity_.size() + values_.size() + codes_.size();
    if (base_) bytes += base_->retainedBytes();
    for (const ColumnRef& child : children_) bytes += child->retainedBytes();
    for (const BufferRef& heap : heaps_) bytes += heap.size();
    return bytes;
}

ColumnRef flatten(const ColumnRef& column) {
    switch (column->encoding()) {
    case Encoding::Flat: return column;
    case Encoding::Constant: {
        std::vector<int32_t> rows(static_cast<size_t>(column->rows()), 0);
        return gatherFlat(*column, std::span<const int32_t>(rows));
    }
    case Encoding::Dictionary:
        return gather(flatten(column->base()), std::span<const int32_t>(column->codes(), static_cast<size_t>(column->rows())));
    }
    return column;
}

ColumnRef gather(const ColumnRef& column, std::span<const int32_t> rows) { return gatherAny(column, rows); }
ColumnRef gather(const ColumnRef& column, std::span<const uint16_t> rows) { return gatherAny(column, rows); }

ColumnRef slice(const ColumnRef& column, int first, int count) {
    if (column->isFlat() && first == 0 && count == column->rows()) return column;
    if (!column->isFlat()) {
        std::vector<int32_t> rows(static_cast<size_t>(count));
        for (int i = 0; i < count; ++i) rows[i] = column->physicalRow(first + i);
        const ColumnRef& base = column->encoding() == Encoding::Dictionary ? column->base() : column;
        return gatherFlat(*base, std::span<const int32_t>(rows));
    }
    auto result = std::make_shared<Vector>(Vector::flat(column->kind(), count));
    if (column->validity()) copyBits(column->validity(), first, result->ensureValidity(), 0, count);
    result->shareHeaps(*column);
    std::vector<ColumnRef> children;
    if (column->kind() == PhysicalKind::Array || column->kind() == PhysicalKind::Map) {
        const int32_t* offsets = column->offsets() + first;
        int32_t* out = result->mutableData<int32_t>();
        for (int i = 0; i <= count; ++i) out[i] = offsets[i] - offsets[0];
        for (const ColumnRef& child : column->children()) children.push_back(slice(child, offsets[0], out[count]));
    } else if (size_t width = static_cast<size_t>(physicalBytes(column->kind()))) {
        if (count) std::memcpy(result->mutableData<char>(), column->data<char>() + width * static_cast<size_t>(first), width * static_cast<size_t>(count));
    } else {
        for (const ColumnRef& child : column->children()) children.push_back(slice(child, first, count));
    }
    result->setChildren(std::move(children));
    return result;
}

ColumnRef concatenate(std::span<const ColumnRef> columns) {
    if (columns.size() == 1) return flatten(columns[0]);
    check(!columns.empty(), "there are columns to concatenate");
    std::vector<ColumnRef> parts;
    int rows = 0;
    bool nulls = false;
    for (const ColumnRef& column : columns) {
        parts.push_back(flatten(column));
        rows += column->rows();
        nulls = nulls || parts.back()->validity();
    }
    PhysicalKind kind = columns[0]->kind();
    auto result = std::make_shared<Vector>(Vector::flat(kind, rows));
    uint8_t* valid = nulls ? result->ensureValidity() : nullptr;
    size_t width = static_cast<size_t>(physicalBytes(kind));
    bool list = kind == PhysicalKind::Array || kind == PhysicalKind::Map;
    int row = 0;
    int32_t end = 0;
    for (const ColumnRef& part : parts) {
        if (valid) copyBits(part->validity(), 0, valid, row, part->rows());
        if (list) {
            int32_t* out = result->mutableData<int32_t>();
            for (int i = 1; i <= part->rows(); ++i) out[row + i] = end + part->offsets()[i] - part->offsets()[0];
            end = out[row + part->rows()];
        } else if (width && part->rows()) {
            std::memcpy(result->mutableData<char>() + width * static_cast<size_t>(row), part->data<char>(), width * static_cast<size_t>(part->rows()));
        }
        result->shareHeaps(*part);
        row += part->rows();
    }
    std::vector<ColumnRef> children;
    for (size_t child = 0; child < parts[0]->children().size(); ++child) {
        std::vector<ColumnRef> pieces;
        for (const ColumnRef& part : parts) {
            const ColumnRef& piece = part->children()[child];
            if (list) pieces.push_back(slice(piece, part->offsets()[0], part->offsets()[part->rows()] - part->offsets()[0]));
            else pieces.push_back(piece);
        }
        children.push_back(concatenate(std::span<const ColumnRef>(pieces)));
    }
    result->setChildren(std::move(children));
    return result;
}

Value valueAt(const Vector& column, const DataType& type, int row) {
    if (column.encoding() == Encoding::Dictionary) return valueAt(*column.base(), type, column.physicalRow(row));
    if (column.isNull(row)) return Value();
    int at = column.physicalRow(row);
    switch (column.kind()) {
    case PhysicalKind::Bool: return Value(column.data<uint8_t>()[at] != 0);
    case PhysicalKind::Int8: return Value(static_cast<int64_t>(column.data<int8_t>()[at]));
    case PhysicalKind::Int16: return Value(static_cast<int64_t>(column.data<int16_t>()[at]));
    case PhysicalKind::Int32: return Value(static_cast<int64_t>(column.data<int32_t>()[at]));
    case PhysicalKind::Int64: return Value(column.data<int64_t>()[at]);
    case PhysicalKind::Float32: return Value(static_cast<double>(column.data<float>()[at]));
    case PhysicalKind::Float64: return Value(column.data<double>()[at]);
    case PhysicalKind::Int128: return Value(column.data<Int128>()[at]);
    case PhysicalKind::Bytes: return Value(std::string(column.data<StringRef>()[at].view()));
    case PhysicalKind::Array:
    case PhysicalKind::Map: {
        Value::List list;
        auto types = type.children();
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i)
            for (size_t child = 0; child < column.children().size(); ++child)
                list.push_back(valueAt(column.child(static_cast<int>(child)), types[child], i));
        return Value(std::move(list));
    }
    case PhysicalKind::Row: {
        Value::List list;
        auto types = type.children();
        for (size_t child = 0; child < column.children().size(); ++child)
            list.push_back(valueAt(column.child(static_cast<int>(child)), types[child], at));
        return Value(std::move(list));
    }
    }
    return Value();
}

} // namespace weir
