// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator.h"
#include "engine/state/row_lists.h"
#include "engine/state/table_state.h"
#include "engine/types/datetime.h"

#include <algorithm>

namespace weir {

// Pieces of state that many operators have, in and out of checkpoints.

/// The event time that an operator has reached: decides what is late. After a change of parallelism the least of the former subtasks counts.
inline void saveClock(StateWriter& out, int64_t watermark) {
    out.section("clock", {{}, {{"watermark", "BIGINT"}}});
    out.entry(EverySubtask);
    out.number(watermark);
}
/// `mustAgree`: what subtasks hold can be put together only where all had reached the same time. Unaligned checkpoints take them where they are.
inline int64_t loadClock(StateReader& in, bool mustAgree = false) {
    int64_t watermark = NoWatermark;
    StateEntry entry;
    if (!in.section("clock", {{}, {{"watermark", "BIGINT"}}})) return watermark;
    for (bool first = true; in.next(entry); first = false) {
        int64_t one = entry.number();
        if (!first && mustAgree && one != watermark)
            throw RunError({ErrorCode::Invalid, "The subtasks of a window had reached different times when the checkpoint was taken, so another number of subtasks cannot share what they hold.", {},
                            "Start with the parallelism it was taken with, or from a savepoint."});
        watermark = first ? one : std::min(watermark, one);
    }
    return watermark;
}

/// By which clock the windows of a section end.
inline void tellClock(StateShape& shape, const OperatorContext& context, bool localZone, bool processingTime) {
    shape.isProcessingTime = processingTime;
    if (localZone && context.evaluation.zone) shape.zone = context.evaluation.zone->name();
}

/// A list of packed rows, its counts, degrees and times.
inline void saveRows(StateWriter& out, const RowLists& rows, const RowLists::List& list) {
    out.number(list.size);
    for (uint32_t at = list.first; at != RowLists::None; at = rows[at].next) {
        out.bytes(rows[at].row());
        out.number(rows[at].count);
        out.number(rows[at].degree);
        out.number(rows[at].time);
    }
}
inline void loadRows(StateEntry& in, RowLists& rows, RowLists::List& list) {
    for (int64_t left = in.number(); left > 0; --left) {
        uint32_t at = rows.append(list, in.bytes());
        rows[at].count = static_cast<uint32_t>(in.number());
        rows[at].degree = static_cast<uint32_t>(in.number());
        rows[at].time = in.number();
    }
}

} // namespace weir
