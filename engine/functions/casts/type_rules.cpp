// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/function_info.h"

#include <algorithm>

namespace weir {

namespace {

bool isNull(const DataType& type) { return type.kind() == TypeKind::Null; }

/// An integer type as the DECIMAL that holds it, as Flink counts digits.
DataType asDecimal(const DataType& type) {
    switch (type.kind()) {
    case TypeKind::TinyInt: return DataType::decimal(3, 0);
    case TypeKind::SmallInt: return DataType::decimal(5, 0);
    case TypeKind::Int: return DataType::decimal(10, 0);
    case TypeKind::BigInt: return DataType::decimal(19, 0);
    default: return type;
    }
}

DataType commonDecimal(const DataType& a, const DataType& b) {
    DataType left = asDecimal(a), right = asDecimal(b);
    int digits = std::min(std::max(left.precision() - left.scale(), right.precision() - right.scale()), 38);
    int scale = std::min(std::max(left.scale(), right.scale()), 38 - digits);
    return DataType::decimal(digits + scale, scale);
}

std::optional<DataType> commonNumber(const DataType& a, const DataType& b) {
    if (a.isInteger() && b.isInteger()) return a.kind() >= b.kind() ? a : b;
    if (a.isExactNumeric() && b.isExactNumeric()) return commonDecimal(a, b);
    for (TypeKind wide : {TypeKind::Decimal, TypeKind::Double})
        if (a.kind() == wide || b.kind() == wide) return DataType::float64();
    return DataType::float32();
}

std::optional<DataType> commonOf(const DataType& a, const DataType& b);

std::optional<DataType> commonNested(const DataType& a, const DataType& b) {
    switch (a.kind()) {
    case TypeKind::Array: {
        auto element = commonOf(a.element(), b.element());
        return element ? std::optional(DataType::array(*element)) : std::nullopt;
    }
    case TypeKind::Multiset: {
        auto element = commonOf(a.element(), b.element());
        return element ? std::optional(DataType::multiset(*element)) : std::nullopt;
    }
    case TypeKind::Map: {
        auto key = commonOf(a.key(), b.key()), value = commonOf(a.value(), b.value());
        return key && value ? std::optional(DataType::map(*key, *value)) : std::nullopt;
    }
    default: {
        if (a.fields().size() != b.fields().size()) return std::nullopt;
        std::vector<Field> fields = a.fields();
        for (size_t i = 0; i < fields.size(); ++i) {
            auto type = commonOf(fields[i].type, b.fields()[i].type);
            if (!type) return std::nullopt;
            fields[i].type = *type;
        }
        return DataType::row(std::move(fields));
    }
    }
}

std::optional<DataType> commonOf(const DataType& a, const DataType& b) {
    bool nullable = a.nullable() || b.nullable();
    if (isNull(a)) return b.asNullable();
    if (isNull(b)) return a.asNullable();
    std::optional<DataType> common;
    if (a.same(b)) {
        TimeAttribute attribute = a.timeAttribute() == b.timeAttribute() ? a.timeAttribute() : TimeAttribute::None;
        return a.asNullable(nullable).withTimeAttribute(attribute);
    } else if (a.isCharacter() && b.isCharacter()) {
        common = DataType::varchar(std::max(a.length(), b.length()));
    } else if (a.isBinary() && b.isBinary()) {
        common = DataType::varbinary(std::max(a.length(), b.length()));
    } else if (a.isNumeric() && b.isNumeric()) {
        common = commonNumber(a, b);
    } else if (a.kind() == b.kind()) {
        if (a.isNested()) common = commonNested(a, b);
        else if (a.isTimestamp() || a.kind() == TypeKind::Time) common = a.precision() >= b.precision() ? a : b;
        else if (a.isInterval()) common = a;
    } else if (a.isTimestamp() && b.isTimestamp()) {
        common = DataType::timestampLtz(std::max(a.precision(), b.precision()));
    }
    if (!common) return std::nullopt;
    return common->asNullable(nullable).withTimeAttribute(TimeAttribute::None);
}

} // namespace

std::optional<DataType> commonType(std::span<const DataType> types) {
    if (types.empty()) return std::nullopt;
    DataType common = types[0];
    for (const DataType& type : types.subspan(1)) {
        auto next = commonOf(common, type);
        if (!next) return std::nullopt;
        common = *next;
    }
    return common;
}

bool isImplicitCast(const DataType& from, const DataType& to) {
    if (isNull(from) || from.same(to)) return true;
    TypeKind kind = from.kind();
    switch (to.kind()) {
    case TypeKind::Char: return kind == TypeKind::Char;
    case TypeKind::Varchar: return from.isCharacter();
    case TypeKind::Binary: return kind == TypeKind::Binary;
    case TypeKind::Varbinary: return from.isBinary();
    case TypeKind::TinyInt:
    case TypeKind::SmallInt:
    case TypeKind::Int:
    case TypeKind::BigInt: return from.isInteger() && kind <= to.kind();
    case TypeKind::Decimal:
    case TypeKind::Double: return from.isNumeric();
    case TypeKind::Float: return from.isExactNumeric() || kind == TypeKind::Float;
    case TypeKind::Date: return kind == TypeKind::Timestamp;
    case TypeKind::Time: return kind == TypeKind::Time || kind == TypeKind::Timestamp;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return from.isTimestamp();
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: return kind == to.kind();
    case TypeKind::Array:
    case TypeKind::Multiset: return kind == to.kind() && isImplicitCast(from.element(), to.element());
    case TypeKind::Map: return kind == to.kind() && isImplicitCast(from.key(), to.key()) && isImplicitCast(from.value(), to.value());
    case TypeKind::Row: {
        if (kind != TypeKind::Row || from.fields().size() != to.fields().size()) return false;
        for (size_t i = 0; i < from.fields().size(); ++i)
            if (!isImplicitCast(from.fields()[i].type, to.fields()[i].type)) return false;
        return true;
    }
    default: return false;
    }
}

bool isStoreCast(const DataType& from, const DataType& to) { return isImplicitCast(from, to); }

} // namespace weir
