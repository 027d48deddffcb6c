// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"
#include "engine/types/row_codec.h"

#include <cmath>
#include <cstring>

namespace weir {

namespace {

template <class T> void appendBigEndian(std::vector<char>& out, T value) {
    char bytes[sizeof(T)];
    for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(value >> (8 * (sizeof(T) - 1 - i)));
    out.insert(out.end(), bytes, bytes + sizeof(T));
}

template <class Signed, class Unsigned> void appendSigned(std::vector<char>& out, Signed value) {
    appendBigEndian<Unsigned>(out, static_cast<Unsigned>(static_cast<Unsigned>(value) ^ (static_cast<Unsigned>(1) << (sizeof(Signed) * 8 - 1))));
}

/// Java's Double.compare order: -0.0 before 0.0, NaN last.
template <class Real, class Unsigned> void appendReal(std::vector<char>& out, Real value) {
    if (std::isnan(value)) value = std::numeric_limits<Real>::quiet_NaN();
    Unsigned bits;
    std::memcpy(&bits, &value, sizeof bits);
    constexpr Unsigned Sign = static_cast<Unsigned>(1) << (sizeof(Unsigned) * 8 - 1);
    appendBigEndian<Unsigned>(out, bits & Sign ? static_cast<Unsigned>(~bits) : static_cast<Unsigned>(bits | Sign));
}

void appendEscaped(std::vector<char>& out, std::string_view bytes) {
    for (size_t zero; (zero = bytes.find('\0')) != std::string_view::npos; bytes.remove_prefix(zero + 1)) {
        out.insert(out.end(), bytes.begin(), bytes.begin() + zero + 1);
        out.push_back(static_cast<char>(0xff));
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.push_back(0);
    out.push_back(0);
}

void appendOrdered(std::vector<char>& out, const Vector& column, int at);

void appendPart(std::vector<char>& out, const Vector& column, int row) {
    const Vector& base = column.encoding() == Encoding::Dictionary ? *column.base() : column;
    bool null = column.isNull(row);
    out.push_back(null ? 1 : 2);
    if (!null) appendOrdered(out, base, column.physicalRow(row));
}

/// `at` is a physical row of a flat or constant column and not NULL.
void appendOrdered(std::vector<char>& out, const Vector& column, int at) {
    switch (column.kind()) {
    case PhysicalKind::Bool: return out.push_back(column.data<char>()[at] ? 1 : 0);
    case PhysicalKind::Int8: return appendSigned<int8_t, uint8_t>(out, column.data<int8_t>()[at]);
    case PhysicalKind::Int16: return appendSigned<int16_t, uint16_t>(out, column.data<int16_t>()[at]);
    case PhysicalKind::Int32: return appendSigned<int32_t, uint32_t>(out, column.data<int32_t>()[at]);
    case PhysicalKind::Int64: return appendSigned<int64_t, uint64_t>(out, column.data<int64_t>()[at]);
    case PhysicalKind::Int128: return appendSigned<Int128, UInt128>(out, column.data<Int128>()[at]);
    case PhysicalKind::Float32: return appendReal<float, uint32_t>(out, column.data<float>()[at]);
    case PhysicalKind::Float64: return appendReal<double, uint64_t>(out, column.data<double>()[at]);
    case PhysicalKind::Bytes: return appendEscaped(out, column.data<StringRef>()[at].view());
    case PhysicalKind::Array:
    case PhysicalKind::Map:
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i)
            for (const ColumnRef& child : column.children()) appendPart(out, *child, i);
        return out.push_back(0);
    case PhysicalKind::Row:
        for (const ColumnRef& field : column.children()) appendPart(out, *field, at);
        return;
    }
}

} // namespace

SortKeyCodec::SortKeyCodec(std::vector<DataType> types, std::vector<SortColumn> order) : types_(std::move(types)), order_(std::move(order)) {}

void SortKeyCodec::encode(std::span<const ColumnRef> columns, const Batch& batch, EncodedRows& out) const {
    if (out.offsets.empty()) out.offsets.push_back(static_cast<uint32_t>(out.bytes.size()));
    for (int i = 0; i < batch.size(); ++i) {
        int row = batch.physicalRow(i);
        for (const SortColumn& sort : order_) {
            const Vector& column = *columns[static_cast<size_t>(sort.column)];
            if (column.isNull(row)) {
                out.bytes.push_back(sort.nullsLast ? 2 : 0);
                continue;
            }
            out.bytes.push_back(1);
            size_t begin = out.bytes.size();
            const Vector& base = column.encoding() == Encoding::Dictionary ? *column.base() : column;
            appendOrdered(out.bytes, base, column.physicalRow(row));
            if (sort.descending)
                for (size_t at = begin; at < out.bytes.size(); ++at) out.bytes[at] = static_cast<char>(~out.bytes[at]);
        }
        if (out.bytes.size() > UINT32_MAX) throw RunError(ErrorCode::Runtime, "The sort keys of a batch are larger than 4 GB.");
        out.offsets.push_back(static_cast<uint32_t>(out.bytes.size()));
    }
}

} // namespace weir
