// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_decoder.h"
#include "engine/formats/cdc/cdc_encoder.h"
#include "engine/formats/cdc/cdc_formats.h"
#include "engine/formats/json/json_format.h"

namespace weir {

namespace {

enum Slot { Data, Old, Type };

/// {"data": row, "old": changed fields, "type": "insert" | "update" | "delete"}.
class MaxwellDecoder final : public CdcDecoder {
public:
    MaxwellDecoder(JsonOptions options, const FormatContext& context) : CdcDecoder(std::move(options), context, {"data", "old", "type"}) {}

protected:
    Status change(DecodedRows& rows) override {
        std::string type = fieldText(Type);
        if (type == "insert") return append(field(Data), RowKind::Insert, rows);
        if (type == "delete") return append(field(Data), RowKind::Delete, rows);
        if (type == "update") {
            if (Status status = appendMerged(field(Old), field(Data), RowKind::UpdateBefore, rows); !status.ok() || failed()) return status;
            return append(field(Data), RowKind::UpdateAfter, rows);
        }
        return fail("the type '" + type + "' is unknown");
    }
};

} // namespace

Result<std::unique_ptr<Decoder>> makeMaxwellDecoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "maxwell-json");
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes("maxwell-json", context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Decoder>(std::make_unique<MaxwellDecoder>(options.value(), context));
}

Result<std::unique_ptr<Encoder>> makeMaxwellEncoder(const FormatContext& context) {
    return makeCdcEncoder(context, "maxwell-json", {"{\"data\":", ",\"type\":\"insert\"}", "{\"data\":", ",\"type\":\"delete\"}"});
}

} // namespace weir
