// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/functions/string_writer.h"
#include "engine/types/int128.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A moment on the wall clock, taken apart.
struct LocalMoment {
    int64_t year = 1970;
    int month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int nano = 0;
    int64_t days = 0;                 // since 1970-01-01
    std::optional<int> offsetSeconds; // of the zone; none for a moment without zone
    std::string_view zone{};
    static LocalMoment of(int64_t localMillis, int nanoOfMilli = 0);
};

/// A date pattern of Java, compiled. Immutable, thread-safe. English names.
class DatePattern {
public:
    enum class Style {
        Formatter,   // java.time.format.DateTimeFormatter: DATE_FORMAT, TO_TIMESTAMP; strict
        Simple       // java.text.SimpleDateFormat: TO_DATE, FROM_UNIXTIME, UNIX_TIMESTAMP, CONVERT_TZ; lenient, text behind the date may follow
    };
    static Result<DatePattern> compile(std::string_view pattern, Style style);

    void format(const LocalMoment& moment, StringWriter& out) const;

    struct Parsed {
        int64_t localMillis = 0;
        int nanoOfMilli = 0;
        std::optional<int> offsetSeconds;
    };
    /// None when the text does not fit.
    std::optional<Parsed> parse(std::string_view text) const;

private:
    enum class Field : uint8_t {
        Literal, Era, Year, WeekYear, Quarter, Month, WeekOfYear, WeekOfMonth, DayOfYear, DayOfMonth, DayOfWeekInMonth, DayName, DayNumber, IsoDayNumber, AmPm, Hour24, ClockHour24,
        Hour12, ClockHour12, Minute, Second, Fraction, Millis, Nano, MilliOfDay, NanoOfDay, Offset, ZoneName, Open, Close
    };
    struct Token {
        Field field;
        char letter;
        int count;
        std::string literal;
    };
    struct Reader;
    bool isNumber(const Token& token) const;
    std::vector<Token> tokens_;
    Style style_ = Style::Formatter;
};

/// The patterns of one kernel call whose pattern is a column.
class DatePatternCache {
public:
    explicit DatePatternCache(DatePattern::Style style) : style_(style) {}
    /// Fails the row when the pattern is none.
    const DatePattern& get(std::string_view pattern);

private:
    DatePattern::Style style_;
    std::vector<std::pair<std::string, DatePattern>> entries_;
};

} // namespace weir
