// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/common_type.h"
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

/// Who asks: Flink has one rule for values that become one column (VALUES, UNION, CASE, ARRAY[]) and another for the arguments of its functions.
enum class Rule { Column, Arguments };

std::optional<DataType> commonNumber(const DataType& a, const DataType& b, Rule rule) {
    if (a.isInteger() && b.isInteger()) return a.kind() >= b.kind() ? a : b;
    if (a.isExactNumeric() && b.isExactNumeric()) return commonDecimal(a, b);
    // FLOAT and DOUBLE in one column: the first stays. FLOAT behind a DECIMAL among arguments: FLOAT.
    if (a.isApproximate() && b.isApproximate()) return rule == Rule::Column || a.kind() == TypeKind::Double ? a : b;
    if (rule == Rule::Arguments && a.isExactNumeric()) return b;
    if (a.kind() == TypeKind::Decimal || b.kind() == TypeKind::Decimal) return DataType::float64();
    return a.isApproximate() ? a : b;
}

/// The second kind comes with the greater precision, else the first stays.
DataType commonTimestamp(const DataType& a, const DataType& b, Rule rule) {
    int precision = std::max(a.precision(), b.precision());
    bool local = rule == Rule::Arguments || (a.precision() == b.precision() ? a : b).kind() == TypeKind::TimestampLtz;
    return local ? DataType::timestampLtz(precision) : DataType::timestamp(precision);
}

/// What a TIMESTAMP loses beside a DATE or TIME among arguments.
std::optional<DataType> partOfTimestamp(const DataType& a, const DataType& b) {
    for (TypeKind part : {TypeKind::Date, TypeKind::Time}) {
        if (a.kind() == part && b.kind() == TypeKind::Timestamp) return a;
        if (b.kind() == part && a.kind() == TypeKind::Timestamp) return b;
    }
    return std::nullopt;
}

std::optional<DataType> commonOf(const DataType& a, const DataType& b, Rule rule);

std::optional<DataType> commonNested(const DataType& a, const DataType& b, Rule rule) {
    switch (a.kind()) {
    case TypeKind::Array: {
        auto element = commonOf(a.element(), b.element(), rule);
        return element ? std::optional(DataType::array(*element)) : std::nullopt;
    }
    case TypeKind::Multiset: {
        auto element = commonOf(a.element(), b.element(), rule);
        return element ? std::optional(DataType::multiset(*element)) : std::nullopt;
    }
    case TypeKind::Map: {
        auto key = commonOf(a.key(), b.key(), rule), value = commonOf(a.value(), b.value(), rule);
        return key && value ? std::optional(DataType::map(*key, *value)) : std::nullopt;
    }
    default: {
        if (a.fields().size() != b.fields().size()) return std::nullopt;
        std::vector<Field> fields = a.fields();
        for (size_t i = 0; i < fields.size(); ++i) {
            auto type = commonOf(fields[i].type, b.fields()[i].type, rule);
            if (!type) return std::nullopt;
            fields[i].type = *type;
        }
        return DataType::row(std::move(fields));
    }
    }
}

std::optional<DataType> commonOf(const DataType& a, const DataType& b, Rule rule) {
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
        common = commonNumber(a, b, rule);
    } else if (a.kind() == b.kind()) {
        if (a.isNested()) common = commonNested(a, b, rule);
        else if (a.isTimestamp() || a.kind() == TypeKind::Time) common = a.precision() >= b.precision() ? a : b;
        else if (a.isInterval()) common = a;
    } else if (a.isTimestamp() && b.isTimestamp()) {
        common = commonTimestamp(a, b, rule);
    } else if (rule == Rule::Arguments) {
        common = partOfTimestamp(a, b);
    }
    if (!common) return std::nullopt;
    return common->asNullable(nullable).withTimeAttribute(TimeAttribute::None);
}

std::optional<DataType> commonOfAll(std::span<const DataType> types, Rule rule) {
    if (types.empty()) return std::nullopt;
    DataType common = types[0];
    for (const DataType& type : types.subspan(1)) {
        auto next = commonOf(common, type, rule);
        if (!next) return std::nullopt;
        common = *next;
    }
    return common;
}

} // namespace

std::optional<DataType> commonType(std::span<const DataType> types) { return commonOfAll(types, Rule::Column); }
std::optional<DataType> commonArgumentType(std::span<const DataType> types) { return commonOfAll(types, Rule::Arguments); }

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
