// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// Small words that most bind functions are made of.
namespace weir {

/// "(STRING, INT)".
std::string typeList(std::span<const DataType> types);

/// "SUBSTRING takes (STRING, INT [, INT]); it was given (INT)."
Error wrongArguments(std::string_view function, std::string_view takes, const BindArguments& given);

/// A scalar whose arguments are implicitly cast to `parameters`; the last parameters may be left out down to `required` (-1 = all required), and
/// `variadic` repeats the last one. Text stays the CHAR or VARCHAR that it is, and bytes too, as their physical forms agree.
/// NULL of any argument makes a nullable result. Error when count or types do not fit.
struct ScalarSpec {
    std::string_view function;
    DataType result;
    std::vector<DataType> parameters;
    Kernel kernel = nullptr;
    int required = -1;
    bool variadic = false;
    NullRule nulls = NullRule::Propagate;
    bool alwaysNullable = false;      // the kernel gives NULL for some non-NULL arguments
    bool canFail = false;
    bool deterministic = true;
    bool perRowTime = false;
    std::shared_ptr<const void> state = nullptr;
};
Result<BoundScalar> bindSpec(const BindArguments& given, ScalarSpec spec);

/// Whether any of the types is nullable.
bool anyNullable(std::span<const DataType> types);

/// The text literal at an index, or none.
std::optional<std::string> textLiteral(const BindArguments& given, int index);
std::optional<int64_t> integerLiteral(const BindArguments& given, int index);

} // namespace weir
