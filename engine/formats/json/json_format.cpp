// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_format.h"

#include "engine/formats/format_options.h"
#include "engine/formats/json/json_row_reader.h"
#include "engine/formats/json/json_row_writer.h"

#include <cstring>

namespace weir {

namespace {

/// A record is one JSON object, or an array of them; blank records are nothing.
class JsonDecoder final : public Decoder {
public:
    JsonDecoder(const JsonOptions& options, const FormatContext& context) : options_(options), reader_(options, context.schema, context.wanted) {}

    Status decode(std::string_view record, DecodedRows& rows) override { return take(record, rows) ? Status() : bad(record); }

    Result<size_t> decodeMany(std::string_view bytes, bool last, int maxRows, DecodedRows& rows) override {
        const char* at = bytes.data();
        const char* const end = at + bytes.size();
        while (at != end && rows.rows < maxRows) {
            const char* line = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at)));
            if (!line && !last) break;
            std::string_view record(at, static_cast<size_t>((line ? line : end) - at));
            if (!take(record, rows)) [[unlikely]]
                if (Status status = bad(record); !status.ok()) return status.error();
            at = line ? line + 1 : end;
        }
        return static_cast<size_t>(at - bytes.data());
    }

private:
    /// False: the record is bad and `why_` says so.
    bool take(std::string_view record, DecodedRows& rows) {
        const char* at = record.data();
        const char* end = at + record.size();
        if (!reader_.scan(at, end)) {
            at = skipJsonSpace(at, end);
            if (at == end) return true;
            if (*at == '[') return takeArray(at, end, rows);
            why_ = reader_.error();
            return false;
        }
        if (!validUtf8(record)) {
            why_ = "it is not UTF-8";
            return false;
        }
        const int before = rows.rows;
        if (!reader_.append(rows)) {
            why_ = reader_.error();
            return false;
        }
        ignored_ += rows.rows == before;      // Flink drops it too
        return true;
    }

    bool takeArray(const char* at, const char* end, DecodedRows& rows) {
        JsonToken array;
        const char* why = nullptr;
        if (!scanJsonValue(at, end, array, why) || !validUtf8(array.raw())) {
            why_ = why ? why : "it is not UTF-8";
            return false;
        }
        bool good = true;
        forEachElement(array, [&](const JsonToken& element) {
            const int before = rows.rows;
            if (good && reader_.scan(element.begin, element.begin + element.size) && reader_.append(rows)) {
                ignored_ += rows.rows == before;
                return;
            }
            if (good) why_ = reader_.error();
            good = false;
        });
        return good;
    }

    Status bad(std::string_view record) {
        if (!options_.ignoreErrors) return recordError(options_.format, record, why_);
        ++ignored_;
        return {};
    }

    JsonOptions options_;
    JsonRowReader reader_;
    std::string why_;
};

class JsonEncoder final : public Encoder {
public:
    JsonEncoder(const JsonOptions& options, const Schema& schema) : writer_(options, schema) {}

    Status encodeLines(const Batch& rows, std::string& out) override {
        for (int row = 0; row < rows.rows; ++row) {
            if (Status status = writer_.writeRow(rows, row, out); !status.ok()) return status;
            out += '\n';
        }
        return {};
    }
    Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) override {
        for (int row = 0; row < rows.rows; ++row) {
            if (Status status = writer_.writeRow(rows, row, out); !status.ok()) return status;
            ends.push_back(out.size());
        }
        return {};
    }

private:
    JsonRowWriter writer_;
};

Status checkType(std::string_view format, const std::string& column, const DataType& type) {
    TypeKind kind = type.kind();
    if (kind == TypeKind::Variant || kind == TypeKind::Bitmap || kind == TypeKind::Raw)
        return Error{ErrorCode::Unsupported, "The '" + std::string(format) + "' format cannot hold column '" + column + "' of type " + type.text() + "."};
    if ((kind == TypeKind::Map && !type.key().isCharacter()) || (kind == TypeKind::Multiset && !type.element().isCharacter()))
        return Error{ErrorCode::Unsupported, "The '" + std::string(format) + "' format needs text keys: column '" + column + "' is " + type.text() + "."};
    for (const DataType& part : type.children())
        if (Status status = checkType(format, column, part); !status.ok()) return status;
    return {};
}

} // namespace

Status checkJsonTypes(std::string_view format, const Schema& schema) {
    for (const Field& field : schema.fields)
        if (Status status = checkType(format, field.name, field.type); !status.ok()) return status;
    return {};
}

Result<std::unique_ptr<Decoder>> makeJsonDecoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "json");
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes("json", context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Decoder>(std::make_unique<JsonDecoder>(options.value(), context));
}

Result<std::unique_ptr<Encoder>> makeJsonEncoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "json");
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes("json", context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Encoder>(std::make_unique<JsonEncoder>(options.value(), context.schema));
}

} // namespace weir
