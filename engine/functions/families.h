// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// One table a family of functions, each in the file that is named for it; function_table.cpp puts them behind each other.
namespace weir {

std::span<const FunctionInfo> operatorFunctions();      // scalar/operators.cpp: + - * / % = < IS ... NOT IN ITEM FIELD, constructors
std::span<const FunctionInfo> mathFunctions();          // scalar/math.cpp
std::span<const FunctionInfo> conditionalFunctions();   // scalar/conditional.cpp
std::span<const FunctionInfo> stringFunctions();        // scalar/string.cpp
std::span<const FunctionInfo> regexpFunctions();        // scalar/regexp.cpp
std::span<const FunctionInfo> temporalFunctions();      // scalar/temporal.cpp
std::span<const FunctionInfo> jsonFunctions();          // scalar/json.cpp
std::span<const FunctionInfo> collectionFunctions();    // scalar/collection.cpp
std::span<const FunctionInfo> hashFunctions();          // scalar/hash.cpp
std::span<const FunctionInfo> urlFunctions();           // scalar/url.cpp
std::span<const FunctionInfo> variantFunctions();       // scalar/variant.cpp
std::span<const FunctionInfo> bitmapFunctions();        // scalar/bitmap.cpp
std::span<const FunctionInfo> aggregateFunctions();     // aggregate/aggregates.cpp
std::span<const FunctionInfo> tableFunctions();         // table/table_functions.cpp

} // namespace weir
