// SPDX-License-Identifier: Apache-2.0
#include "engine/types/data_type.h"

namespace weir {

struct DataType::Nested {
    std::vector<DataType> parts;    // element, or key and value
    std::vector<Field> fields;
    std::string text;               // interval unit, class name
};

namespace {
const DataType NullType{};
}

DataType DataType::null() { return DataType(TypeKind::Null); }
DataType DataType::boolean() { return DataType(TypeKind::Boolean); }
DataType DataType::tinyInt() { return DataType(TypeKind::TinyInt); }
DataType DataType::smallInt() { return DataType(TypeKind::SmallInt); }
DataType DataType::integer() { return DataType(TypeKind::Int); }
DataType DataType::bigInt() { return DataType(TypeKind::BigInt); }
DataType DataType::float32() { return DataType(TypeKind::Float); }
DataType DataType::float64() { return DataType(TypeKind::Double); }
DataType DataType::decimal(int precision, int scale) { return DataType(TypeKind::Decimal, precision, scale); }
DataType DataType::character(int length) { return DataType(TypeKind::Char, length); }
DataType DataType::varchar(int length) { return DataType(TypeKind::Varchar, length); }
DataType DataType::binary(int length) { return DataType(TypeKind::Binary, length); }
DataType DataType::varbinary(int length) { return DataType(TypeKind::Varbinary, length); }
DataType DataType::date() { return DataType(TypeKind::Date); }
DataType DataType::time(int precision) { return DataType(TypeKind::Time, precision); }
DataType DataType::timestamp(int precision) { return DataType(TypeKind::Timestamp, precision); }
DataType DataType::timestampLtz(int precision) { return DataType(TypeKind::TimestampLtz, precision); }
DataType DataType::variant() { return DataType(TypeKind::Variant); }
DataType DataType::bitmap() { return DataType(TypeKind::Bitmap); }

DataType DataType::intervalYearMonth(std::string unit) {
    DataType type(TypeKind::IntervalYearMonth);
    type.nested_ = std::make_shared<Nested>(Nested{{}, {}, std::move(unit)});
    return type;
}

DataType DataType::intervalDayTime(std::string unit) {
    DataType type(TypeKind::IntervalDayTime);
    type.nested_ = std::make_shared<Nested>(Nested{{}, {}, std::move(unit)});
    return type;
}

DataType DataType::array(DataType element) {
    DataType type(TypeKind::Array);
    type.nested_ = std::make_shared<Nested>(Nested{{std::move(element)}, {}, {}});
    return type;
}

DataType DataType::map(DataType key, DataType value) {
    DataType type(TypeKind::Map);
    type.nested_ = std::make_shared<Nested>(Nested{{std::move(key), std::move(value)}, {}, {}});
    return type;
}

DataType DataType::multiset(DataType element) {
    DataType type(TypeKind::Multiset);
    type.nested_ = std::make_shared<Nested>(Nested{{std::move(element)}, {}, {}});
    return type;
}

DataType DataType::row(std::vector<Field> fields) {
    DataType type(TypeKind::Row);
    type.nested_ = std::make_shared<Nested>(Nested{{}, std::move(fields), {}});
    return type;
}

DataType DataType::raw(std::string className) {
    DataType type(TypeKind::Raw);
    type.nested_ = std::make_shared<Nested>(Nested{{}, {}, std::move(className)});
    return type;
}

PhysicalKind DataType::physical() const {
    switch (kind_) {
    case TypeKind::Null:
    case TypeKind::Boolean: return PhysicalKind::Bool;
    case TypeKind::TinyInt: return PhysicalKind::Int8;
    case TypeKind::SmallInt: return PhysicalKind::Int16;
    case TypeKind::Int:
    case TypeKind::Date:
    case TypeKind::Time: return PhysicalKind::Int32;
    case TypeKind::BigInt:
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: return PhysicalKind::Int64;
    case TypeKind::Float: return PhysicalKind::Float32;
    case TypeKind::Double: return PhysicalKind::Float64;
    case TypeKind::Decimal: return precision_ <= 18 ? PhysicalKind::Int64 : PhysicalKind::Int128;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: return precision_ <= 6 ? PhysicalKind::Int64 : PhysicalKind::Int128;
    case TypeKind::Array: return PhysicalKind::Array;
    case TypeKind::Map:
    case TypeKind::Multiset: return PhysicalKind::Map;
    case TypeKind::Row: return PhysicalKind::Row;
    default: return PhysicalKind::Bytes;
    }
}

const DataType& DataType::element() const { return nested_ && !nested_->parts.empty() ? nested_->parts[0] : NullType; }
const DataType& DataType::key() const { return element(); }
const DataType& DataType::value() const { return nested_ && nested_->parts.size() > 1 ? nested_->parts[1] : NullType; }

const std::vector<Field>& DataType::fields() const {
    static const std::vector<Field> none;
    return nested_ ? nested_->fields : none;
}

int DataType::fieldIndex(std::string_view name) const {
    const auto& all = fields();
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i].name == name) return static_cast<int>(i);
    return -1;
}

