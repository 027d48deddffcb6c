// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// The collection family is several tables; collection.cpp puts them behind each other.
namespace weir {

std::span<const FunctionInfo> arrayFunctions();
std::span<const FunctionInfo> arraySetFunctions();
std::span<const FunctionInfo> arrayOrderFunctions();
std::span<const FunctionInfo> mapFunctions();
std::span<const FunctionInfo> objectFunctions();

/// The types of a call whose kernel builds an array: the state of such kernels.
struct ArrayTypes {
    DataType result;
    DataType element;
};
/// An array and values that go into it or are looked for: all become the common element type. `indexes` are the arguments that are elements; the
/// others (from 0) must be arrays unless they lie behind `arrays`.
Result<DataType> commonElement(std::string_view function, const BindArguments& arguments, int arrays, int elements);

} // namespace weir
