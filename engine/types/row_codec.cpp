// SPDX-License-Identifier: Apache-2.0
#include "engine/types/row_codec.h"

#include "engine/base/error.h"

#include <cmath>
#include <cstring>

namespace weir {

namespace {

// A row: NULL bits (1 = NULL), then every column's fixed part in order (nothing for nested and text), then the variable parts, each a
// 32-bit length and its bytes (none for NULL).

bool isVariable(PhysicalKind kind) { return kind == PhysicalKind::Bytes || kind == PhysicalKind::Array || kind == PhysicalKind::Map || kind == PhysicalKind::Row; }

template <class T> T canonical(T value) {
    if constexpr (std::is_floating_point_v<T>)
        if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
    return value;
}

void appendRaw(std::vector<char>& out, const void* bytes, size_t size) {
    const char* from = static_cast<const char*>(bytes);
    out.insert(out.end(), from, from + size);
}
void appendLength(std::vector<char>& out, size_t length) {
    auto value = static_cast<uint32_t>(length);
    appendRaw(out, &value, sizeof value);
}

template <class T> void appendValue(std::vector<char>& out, const Vector& column, int at) {
    T value = canonical(column.data<T>()[at]);
    appendRaw(out, &value, sizeof value);
}

/// A nested or single value: marker 0 = NULL, 1 = value.
void appendCell(std::vector<char>& out, const Vector& column, int row) {
    if (column.encoding() == Encoding::Dictionary) return appendCell(out, *column.base(), column.physicalRow(row));
    bool null = column.isNull(row);
    out.push_back(null ? 0 : 1);
    if (null) return;
    int at = column.physicalRow(row);
    switch (column.kind()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return appendValue<int8_t>(out, column, at);
    case PhysicalKind::Int16: return appendValue<int16_t>(out, column, at);
    case PhysicalKind::Int32: return appendValue<int32_t>(out, column, at);
    case PhysicalKind::Int64: return appendValue<int64_t>(out, column, at);
    case PhysicalKind::Float32: return appendValue<float>(out, column, at);
    case PhysicalKind::Float64: return appendValue<double>(out, column, at);
    case PhysicalKind::Int128: return appendValue<Int128>(out, column, at);
    case PhysicalKind::Bytes: {
        std::string_view bytes = column.data<StringRef>()[at].view();
        appendLength(out, bytes.size());
        return appendRaw(out, bytes.data(), bytes.size());
    }
    case PhysicalKind::Array:
    case PhysicalKind::Map:
        appendLength(out, static_cast<size_t>(column.offsets()[at + 1] - column.offsets()[at]));
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i)
            for (const ColumnRef& child : column.children()) appendCell(out, *child, i);
        return;
    case PhysicalKind::Row:
        for (const ColumnRef& field : column.children()) appendCell(out, *field, at);
        return;
    }
}

template <class T> T read(const char*& at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

void readCell(const char*& at, const DataType& type, VectorBuilder& out) {
    if (!*at++) return out.appendNull();
    switch (type.physical()) {
    case PhysicalKind::Bool:
    case PhysicalKind::Int8: return out.append(read<int8_t>(at));
    case PhysicalKind::Int16: return out.append(read<int16_t>(at));
    case PhysicalKind::Int32: return out.append(read<int32_t>(at));
    case PhysicalKind::Int64: return out.append(read<int64_t>(at));
    case PhysicalKind::Float32: return out.append(read<float>(at));
    case PhysicalKind::Float64: return out.append(read<double>(at));
    case PhysicalKind::Int128: return out.append(read<Int128>(at));
    case PhysicalKind::Bytes: {
        auto length = read<uint32_t>(at);
        out.appendBytes({at, length});
        at += length;
        return;
    }
    case PhysicalKind::Array:
    case PhysicalKind::Map: {
        auto parts = type.children();
        auto count = read<uint32_t>(at);
        for (uint32_t i = 0; i < count; ++i)
            for (size_t part = 0; part < parts.size(); ++part) readCell(at, parts[part], out.child(static_cast<int>(part)));
        return out.closeNested();
    }
    case PhysicalKind::Row:
        for (size_t i = 0; i < type.fields().size(); ++i) readCell(at, type.fields()[i].type, out.child(static_cast<int>(i)));
        return out.closeNested();
    }
}

template <class Step> void forRows(const Batch& batch, Step step) {
    if (batch.selection) {
        int i = 0;
        for (uint16_t row : *batch.selection) step(i++, row);
    } else {
        for (int row = 0; row < batch.rows; ++row) step(row, row);
    }
}

/// Calls step(i, row, null, value reference) for the batch's rows of one column with its values as T, whatever the encoding.
template <class T, class Step> void forValues(const Vector& column, const Batch& batch, Step step) {
    const Vector& base = column.encoding() == Encoding::Dictionary ? *column.base() : column;
    const T* values = base.data<T>();
    if (column.isFlat() && !column.validity()) {
        forRows(batch, [&](int i, int row) { step(i, false, values[row]); });
    } else {
        forRows(batch, [&](int i, int row) { step(i, column.isNull(row), values[column.physicalRow(row)]); });
    }
}

template <class T> void encodeFixed(const Vector& column, const Batch& batch, char* bytes, const uint32_t* starts, size_t offset, size_t bit) {
    forValues<T>(column, batch, [=](int i, bool null, const T& value) {
        char* row = bytes + starts[i];
        T stored = null ? T() : canonical(value);
        if (null) row[bit >> 3] = static_cast<char>(row[bit >> 3] | 1 << (bit & 7));
        std::memcpy(row + offset, &stored, sizeof stored);
    });
}

} // namespace

RowCodec::RowCodec(std::vector<DataType> types) : types_(std::move(types)) {}

void RowCodec::encode(std::span<const ColumnRef> columns, const Batch& batch, EncodedRows& out) const {
    size_t nullBytes = (types_.size() + 7) / 8, fixedBytes = nullBytes;
    bool variable = false;
    for (const DataType& type : types_) {
        if (isVariable(type.physical())) variable = true;
        else fixedBytes += static_cast<size_t>(physicalBytes(type.physical()));
    }
    int rows = batch.size();
    if (out.offsets.empty()) out.offsets.push_back(static_cast<uint32_t>(out.bytes.size()));
    size_t firstRow = out.offsets.size() - 1;
    out.offsets.resize(out.offsets.size() + static_cast<size_t>(rows));
    uint32_t* ends = out.offsets.data() + firstRow + 1;

    // Nested columns are written aside once; then all lengths are known.
    std::vector<EncodedRows> nested(types_.size());
    std::vector<uint32_t> sizes;
    if (variable) {
        sizes.assign(static_cast<size_t>(rows), static_cast<uint32_t>(fixedBytes));
        for (size_t c = 0; c < types_.size(); ++c) {
            PhysicalKind kind = types_[c].physical();
            if (kind == PhysicalKind::Bytes) {
                forValues<StringRef>(*columns[c], batch, [&](int i, bool null, const StringRef& value) {
                    if (!null) sizes[i] += static_cast<uint32_t>(sizeof(uint32_t)) + value.size();
                });
            } else if (isVariable(kind)) {
                forRows(batch, [&](int i, int row) {
                    nested[c].offsets.push_back(static_cast<uint32_t>(nested[c].bytes.size()));
                    if (columns[c]->isNull(row)) return;
                    appendCell(nested[c].bytes, *columns[c], row);
                    sizes[i] += static_cast<uint32_t>(sizeof(uint32_t) + nested[c].bytes.size()) - nested[c].offsets.back();
                });
                nested[c].offsets.push_back(static_cast<uint32_t>(nested[c].bytes.size()));
            }
        }
    }
    size_t total = out.offsets[firstRow];
    for (int i = 0; i < rows; ++i) {
        total += variable ? sizes[i] : fixedBytes;
        ends[i] = static_cast<uint32_t>(total);
    }
    if (total > UINT32_MAX) throw RunError(ErrorCode::Runtime, "A batch of rows is larger than 4 GB.");
    out.bytes.resize(total);
    char* bytes = out.bytes.data();
    const uint32_t* starts = out.offsets.data() + firstRow;
    if (nullBytes == 1)
        for (int i = 0; i < rows; ++i) bytes[starts[i]] = 0;
    else if (nullBytes > 1)
        for (int i = 0; i < rows; ++i) std::memset(bytes + starts[i], 0, nullBytes);

    size_t offset = nullBytes;
    std::vector<uint32_t> cursors;
    for (size_t c = 0; c < types_.size(); ++c) {
        const Vector& column = *columns[c];
        PhysicalKind kind = types_[c].physical();
        switch (kind) {
        case PhysicalKind::Bool:
        case PhysicalKind::Int8: encodeFixed<int8_t>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Int16: encodeFixed<int16_t>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Int32: encodeFixed<int32_t>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Int64: encodeFixed<int64_t>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Float32: encodeFixed<float>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Float64: encodeFixed<double>(column, batch, bytes, starts, offset, c); break;
        case PhysicalKind::Int128: encodeFixed<Int128>(column, batch, bytes, starts, offset, c); break;
        default: {
            if (cursors.empty()) {
                cursors.assign(starts, starts + rows);
                for (uint32_t& cursor : cursors) cursor += static_cast<uint32_t>(fixedBytes);
            }
            auto put = [&](int i, bool null, std::string_view value) {
                if (null) {
                    char* row = bytes + starts[i];
                    row[c >> 3] = static_cast<char>(row[c >> 3] | 1 << (c & 7));
                    return;
                }
                auto length = static_cast<uint32_t>(value.size());
                std::memcpy(bytes + cursors[i], &length, sizeof length);
                std::memcpy(bytes + cursors[i] + sizeof length, value.data(), length);
                cursors[i] += static_cast<uint32_t>(sizeof length) + length;
            };
            if (kind == PhysicalKind::Bytes)
                forValues<StringRef>(column, batch, [&](int i, bool null, const StringRef& value) { put(i, null, null ? std::string_view() : value.view()); });
            else
                forRows(batch, [&](int i, int row) { put(i, column.isNull(row), nested[c].row(i)); });
            continue;
        }
        }
        offset += static_cast<size_t>(physicalBytes(kind));
    }
}

void RowCodec::encodeRow(std::span<const ColumnRef> columns, int physicalRow, std::vector<char>& out) const {
    Batch one;
    one.rows = physicalRow + 1;
    auto selection = std::make_shared<Selection>();
    selection->push_back(static_cast<uint16_t>(physicalRow));
    one.selection = std::move(selection);
    EncodedRows rows;
    encode(columns, one, rows);
    out.insert(out.end(), rows.bytes.begin(), rows.bytes.end());
}

namespace {

template <class T> void decodeFixed(std::span<const std::string_view> rows, size_t offset, size_t bit, VectorBuilder& out) {
    for (std::string_view row : rows) {
        if (row[bit >> 3] >> (bit & 7) & 1) {
            out.appendNull();
            continue;
        }
        T value;
        std::memcpy(&value, row.data() + offset, sizeof value);
        out.append(value);
    }
}

} // namespace

void RowCodec::decode(std::span<const std::string_view> rows, std::span<VectorBuilder> out) const {
    size_t nullBytes = (types_.size() + 7) / 8, fixedBytes = nullBytes;
    for (const DataType& type : types_)
        if (!isVariable(type.physical())) fixedBytes += static_cast<size_t>(physicalBytes(type.physical()));
    size_t offset = nullBytes;
    std::vector<uint32_t> cursors;
    for (size_t c = 0; c < types_.size(); ++c) {
        PhysicalKind kind = types_[c].physical();
        switch (kind) {
        case PhysicalKind::Bool:
        case PhysicalKind::Int8: decodeFixed<int8_t>(rows, offset, c, out[c]); break;
        case PhysicalKind::Int16: decodeFixed<int16_t>(rows, offset, c, out[c]); break;
        case PhysicalKind::Int32: decodeFixed<int32_t>(rows, offset, c, out[c]); break;
        case PhysicalKind::Int64: decodeFixed<int64_t>(rows, offset, c, out[c]); break;
        case PhysicalKind::Float32: decodeFixed<float>(rows, offset, c, out[c]); break;
        case PhysicalKind::Float64: decodeFixed<double>(rows, offset, c, out[c]); break;
        case PhysicalKind::Int128: decodeFixed<Int128>(rows, offset, c, out[c]); break;
        default:
            if (cursors.empty()) cursors.assign(rows.size(), static_cast<uint32_t>(fixedBytes));
            for (size_t i = 0; i < rows.size(); ++i) {
                std::string_view row = rows[i];
                if (row[c >> 3] >> (c & 7) & 1) {
                    out[c].appendNull();
                    continue;
                }
                uint32_t length;
                std::memcpy(&length, row.data() + cursors[i], sizeof length);
                const char* at = row.data() + cursors[i] + sizeof length;
                if (kind == PhysicalKind::Bytes) out[c].appendBytes({at, length});
                else readCell(at, types_[c], out[c]);
                cursors[i] += static_cast<uint32_t>(sizeof length) + length;
            }
            continue;
        }
        offset += static_cast<size_t>(physicalBytes(kind));
    }
}

std::vector<ColumnRef> RowCodec::decode(std::span<const std::string_view> rows) const {
    std::vector<VectorBuilder> builders = makeBuilders(static_cast<int>(rows.size()));
    decode(rows, builders);
    std::vector<ColumnRef> columns;
    for (VectorBuilder& builder : builders) columns.push_back(builder.finish());
    return columns;
}

std::vector<VectorBuilder> RowCodec::makeBuilders(int expectedRows) const {
    std::vector<VectorBuilder> builders;
    for (const DataType& type : types_) builders.emplace_back(type, expectedRows);
    return builders;
}

} // namespace weir
