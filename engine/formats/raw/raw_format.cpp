// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/raw/raw_format.h"

#include "engine/formats/format_options.h"
#include "engine/formats/java_text.h"
#include "engine/formats/raw/charset.h"
#include "engine/formats/value_plan.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace weir {

namespace {

struct RawOptions {
    std::unique_ptr<Charset> charset;
    bool littleEndian = false;

    static Result<RawOptions> read(const FormatContext& context) {
        if (context.schema.size() != 1) {
            std::string columns;
            for (const Field& field : context.schema.fields) columns += (columns.empty() ? "" : ", ") + field.name;
            return Error{ErrorCode::Invalid, "The 'raw' format holds exactly one physical column, but the table has " +
                                                 std::to_string(context.schema.size()) + ": " + columns + "."};
        }
        const DataType& type = context.schema.fields[0].type;
        TypeKind kind = type.kind();
        if (!type.isCharacter() && !type.isBinary() && kind != TypeKind::Boolean && !type.isInteger() && !type.isApproximate())
            return Error{ErrorCode::Unsupported, "The 'raw' format cannot hold column '" + context.schema.fields[0].name + "' of type " + type.text() + "."};
        FormatOptions given(context.options, "raw");
        RawOptions raw;
        std::string name = given.text("charset", "UTF-8");
        raw.charset = Charset::find(name);
        if (!raw.charset) given.fail("charset", "the character set '" + name + "' is unknown.");
        raw.littleEndian = given.choice("endianness", {"big-endian", "little-endian"}, 0) == 1;
        if (!given.status().ok()) return given.status().error();
        return raw;
    }
};

/// The record's bytes as one value.
class RawDecoder final : public Decoder {
public:
    RawDecoder(RawOptions options, const FormatContext& context)
        : options_(std::move(options)), plan_(context.schema.fields[0].name, context.schema.fields[0].type), wanted_(!context.wanted.empty()) {}

    Status decode(std::string_view record, DecodedRows& rows) override {
        if (wanted_) {
            if (Status status = append(record, rows.columns[0]); !status.ok()) return status;
        }
        ++rows.rows;
        return {};
    }

private:
    Status append(std::string_view record, VectorBuilder& out) {
        switch (plan_.kind) {
        case TypeKind::Char:
        case TypeKind::Varchar:
            if (!options_.charset->isUtf8()) {
                options_.charset->toUtf8(record, text_);
                record = text_;
            }
            out.appendBytes(record);
            return {};
        case TypeKind::Binary:
        case TypeKind::Varbinary: out.appendBytes(record); return {};
        case TypeKind::Boolean: return fixed<uint8_t>(record, [&](uint8_t bits) { out.append<uint8_t>(bits != 0); });
        case TypeKind::TinyInt: return fixed<uint8_t>(record, [&](uint8_t bits) { out.append(static_cast<int8_t>(bits)); });
        case TypeKind::SmallInt: return fixed<uint16_t>(record, [&](uint16_t bits) { out.append(static_cast<int16_t>(bits)); });
        case TypeKind::Int: return fixed<uint32_t>(record, [&](uint32_t bits) { out.append(static_cast<int32_t>(bits)); });
        case TypeKind::BigInt: return fixed<uint64_t>(record, [&](uint64_t bits) { out.append(static_cast<int64_t>(bits)); });
        case TypeKind::Float: return fixed<uint32_t>(record, [&](uint32_t bits) { out.append(std::bit_cast<float>(bits)); });
        default: return fixed<uint64_t>(record, [&](uint64_t bits) { out.append(std::bit_cast<double>(bits)); });
        }
    }

    template <class Bits, class Append> Status fixed(std::string_view record, Append append) {
        if (record.size() != sizeof(Bits))
            return Error{ErrorCode::Data, "A raw record has " + std::to_string(record.size()) + " bytes, but column '" + plan_.name + "' of type " +
                                              plan_.type.text() + " needs " + std::to_string(sizeof(Bits)) + "."};
        Bits bits = 0;
        for (size_t i = 0; i < sizeof(Bits); ++i)
            bits = static_cast<Bits>(static_cast<uint64_t>(bits) << 8 | static_cast<unsigned char>(record[options_.littleEndian ? sizeof(Bits) - 1 - i : i]));
        append(bits);
        return {};
    }

    RawOptions options_;
    ValuePlan plan_;
    bool wanted_;
    std::string text_;
};

class RawEncoder final : public Encoder {
public:
    RawEncoder(RawOptions options, const FormatContext& context)
        : options_(std::move(options)), plan_(context.schema.fields[0].name, context.schema.fields[0].type) {}

    Status encodeLines(const Batch& rows, std::string& out) override {
        for (int row = 0; row < rows.rows; ++row) {
            if (rows.columns[0]->isNull(row))
                return Error{ErrorCode::Data, "The 'raw' format cannot write a NULL to a file, but column '" + plan_.name + "' has one.", {}, "Leave such rows out, or use COALESCE."};
            write(*rows.columns[0], row, out);
            out += '\n';
        }
        return {};
    }
    Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) override {
        for (int row = 0; row < rows.rows; ++row) {
            write(*rows.columns[0], row, out);
            ends.push_back(out.size());
        }
        return {};
    }

private:
    void write(const Vector& column, int row, std::string& out) {
        if (column.isNull(row)) return;
        switch (plan_.kind) {
        case TypeKind::Char:
        case TypeKind::Varchar:
            if (!options_.charset->isUtf8()) {
                options_.charset->fromUtf8(column.at<StringRef>(row).view(), text_);
                out += text_;
                break;
            }
            [[fallthrough]];
        case TypeKind::Binary:
        case TypeKind::Varbinary: out += column.at<StringRef>(row).view(); break;
        case TypeKind::Boolean:
        case TypeKind::TinyInt: fixed(column.at<uint8_t>(row), 1, out); break;
        case TypeKind::SmallInt: fixed(static_cast<uint16_t>(column.at<int16_t>(row)), 2, out); break;
        case TypeKind::Int: fixed(static_cast<uint32_t>(column.at<int32_t>(row)), 4, out); break;
        case TypeKind::BigInt: fixed(static_cast<uint64_t>(column.at<int64_t>(row)), 8, out); break;
        case TypeKind::Float: fixed(std::bit_cast<uint32_t>(column.at<float>(row)), 4, out); break;
        default: fixed(std::bit_cast<uint64_t>(column.at<double>(row)), 8, out);
        }
    }

    void fixed(uint64_t bits, int bytes, std::string& out) const {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(bits >> 8 * (options_.littleEndian ? i : bytes - 1 - i));
    }

    RawOptions options_;
    ValuePlan plan_;
    std::string text_;
};

} // namespace

Result<std::unique_ptr<Decoder>> makeRawDecoder(const FormatContext& context) {
    Result<RawOptions> options = RawOptions::read(context);
    if (!options.ok()) return options.error();
    return std::unique_ptr<Decoder>(std::make_unique<RawDecoder>(std::move(options).value(), context));
}

Result<std::unique_ptr<Encoder>> makeRawEncoder(const FormatContext& context) {
    Result<RawOptions> options = RawOptions::read(context);
    if (!options.ok()) return options.error();
    return std::unique_ptr<Encoder>(std::make_unique<RawEncoder>(std::move(options).value(), context));
}

} // namespace weir
