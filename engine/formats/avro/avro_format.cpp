// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_format.h"

#include "engine/formats/avro/avro_file.h"
#include "engine/formats/avro/avro_reader.h"
#include "engine/formats/avro/avro_schema.h"
#include "engine/formats/avro/avro_writer.h"
#include "engine/formats/format_options.h"

#include <optional>

namespace weir {

namespace {

struct AvroOptions {
    const AvroCodec* codec = nullptr;
    bool legacyTimes = true;      // of messages; files always are

    static Result<AvroOptions> read(const FormatContext& context) {
        FormatOptions given(context.options, "avro");
        AvroOptions out;
        std::string codec = given.text("codec", "snappy");
        out.codec = findAvroCodec(codec);
        if (!out.codec) given.fail("codec", "the codec '" + codec + "' is unknown; there are " + avroCodecNames() + ".");
        out.legacyTimes = given.boolean("timestamp_mapping.legacy", true);
        if (given.choice("encoding", {"binary", "json"}, 0) == 1) return Error{ErrorCode::Unsupported, "'avro.encoding' = 'json' is not supported yet."};
        if (!given.status().ok()) return given.status().error();
        return out;
    }
};

/// Records of a file by the schema in its head; messages by the table's own.
class AvroDecoder final : public Decoder {
public:
    AvroDecoder(AvroSchema messages, const FormatContext& context) : schema_(context.schema), wanted_(context.wanted), messages_(std::move(messages), schema_, wanted_) {}

    Framing framing() const override { return Framing::Container; }
    std::unique_ptr<ByteStream> unpack(std::unique_ptr<ByteStream> file, const std::string& path) override {
        records_.reset();
        return std::make_unique<AvroFileReader>(std::move(file), path, [this](std::string_view text) -> Status {
            Result<AvroSchema> schema = AvroSchema::parse(text);
            if (!schema) return schema.error();
            records_.emplace(std::move(*schema), schema_, wanted_);
            if (records_->mayBeEmpty()) return Error{ErrorCode::Data, "The file's Avro records have no fields."};
            return {};
        });
    }

    Status decode(std::string_view record, DecodedRows& rows) override {
        if (messages_.measure(record) < 0) return Error{ErrorCode::Data, "A message of " + std::to_string(record.size()) + " bytes is no Avro record of this table."};
        return messages_.read(record, rows);
    }

    Result<size_t> decodeMany(std::string_view bytes, bool last, int maxRows, DecodedRows& rows) override {
        size_t at = 0;
        while (records_ && at < bytes.size() && rows.rows < maxRows) {
            std::string_view rest = bytes.substr(at);
            int64_t size = records_->measure(rest);
            if (size == -1 && !last) break;
            if (size < 0) return Error{ErrorCode::Data, "An Avro record makes no sense."};
            if (Status status = records_->read(rest.substr(0, static_cast<size_t>(size)), rows); !status) return status.error();
            at += static_cast<size_t>(size);
        }
        return at;
    }

private:
    const Schema schema_;
    const std::vector<int> wanted_;
    AvroReader messages_;
    std::optional<AvroReader> records_;
};

class AvroEncoder final : public Encoder {
public:
    AvroEncoder(const Schema& schema, const std::string& fileSchema, const AvroCodec& codec) : rows_(schema, true), messages_(schema, false), file_(fileSchema, codec) {}

    void beginFile(std::string& out) override { out += file_.head(); }
    Status encodeLines(const Batch& rows, std::string& out) override {
        block_.clear();
        for (int row = 0; row < rows.rows; ++row) rows_.write(rows, row, block_);
        return file_.appendBlock(rows.rows, block_, out);
    }
    Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) override {
        for (int row = 0; row < rows.rows; ++row) {
            messages_.write(rows, row, out);
            ends.push_back(out.size());
        }
        return {};
    }

private:
    AvroWriter rows_, messages_;
    AvroFileWriter file_;
    std::string block_;
};

} // namespace

Result<std::unique_ptr<Decoder>> makeAvroDecoder(const FormatContext& context) {
    Result<AvroOptions> options = AvroOptions::read(context);
    if (!options) return options.error();
    Result<AvroSchema> schema = AvroSchema::ofRow(context.schema, false, options->legacyTimes);
    if (!schema) return schema.error();
    return std::unique_ptr<Decoder>(std::make_unique<AvroDecoder>(std::move(*schema), context));
}

Result<std::unique_ptr<Encoder>> makeAvroEncoder(const FormatContext& context) {
    Result<AvroOptions> options = AvroOptions::read(context);
    if (!options) return options.error();
    Result<AvroSchema> messages = AvroSchema::ofRow(context.schema, false, options->legacyTimes);
    if (!messages) return messages.error();
    Result<AvroSchema> file = AvroSchema::ofRow(context.schema, true, options->legacyTimes);
    return std::unique_ptr<Encoder>(std::make_unique<AvroEncoder>(context.schema, file->text(), *options->codec));
}

} // namespace weir
