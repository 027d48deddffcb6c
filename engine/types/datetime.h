// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/int128.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

constexpr int64_t MillisPerDay = 86'400'000;

/// Proleptic Gregorian calendar (Hinnant's days_from_civil).
struct CivilDate { int64_t year; int month; int day; };
int64_t daysFromCivil(int64_t year, int month, int day);
CivilDate civilFromDays(int64_t days);

/// Units of a TIMESTAMP(p)'s physical value per second: 1000, 1'000'000 or 1'000'000'000.
int64_t timestampUnitsPerSecond(int precision);
/// Between a physical value of precision p and milliseconds / nanoseconds (floor).
int64_t timestampToMillis(Int128 physical, int precision);
Int128 timestampFromMillis(int64_t millis, int precision);
Int128 timestampToNanos(Int128 physical, int precision);
Int128 timestampFromNanos(Int128 nanos, int precision);

/// "2020-01-02", "12:34:56.789" (precision digits), "2020-01-02 12:34:56.789" (exactly precision digits).
std::string formatDate(int64_t days);
std::string formatTime(int64_t millis, int precision);
std::string formatTimestamp(Int128 physical, int precision);
/// Flink's CAST from text: several forms accepted; none when it is not one.
std::optional<int64_t> parseDate(std::string_view text);
std::optional<int64_t> parseTime(std::string_view text);                               // milliseconds of the day
std::optional<Int128> parseTimestamp(std::string_view text, int precision);             // "yyyy-MM-dd[ T]HH:mm:ss[.f]" and date only

/// A time zone by Flink's spelling ("UTC", "Europe/Berlin", "GMT-03:30"). Immutable, thread-safe.
class TimeZone {
public:
    virtual ~TimeZone() = default;
    virtual const std::string& name() const = 0;
    virtual int64_t offsetMillisAtUtc(int64_t utcMillis) const = 0;
    /// Wall clock to UTC as java.time does: in a gap shifted forward, in an overlap the earlier offset.
    virtual int64_t utcFromLocal(int64_t localMillis) const = 0;
    int64_t localFromUtc(int64_t utcMillis) const { return utcMillis + offsetMillisAtUtc(utcMillis); }
    static std::shared_ptr<const TimeZone> find(std::string_view name);   // null when unknown
    static std::shared_ptr<const TimeZone> utc();
};

} // namespace weir
