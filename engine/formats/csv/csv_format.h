// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"

namespace weir {

/// An error for a type that CSV cannot hold: maps, and lists and rows in lists and rows.
Status checkCsvTypes(const Schema& schema);
Result<std::unique_ptr<Decoder>> makeCsvDecoder(const FormatContext& context);
Result<std::unique_ptr<Encoder>> makeCsvEncoder(const FormatContext& context);

} // namespace weir
