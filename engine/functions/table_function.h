// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/kernel.h"
#include "engine/types/vector_builder.h"

#include <vector>

namespace weir {

/// A bound table function: for each input row, zero or more output rows. Immutable, shared by subtasks.
class TableFunction {
public:
    virtual ~TableFunction() = default;
    /// Appends the output columns of all `count` rows (physical row rows[i], or i when rows is null) to `out`, and to `origins` the input's physical row per output row.
    virtual void evaluate(std::span<const Vector* const> arguments, const uint16_t* rows, int count, std::vector<VectorBuilder>& out,
                          std::vector<uint16_t>& origins, const EvaluationContext&) const = 0;
};

} // namespace weir
