// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/fate_taps.h"

#include "engine/runtime/observe/tap_ring.h"

namespace weir {

bool isFateWatched(const OperatorContext& context, RowFate fate) {
    if (!context.watch) return false;
    const TapList* taps = context.watch->fates.load(std::memory_order_acquire);
    if (!taps) return false;
    for (RowFate one : taps->fates)
        if (one == fate) return true;
    return false;
}

void tellFate(const OperatorContext& context, RowFate fate, const Batch& rows) {
    const TapList* taps = context.watch ? context.watch->fates.load(std::memory_order_acquire) : nullptr;
    for (size_t i = 0; taps && i < taps->rings.size(); ++i)
        if (taps->fates[i] == fate) taps->rings[i]->offer(rows, context.evaluation.watermark, context.evaluation, *taps->orders[i]);
}

void showFiltered(const OperatorContext& context, const Batch& rows, const Selection& chosen) {
    if (!isFateWatched(context, RowFate::Filtered)) return;
    auto out = std::make_shared<Selection>();
    size_t next = 0;
    for (int i = 0; i < rows.size(); ++i) {
        const int row = rows.physicalRow(i);
        if (next < chosen.size() && chosen[next] == row) ++next;
        else out->push_back(static_cast<uint16_t>(row));
    }
    tellFate(context, RowFate::Filtered, rows.withSelection(std::move(out)));
}

} // namespace weir
