// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/datetime.h"

/// Calendar arithmetic on days and milliseconds since 1970-01-01.
namespace weir::calendar {

inline int64_t floorDivide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a ^ b) < 0); }
inline int64_t floorModulo(int64_t a, int64_t b) { return a - floorDivide(a, b) * b; }

/// 0 = Sunday.
inline int dayOfWeek(int64_t days) { return static_cast<int>(floorModulo(days + 4, 7)); }

inline bool isLeap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
inline int daysOfMonth(int64_t year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeap(year) ? 29 : days[month - 1];
}

struct Week {
    int64_t year;
    int week;
};
/// ISO 8601: weeks start on Monday and belong to the year of their Thursday.
inline Week isoWeek(int64_t days) {
    int64_t thursday = days - (dayOfWeek(days) + 6) % 7 + 3;
    int64_t year = civilFromDays(thursday).year;
    return {year, static_cast<int>((thursday - daysFromCivil(year, 1, 1)) / 7) + 1};
}
/// As counted in the United States: weeks start on Sunday, and the week of January 1st is the first.
inline Week usWeek(int64_t days) {
    int64_t sunday = days - dayOfWeek(days);
    int64_t year = civilFromDays(sunday + 6).year;
    int64_t first = daysFromCivil(year, 1, 1);
    return {year, static_cast<int>((sunday - (first - dayOfWeek(first))) / 7) + 1};
}
inline int usWeekOfMonth(int64_t days, int dayOfMonth) {
    int firstDay = dayOfWeek(days - dayOfMonth + 1);
    return (dayOfMonth + firstDay - 1) / 7 + 1;
}

/// The day so many months later, at most the last of its month.
inline int64_t addMonths(int64_t days, int64_t months) {
    CivilDate date = civilFromDays(days);
    int64_t total = date.year * 12 + date.month - 1 + months;
    int64_t year = floorDivide(total, 12);
    int month = static_cast<int>(total - year * 12) + 1;
    int last = daysOfMonth(year, month);
    return daysFromCivil(year, month, date.day < last ? date.day : last);
}

/// Whole months from `from` to `to`, in milliseconds of a wall clock; negative when `to` is earlier.
inline int64_t monthsBetween(int64_t from, int64_t to) {
    int64_t fromDay = floorDivide(from, MillisPerDay), toDay = floorDivide(to, MillisPerDay);
    bool swapped = toDay < fromDay;
    int64_t early = swapped ? toDay : fromDay, late = swapped ? fromDay : toDay;
    CivilDate a = civilFromDays(early), b = civilFromDays(late);
    int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
    if (addMonths(early, months) > late) --months;
    int64_t result = swapped ? -months : months;
    // Calcite's rule, also for negative differences: an earlier time of the day takes one month away.
    if (addMonths(fromDay, result) == toDay && to - toDay * MillisPerDay < from - fromDay * MillisPerDay) --result;
    return result;
}

} // namespace weir::calendar
