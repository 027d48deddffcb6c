// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/decoder.h"
#include "engine/types/data_type.h"
#include "engine/types/datetime.h"

#include <memory>
#include <span>
#include <vector>

namespace weir {

struct FormatContext {
    Schema schema;                 // physical columns of the table, declared order
    std::vector<int> wanted;       // indexes into schema that are read, in output order (decoder only)
    Options options;               // all options of the table
    std::shared_ptr<const TimeZone> zone;
};

/// One row of the format table. The option descriptions live in catalog's FormatTraits, made from here by connectors.
struct FormatInfo {
    std::string_view name;
    Result<std::unique_ptr<Decoder>> (*makeDecoder)(const FormatContext&) = nullptr;
    Result<std::unique_ptr<Encoder>> (*makeEncoder)(const FormatContext&) = nullptr;
};

std::span<const FormatInfo> builtinFormats();
const FormatInfo* findFormat(std::string_view name);

} // namespace weir
