// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/int128.h"

#include <cstdint>
#include <string>

namespace weir {

/// formatDate, formatTime and formatTimestamp behind what `out` holds, with nothing allocated besides.
void appendDate(std::string& out, int64_t days);
void appendTime(std::string& out, int64_t millis, int precision);
void appendTimestamp(std::string& out, Int128 physical, int precision);

} // namespace weir
