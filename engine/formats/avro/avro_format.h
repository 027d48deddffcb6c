// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"

namespace weir {
Result<std::unique_ptr<Decoder>> makeAvroDecoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeAvroEncoder(const FormatContext& context);
} // namespace weir
