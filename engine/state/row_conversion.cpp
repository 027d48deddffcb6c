// SPDX-License-Identifier: Apache-2.0
#include "engine/state/row_conversion.h"

#include "engine/types/row_codec.h"

#include <deque>
#include <memory>
#include <string>

namespace weir {

namespace {

int64_t whole(const Vector& column, int row) {
    switch (column.kind()) {
    case PhysicalKind::Int8: return column.data<int8_t>()[row];
    case PhysicalKind::Int16: return column.data<int16_t>()[row];
    case PhysicalKind::Int32: return column.data<int32_t>()[row];
    default: return column.data<int64_t>()[row];
    }
}

/// The value in the first row of a flat column as one of a wider type.
void appendWider(const Vector& column, const DataType& was, const DataType& is, VectorBuilder& out) {
    if (column.isNull(0)) return out.appendNull();
    if (is.isCharacter() || is.isBinary()) return out.appendFrom(column, 0);
    if (is.kind() == TypeKind::Decimal) {
        Int128 value = was.physical() == PhysicalKind::Int128 ? column.data<Int128>()[0] : static_cast<Int128>(column.data<int64_t>()[0]);
        for (int scale = was.scale(); scale < is.scale(); ++scale) value *= 10;
        if (is.physical() == PhysicalKind::Int128) out.append(value);
        else out.append(static_cast<int64_t>(value));
        return;
    }
    if (is.kind() == TypeKind::Double) return out.append(static_cast<double>(column.data<float>()[0]));
    int64_t value = whole(column, 0);
    switch (is.physical()) {
    case PhysicalKind::Int16: return out.append(static_cast<int16_t>(value));
    case PhysicalKind::Int32: return out.append(static_cast<int32_t>(value));
    default: return out.append(value);
    }
}

struct Converter {
    RowCodec was, is;
    std::vector<int> from;
    std::deque<std::string> rows;

    std::string_view operator()(std::string_view row) {
        std::vector<VectorBuilder> builders = was.makeBuilders(1);
        was.decode(std::span(&row, 1), builders);
        std::vector<ColumnRef> old, columns;
        for (VectorBuilder& builder : builders) old.push_back(builder.finish());
        for (size_t i = 0; i < from.size(); ++i) {
            const DataType& type = is.types()[i];
            if (from[i] >= 0 && was.types()[static_cast<size_t>(from[i])].text() == type.text()) {
                columns.push_back(old[static_cast<size_t>(from[i])]);
                continue;
            }
            VectorBuilder made(type, 1);
            if (from[i] < 0) made.appendNull();
            else appendWider(*old[static_cast<size_t>(from[i])], was.types()[static_cast<size_t>(from[i])], type, made);
            columns.push_back(made.finish());
        }
        std::vector<char> bytes;
        is.encodeRow(columns, 0, bytes);
        return rows.emplace_back(bytes.begin(), bytes.end());
    }
};

} // namespace

bool widens(const DataType& was, const DataType& is) {
    if (was.isInteger() && is.isInteger()) return was.kind() < is.kind();
    if (was.kind() == TypeKind::Float) return is.kind() == TypeKind::Double;
    if (was.kind() == TypeKind::Decimal && is.kind() == TypeKind::Decimal) return is.scale() >= was.scale() && is.precision() - is.scale() >= was.precision() - was.scale();
    if (was.isCharacter() && is.kind() == TypeKind::Varchar) return is.length() >= was.length();
    if (was.isBinary() && is.kind() == TypeKind::Varbinary) return is.length() >= was.length();
    return false;
}

std::function<std::string_view(std::string_view)> rowConversion(std::vector<DataType> was, std::vector<DataType> is, std::vector<int> from) {
    auto converter = std::make_shared<Converter>(Converter{RowCodec(std::move(was)), RowCodec(std::move(is)), std::move(from), {}});
    return [converter](std::string_view row) { return (*converter)(row); };
}

} // namespace weir
