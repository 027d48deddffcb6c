// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"

namespace weir {

Result<std::unique_ptr<Decoder>> makeJsonDecoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeJsonEncoder(const FormatContext& context);

/// What JSON cannot hold: VARIANT, BITMAP, RAW, and maps whose keys are no texts.
Status checkJsonTypes(std::string_view format, const Schema& schema);

} // namespace weir
