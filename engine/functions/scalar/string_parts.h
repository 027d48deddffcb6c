// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// The string family is several tables; string.cpp puts them behind each other.
namespace weir {

std::span<const FunctionInfo> stringSearchFunctions();
std::span<const FunctionInfo> stringChangeFunctions();
std::span<const FunctionInfo> stringTrimFunctions();
std::span<const FunctionInfo> stringConcatFunctions();
std::span<const FunctionInfo> stringEncodingFunctions();
std::span<const FunctionInfo> printfFunctions();

} // namespace weir
