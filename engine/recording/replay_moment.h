// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// Where a replay is to stop.
struct ReplayMoment {
    enum class Kind : uint8_t {
        End,            // with the recording
        Begin,          // before anything happens
        Step,           // before step `value` of the task of an operator's subtask
        Rows,           // when a source's subtask has given `value` rows, or the rest of that batch more
        Checkpoint,     // everywhere behind the barrier of checkpoint `value`
        Watermark       // sinks when their watermark has reached `value` (milliseconds)
    };
    Kind kind = Kind::End;
    std::string uid;    // of the operator; a source's table name too
    int subtask = 0;
    int64_t value = 0;
};

/// "begin", "step OPERATOR[/SUBTASK]:N", "rows TABLE[/SUBTASK]:N", "checkpoint N", "watermark 2024-05-01 12:00:00" (or milliseconds); '=' does for the blank.
Result<ReplayMoment> parseMoment(std::string_view text);

/// Where one task stands.
struct TaskPosition {
    std::vector<std::string> uids;                                  // of its operators, head first
    int subtask = 0;
    int64_t steps = 0, elements = 0;                                // done so far; elements: batches, watermarks ... into it
    std::string next;                                               // what the recording has next; empty: nothing more
    std::vector<std::pair<std::string, std::string>> splits;        // of its source: name, where it stands
};

} // namespace weir
