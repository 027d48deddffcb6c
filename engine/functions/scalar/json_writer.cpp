// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_writer.h"

#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/json_document.h"
#include "engine/types/decimal.h"
#include "engine/types/text.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

void appendBase64(std::string& out, std::string_view bytes) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.size(); at += 3) {
        size_t count = std::min<size_t>(3, bytes.size() - at);
        uint32_t group = 0;
        for (size_t i = 0; i < 3; ++i) group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0);
        out += digits[group >> 18];
        out += digits[group >> 12 & 63];
        out += count > 1 ? digits[group >> 6 & 63] : '=';
        out += count > 2 ? digits[group & 63] : '=';
    }
}

/// "2024-01-02T03:04:05.678" with as many digits behind the point as needed.
void appendIsoTimestamp(std::string& out, Int128 physical, int precision) {
    std::string text = formatTimestamp(physical, precision);
    size_t blank = text.find(' ');
    if (blank != std::string::npos) text[blank] = 'T';
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    out += text;
}

Int128 physicalTimestamp(const Vector& column, const DataType& type, int row) {
    return type.physical() == PhysicalKind::Int128 ? column.at<Int128>(row) : column.at<int64_t>(row);
}

/// FLOAT too is written with the digits of a double.
void appendReal(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += std::isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
        return;
    }
    std::string text;
    appendJavaDouble(text, value);
    appendBigDecimal(out, text);
}

void appendMembers(std::string& out, std::vector<std::pair<std::string, std::string>>& members) {
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out += '{';
    bool first = true;
    for (size_t i = 0; i < members.size(); ++i) {
        if (i + 1 < members.size() && members[i + 1].first == members[i].first) continue;
        if (!first) out += ',';
        first = false;
        appendJsonString(out, members[i].first);
        out += ':';
        out += members[i].second;
    }
    out += '}';
}

} // namespace

void appendJsonValue(std::string& out, const Vector& column, const DataType& type, int row, bool raw) {
    if (type.kind() == TypeKind::Null || column.isNull(row)) {
        out += "null";
        return;
    }
    switch (type.kind()) {
    case TypeKind::Boolean: out += column.at<bool>(row) ? "true" : "false"; break;
    case TypeKind::TinyInt: out += std::to_string(column.at<int8_t>(row)); break;
    case TypeKind::SmallInt: out += std::to_string(column.at<int16_t>(row)); break;
    case TypeKind::Int: out += std::to_string(column.at<int32_t>(row)); break;
    case TypeKind::BigInt:
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: out += std::to_string(column.at<int64_t>(row)); break;
    case TypeKind::Float: appendReal(out, column.at<float>(row)); break;
    case TypeKind::Double: appendReal(out, column.at<double>(row)); break;
    case TypeKind::Decimal: appendBigDecimal(out, formatDecimal(type.physical() == PhysicalKind::Int128 ? column.at<Int128>(row) : column.at<int64_t>(row), type.scale())); break;
    case TypeKind::Char:
    case TypeKind::Varchar:
        if (raw) out += column.at<StringRef>(row).view();
        else appendJsonString(out, column.at<StringRef>(row));
        break;
    case TypeKind::Variant: out += column.at<StringRef>(row).view(); break;
    case TypeKind::Binary:
    case TypeKind::Varbinary:
    case TypeKind::Bitmap:
    case TypeKind::Raw:
        out += '"';
        appendBase64(out, column.at<StringRef>(row));
        out += '"';
        break;
    case TypeKind::Date: out += '"' + formatDate(column.at<int32_t>(row)) + '"'; break;
    case TypeKind::Time: out += '"' + formatTime(column.at<int32_t>(row), type.precision()) + '"'; break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz:
        out += '"';
        appendIsoTimestamp(out, physicalTimestamp(column, type, row), type.precision());
        if (type.kind() == TypeKind::TimestampLtz) out += 'Z';
        out += '"';
        break;
    case TypeKind::Array: {
        ArrayView array = arrayAt(column, row);
        out += '[';
        for (int i = 0; i < array.size; ++i) {
            if (i) out += ',';
            appendJsonValue(out, *array.elements, type.element(), array.begin + i, raw);
        }
        out += ']';
        break;
    }
    case TypeKind::Map:
    case TypeKind::Multiset: {
        MapView map = mapAt(column, row);
        std::vector<DataType> types = type.children();
        std::vector<std::pair<std::string, std::string>> members;
        for (int i = map.begin; i < map.begin + map.size; ++i) {
            auto& [key, value] = members.emplace_back();
            if (types[0].isCharacter()) key = map.keys->isNull(i) ? "null" : std::string(map.keys->at<StringRef>(i).view());
            else appendText(key, *map.keys, types[0], i, *TimeZone::utc());
            appendJsonValue(value, *map.values, types[1], i);
        }
        appendMembers(out, members);
        break;
    }
    case TypeKind::Row: {
        int physical = column.physicalRow(row);
        const Vector& fields = column.encoding() == Encoding::Dictionary ? *column.base() : column;
        std::vector<std::pair<std::string, std::string>> members;
        for (size_t i = 0; i < type.fields().size(); ++i) {
            auto& [key, value] = members.emplace_back();
            key = type.fields()[i].name;
            appendJsonValue(value, fields.child(static_cast<int>(i)), type.fields()[i].type, physical);
        }
        appendMembers(out, members);
        break;
    }
    case TypeKind::Null: break;
    }
}

} // namespace weir
