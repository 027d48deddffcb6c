// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/int128.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

// Single values as Java's classes read and print them; what the text formats share. All functions are pure.

/// String.trim(): everything up to and including the space goes.
std::string_view trimJava(std::string_view text);
/// Integer.parseInt and its sisters: sign and decimal digits only, within [least, most].
bool parseJavaInteger(std::string_view text, int64_t least, int64_t most, int64_t& value);
/// Double.parseDouble: trims; "NaN", "Infinity", suffixes d and f; too large is infinite, too small zero.
bool parseJavaDouble(std::string_view text, double& value);
bool parseJavaFloat(std::string_view text, float& value);
/// BigDecimal(text) rounded HALF_UP to the scale. False: no number. `value` is empty when it needs more digits than the precision.
bool parseJavaDecimal(std::string_view text, int precision, int scale, std::optional<Int128>& value);
/// BigDecimal.toString() (1E+5) or, when plain, toPlainString(); trailing zeros taken off first when `strip`.
void appendJavaDecimal(std::string& out, Int128 unscaled, int scale, bool strip, bool plain);

/// A wall-clock moment.
struct LocalDateTime {
    int64_t days = 0;
    int64_t nanosOfDay = 0;
};
enum class TimestampStandard : uint8_t { Sql, Iso8601 };   // "2020-01-02 03:04:05.6" and "2020-01-02T03:04:05.6"

// `smart`, as Java's formatters are unless told otherwise: a day up to 31 is the last one of a shorter month, and 24:00 is the end of the day.
bool parseIsoDate(std::string_view text, int64_t& days, bool smart = false);        // yyyy-MM-dd
bool parseSqlDate(std::string_view text, int64_t& days);                // java.sql.Date.valueOf: yyyy-[M]M-[d]d, days beyond a month's end run on
bool parseIsoTime(std::string_view text, int64_t& nanos, bool secondsNeeded, bool smart = false);
/// `zulu`: a final Z must stand there.
bool parseLocalTimestamp(std::string_view text, TimestampStandard standard, bool zulu, LocalDateTime& value);
/// The physical value of a TIMESTAMP(precision).
Int128 timestampPhysical(const LocalDateTime& time, int precision);

void appendIsoDate(std::string& out, int64_t days);
/// HH:mm:ss and as many digits of the fraction as are not zero.
void appendIsoTime(std::string& out, int64_t nanosOfDay);
void appendLocalTimestamp(std::string& out, Int128 physical, int precision, TimestampStandard standard, bool zulu);

void appendBase64(std::string& out, std::string_view bytes);
/// Jackson's MIME-NO-LINEFEEDS variant: padding needed.
bool decodeBase64(std::string_view text, std::string& out);

/// Bytes that are no UTF-8 become U+FFFD, one for each part that could have begun a character, as Java decodes.
void repairUtf8(std::string_view bytes, std::string& out);

} // namespace weir
