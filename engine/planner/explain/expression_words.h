// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/expression.h"

#include <string>
#include <vector>

namespace weir {

/// The two ways in which Flink's plans spell an expression.
enum class ExpressionStyle : uint8_t {
    Prefix,      // ">(a, 5)", "_UTF-16LE'x'": syntax tree and physical plan
    Infix        // "(a > 5)", "'x'": execution plan
};

/// The expression over columns of these names; "$0" where there is none.
std::string expressionWords(const Expression& expression, const std::vector<std::string>& names, ExpressionStyle style);
/// "VARCHAR(2147483647) CHARACTER SET "UTF-16LE" NOT NULL": the type in Calcite's spelling.
std::string typeWords(const DataType& type, ExpressionStyle style, bool withNullability = false);
/// "10 s", "1 min", "1 h": the largest unit without a remainder.
std::string durationWords(int64_t millis);

} // namespace weir
