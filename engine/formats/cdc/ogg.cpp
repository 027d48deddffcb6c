// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_decoder.h"
#include "engine/formats/cdc/cdc_encoder.h"
#include "engine/formats/cdc/cdc_formats.h"
#include "engine/formats/json/json_format.h"

namespace weir {

namespace {

enum Slot { Before, After, Type };

/// Oracle GoldenGate: {"before": row, "after": row, "op_type": "I" | "U" | "D"}.
class OggDecoder final : public CdcDecoder {
public:
    OggDecoder(JsonOptions options, const FormatContext& context) : CdcDecoder(std::move(options), context, {"before", "after", "op_type"}) {}

protected:
    Status change(DecodedRows& rows) override {
        std::string type = fieldText(Type);
        bool hasBefore = field(Before).kind == JsonKind::Object;
        if (type == "I") return append(field(After), RowKind::Insert, rows);
        if (type == "U") {
            if (!hasBefore) return fail("the \"before\" field of an UPDATE message is null");
            if (Status status = append(field(Before), RowKind::UpdateBefore, rows); !status.ok() || failed()) return status;
            return append(field(After), RowKind::UpdateAfter, rows);
        }
        if (type == "D") return hasBefore ? append(field(Before), RowKind::Delete, rows) : fail("the \"before\" field of a DELETE message is null");
        return fail("the op_type '" + type + "' is unknown");
    }
};

} // namespace

Result<std::unique_ptr<Decoder>> makeOggDecoder(const FormatContext& context) {
    Result<JsonOptions> options = JsonOptions::read(context.options, "ogg-json");
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes("ogg-json", context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Decoder>(std::make_unique<OggDecoder>(options.value(), context));
}

Result<std::unique_ptr<Encoder>> makeOggEncoder(const FormatContext& context) {
    return makeCdcEncoder(context, "ogg-json", {"{\"before\":null,\"after\":", ",\"op_type\":\"I\"}", "{\"before\":", ",\"after\":null,\"op_type\":\"D\"}"});
}

} // namespace weir
