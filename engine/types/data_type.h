// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class TypeKind : uint8_t {
    Null, Boolean, TinyInt, SmallInt, Int, BigInt, Float, Double, Decimal, Char, Varchar, Binary, Varbinary,
    Date, Time, Timestamp, TimestampLtz, IntervalYearMonth, IntervalDayTime, Array, Map, Multiset, Row, Variant, Bitmap, Raw
};

/// How the values of a type lie in memory (see vector.h).
enum class PhysicalKind : uint8_t { Bool, Int8, Int16, Int32, Int64, Float32, Float64, Int128, Bytes, Array, Map, Row };

/// Flink's time attributes; part of a column's type until an operation loses them.
enum class TimeAttribute : uint8_t { None, Rowtime, Proctime };

struct Field;

/// A SQL type. Value semantics, cheap to copy, immutable; thread-safe.
///
/// Physical forms: BOOLEAN one byte; DATE int32 days; TIME int32 milliseconds of the day; TIMESTAMP and TIMESTAMP_LTZ of precision
/// p <= 3 int64 milliseconds, p <= 6 int64 microseconds, p <= 9 int128 nanoseconds (since 1970-01-01, UTC for LTZ, wall clock
/// otherwise); INTERVAL YEAR TO MONTH int64 months; INTERVAL DAY TO SECOND int64 milliseconds; DECIMAL p <= 18 int64, else
/// int128, both unscaled; text, bytes, VARIANT and BITMAP are Bytes; MULTISET is a MAP from element to INT.
class DataType {
public:
    static constexpr int MaxLength = 2147483647;

    DataType() = default;   // NULL type
    static DataType null();
    static DataType boolean();
    static DataType tinyInt();
    static DataType smallInt();
    static DataType integer();
    static DataType bigInt();
    static DataType float32();
    static DataType float64();
    static DataType decimal(int precision, int scale);
    static DataType character(int length);
    static DataType varchar(int length);
    static DataType string() { return varchar(MaxLength); }
    static DataType binary(int length);
    static DataType varbinary(int length);
    static DataType bytes() { return varbinary(MaxLength); }
    static DataType date();
    static DataType time(int precision = 0);
    static DataType timestamp(int precision = 6);
    static DataType timestampLtz(int precision = 6);
    /// `unit` is Flink's spelling without the keyword INTERVAL, e.g. "DAY TO SECOND(3)" or "YEAR TO MONTH"; display only.
    static DataType intervalYearMonth(std::string unit = "YEAR TO MONTH");
    static DataType intervalDayTime(std::string unit = "DAY TO SECOND(3)");
    static DataType array(DataType element);
    static DataType map(DataType key, DataType value);
    static DataType multiset(DataType element);
    static DataType row(std::vector<Field> fields);
    static DataType variant();
    static DataType bitmap();
    static DataType raw(std::string className);

    TypeKind kind() const { return kind_; }
    PhysicalKind physical() const;
    bool nullable() const { return nullable_; }
    TimeAttribute timeAttribute() const { return timeAttribute_; }
    bool isRowtime() const { return timeAttribute_ == TimeAttribute::Rowtime; }
    bool isProctime() const { return timeAttribute_ == TimeAttribute::Proctime; }
    int precision() const { return precision_; }   // DECIMAL, TIME, TIMESTAMP*
    int scale() const { return scale_; }           // DECIMAL
    int length() const { return precision_; }      // CHAR, VARCHAR, BINARY, VARBINARY
    const DataType& element() const;               // ARRAY, MULTISET
    const DataType& key() const;                   // MAP
    const DataType& value() const;                 // MAP
    const std::vector<Field>& fields() const;      // ROW
    int fieldIndex(std::string_view name) const;   // ROW; -1 when absent
    /// Element types of the physical form: ARRAY {element}, MAP {key, value}, MULTISET {element, INT}, ROW its fields.
    std::vector<DataType> children() const;

    DataType asNullable(bool nullable = true) const;
    DataType notNull() const { return asNullable(false); }
    DataType withTimeAttribute(TimeAttribute attribute) const;

    bool isInteger() const { return kind_ >= TypeKind::TinyInt && kind_ <= TypeKind::BigInt; }
    bool isExactNumeric() const { return isInteger() || kind_ == TypeKind::Decimal; }
    bool isApproximate() const { return kind_ == TypeKind::Float || kind_ == TypeKind::Double; }
    bool isNumeric() const { return kind_ >= TypeKind::TinyInt && kind_ <= TypeKind::Decimal; }
    bool isCharacter() const { return kind_ == TypeKind::Char || kind_ == TypeKind::Varchar; }
    bool isBinary() const { return kind_ == TypeKind::Binary || kind_ == TypeKind::Varbinary; }
    bool isTimestamp() const { return kind_ == TypeKind::Timestamp || kind_ == TypeKind::TimestampLtz; }
    bool isInterval() const { return kind_ == TypeKind::IntervalYearMonth || kind_ == TypeKind::IntervalDayTime; }
    bool isNested() const { return kind_ >= TypeKind::Array && kind_ <= TypeKind::Row; }

    /// Flink's spelling: "STRING", "DECIMAL(10, 2)", "ROW<`a` INT, `b` STRING NOT NULL>", "TIMESTAMP(3)". Nullability of
    /// the outermost type is left out unless asked; time attributes print as "*ROWTIME*" / "*PROCTIME*" only with withAttribute.
    std::string text(bool withNullability = false, bool withAttribute = false) const;

    /// The spelling of results: nullability left out everywhere, names without backticks: "ROW<a INT, b STRING>".
    std::string plainText() const;

    /// Same type incl. nullability of nested parts; the outermost nullability and time attribute are not compared.
    bool same(const DataType& other) const;
    bool operator==(const DataType& other) const { return nullable_ == other.nullable_ && same(other); }

private:
    struct Nested;
    DataType(TypeKind kind, int precision = 0, int scale = 0) : kind_(kind), precision_(precision), scale_(scale) {}
    std::shared_ptr<const Nested> nested_;
    TypeKind kind_ = TypeKind::Null;
    bool nullable_ = true;
    TimeAttribute timeAttribute_ = TimeAttribute::None;
    int precision_ = 0;
    int scale_ = 0;
};

struct Field {
    std::string name;
    DataType type;
    std::string comment{};
};

/// The columns of a stream or table, in order.
struct Schema {
    std::vector<Field> fields;
    int size() const { return static_cast<int>(fields.size()); }
    int indexOf(std::string_view name) const;   // exact case; -1 when absent
    std::vector<DataType> types() const;
};

} // namespace weir
