// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

/// How the operators bind; the rows of operators.cpp name them.
namespace weir {

Result<BoundScalar> bindPlus(const BindArguments&);
Result<BoundScalar> bindMinus(const BindArguments&);
Result<BoundScalar> bindTimes(const BindArguments&);
Result<BoundScalar> bindDivide(const BindArguments&);
Result<BoundScalar> bindRemainder(const BindArguments&);
Result<BoundScalar> bindNegate(const BindArguments&);

/// The temporal side of + - * /; no kernel when the types are not of that kind.
Result<BoundScalar> bindTemporalPlus(const BindArguments&, bool minus);
Result<BoundScalar> bindIntervalScale(const BindArguments&, bool divide);
bool isTemporalArithmetic(const BindArguments&);

Result<BoundScalar> bindEqual(const BindArguments&);
Result<BoundScalar> bindNotEqual(const BindArguments&);
Result<BoundScalar> bindLess(const BindArguments&);
Result<BoundScalar> bindLessOrEqual(const BindArguments&);
Result<BoundScalar> bindGreater(const BindArguments&);
Result<BoundScalar> bindGreaterOrEqual(const BindArguments&);
Result<BoundScalar> bindDistinct(const BindArguments&);
Result<BoundScalar> bindNotDistinct(const BindArguments&);
Result<BoundScalar> bindIn(const BindArguments&);
/// The type in which two values are compared; none when Flink refuses it.
std::optional<DataType> comparisonType(const DataType& a, const DataType& b);

Result<BoundScalar> bindNot(const BindArguments&);
Result<BoundScalar> bindIsNull(const BindArguments&);
Result<BoundScalar> bindIsNotNull(const BindArguments&);
Result<BoundScalar> bindIsTrue(const BindArguments&);
Result<BoundScalar> bindIsNotTrue(const BindArguments&);
Result<BoundScalar> bindIsFalse(const BindArguments&);
Result<BoundScalar> bindIsNotFalse(const BindArguments&);

Result<BoundScalar> bindArray(const BindArguments&);
Result<BoundScalar> bindMap(const BindArguments&);
Result<BoundScalar> bindRow(const BindArguments&);
Result<BoundScalar> bindItem(const BindArguments&);
Result<BoundScalar> bindField(const BindArguments&);

/// "Cannot apply + to INT and STRING."
Error cannotApply(std::string_view name, const BindArguments& given);

} // namespace weir
