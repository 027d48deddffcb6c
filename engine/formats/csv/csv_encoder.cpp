// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/csv/csv_format.h"
#include "engine/formats/csv/csv_options.h"
#include "engine/formats/java_text.h"
#include "engine/formats/value_plan.h"
#include "engine/types/text.h"

#include <algorithm>
#include <charconv>

namespace weir {

namespace {

/// Rows to CSV as Jackson writes it.
class CsvEncoder final : public Encoder {
public:
    CsvEncoder(CsvOptions options, const Schema& schema) : options_(std::move(options)) {
        for (const Field& field : schema.fields) plans_.emplace_back(field.name, field.type);
        safeFrom_ = std::max<int>(std::max<int>(options_.delimiter, options_.quote), '\n') + 1;
    }

    Status encodeLines(const Batch& rows, std::string& out) override {
        for (int row = 0; row < rows.rows; ++row) {
            encodeRow(rows, row, out);
            out += '\n';
        }
        return {};
    }

    Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) override {
        for (int row = 0; row < rows.rows; ++row) {
            encodeRow(rows, row, out);
            ends.push_back(out.size());
        }
        return {};
    }

private:
    void encodeRow(const Batch& rows, int row, std::string& out) {
        for (size_t i = 0; i < plans_.size(); ++i) {
            if (i > 0) out += options_.delimiter;
            encodeField(*rows.columns[i], plans_[i], row, out);
        }
    }

    void encodeField(const Vector& column, const ValuePlan& plan, int row, std::string& out) {
        if (column.isNull(row)) {
            if (options_.nullLiteral) out += *options_.nullLiteral;
            return;
        }
        switch (plan.kind) {
        case TypeKind::Boolean: case TypeKind::TinyInt: case TypeKind::SmallInt: case TypeKind::Int: case TypeKind::BigInt:
        case TypeKind::Float: case TypeKind::Double: case TypeKind::Decimal: case TypeKind::IntervalYearMonth: case TypeKind::IntervalDayTime:
            return appendPlain(column, plan, row, out);     // Jackson never quotes numbers
        case TypeKind::Char: case TypeKind::Varchar: return appendQuoted(column.at<StringRef>(row).view(), out);
        default:
            text_.clear();
            appendPlain(column, plan, row, text_);
            appendQuoted(text_, out);
        }
    }

    void appendPlain(const Vector& column, const ValuePlan& plan, int row, std::string& out) const {
        if (column.isNull(row)) {
            if (options_.nullLiteral) out += *options_.nullLiteral;
            return;
        }
        switch (plan.kind) {
        case TypeKind::Boolean: out += column.at<uint8_t>(row) ? "true" : "false"; break;
        case TypeKind::TinyInt: appendInteger(column.at<int8_t>(row), out); break;
        case TypeKind::SmallInt: appendInteger(column.at<int16_t>(row), out); break;
        case TypeKind::Int: appendInteger(column.at<int32_t>(row), out); break;
        case TypeKind::BigInt: case TypeKind::IntervalYearMonth: case TypeKind::IntervalDayTime: appendInteger(column.at<int64_t>(row), out); break;
        case TypeKind::Float: appendJavaFloat(out, column.at<float>(row)); break;
        case TypeKind::Double: appendJavaDouble(out, column.at<double>(row)); break;
        case TypeKind::Decimal: appendJavaDecimal(out, wide(column, plan, row), plan.scale, true, !options_.scientificDecimals); break;
        case TypeKind::Char: case TypeKind::Varchar: out += column.at<StringRef>(row).view(); break;
        case TypeKind::Binary: case TypeKind::Varbinary: appendBase64(out, column.at<StringRef>(row).view()); break;
        case TypeKind::Date: appendIsoDate(out, column.at<int32_t>(row)); break;
        case TypeKind::Time: appendIsoTime(out, column.at<int32_t>(row) * int64_t(1'000'000)); break;
        case TypeKind::Timestamp: case TypeKind::TimestampLtz:
            appendLocalTimestamp(out, wide(column, plan, row), plan.precision, TimestampStandard::Sql, plan.kind == TypeKind::TimestampLtz);
            break;
        case TypeKind::Array: {
            int at = column.physicalRow(row);
            const Vector& list = column.base() ? *column.base() : column;
            for (int32_t i = list.offsets()[at]; i < list.offsets()[at + 1]; ++i) {
                if (i > list.offsets()[at]) out += options_.elementDelimiter;
                appendPlain(list.child(0), plan.children[0], i, out);
            }
            break;
        }
        case TypeKind::Row: {
            int at = column.physicalRow(row);
            const Vector& record = column.base() ? *column.base() : column;
            for (size_t i = 0; i < plan.children.size(); ++i) {
                if (i > 0) out += options_.elementDelimiter;
                appendPlain(record.child(static_cast<int>(i)), plan.children[i], at, out);
            }
            break;
        }
        default: break;
        }
    }

    static Int128 wide(const Vector& column, const ValuePlan& plan, int row) {
        return plan.physical == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row);
    }
    static void appendInteger(int64_t value, std::string& out) {
        char digits[24];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    }

    /// Jackson's guess: long texts and those with a character up to the greatest special one are quoted without a closer look.
    bool needsQuotes(std::string_view text) const {
        constexpr size_t LongestChecked = 24;
        if (!options_.quote) return false;
        if (text.size() > LongestChecked) {
            size_t utf16 = 0;
            for (char c : text) utf16 += (c & 0xc0) != 0x80 ? 1 + ((c & 0xf8) == 0xf0) : 0;
            if (utf16 > LongestChecked) return true;
        }
        return std::any_of(text.begin(), text.end(), [this](char c) {
            return static_cast<unsigned char>(c) < safeFrom_ || (options_.escape && c == options_.escape);
        });
    }

    void appendQuoted(std::string_view text, std::string& out) const {
        if (!needsQuotes(text)) {
            out += text;
            return;
        }
        out += options_.quote;
        for (char c : text) {
            if (c == options_.quote) out += c;
            else if (options_.escape && c == options_.escape) out += c;
            out += c;
        }
        out += options_.quote;
    }

    CsvOptions options_;
    std::vector<ValuePlan> plans_;
    int safeFrom_;
    std::string text_;
};

} // namespace

Result<std::unique_ptr<Encoder>> makeCsvEncoder(const FormatContext& context) {
    Result<CsvOptions> options = CsvOptions::read(context.options);
    if (!options.ok()) return options.error();
    if (Status status = checkCsvTypes(context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Encoder>(std::make_unique<CsvEncoder>(options.value(), context.schema));
}

} // namespace weir
