// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// The temporal family is several tables; temporal.cpp puts them behind each other.
namespace weir {

std::span<const FunctionInfo> temporalExtractFunctions();
std::span<const FunctionInfo> temporalDifferenceFunctions();
std::span<const FunctionInfo> temporalTextFunctions();
std::span<const FunctionInfo> temporalNowFunctions();

/// FLOOR and CEIL of a point in time: (value, unit literal). Numbers have their own.
Result<BoundScalar> bindTemporalFloor(const BindArguments& arguments);
Result<BoundScalar> bindTemporalCeil(const BindArguments& arguments);

} // namespace weir
