// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"

namespace weir {

Result<std::unique_ptr<Decoder>> makeDebeziumDecoder(const FormatContext& context);
Result<std::unique_ptr<Decoder>> makeCanalDecoder(const FormatContext& context);
Result<std::unique_ptr<Decoder>> makeMaxwellDecoder(const FormatContext& context);
Result<std::unique_ptr<Decoder>> makeOggDecoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeDebeziumEncoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeCanalEncoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeMaxwellEncoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeOggEncoder(const FormatContext& context);

} // namespace weir
