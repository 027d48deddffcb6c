// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/csv/csv_format.h"
#include "engine/formats/csv/csv_scanner.h"
#include "engine/formats/format_options.h"
#include "engine/formats/java_text.h"
#include "engine/formats/value_plan.h"

#include <cstring>
#include <simdjson.h>

namespace weir {

namespace {

/// CSV to rows: finds the fields of a record, then converts those that are wanted.
class CsvDecoder final : public Decoder {
public:
    CsvDecoder(CsvOptions options, const FormatContext& context)
        : options_(std::move(options)), scanner_(options_), columns_(context.schema.size()), wanted_(context.wanted) {
        for (int column : wanted_) {
            const Field& field = context.schema.fields[static_cast<size_t>(column)];
            plans_.emplace_back(field.name, field.type);
        }
    }

    Framing framing() const override { return Framing::CsvRecords; }

    Status decode(std::string_view record, DecodedRows& rows) override {
        padded_.assign(record);
        padded_.append(64, '\0');
        Result<size_t> done = decodeMany({padded_.data(), record.size()}, true, INT32_MAX, rows);
        return done.ok() ? Status() : Status(done.error());
    }

    Result<size_t> decodeMany(std::string_view bytes, bool last, int maxRows, DecodedRows& rows) override {
        scanner_.start(bytes, last);
        Status status;
        while (status.ok() && rows.rows < maxRows) {
            CsvScanner::Outcome outcome = scanner_.next();
            if (outcome == CsvScanner::Outcome::BadQuotes) {
                const std::string bad(line());
                if (options_.ignoreErrors) outcome = scanner_.passBadRecord();
                if (outcome == CsvScanner::Outcome::BadQuotes) status = badQuotes(bad);     // from here nobody knows where records begin
                else if (outcome != CsvScanner::Outcome::Incomplete) ++ignored_;
                if (outcome == CsvScanner::Outcome::Record) continue;
            }
            if (outcome != CsvScanner::Outcome::Record) break;
            status = row(rows);
        }
        const std::string_view read = bytes.substr(0, static_cast<size_t>(scanner_.position() - bytes.data()));
        if (!simdjson::validate_utf8(read.data(), read.size())) return notUtf8(read);
        if (!status.ok()) return status.error();
        return read.size();
    }

private:
    /// Text in another encoding is a file read wrongly, not a bad record: it fails whatever `ignore-parse-errors` says.
    static Error notUtf8(std::string_view records) {
        std::string_view line;
        for (size_t from = 0; from < records.size(); from += line.size() + 1) {
            line = records.substr(from, records.find('\n', from) - from);
            if (!simdjson::validate_utf8(line.data(), line.size())) break;
        }
        Error error = recordError("csv", line, "the text is not UTF-8");
        error.hint = "Convert the file to UTF-8.";
        return error;
    }
    static Error badQuotes(std::string_view line) {
        Error error = recordError("csv", line, "the quotes do not match");
        error.hint = "Double the quotes inside a quoted field, or set 'csv.disable-quote-character' = 'true'.";
        return error;
    }
    Status row(DecodedRows& rows) {
        int count = scanner_.fieldCount();
        bool blank = scanner_.blank() && columns_ > 1;
        if (blank) count = 0;
        // Jackson takes one blank field too many for a trailing comma.
        if (count == columns_ + 1 && trimJava(fieldText(columns_)).empty()) count = columns_;
        if (count > columns_) {
            if (!options_.ignoreErrors) return fail("too many fields: " + std::to_string(columns_) + " expected but was " + std::to_string(count));
            ++ignored_;
            return {};
        }
        if (count < columns_ && !options_.ignoreErrors)
            return fail("too few fields: " + std::to_string(columns_) + " expected but was " + std::to_string(count));
        for (size_t i = 0; i < wanted_.size(); ++i) {
            VectorBuilder& out = rows.columns[i];
            if (wanted_[i] >= count) {
                out.appendNull();
                continue;
            }
            std::string_view text = fieldText(wanted_[i]);
            if (append(text, plans_[i], out)) continue;
            if (!options_.ignoreErrors)
                return fail("'" + std::string(text.substr(0, 60)) + "' in field '" + plans_[i].name + "' is no " + plans_[i].type.text());
            out.appendNull();
        }
        ++rows.rows;
        return {};
    }

    std::string_view fieldText(int column) { return scanner_.text(scanner_.fields()[static_cast<size_t>(column)], scratch_); }
    std::string_view line() const {
        std::string_view record = scanner_.record();
        return record.substr(0, record.find_last_not_of("\r\n") + 1);
    }
    Error fail(const std::string& why) const { return recordError("csv", line(), why); }

