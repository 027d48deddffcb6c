// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/datetime.h"

#include <cstdint>

namespace weir {

/// Windows count in wall-clock milliseconds: of the session zone for TIMESTAMP_LTZ, plain otherwise. This turns event times into wall
/// clock, and ends of windows into the moment at which they close.
class WindowTimes {
public:
    WindowTimes(bool local, const TimeZone* zone) : zone_(local ? zone : nullptr) {}
    int64_t wall(int64_t time) const { return zone_ ? zone_->localFromUtc(time) : time; }
    int64_t epoch(int64_t wall) const { return zone_ ? zone_->utcFromLocal(wall) : wall; }
    /// The window with this end has closed at this watermark (or processing time).
    bool closed(int64_t end, int64_t watermark) const { return watermark >= closingTime(end); }
    /// Around a change to or from summer time as Flink does it: when a wall-clock hour comes twice, the later one; when it never
    /// comes, the whole hour before.
    int64_t closingTime(int64_t end) const {
        int64_t wall = end - 1;
        if (!zone_) return wall;
        constexpr int64_t hour = 3'600'000;
        int64_t first = zone_->utcFromLocal(wall), second = zone_->utcFromLocal(wall + hour);
        if (second - first > hour) return second - hour;
        if (first == second) return first - first % hour;
        return first;
    }

private:
    const TimeZone* zone_;
};

} // namespace weir
