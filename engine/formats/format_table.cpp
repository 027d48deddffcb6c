// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_format.h"
#include "engine/formats/cdc/cdc_formats.h"
#include "engine/formats/csv/csv_format.h"
#include "engine/formats/format_info.h"
#include "engine/formats/json/json_format.h"
#include "engine/formats/raw/raw_format.h"

namespace weir {

namespace {
constexpr FormatInfo formats[] = {
    {"csv", makeCsvDecoder, makeCsvEncoder},
    {"json", makeJsonDecoder, makeJsonEncoder},
    {"avro", makeAvroDecoder, makeAvroEncoder},
    {"raw", makeRawDecoder, makeRawEncoder},
    {"debezium-json", makeDebeziumDecoder, makeDebeziumEncoder},
    {"canal-json", makeCanalDecoder, makeCanalEncoder},
    {"maxwell-json", makeMaxwellDecoder, makeMaxwellEncoder},
    {"ogg-json", makeOggDecoder, makeOggEncoder},
};
} // namespace

std::span<const FormatInfo> builtinFormats() { return formats; }

const FormatInfo* findFormat(std::string_view name) {
    for (const FormatInfo& format : formats)
        if (format.name == name) return &format;
    return nullptr;
}

} // namespace weir
