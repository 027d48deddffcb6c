// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_decoder.h"
#include "engine/formats/cdc/cdc_encoder.h"
#include "engine/formats/cdc/cdc_formats.h"
#include "engine/formats/format_options.h"
#include "engine/formats/json/json_format.h"
#include "engine/formats/text_pattern.h"

namespace weir {

namespace {

enum Slot { Data, Old, Type, Database, Table };

/// {"data": [rows], "old": [changed fields], "type": "INSERT" | "UPDATE" | "DELETE" | ..., "database": ..., "table": ...}.
class CanalDecoder final : public CdcDecoder {
public:
    CanalDecoder(JsonOptions options, const FormatContext& context, std::unique_ptr<TextPattern> databases, std::unique_ptr<TextPattern> tables)
        : CdcDecoder(std::move(options), context, {"data", "old", "type", "database", "table"}), databases_(std::move(databases)), tables_(std::move(tables)) {}

protected:
    Status change(DecodedRows& rows) override {
        if (databases_ && !databases_->matches(fieldText(Database))) return {};
        if (tables_ && !tables_->matches(fieldText(Table))) return {};
        std::string type = fieldText(Type);
        if (type == "CREATE") return {};       // a change of the schema
        if (type != "INSERT" && type != "UPDATE" && type != "DELETE") return fail("the type '" + type + "' is unknown");
        if (field(Data).kind != JsonKind::Array) return fail("there is no data");
        std::vector<JsonToken> old;
        if (type == "UPDATE") {
            if (field(Old).kind != JsonKind::Array) return fail("an UPDATE has no old rows");
            forEachElement(field(Old), [&](const JsonToken& row) { old.push_back(row); });
        }
        Status status;
        size_t number = 0;
        forEachElement(field(Data), [&](const JsonToken& row) {
            if (!status.ok() || failed()) return;
            if (type == "INSERT") status = append(row, RowKind::Insert, rows);
            else if (type == "DELETE") status = append(row, RowKind::Delete, rows);
            else if (number >= old.size()) status = fail("an UPDATE has fewer old rows than new ones");
            else {
                status = appendMerged(old[number], row, RowKind::UpdateBefore, rows);
                if (status.ok() && !failed()) status = append(row, RowKind::UpdateAfter, rows);
            }
            ++number;
        });
        return status;
    }

private:
    std::unique_ptr<TextPattern> databases_, tables_;
};

} // namespace

Result<std::unique_ptr<Decoder>> makeCanalDecoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "canal-json");
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes("canal-json", context.schema); !status.ok()) return status.error();
    FormatOptions given(context.options, "canal-json");
    auto pattern = [&](std::string_view name) -> std::unique_ptr<TextPattern> {
        if (!given.has(name)) return nullptr;
        std::string why;
        std::unique_ptr<TextPattern> compiled = TextPattern::compile(given.text(name), why);
        if (!compiled) given.fail(name, "the pattern cannot be read: " + why + ".");
        return compiled;
    };
    std::unique_ptr<TextPattern> databases = pattern("database.include"), tables = pattern("table.include");
    if (!given.status().ok()) return given.status().error();
    return std::unique_ptr<Decoder>(std::make_unique<CanalDecoder>(options.value(), context, std::move(databases), std::move(tables)));
}

Result<std::unique_ptr<Encoder>> makeCanalEncoder(const FormatContext& context) {
    return makeCdcEncoder(context, "canal-json", {"{\"data\":[", "],\"type\":\"INSERT\"}", "{\"data\":[", "],\"type\":\"DELETE\"}"});
}

} // namespace weir
