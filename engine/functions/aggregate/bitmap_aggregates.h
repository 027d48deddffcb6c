// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

namespace weir {

std::span<const FunctionInfo> bitmapAggregates();

} // namespace weir