std::vector<DataType> DataType::children() const {
    switch (kind_) {
    case TypeKind::Array: return {element()};
    case TypeKind::Map: return {key(), value()};
    case TypeKind::Multiset: return {element(), DataType::integer().notNull()};
    case TypeKind::Row: {
        std::vector<DataType> types;
        for (const Field& field : fields()) types.push_back(field.type);
        return types;
    }
    default: return {};
    }
}

DataType DataType::asNullable(bool nullable) const {
    DataType type = *this;
    type.nullable_ = nullable;
    return type;
}

DataType DataType::withTimeAttribute(TimeAttribute attribute) const {
    DataType type = *this;
    type.timeAttribute_ = attribute;
    return type;
}

std::string DataType::text(bool withNullability, bool withAttribute) const {
    auto sized = [](const char* name, int size) { return std::string(name) + "(" + std::to_string(size) + ")"; };
    std::string out;
    switch (kind_) {
    case TypeKind::Null: out = "NULL"; break;
    case TypeKind::Boolean: out = "BOOLEAN"; break;
    case TypeKind::TinyInt: out = "TINYINT"; break;
    case TypeKind::SmallInt: out = "SMALLINT"; break;
    case TypeKind::Int: out = "INT"; break;
    case TypeKind::BigInt: out = "BIGINT"; break;
    case TypeKind::Float: out = "FLOAT"; break;
    case TypeKind::Double: out = "DOUBLE"; break;
    case TypeKind::Decimal: out = "DECIMAL(" + std::to_string(precision_) + ", " + std::to_string(scale_) + ")"; break;
    case TypeKind::Char: out = sized("CHAR", precision_); break;
    case TypeKind::Varchar: out = precision_ == MaxLength ? "STRING" : sized("VARCHAR", precision_); break;
    case TypeKind::Binary: out = sized("BINARY", precision_); break;
    case TypeKind::Varbinary: out = precision_ == MaxLength ? "BYTES" : sized("VARBINARY", precision_); break;
    case TypeKind::Date: out = "DATE"; break;
    case TypeKind::Time: out = sized("TIME", precision_); break;
    case TypeKind::Timestamp: out = sized("TIMESTAMP", precision_); break;
    case TypeKind::TimestampLtz: out = sized("TIMESTAMP_LTZ", precision_); break;
    // Flink knows two intervals only, whatever unit they were written in.
    case TypeKind::IntervalYearMonth: out = "INTERVAL MONTH"; break;
    case TypeKind::IntervalDayTime: out = "INTERVAL SECOND(3)"; break;
    case TypeKind::Array: out = "ARRAY<" + element().text(true) + ">"; break;
    case TypeKind::Map: out = "MAP<" + key().text(true) + ", " + value().text(true) + ">"; break;
    case TypeKind::Multiset: out = "MULTISET<" + element().text(true) + ">"; break;
    case TypeKind::Row:
        out = "ROW<";
        for (const Field& field : fields()) {
            if (out.size() > 4) out += ", ";
            out += "`" + field.name + "` " + field.type.text(true);
            if (!field.comment.empty()) out += " '" + field.comment + "'";
        }
        out += ">";
        break;
    case TypeKind::Variant: out = "VARIANT"; break;
    case TypeKind::Bitmap: out = "BITMAP"; break;
    case TypeKind::Raw: out = "RAW('" + nested_->text + "', ?)"; break;
    }
    if (withAttribute && isRowtime()) out += " *ROWTIME*";
    if (withAttribute && isProctime()) out += " *PROCTIME*";
    if (withNullability && !nullable_) out += " NOT NULL";
    return out;
}

std::string DataType::plainText() const {
    switch (kind_) {
    case TypeKind::Array: return "ARRAY<" + element().plainText() + ">";
    case TypeKind::Map: return "MAP<" + key().plainText() + ", " + value().plainText() + ">";
    case TypeKind::Multiset: return "MULTISET<" + element().plainText() + ">";
    case TypeKind::Row: {
        std::string out = "ROW<";
        for (const Field& field : fields()) out += (out.size() > 4 ? ", " : "") + field.name + " " + field.type.plainText();
        return out + ">";
    }
    case TypeKind::IntervalYearMonth: return "INTERVAL_YEAR_MONTH";
    case TypeKind::IntervalDayTime: return "INTERVAL_DAY_TIME";
    default: return text();
    }
}

bool DataType::same(const DataType& other) const {
    if (kind_ != other.kind_ || precision_ != other.precision_ || scale_ != other.scale_) return false;
    if (isInterval() || nested_ == other.nested_) return true;
    auto mine = children(), theirs = other.children();
    if (mine.size() != theirs.size()) return false;
    for (size_t i = 0; i < mine.size(); ++i)
        if (!(mine[i] == theirs[i])) return false;
    if (kind_ == TypeKind::Row)
        for (size_t i = 0; i < mine.size(); ++i)
            if (fields()[i].name != other.fields()[i].name) return false;
    return true;
}

int Schema::indexOf(std::string_view name) const {
    for (int i = 0; i < size(); ++i)
        if (fields[i].name == name) return i;
    return -1;
}

std::vector<DataType> Schema::types() const {
    std::vector<DataType> types;
    types.reserve(fields.size());
    for (const Field& field : fields) types.push_back(field.type);
    return types;
}

} // namespace weir
