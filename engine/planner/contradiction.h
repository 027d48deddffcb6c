// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/expression.h"

namespace weir {

/// Whether no row can make all of these TRUE: one is FALSE or NULL, or what they demand of one expression by comparison with literals
/// (=, <>, <, <=, >, >=, IN, IS [NOT] NULL, AND, OR of these) leaves it no value.
bool neverTrue(const std::vector<ExpressionRef>& conjuncts);

} // namespace weir
