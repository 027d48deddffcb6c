// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/print/java_print.h"

#include "engine/formats/java_text.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/text.h"

namespace weir {

namespace {

constexpr int64_t NanosPerSecond = 1'000'000'000;

/// LocalTime.toString(): seconds only where not 0, then 3, 6 or 9 digits.
void appendLocalTime(std::string& out, int64_t nanos, bool always) {
    std::string text;
    appendIsoTime(text, nanos);
    int64_t seconds = nanos / NanosPerSecond % 60, fraction = nanos % NanosPerSecond;
    if (seconds == 0 && fraction == 0 && !always) {
        out += text.substr(0, 5);
        return;
    }
    out += text.substr(0, 8);
    if (fraction == 0) return;
    char digits[16];
    std::snprintf(digits, sizeof digits, "%09d", static_cast<int>(fraction));
    std::string_view shown(digits, fraction % 1'000'000 == 0 ? 3 : fraction % 1000 == 0 ? 6 : 9);
    out += '.';
    out += shown;
}

} // namespace

void appendJavaText(std::string& out, const Vector& column, const DataType& type, int row) {
    if (column.isNull(row)) {
        out += "null";
        return;
    }
    auto wide = [&] { return type.physical() == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row); };
    int at = column.physicalRow(row);
    const Vector& base = column.encoding() == Encoding::Dictionary ? *column.base() : column;
    switch (type.kind()) {
    case TypeKind::Boolean: out += column.at<uint8_t>(row) ? "true" : "false"; break;
    case TypeKind::Date: appendIsoDate(out, column.at<int32_t>(row)); break;
    case TypeKind::Time: appendLocalTime(out, column.at<int32_t>(row) * int64_t(1'000'000), false); break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        bool instant = type.kind() == TypeKind::TimestampLtz;
        Int128 nanos = timestampToNanos(wide(), type.precision()), perDay = Int128(86'400) * NanosPerSecond;
        Int128 days = nanos / perDay, rest = nanos % perDay;
        if (rest < 0) rest += perDay, --days;
        appendIsoDate(out, static_cast<int64_t>(days));
        out += 'T';
        appendLocalTime(out, static_cast<int64_t>(rest), instant);
        if (instant) out += 'Z';
        break;
    }
    case TypeKind::Decimal: out += formatDecimal(wide(), type.scale()); break;
    case TypeKind::Binary:
    case TypeKind::Varbinary: {
        out += '[';
        bool first = true;
        for (char byte : column.at<StringRef>(row).view()) {
            if (!first) out += ", ";
            first = false;
            out += std::to_string(static_cast<int>(static_cast<signed char>(byte)));
        }
        out += ']';
        break;
    }
    case TypeKind::Array:
        out += '[';
        for (int32_t i = base.offsets()[at]; i < base.offsets()[at + 1]; ++i) {
            if (i > base.offsets()[at]) out += ", ";
            appendJavaText(out, base.child(0), type.element(), i);
        }
        out += ']';
        break;
    case TypeKind::Map:
    case TypeKind::Multiset: {
        std::vector<DataType> parts = type.children();
        out += '{';
        for (int32_t i = base.offsets()[at]; i < base.offsets()[at + 1]; ++i) {
            if (i > base.offsets()[at]) out += ", ";
            appendJavaText(out, base.child(0), parts[0], i);
            out += '=';
            appendJavaText(out, base.child(1), parts[1], i);
        }
        out += '}';
        break;
    }
    case TypeKind::Row:
        out += "+I[";
        for (size_t i = 0; i < type.fields().size(); ++i) {
            if (i > 0) out += ", ";
            appendJavaText(out, base.child(static_cast<int>(i)), type.fields()[i].type, at);
        }
        out += ']';
        break;
    default: appendText(out, column, type, row, *TimeZone::utc());
    }
}

void appendJavaRow(std::string& out, const Batch& batch, const std::vector<DataType>& types, int physicalRow) {
    out += symbol(batch.kind(physicalRow));
    out += '[';
    for (size_t i = 0; i < batch.columns.size(); ++i) {
        if (i > 0) out += ", ";
        appendJavaText(out, *batch.columns[i], types[i], physicalRow);
    }
    out += ']';
}

} // namespace weir
