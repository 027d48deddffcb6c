// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_row_writer.h"

#include "engine/formats/json/json_text.h"
#include "engine/types/text.h"

#include <charconv>
#include <cmath>

namespace weir {

namespace {

void appendInteger(int64_t value, std::string& out) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// The column whose arrays hold the row, and the row's number there.
const Vector& physical(const Vector& column, int& row) {
    row = column.physicalRow(row);
    return column.encoding() == Encoding::Dictionary ? *column.base() : column;
}

} // namespace

void appendJsonText(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    out += '"';
    size_t from = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        if (c >= ' ' && c != '"' && c != '\\') continue;
        out.append(text, from, i - from);
        from = i + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += hex[c >> 4];
            out += hex[c & 15];
        }
    }
    out.append(text, from, text.size() - from);
    out += '"';
}

JsonRowWriter::Part JsonRowWriter::makePart(ValuePlan plan) {
    Part part{std::move(plan), {}, {}};
    appendJsonText(part.key, part.plan.name);
    part.key += ':';
    for (const ValuePlan& child : part.plan.children) part.children.push_back(makePart(child));
    return part;
}

JsonRowWriter::JsonRowWriter(const JsonOptions& options, const Schema& schema) : options_(options) {
    for (const Field& field : schema.fields) parts_.push_back(makePart(ValuePlan(field.name, field.type)));
}

Status JsonRowWriter::writeRow(const Batch& rows, int row, std::string& out) const { return writeFields(parts_, rows.columns, row, out); }

Status JsonRowWriter::writeFields(const std::vector<Part>& parts, const std::vector<ColumnRef>& columns, int row, std::string& out) const {
    out += '{';
    bool first = true;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (options_.leaveOutNulls && columns[i]->isNull(row)) continue;
        if (!first) out += ',';
        first = false;
        out += parts[i].key;
        if (Status status = write(*columns[i], parts[i], row, out); !status.ok()) return status;
    }
    out += '}';
    return {};
}

Status JsonRowWriter::write(const Vector& column, const Part& part, int row, std::string& out) const {
    if (column.isNull(row)) {
        out += "null";
        return {};
    }
    const ValuePlan& plan = part.plan;
    auto wide = [&] { return plan.physical == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row); };
    auto quoted = [&](auto append) {
        out += '"';
        append();
        out += '"';
    };
    switch (plan.kind) {
    case TypeKind::Boolean: out += column.at<uint8_t>(row) ? "true" : "false"; break;
    case TypeKind::TinyInt: appendInteger(column.at<int8_t>(row), out); break;
    case TypeKind::SmallInt: appendInteger(column.at<int16_t>(row), out); break;
    case TypeKind::Int: appendInteger(column.at<int32_t>(row), out); break;
    case TypeKind::BigInt:
    case TypeKind::IntervalYearMonth:
    case TypeKind::IntervalDayTime: appendInteger(column.at<int64_t>(row), out); break;
    case TypeKind::Float: {
        float value = column.at<float>(row);
        if (std::isfinite(value)) appendJavaFloat(out, value);
        else quoted([&] { appendJavaFloat(out, value); });
        break;
    }
    case TypeKind::Double: {
        double value = column.at<double>(row);
        if (std::isfinite(value)) appendJavaDouble(out, value);
        else quoted([&] { appendJavaDouble(out, value); });
        break;
    }
    case TypeKind::Decimal: appendJavaDecimal(out, wide(), plan.scale, !options_.plainDecimals, options_.plainDecimals); break;
    case TypeKind::Char:
    case TypeKind::Varchar: appendJsonText(out, column.at<StringRef>(row).view()); break;
    case TypeKind::Binary:
    case TypeKind::Varbinary: quoted([&] { appendBase64(out, column.at<StringRef>(row).view()); }); break;
    case TypeKind::Date: quoted([&] { appendIsoDate(out, column.at<int32_t>(row)); }); break;
    case TypeKind::Time: quoted([&] { appendIsoTime(out, column.at<int32_t>(row) * int64_t(1'000'000)); }); break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz:
        quoted([&] { appendLocalTimestamp(out, wide(), plan.precision, options_.timestamps, plan.kind == TypeKind::TimestampLtz); });
        break;
    case TypeKind::Array: {
        const Vector& list = physical(column, row);
        out += '[';
        for (int32_t i = list.offsets()[row]; i < list.offsets()[row + 1]; ++i) {
            if (i > list.offsets()[row]) out += ',';
            if (Status status = write(list.child(0), part.children[0], i, out); !status.ok()) return status;
        }
        out += ']';
        break;
    }
    case TypeKind::Map:
    case TypeKind::Multiset: {
        const Vector& map = physical(column, row);
        return writeMap(map, part, row, out);
    }
    case TypeKind::Row: {
        const Vector& record = physical(column, row);
        return writeFields(part.children, record.children(), row, out);
    }
    default: return Error{ErrorCode::Unsupported, "The 'json' format cannot write type " + plan.type.text() + "."};
    }
    return {};
}

Status JsonRowWriter::writeMap(const Vector& map, const Part& part, int at, std::string& out) const {
    out += '{';
    bool first = true;
    const Vector &keys = map.child(0), &values = map.child(1);
    for (int32_t i = map.offsets()[at]; i < map.offsets()[at + 1]; ++i) {
        std::string_view key = options_.nullKeyLiteral;
        if (keys.isNull(i)) {
            if (options_.nullKeys == NullKeyMode::Drop) continue;
            if (options_.nullKeys == NullKeyMode::Fail)
                return Error{ErrorCode::Data, "A map in column '" + part.plan.name + "' has a NULL key, which JSON cannot hold.", {},
                             "Set '" + options_.format + ".map-null-key.mode' to DROP or LITERAL."};
        } else {
            key = keys.at<StringRef>(i).view();
        }
        if (!first) out += ',';
        first = false;
        appendJsonText(out, key);
        out += ':';
        if (Status status = write(values, part.children[1], i, out); !status.ok()) return status;
    }
    out += '}';
    return {};
}

} // namespace weir
