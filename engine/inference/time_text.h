// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

/// A date, time of day or timestamp as it is spelled in a file.
struct TimeText {
    enum class Form : uint8_t { Date, TimeOfDay, Sql, Iso };     // Sql: a blank between date and time, Iso: a T
    enum class Zone : uint8_t { None, Utc, Offset };             // "", "Z", "+02:00"
    Form form = Form::Date;
    Zone zone = Zone::None;
    bool seconds = true;
    int digits = 0;                                              // behind the second
    int64_t millis = 0;                                          // UTC where the text names no zone
};

/// yyyy-MM-dd, HH:mm:ss[.f], yyyy-MM-dd[ T]HH:mm[:ss[.f]][Z|+hh:mm]; nothing else.
std::optional<TimeText> readTimeText(std::string_view text);

} // namespace weir
