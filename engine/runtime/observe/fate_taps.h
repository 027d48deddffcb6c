// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/node_watch.h"
#include "engine/runtime/operators/operator.h"

namespace weir {

/// Somebody looks at the rows with that verdict. One load while nobody does.
bool isFateWatched(const OperatorContext& context, RowFate fate);
/// Gives them to who looks. `rows`: those with the verdict, as they came into the operator (of a source: as its connector gave them).
void tellFate(const OperatorContext& context, RowFate fate, const Batch& rows);

void showFiltered(const OperatorContext& context, const Batch& rows, const Selection& chosen);

/// Counts the rows that a condition has left out, and shows them to who looks.
inline void tellFiltered(const OperatorContext& context, const Batch& rows, const Selection& chosen) {
    const int64_t out = rows.size() - static_cast<int64_t>(chosen.size());
    if (out == 0) return;
    context.count(RowFate::Filtered, out);
    if (context.watch && context.watch->fates.load(std::memory_order_acquire)) [[unlikely]] showFiltered(context, rows, chosen);
}

/// All rows are folded in at once, or take back what was.
inline void countFolded(const OperatorContext& context, const Batch& rows, int input = 0) {
    int64_t takeBack = 0;
    for (int i = 0; rows.kinds && i < rows.size(); ++i) takeBack += !isAdd(rows.kind(rows.physicalRow(i)));
    context.count(RowFate::Retracted, takeBack, input);
    context.count(RowFate::Folded, rows.size() - takeBack, input);
}

} // namespace weir
