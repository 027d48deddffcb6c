// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/time/watermark_board.h"
#include "engine/types/batch.h"

#include <cstdint>
#include <vector>

namespace weir {

// What a look at event time shows. Times in milliseconds; wall ones are the run's own clock.

/// How a row stood to the watermark when its source gave it on.
enum class Timeliness : uint8_t {
    OnTime,          // at or above everything its split had shown
    Disordered,      // below, but above the watermark
    Late             // at or below the watermark: windows that have closed do not take it
};

/// One row of a source; which ones are looked at is a sample.
struct TimeSample {
    int64_t eventTime = 0, wallMillis = 0;
    int64_t watermark = INT64_MIN;         // that the source had given on before
    int input = 0;                         // number of the split among the source's, as in TimeSubtask::inputs
    Timeliness timeliness = Timeliness::OnTime;
};

/// Rows that an operator did not take because they came too late.
struct LateRows {
    Batch rows;                            // dense, as they came into the operator
    int input = 0;                         // of the operator
    std::vector<int64_t> times;            // of each row: its time, or the end of the window it belongs to
    int64_t watermark = 0;                 // the operator's then
    int64_t wallMillis = 0;
};

/// A window that gave its rows.
struct WindowFiring {
    int64_t start = 0, end = 0;            // event time; milliseconds of UTC
    int64_t watermark = 0;                 // that closed it
    int64_t wallMillis = 0;
};

/// An operator's subtask: how its watermark comes about now, and what happened since the last look.
struct TimeSubtask {
    int vertex = 0, subtask = 0;
    int64_t watermark = INT64_MIN;         // given on
    std::vector<MergeInput> inputs;        // splits of a source, else channels in the order of snapshots
    std::vector<TimeSample> samples;
    std::vector<LateRows> late;
    std::vector<WindowFiring> firings;
};

struct TimePage {
    int64_t nowMillis = 0;                 // of the run's clock
    std::vector<TimeSubtask> subtasks;     // by vertex and subtask
    int64_t unseenLateRows = 0;            // since the opening: more than could be kept
};

} // namespace weir
