// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_writer.h"

#include "engine/types/datetime.h"

namespace weir {

namespace {

template <class T> void putFixed(T value, std::string& out) { out.append(reinterpret_cast<const char*>(&value), sizeof(T)); }

/// The fewest bytes of two's complement, big-endian.
void putUnscaled(Int128 value, std::string& out) {
    constexpr int Bytes = sizeof(Int128);
    char bytes[Bytes];
    for (int i = 0; i < Bytes; ++i) bytes[i] = static_cast<char>(static_cast<UInt128>(value) >> 8 * (Bytes - 1 - i));
    int from = 0;
    while (from < Bytes - 1 && ((bytes[from] == '\0' && !(bytes[from + 1] & 0x80)) || (bytes[from] == '\xff' && (bytes[from + 1] & 0x80)))) ++from;
    putAvroText({bytes + from, static_cast<size_t>(Bytes - from)}, out);
}

const Vector& physical(const Vector& column, int& row) {
    row = column.physicalRow(row);
    return column.encoding() == Encoding::Dictionary ? *column.base() : column;
}

} // namespace

void putAvroNumber(int64_t value, std::string& out) {
    uint64_t left = static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
    for (; left >= 0x80; left >>= 7) out += static_cast<char>(left | 0x80);
    out += static_cast<char>(left);
}

void putAvroText(std::string_view text, std::string& out) {
    putAvroNumber(static_cast<int64_t>(text.size()), out);
    out += text;
}

std::vector<ValuePlan> AvroWriter::plans(const Schema& schema) {
    std::vector<ValuePlan> out;
    for (const Field& field : schema.fields) out.emplace_back(field.name, field.type);
    return out;
}

void AvroWriter::write(const Batch& rows, int row, std::string& out) const {
    if (nullableRow_) putAvroNumber(1, out);
    for (size_t i = 0; i < fields_.size(); ++i) writeValue(*rows.columns[i], fields_[i], row, out);
}

void AvroWriter::writeValue(const Vector& column, const ValuePlan& plan, int row, std::string& out) const {
    if (plan.type.nullable()) {
        bool isNull = column.isNull(row);
        if (plan.kind == TypeKind::Null) return;
        putAvroNumber(isNull ? 0 : 1, out);
        if (isNull) return;
    }
    writePresent(column, plan, row, out);
}

void AvroWriter::writePresent(const Vector& column, const ValuePlan& plan, int row, std::string& out) const {
    switch (plan.kind) {
    case TypeKind::Boolean: out += static_cast<char>(column.at<uint8_t>(row) != 0); break;
    case TypeKind::TinyInt: putAvroNumber(column.at<int8_t>(row), out); break;
    case TypeKind::SmallInt: putAvroNumber(column.at<int16_t>(row), out); break;
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time: putAvroNumber(column.at<int32_t>(row), out); break;
    case TypeKind::BigInt:
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: putAvroNumber(column.at<int64_t>(row), out); break;      // milliseconds or microseconds, as it lies
    case TypeKind::Float: putFixed(column.at<float>(row), out); break;
    case TypeKind::Double: putFixed(column.at<double>(row), out); break;
    case TypeKind::Decimal: putUnscaled(plan.physical == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row), out); break;
    case TypeKind::Row: {
        const Vector& record = physical(column, row);
        for (size_t i = 0; i < plan.children.size(); ++i) writeValue(record.child(static_cast<int>(i)), plan.children[i], row, out);
        break;
    }
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset: {
        const Vector& list = physical(column, row);
        int32_t from = list.offsets()[row], to = list.offsets()[row + 1];
        if (to > from) {
            putAvroNumber(to - from, out);
            for (int32_t i = from; i < to; ++i) {
                if (plan.kind == TypeKind::Array) {
                    writeValue(list.child(0), plan.children[0], i, out);
                    continue;
                }
                putAvroText(list.child(0).isNull(i) ? std::string_view() : list.child(0).at<StringRef>(i).view(), out);
                if (plan.kind == TypeKind::Multiset) putAvroNumber(1, out);      // the count is a union too
                if (plan.kind == TypeKind::Multiset) putAvroNumber(list.child(1).at<int32_t>(i), out);
                else writeValue(list.child(1), plan.children[1], i, out);
            }
        }
        putAvroNumber(0, out);
        break;
    }
    default: putAvroText(column.at<StringRef>(row).view(), out);
    }
}

} // namespace weir