    /// False: the text is none of the type (nothing was appended).
    bool append(std::string_view text, const ValuePlan& plan, VectorBuilder& out) {
        if (plan.kind == TypeKind::Array || plan.kind == TypeKind::Row) return appendElements(text, plan, out);
        if (options_.nullLiteral && text == *options_.nullLiteral) {
            out.appendNull();
            return true;
        }
        int64_t integer = 0;
        switch (plan.kind) {
        case TypeKind::Boolean: {
            std::string_view word = trimJava(text);
            out.append<uint8_t>(word.size() == 4 && (word[0] | 32) == 't' && (word[1] | 32) == 'r' && (word[2] | 32) == 'u' && (word[3] | 32) == 'e');
            return true;
        }
        case TypeKind::TinyInt:
            if (!parseJavaInteger(trimJava(text), INT8_MIN, INT8_MAX, integer)) return false;
            out.append(static_cast<int8_t>(integer));
            return true;
        case TypeKind::SmallInt:
            if (!parseJavaInteger(trimJava(text), INT16_MIN, INT16_MAX, integer)) return false;
            out.append(static_cast<int16_t>(integer));
            return true;
        case TypeKind::Int:
        case TypeKind::IntervalYearMonth:
            if (!parseJavaInteger(trimJava(text), INT32_MIN, INT32_MAX, integer)) return false;
            if (plan.physical == PhysicalKind::Int64) out.append(integer);
            else out.append(static_cast<int32_t>(integer));
            return true;
        case TypeKind::BigInt:
        case TypeKind::IntervalDayTime:
            if (!parseJavaInteger(trimJava(text), INT64_MIN, INT64_MAX, integer)) return false;
            out.append(integer);
            return true;
        case TypeKind::Float: {
            float value;
            if (!parseJavaFloat(text, value)) return false;
            out.append(value);
            return true;
        }
        case TypeKind::Double: {
            double value;
            if (!parseJavaDouble(text, value)) return false;
            out.append(value);
            return true;
        }
        case TypeKind::Decimal: {
            std::optional<Int128> value;
            if (!parseJavaDecimal(text, plan.precision, plan.scale, value)) return false;
            if (!value) out.appendNull();
            else if (plan.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(*value));
            else out.append(*value);
            return true;
        }
        case TypeKind::Char:
        case TypeKind::Varchar: out.appendBytes(text); return true;
        case TypeKind::Binary:
        case TypeKind::Varbinary:
            if (!decodeBase64(text, bytes_)) return false;
            out.appendBytes(bytes_);
            return true;
        case TypeKind::Date:
            if (!parseSqlDate(text, integer)) return false;
            out.append(static_cast<int32_t>(integer));
            return true;
        case TypeKind::Time:
            if (!parseIsoTime(text, integer, false)) return false;
            out.append(static_cast<int32_t>(integer / 1'000'000 / timeUnit(plan.precision) * timeUnit(plan.precision)));
            return true;
        case TypeKind::Timestamp:
        case TypeKind::TimestampLtz: {
            LocalDateTime time;
            if (!parseLocalTimestamp(trimJava(text), TimestampStandard::Sql, plan.kind == TypeKind::TimestampLtz, time)) return false;
            Int128 value = timestampPhysical(time, plan.precision);
            if (plan.physical == PhysicalKind::Int64) out.append(static_cast<int64_t>(value));
            else out.append(value);
            return true;
        }
        default: return false;
        }
    }

    static int timeUnit(int precision) { return precision == 0 ? 1000 : precision == 1 ? 100 : precision == 2 ? 10 : 1; }

    /// Elements between element delimiters; an empty text holds none. A ROW must have as many as it has fields.
    bool appendElements(std::string_view text, const ValuePlan& plan, VectorBuilder& out) {
        size_t expected = plan.children.size(), count = 0;
        bool isRow = plan.kind == TypeKind::Row;
        if (isRow) {
            if (text.empty()) return false;
            size_t parts = 1;
            for (size_t at = text.find(options_.elementDelimiter); at != std::string_view::npos; ++parts)
                at = text.find(options_.elementDelimiter, at + options_.elementDelimiter.size());
            if (parts != expected && !options_.ignoreErrors) return false;
        }
        while ((!text.empty() || count > 0) && !(isRow && count == expected)) {
            size_t stop = text.find(options_.elementDelimiter);
            std::string_view element = text.substr(0, stop);
            const ValuePlan& part = plan.children[isRow ? count : 0];
            if (part.kind == TypeKind::Array || part.kind == TypeKind::Row || !append(element, part, out.child(isRow ? static_cast<int>(count) : 0))) {
                if (!options_.ignoreErrors) return false;
                out.child(isRow ? static_cast<int>(count) : 0).appendNull();
            }
            ++count;
            if (stop == std::string_view::npos) break;
            text.remove_prefix(stop + options_.elementDelimiter.size());
        }
        for (; isRow && count < expected; ++count) out.child(static_cast<int>(count)).appendNull();
        out.closeNested();
        return true;
    }

    CsvOptions options_;
    CsvScanner scanner_;
    int columns_;
    std::vector<int> wanted_;
    std::vector<ValuePlan> plans_;
    std::string scratch_, bytes_, padded_;
};

} // namespace

Status checkCsvTypes(const Schema& schema) {
    for (const Field& field : schema.fields) {
        auto refuse = [&](const char* why) {
            return Error{ErrorCode::Unsupported, "The 'csv' format cannot hold column '" + field.name + "' of type " + field.type.text() + why, {}, "Use the 'json' format."};
        };
        TypeKind kind = field.type.kind();
        if (kind == TypeKind::Map || kind == TypeKind::Multiset || kind == TypeKind::Raw || kind == TypeKind::Variant || kind == TypeKind::Bitmap) return refuse(".");
        for (const DataType& part : field.type.children())
            if (part.isNested()) return refuse(": only simple types may stand in an ARRAY or ROW.");
    }
    return {};
}

Result<std::unique_ptr<Decoder>> makeCsvDecoder(const FormatContext& context) {
    Result<CsvOptions> options = CsvOptions::read(context.options);
    if (!options.ok()) return options.error();
    if (Status status = checkCsvTypes(context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Decoder>(std::make_unique<CsvDecoder>(options.value(), context));
}

} // namespace weir
