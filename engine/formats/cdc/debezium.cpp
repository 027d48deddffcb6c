// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_decoder.h"
#include "engine/formats/cdc/cdc_encoder.h"
#include "engine/formats/cdc/cdc_formats.h"
#include "engine/formats/format_options.h"
#include "engine/formats/json/json_format.h"

namespace weir {

namespace {

enum Slot { Before, After, Op, Payload };

/// {"before": row, "after": row, "op": "c" | "r" | "u" | "d"}, within "payload" when the schema is included.
class DebeziumDecoder final : public CdcDecoder {
public:
    DebeziumDecoder(JsonOptions options, const FormatContext& context, bool schemaIncluded)
        : CdcDecoder(std::move(options), context, {"before", "after", "op", "payload"}), schemaIncluded_(schemaIncluded) {}

protected:
    Status change(DecodedRows& rows) override {
        if (schemaIncluded_ && !enter(field(Payload))) return fail("there is no payload");
        std::string op = fieldText(Op);
        auto missing = [&](const char* what) {
            return fail("the \"before\" field of " + std::string(what) + " message is null; with the Postgres connector set REPLICA IDENTITY of the table to FULL");
        };
        bool hasBefore = field(Before).kind == JsonKind::Object;
        if (op == "c" || op == "r") return append(field(After), RowKind::Insert, rows);
        if (op == "u") {
            if (!hasBefore) return missing("an UPDATE");
            if (field(After).kind != JsonKind::Object) return fail("the \"after\" field of an UPDATE message is null");
            if (Status status = append(field(Before), RowKind::UpdateBefore, rows); !status.ok() || failed()) return status;
            return append(field(After), RowKind::UpdateAfter, rows);
        }
        if (op == "d") return hasBefore ? append(field(Before), RowKind::Delete, rows) : missing("a DELETE");
        return fail("the op '" + op + "' is unknown");
    }

private:
    bool schemaIncluded_;
};

} // namespace

Result<std::unique_ptr<Decoder>> makeDebeziumDecoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "debezium-json");
    if (!options.ok()) return options.error();
    FormatOptions given(context.options, "debezium-json");
    bool schemaIncluded = given.boolean("schema-include", false);
    if (!given.status().ok()) return given.status().error();
    if (Status status = checkJsonTypes("debezium-json", context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Decoder>(std::make_unique<DebeziumDecoder>(options.value(), context, schemaIncluded));
}

Result<std::unique_ptr<Encoder>> makeDebeziumEncoder(const FormatContext& context) {
    FormatOptions given(context.options, "debezium-json");
    if (given.boolean("schema-include", false))
        return Error{ErrorCode::Invalid, "The 'debezium-json' format cannot write messages with their schema.", {}, "Remove 'debezium-json.schema-include'."};
    return makeCdcEncoder(context, "debezium-json", {"{\"before\":null,\"after\":", ",\"op\":\"c\"}", "{\"before\":", ",\"after\":null,\"op\":\"d\"}"});
}

} // namespace weir
