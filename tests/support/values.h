// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"
#include "engine/functions/invoke.h"
#include "engine/types/text.h"
#include "engine/types/vector_builder.h"

#include <string>

/// Types and values written as text, for tests that are tables.
namespace weir::test {

inline std::vector<std::string> splitTop(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (char c : text) {
        if (c == '(' || c == '<') ++depth;
        if (c == ')' || c == '>') --depth;
        if (c == separator && depth == 0) parts.emplace_back();
        else parts.back() += c;
    }
    for (std::string& part : parts) {
        size_t first = part.find_first_not_of(' '), last = part.find_last_not_of(' ');
        part = first == std::string::npos ? "" : part.substr(first, last - first + 1);
    }
    return parts;
}

/// "INT", "DECIMAL(10, 2)", "ARRAY<INT>", "MAP<STRING, INT>", "ROW<a INT, b STRING>", with NOT NULL behind.
inline DataType typeNamed(std::string text) {
    constexpr std::string_view NotNull = " NOT NULL";
    if (text.size() > NotNull.size() && text.ends_with(NotNull)) return typeNamed(text.substr(0, text.size() - NotNull.size())).notNull();
    size_t open = text.find_first_of("(<");
    std::string name = text.substr(0, open);
    std::vector<std::string> parts;
    if (open != std::string::npos) parts = splitTop(text.substr(open + 1, text.size() - open - 2), ',');
    auto number = [&](size_t index, int otherwise) { return index < parts.size() ? std::stoi(parts[index]) : otherwise; };
    if (name == "NULL") return DataType::null();
    if (name == "BOOLEAN") return DataType::boolean();
    if (name == "TINYINT") return DataType::tinyInt();
    if (name == "SMALLINT") return DataType::smallInt();
    if (name == "INT") return DataType::integer();
    if (name == "BIGINT") return DataType::bigInt();
    if (name == "FLOAT") return DataType::float32();
    if (name == "DOUBLE") return DataType::float64();
    if (name == "DECIMAL") return DataType::decimal(number(0, 10), number(1, 0));
    if (name == "CHAR") return DataType::character(number(0, 1));
    if (name == "VARCHAR") return DataType::varchar(number(0, 1));
    if (name == "STRING") return DataType::string();
    if (name == "BINARY") return DataType::binary(number(0, 1));
    if (name == "VARBINARY") return DataType::varbinary(number(0, 1));
    if (name == "BYTES") return DataType::bytes();
    if (name == "DATE") return DataType::date();
    if (name == "TIME") return DataType::time(number(0, 0));
    if (name == "TIMESTAMP") return DataType::timestamp(number(0, 6));
    if (name == "TIMESTAMP_LTZ") return DataType::timestampLtz(number(0, 6));
    if (name.starts_with("INTERVAL")) {
        std::string unit = text.substr(9);
        bool months = unit.find("YEAR") != std::string::npos || unit.find("MONTH") != std::string::npos;
        return months ? DataType::intervalYearMonth(unit) : DataType::intervalDayTime(unit);
    }
    if (name == "ARRAY") return DataType::array(typeNamed(parts.at(0)));
    if (name == "MULTISET") return DataType::multiset(typeNamed(parts.at(0)));
    if (name == "MAP") return DataType::map(typeNamed(parts.at(0)), typeNamed(parts.at(1)));
    if (name == "ROW") {
        std::vector<Field> fields;
        for (const std::string& part : parts) {
            size_t space = part.find(' ');
            fields.push_back({part.substr(0, space), typeNamed(part.substr(space + 1))});
        }
        return DataType::row(std::move(fields));
    }
    throw RunError(ErrorCode::Internal, "There is no type '" + text + "'.");
}

/// The text as a value of a type that text casts to; "NULL" is NULL. Intervals are given in months or milliseconds.
inline Value valueNamed(const std::string& text, const DataType& type) {
    if (text == "NULL") return Value();
    if (type.isCharacter()) return Value(text);
    if (type.isInterval()) return Value(static_cast<int64_t>(std::stoll(text)));
    EvaluationContext context;
    auto cast = bindCast(DataType::string(), type, false, nullptr);
    if (!cast) throw RunError(cast.error());
    ColumnRef column = std::make_shared<Vector>(Vector::constant(DataType::string(), Value(text), 1));
    return valueAt(*invoke(*cast, {&column, 1}, 1, nullptr, 1, context), type, 0);
}

/// A column out of values separated by commas: "1, NULL, 3".
inline ColumnRef columnOf(const std::string& values, const DataType& type) {
    VectorBuilder builder(type, 4);
    if (!values.empty())
        for (const std::string& value : splitTop(values, ',')) builder.appendValue(valueNamed(value, type));
    return builder.finish();
}

inline std::string textAt(const Vector& column, const DataType& type, int row) {
    std::string out;
    appendText(out, column, type, row, *TimeZone::utc());
    return out;
}

/// "1, NULL, 3".
inline std::string columnText(const Vector& column, const DataType& type) {
    std::string out;
    for (int row = 0; row < column.rows(); ++row) out += (row ? ", " : "") + textAt(column, type, row);
    return out;
}

} // namespace weir::test
