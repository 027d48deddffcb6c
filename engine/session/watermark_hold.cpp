// SPDX-License-Identifier: Apache-2.0
#include "engine/session/time_watch.h"

#include <algorithm>

namespace weir {

std::optional<WatermarkHold> holdOf(const TimePage& page, int vertex, int subtask) {
    WatermarkHold hold;
    for (;;) {
        const std::pair here(vertex, subtask);
        if (std::find(hold.way.begin(), hold.way.end(), here) != hold.way.end()) return std::nullopt;
        auto at = std::find_if(page.subtasks.begin(), page.subtasks.end(), [&](const TimeSubtask& one) { return one.vertex == vertex && one.subtask == subtask; });
        if (at == page.subtasks.end()) return std::nullopt;
        hold.way.push_back(here);
        const MergeInput* holder = nullptr;
        int64_t furthest = INT64_MIN;
        for (const MergeInput& one : at->inputs) {
            if (one.state != TimeState::Active) continue;
            if (!holder || one.watermark < holder->watermark) holder = &one;
            furthest = std::max(furthest, one.watermark);
        }
        if (!holder) return at->inputs.empty() && hold.way.size() > 1 ? std::optional(hold) : std::nullopt;
        if (furthest > holder->watermark && hold.ahead == INT64_MIN) hold.ahead = furthest;
        hold.watermark = holder->watermark;
        if (holder->from < 0) {
            hold.split = holder->name;
            hold.lastRowMillis = holder->lastRowMillis;
            return hold;
        }
        vertex = holder->from;
        subtask = holder->fromSubtask;
    }
}

} // namespace weir
