// SPDX-License-Identifier: Apache-2.0
#include "engine/types/datetime.h"

#include "engine/types/datetime_text.h"

#include <charconv>

namespace weir {

namespace {

constexpr int64_t Powers[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

template <class T> T floorDivide(T value, T divisor) {
    T quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

/// Digits only; nothing else.
std::optional<int> integerIn(std::string_view text) {
    text = trimmed(text);
    int value = 0;
    if (text.empty() || text[0] == '-') return std::nullopt;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool isLeap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

bool isDate(int64_t year, int month, int day) {
    constexpr int Days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    return day <= Days[month - 1] + (month == 2 && isLeap(year) ? 1 : 0);
}

/// Not negative, with leading zeros.
void appendPadded(std::string& out, int64_t value, int width) {
    char digits[24];
    char* end = digits + sizeof digits;
    char* at = end;
    do {
        *--at = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0 || end - at < width);
    out.append(at, static_cast<size_t>(end - at));
}

void appendYear(std::string& out, int64_t year) {
    if (year < 0) out += '-', year = -year;
    appendPadded(out, year, 4);
}

void appendClock(std::string& out, int64_t seconds) {
    appendPadded(out, seconds / 3600, 2);
    out += ':';
    appendPadded(out, seconds / 60 % 60, 2);
    out += ':';
    appendPadded(out, seconds % 60, 2);
}

/// Reads `least` to `most` digits off the front of `text`.
bool takeNumber(std::string_view& text, int least, int most, int64_t& value) {
    value = 0;
    int count = 0;
    while (count < most && !text.empty() && text[0] >= '0' && text[0] <= '9') {
        value = value * 10 + (text[0] - '0');
        text.remove_prefix(1);
        ++count;
    }
    return count >= least;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

int64_t daysFromCivil(int64_t year, int month, int day) {
    year -= month <= 2;
    int64_t era = floorDivide<int64_t>(year, 400);
    int64_t yearOfEra = year - era * 400;
    int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

CivilDate civilFromDays(int64_t days) {
    days += 719468;
    int64_t era = floorDivide<int64_t>(days, 146097);
    int64_t dayOfEra = days - era * 146097;
    int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int64_t shifted = (5 * dayOfYear + 2) / 153;
    int day = static_cast<int>(dayOfYear - (153 * shifted + 2) / 5 + 1);
    int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    return {yearOfEra + era * 400 + (month <= 2), month, day};
}

int64_t timestampUnitsPerSecond(int precision) { return precision <= 3 ? 1000 : precision <= 6 ? 1'000'000 : 1'000'000'000; }

int64_t timestampToMillis(Int128 physical, int precision) {
    if (precision <= 3) return static_cast<int64_t>(physical);
    if (precision <= 6) return floorDivide<int64_t>(static_cast<int64_t>(physical), 1000);
    return static_cast<int64_t>(floorDivide<Int128>(physical, 1'000'000));
}

Int128 timestampFromMillis(int64_t millis, int precision) { return Int128(millis) * (timestampUnitsPerSecond(precision) / 1000); }

Int128 timestampToNanos(Int128 physical, int precision) { return physical * (1'000'000'000 / timestampUnitsPerSecond(precision)); }

Int128 timestampFromNanos(Int128 nanos, int precision) {
    return floorDivide<Int128>(nanos, 1'000'000'000 / timestampUnitsPerSecond(precision));
}

void appendDate(std::string& out, int64_t days) {
    CivilDate date = civilFromDays(days);
    appendYear(out, date.year);
    out += '-';
    appendPadded(out, date.month, 2);
    out += '-';
    appendPadded(out, date.day, 2);
}

void appendTime(std::string& out, int64_t millis, int precision) {
    appendClock(out, millis / 1000);
    if (precision <= 0) return;
    out += '.';
    int64_t rest = millis % 1000;
    do {
        out += static_cast<char>('0' + rest / 100);
        rest = rest % 100 * 10;
    } while (rest != 0 && --precision > 0);
}

void appendTimestamp(std::string& out, Int128 physical, int precision) {
    int64_t units = timestampUnitsPerSecond(precision), seconds = 0, fraction = 0;
    if (precision <= 6) {
        auto narrow = static_cast<int64_t>(physical);
        seconds = floorDivide<int64_t>(narrow, units);
        fraction = narrow - seconds * units;
    } else {
        seconds = static_cast<int64_t>(floorDivide<Int128>(physical, units));
        fraction = static_cast<int64_t>(physical - Int128(seconds) * units);
    }
    int64_t days = floorDivide<int64_t>(seconds, 86400);
    appendDate(out, days);
    out += ' ';
    appendClock(out, seconds - days * 86400);
    if (precision > 0) {
        int kept = precision <= 3 ? 3 : precision <= 6 ? 6 : 9;
        out += '.';
        appendPadded(out, fraction / Powers[kept - precision], precision);
    }
}

std::string formatDate(int64_t days) {
    std::string out;
    appendDate(out, days);
    return out;
}

std::string formatTime(int64_t millis, int precision) {
    std::string out;
    appendTime(out, millis, precision);
    return out;
}

std::string formatTimestamp(Int128 physical, int precision) {
    std::string out;
    appendTimestamp(out, physical, precision);
    return out;
}

std::optional<int64_t> parseDate(std::string_view text) {
    // A timestamp's date counts; "2024" and "2024-02" begin their year and month.
    text = trimmed(text);
    if (size_t space = text.find(' '); space != std::string_view::npos) text = text.substr(0, space);
    size_t first = text.find('-');
    auto year = integerIn(text.substr(0, first));
    std::optional<int> month = 1, day = 1;
    if (first != std::string_view::npos) {
        size_t second = text.find('-', first + 1);
        month = integerIn(text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1));
        if (second != std::string_view::npos) day = integerIn(text.substr(second + 1));
    }
    if (!year || !month || !day || !isDate(*year, *month, *day)) return std::nullopt;
    return daysFromCivil(*year, *month, *day);
}

std::optional<int64_t> parseTime(std::string_view text) {
    size_t zone = text.find('-');
    int sign = -1;
    if (zone == std::string_view::npos) {
        zone = text.find('+');
        sign = 1;
    }
    int shiftHours = 0, shiftMinutes = 0;
    if (zone != std::string_view::npos) {
        std::string_view shift = text.substr(zone + 1);
        size_t colon = shift.find(':');
        auto hours = integerIn(shift.substr(0, colon));
        auto minutes = colon == std::string_view::npos ? std::optional<int>(0) : integerIn(shift.substr(colon + 1));
        if (!hours || !minutes || *hours > 24 || *minutes > 59) return std::nullopt;
        shiftHours = sign * *hours;
        shiftMinutes = sign * *minutes;
        text = text.substr(0, zone);
    }
    size_t first = text.find(':');
    auto hour = integerIn(text.substr(0, first));
    std::optional<int> minute = 0, second = 0;
    int64_t millis = 0;
    if (first != std::string_view::npos) {
        size_t next = text.find(':', first + 1);
        minute = integerIn(text.substr(first + 1, next == std::string_view::npos ? next : next - first - 1));
        if (next != std::string_view::npos) {
            size_t dot = text.find('.', next);
            second = integerIn(text.substr(next + 1, dot == std::string_view::npos ? dot : dot - next - 1));
            if (dot != std::string_view::npos) {
                std::string_view fraction = trimmed(text.substr(dot + 1));
                for (int i = 0; i < 3; ++i) millis = millis * 10 + (i < static_cast<int>(fraction.size()) && fraction[i] >= '0' && fraction[i] <= '9' ? fraction[i] - '0' : 0);
            }
        }
    }
    if (!hour || !minute || !second) return std::nullopt;
    int64_t h = int64_t(*hour) + shiftHours, m = int64_t(*minute) + shiftMinutes;
    if (h < 0 || h > 23 || m < 0 || m > 59 || *second > 59) return std::nullopt;
    return (h * 3600 + m * 60 + *second) * 1000 + millis;
}

std::optional<Int128> parseTimestamp(std::string_view text, int precision) {
    int64_t year, month, day, hour = 0, minute = 0, second = 0, nanos = 0;
    if (!takeNumber(text, 4, 4, year) || !take(text, '-') || !takeNumber(text, 1, 2, month) || !take(text, '-') || !takeNumber(text, 1, 2, day))
        return std::nullopt;
    if (!text.empty()) {
        if (!take(text, ' ') || !takeNumber(text, 1, 2, hour) || !take(text, ':') || !takeNumber(text, 1, 2, minute) || !take(text, ':') ||
            !takeNumber(text, 1, 2, second))
            return std::nullopt;
        if (take(text, '.')) {
            size_t before = text.size();
            takeNumber(text, 0, 9, nanos);
            nanos *= Powers[9 - (before - text.size())];
        }
        if (!text.empty()) return std::nullopt;
    }
    if (!isDate(year, static_cast<int>(month), static_cast<int>(day)) || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    nanos -= nanos % Powers[9 - precision];
    Int128 seconds = Int128(daysFromCivil(year, static_cast<int>(month), static_cast<int>(day))) * 86400 + hour * 3600 + minute * 60 + second;
    return timestampFromNanos(seconds * 1'000'000'000 + nanos, precision);
}

} // namespace weir
