// SPDX-License-Identifier: Apache-2.0
#include "engine/types/text.h"

#include "engine/types/bitmap_value.h"
#include "engine/types/datetime_text.h"
#include "engine/types/decimal.h"
#include "engine/types/java_real.h"

#include <charconv>
#include <cmath>

namespace weir {

namespace {

/// Java's layout around Java's digits: plain for 1e-3 <= |value| < 1e7, else one digit, point, digits, E, exponent.
template <class T> void appendJava(std::string& out, T value) {
    if (std::isnan(value)) { out += "NaN"; return; }
    if (std::signbit(value)) out += '-', value = -value;
    if (std::isinf(value)) { out += "Infinity"; return; }
    if (value == 0) { out += "0.0"; return; }
    const JavaDigits real = javaDigits(value);
    const char* digits = real.digits;
    const int count = real.count, exponent = real.exponent;
    if (exponent >= -3 && exponent < 7) {
        if (exponent < 0) {
            out += "0.";
            out.append(static_cast<size_t>(-exponent - 1), '0');
            out.append(digits, static_cast<size_t>(count));
            return;
        }
        for (int i = 0; i <= exponent; ++i) out += i < count ? digits[i] : '0';
        out += '.';
        if (count > exponent + 1) out.append(digits + exponent + 1, static_cast<size_t>(count - exponent - 1));
        else out += '0';
        return;
    }
    out += digits[0];
    out += '.';
    if (count > 1) out.append(digits + 1, static_cast<size_t>(count - 1));
    else out += '0';
    out += 'E';
    char buffer[8];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, exponent).ptr);
}

void appendInteger(std::string& out, int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void appendTwo(std::string& out, int64_t value) {
    if (value < 10) out += '0';
    appendInteger(out, value);
}

void appendMonths(std::string& out, int64_t months) {
    out += months < 0 ? '-' : '+';
    if (months < 0) months = -months;
    appendInteger(out, months / 12);
    out += '-';
    appendTwo(out, months % 12);
}

void appendDayTime(std::string& out, int64_t millis) {
    out += millis < 0 ? '-' : '+';
    if (millis < 0) millis = -millis;
    appendInteger(out, millis / MillisPerDay);
    out += ' ';
    appendTime(out, millis % MillisPerDay, 0);
    out += '.';
    for (int64_t place : {100, 10, 1}) out += static_cast<char>('0' + millis / place % 10);   // always three digits, unlike a TIME
}

void appendHex(std::string& out, std::string_view bytes) {
    constexpr char Digits[] = "0123456789abcdef";
    out += "x'";
    for (char c : bytes) {
        out += Digits[static_cast<unsigned char>(c) >> 4];
        out += Digits[static_cast<unsigned char>(c) & 15];
    }
    out += '\'';
}

Int128 wideAt(const Vector& column, int at) {
    switch (column.kind()) {
    case PhysicalKind::Int32: return column.data<int32_t>()[at];
    case PhysicalKind::Int64: return column.data<int64_t>()[at];
    default: return column.data<Int128>()[at];
    }
}

} // namespace

void appendJavaDouble(std::string& out, double value) { appendJava(out, value); }
void appendJavaFloat(std::string& out, float value) { appendJava(out, value); }

void appendText(std::string& out, const Vector& column, const DataType& type, int row, const TimeZone& zone) {
    if (column.encoding() == Encoding::Dictionary) return appendText(out, *column.base(), type, column.physicalRow(row), zone);
    if (column.isNull(row)) { out += "NULL"; return; }
    int at = column.physicalRow(row);
    switch (type.kind()) {
    case TypeKind::Null: out += "NULL"; return;
    case TypeKind::Boolean: out += column.data<uint8_t>()[at] ? "TRUE" : "FALSE"; return;
    case TypeKind::TinyInt: return appendInteger(out, column.data<int8_t>()[at]);
    case TypeKind::SmallInt: return appendInteger(out, column.data<int16_t>()[at]);
    case TypeKind::Int: return appendInteger(out, column.data<int32_t>()[at]);
    case TypeKind::BigInt: return appendInteger(out, column.data<int64_t>()[at]);
    case TypeKind::Float: return appendJavaFloat(out, column.data<float>()[at]);
    case TypeKind::Double: return appendJavaDouble(out, column.data<double>()[at]);
    case TypeKind::Decimal: out += formatDecimal(wideAt(column, at), type.scale()); return;
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Variant:
    case TypeKind::Raw: out += column.data<StringRef>()[at].view(); return;
    case TypeKind::Binary:
    case TypeKind::Varbinary: return appendHex(out, column.data<StringRef>()[at].view());
    case TypeKind::Bitmap: {
        auto values = bitmap::decode(column.data<StringRef>()[at].view());
        if (values) out += bitmap::text(*values);
        else appendHex(out, column.data<StringRef>()[at].view());
        return;
    }
    case TypeKind::Date: return appendDate(out, column.data<int32_t>()[at]);
    case TypeKind::Time: return appendTime(out, column.data<int32_t>()[at], type.precision());
    case TypeKind::Timestamp: return appendTimestamp(out, wideAt(column, at), type.precision());
    case TypeKind::TimestampLtz: {
        Int128 physical = wideAt(column, at);
        int64_t offset = zone.offsetMillisAtUtc(timestampToMillis(physical, type.precision()));
        return appendTimestamp(out, physical + timestampFromMillis(offset, type.precision()), type.precision());
    }
    case TypeKind::IntervalYearMonth: return appendMonths(out, column.data<int64_t>()[at]);
    case TypeKind::IntervalDayTime: return appendDayTime(out, column.data<int64_t>()[at]);
    case TypeKind::Array:
        out += '[';
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i) {
            if (i != column.offsets()[at]) out += ", ";
            appendText(out, column.child(0), type.element(), i, zone);
        }
        out += ']';
        return;
    case TypeKind::Map:
    case TypeKind::Multiset: {
        auto parts = type.children();
        out += '{';
        for (int32_t i = column.offsets()[at]; i < column.offsets()[at + 1]; ++i) {
            if (i != column.offsets()[at]) out += ", ";
            appendText(out, column.child(0), parts[0], i, zone);
            out += '=';
            appendText(out, column.child(1), parts[1], i, zone);
        }
        out += '}';
        return;
    }
    case TypeKind::Row:
        out += '(';
        for (size_t i = 0; i < type.fields().size(); ++i) {
            if (i) out += ", ";
            appendText(out, column.child(static_cast<int>(i)), type.fields()[i].type, at, zone);
        }
        out += ')';
        return;
    }
}

std::string textOf(const Value& value, const DataType& type, const TimeZone& zone) {
    std::string out;
    appendText(out, Vector::constant(type, value, 1), type, 0, zone);
    return out;
}

} // namespace weir
