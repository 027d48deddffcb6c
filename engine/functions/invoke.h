// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

namespace weir {

/// Runs a bound function over columns of `rows` rows (at most MaxBatchRows): decodes dictionaries, applies the NULL rule, computes constants once.
/// `selection` (null = all) lists the rows to compute; others are meaningless in the result. Arguments are of the bound argument types.
ColumnRef invoke(const BoundScalar& bound, std::span<const ColumnRef> arguments, int rows, const uint16_t* selection, int selected,
                 const EvaluationContext& context);

} // namespace weir
