// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/operators.h"

#include "engine/functions/families.h"

namespace weir {

namespace {

constexpr FunctionInfo Operators[] = {
    {"+", FunctionKind::Scalar, "arithmetic", "a + b", "The sum; also a time and an interval, or two intervals.", "1 + 2 -> 3", bindPlus},
    {"-", FunctionKind::Scalar, "arithmetic", "a - b", "The difference; also a time less an interval, or two intervals.", "5 - 2 -> 3", bindMinus},
    {"*", FunctionKind::Scalar, "arithmetic", "a * b", "The product; also an interval and a number.", "3 * 4 -> 12", bindTimes},
    {"/", FunctionKind::Scalar, "arithmetic", "a / b", "The quotient; integers divide to an integer.", "7 / 2 -> 3", bindDivide},
    {"%", FunctionKind::Scalar, "arithmetic", "a % b", "The remainder, with the sign of a.", "7 % 4 -> 3", bindRemainder},
    {"MOD", FunctionKind::Scalar, "arithmetic", "MOD(a, b)", "The remainder, with the sign of a.", "MOD(7, 4) -> 3", bindRemainder},
    {"NEGATE", FunctionKind::Scalar, "arithmetic", "-a", "The number with the other sign.", "-(3) -> -3", bindNegate},
    {"=", FunctionKind::Scalar, "comparison", "a = b", "Whether both are equal; NULL when one is NULL.", "1 = 1 -> TRUE", bindEqual},
    {"<>", FunctionKind::Scalar, "comparison", "a <> b", "Whether both differ; NULL when one is NULL.", "1 <> 2 -> TRUE", bindNotEqual},
    {"<", FunctionKind::Scalar, "comparison", "a < b", "Whether a is less.", "1 < 2 -> TRUE", bindLess},
    {"<=", FunctionKind::Scalar, "comparison", "a <= b", "Whether a is less or equal.", "2 <= 2 -> TRUE", bindLessOrEqual},
    {">", FunctionKind::Scalar, "comparison", "a > b", "Whether a is greater.", "1 > 2 -> FALSE", bindGreater},
    {">=", FunctionKind::Scalar, "comparison", "a >= b", "Whether a is greater or equal.", "2 >= 2 -> TRUE", bindGreaterOrEqual},
    {"IS DISTINCT FROM", FunctionKind::Scalar, "comparison", "a IS DISTINCT FROM b", "Whether both differ; NULL equals NULL.", "1 IS DISTINCT FROM 1 -> FALSE", bindDistinct},
    {"IS NOT DISTINCT FROM", FunctionKind::Scalar, "comparison", "a IS NOT DISTINCT FROM b", "Whether both are equal; NULL equals NULL.", "1 IS NOT DISTINCT FROM 1 -> TRUE", bindNotDistinct},
    {"IN", FunctionKind::Scalar, "comparison", "a IN (b, ...)", "Whether a is one of the values.", "2 IN (1, 2) -> TRUE", bindIn},
    {"NOT", FunctionKind::Scalar, "logic", "NOT a", "TRUE for FALSE, FALSE for TRUE, NULL for NULL.", "NOT FALSE -> TRUE", bindNot},
    {"IS NULL", FunctionKind::Scalar, "logic", "a IS NULL", "Whether a is NULL.", "1 IS NULL -> FALSE", bindIsNull},
    {"IS NOT NULL", FunctionKind::Scalar, "logic", "a IS NOT NULL", "Whether a is not NULL.", "1 IS NOT NULL -> TRUE", bindIsNotNull},
    {"IS TRUE", FunctionKind::Scalar, "logic", "a IS TRUE", "Whether a is TRUE.", "TRUE IS TRUE -> TRUE", bindIsTrue},
    {"IS NOT TRUE", FunctionKind::Scalar, "logic", "a IS NOT TRUE", "Whether a is FALSE or NULL.", "TRUE IS NOT TRUE -> FALSE", bindIsNotTrue},
    {"IS FALSE", FunctionKind::Scalar, "logic", "a IS FALSE", "Whether a is FALSE.", "FALSE IS FALSE -> TRUE", bindIsFalse},
    {"IS NOT FALSE", FunctionKind::Scalar, "logic", "a IS NOT FALSE", "Whether a is TRUE or NULL.", "FALSE IS NOT FALSE -> FALSE", bindIsNotFalse},
    {"IS UNKNOWN", FunctionKind::Scalar, "logic", "a IS UNKNOWN", "Whether a is NULL.", "TRUE IS UNKNOWN -> FALSE", bindIsNull},
    {"IS NOT UNKNOWN", FunctionKind::Scalar, "logic", "a IS NOT UNKNOWN", "Whether a is not NULL.", "TRUE IS NOT UNKNOWN -> TRUE", bindIsNotNull},
    {"ARRAY", FunctionKind::Scalar, "collection", "ARRAY[a, ...]", "The array of these elements.", "ARRAY[1, 2] -> [1, 2]", bindArray},
    {"MAP", FunctionKind::Scalar, "collection", "MAP[key, value, ...]", "The map of these keys and values.", "MAP['a', 1] -> {a=1}", bindMap},
    {"ROW", FunctionKind::Scalar, "collection", "ROW(a, ...)", "The row of these values.", "ROW(1, 'a') -> (1, a)", bindRow},
    {"ITEM", FunctionKind::Scalar, "collection", "a[index or key]", "The element at an index from 1, or the value of a key; NULL when there is none.", "ARRAY[5, 6][2] -> 6", bindItem},
    {"FIELD", FunctionKind::Scalar, "collection", "row.field", "A field of a row.", "CAST(ROW(1, 'a') AS ROW<x INT, y STRING>).y -> 'a'", bindField},
};

} // namespace

std::span<const FunctionInfo> operatorFunctions() { return Operators; }

Error cannotApply(std::string_view name, const BindArguments& given) {
    std::string message = "Cannot apply " + std::string(name) + " to ";
    for (int i = 0; i < given.size(); ++i) message += (i == 0 ? "" : i + 1 == given.size() ? " and " : ", ") + given.types[i].text();
    return Error{ErrorCode::Type, message + ".", {}, "Use CAST to give both sides a common type."};
}

} // namespace weir
