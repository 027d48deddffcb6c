// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"

#include <string_view>

namespace weir {

/// The text around the row of an insertion and of a deletion. Updates are written as both, as Flink does.
struct CdcEnvelope {
    std::string_view beforeInsert, behindInsert, beforeDelete, behindDelete;
};

Result<std::unique_ptr<Encoder>> makeCdcEncoder(const FormatContext& context, std::string_view format, const CdcEnvelope& envelope);

} // namespace weir
