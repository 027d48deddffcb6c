// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/time_page.h"
#include "engine/types/datetime.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// Event time of a run, from its opening until it is let go. Any thread.
class TimeWatch {
public:
    virtual ~TimeWatch() = default;
    /// How watermarks come about now, and what happened since the last call.
    virtual TimePage take() = 0;
    /// Columns of rows that come into an operator, by vertex and input.
    virtual Schema inputOf(int vertex, int input) const = 0;
    virtual Schema outputOf(int vertex) const = 0;
    virtual const std::shared_ptr<const TimeZone>& zone() const = 0;      // the session's
};

/// What keeps a watermark from rising: the split at the end of the way from an operator back to the sources.
struct WatermarkHold {
    std::vector<std::pair<int, int>> way;     // vertex and subtask, from the operator asked about to the source
    std::string split;                        // "orders/2"; empty where the source has none yet
    int64_t watermark = INT64_MIN;            // where it is held
    int64_t ahead = INT64_MIN;                // the furthest watermark of what waits for it at the first merge that does; INT64_MIN: nobody waits
    int64_t lastRowMillis = INT64_MIN;        // when the split last had rows; INT64_MIN never
};

/// Who holds the watermark of an operator's subtask back; nothing when it has none to wait for: all ended or idle. Edges are pairs of vertices,
/// by the channels' order.
std::optional<WatermarkHold> holdOf(const TimePage& page, int vertex, int subtask);

} // namespace weir
