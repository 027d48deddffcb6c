// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/java_text.h"

#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace weir {

namespace {

constexpr int64_t NanosPerSecond = 1'000'000'000;

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Two digits at `text`, or -1.
int twoDigits(const char* text) {
    return isDigit(text[0]) && isDigit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

/// `month` lies between 1 and 12.
int daysInMonth(int64_t year, int month) {
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/// Whether a number that from_chars found out of range is too large (and not too small).
bool tooLarge(std::string_view text) {
    int64_t magnitude = 0;      // decimal exponent of the first digit that is not 0
    bool point = false, found = false;
    size_t i = 0;
    for (; i < text.size() && (isDigit(text[i]) || text[i] == '.' || text[i] == '-' || text[i] == '+'); ++i) {
        if (text[i] == '.') point = true;
        if (!isDigit(text[i])) continue;
        if (!found && text[i] == '0') magnitude -= point;
        else found = true, magnitude += !point;
    }
    if (i >= text.size()) return magnitude > 0;
    std::string_view exponent = text.substr(i + 1);
    if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
    int64_t power = 0;
    auto end = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
    if (end.ec == std::errc::result_out_of_range) return exponent[0] != '-';
    return magnitude + power > 0;
}

template <class T> bool parseReal(std::string_view text, T& value) {
    text = trimJava(text);
    if (text.empty()) return false;
    bool negative = text[0] == '-';
    if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
    if (text.empty()) return false;
    auto signedValue = [&](T magnitude) { value = negative ? -magnitude : magnitude; return true; };
    if (text == "NaN") return signedValue(std::numeric_limits<T>::quiet_NaN());
    if (text == "Infinity") return signedValue(std::numeric_limits<T>::infinity());
    bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (!hex && !isDigit(text[0]) && text[0] != '.') return false;
    char suffix = text.back();
    if (suffix == 'd' || suffix == 'D' || suffix == 'f' || suffix == 'F') text.remove_suffix(1);
    if (hex) {
        text.remove_prefix(2);
        if (text.find_first_of("pP") == std::string_view::npos) return false;    // Java asks for the binary exponent
    }
    T magnitude = 0;
    auto end = std::from_chars(text.data(), text.data() + text.size(), magnitude, hex ? std::chars_format::hex : std::chars_format::general);
    if (end.ptr != text.data() + text.size()) return false;
    if (end.ec == std::errc::result_out_of_range) return signedValue(tooLarge(text) ? std::numeric_limits<T>::infinity() : T(0));
    if (end.ec != std::errc()) return false;
    return signedValue(magnitude);
}

} // namespace

std::string_view trimJava(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

bool parseJavaInteger(std::string_view text, int64_t least, int64_t most, int64_t& value) {
    const char* at = text.data();
    const char* end = at + text.size();
    bool negative = false;
    if (at != end && (*at == '-' || *at == '+')) negative = *at++ == '-';
    if (at == end) return false;
    uint64_t magnitude = 0;
    if (end - at <= 18) {
        for (; at != end; ++at) {
            unsigned digit = static_cast<unsigned char>(*at) - '0';
            if (digit > 9) return false;
            magnitude = magnitude * 10 + digit;
        }
    } else {
        for (; at != end; ++at) {
            unsigned digit = static_cast<unsigned char>(*at) - '0';
            if (digit > 9) return false;
            if (magnitude > (uint64_t(INT64_MAX) + 1 - digit) / 10) return false;
            magnitude = magnitude * 10 + digit;
        }
    }
    if (!negative && magnitude > uint64_t(INT64_MAX)) return false;
    value = negative ? static_cast<int64_t>(0 - magnitude) : static_cast<int64_t>(magnitude);
    return value >= least && value <= most;
}

bool parseJavaDouble(std::string_view text, double& value) { return parseReal(text, value); }
bool parseJavaFloat(std::string_view text, float& value) { return parseReal(text, value); }

bool parseJavaDecimal(std::string_view text, int precision, int scale, std::optional<Int128>& value) {
    // Short plain numbers, which most are, without going through the general parser.
    const char* at = text.data();
    const char* end = at + text.size();
    bool negative = false;
    if (at != end && (*at == '-' || *at == '+')) negative = *at++ == '-';
    if (at != end && end - at <= 18) {
        int64_t unscaled = 0;
        int fraction = -1;
        const char* first = at;
        for (; at != end; ++at) {
            unsigned digit = static_cast<unsigned char>(*at) - '0';
            if (digit <= 9) {
                unscaled = unscaled * 10 + digit;
                fraction += fraction >= 0;
            } else if (*at == '.' && fraction < 0) {
                fraction = 0;
            } else {
                break;
            }
        }
        if (at == end && !(end - first == 1 && fraction == 0)) {
            value = rescale(negative ? -unscaled : unscaled, std::max(fraction, 0), scale);
            if (value && !fitsPrecision(*value, precision)) value.reset();
            return true;
        }
    }
    if (text.empty() || static_cast<unsigned char>(text.front()) <= ' ' || static_cast<unsigned char>(text.back()) <= ' ') return false;
    value = parseDecimal(text, precision, scale);
    if (value) return true;
    // None may mean "no number" or "does not fit": check the grammar.
    size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    size_t digits = 0;
    bool point = false;
    for (; i < text.size() && (isDigit(text[i]) || (text[i] == '.' && !point)); ++i) {
        point |= text[i] == '.';
        digits += text[i] != '.';
    }
    if (digits == 0) return false;
    if (i == text.size()) return true;
    if (text[i] != 'e' && text[i] != 'E') return false;
    int64_t exponent = 0;
    return parseJavaInteger(text.substr(i + 1), INT32_MIN, INT32_MAX, exponent);
}

void appendJavaDecimal(std::string& out, Int128 unscaled, int scale, bool strip, bool plain) {
    if (strip) {
        if (unscaled == 0) scale = 0;
        while (unscaled != 0 && unscaled % 10 == 0) unscaled /= 10, --scale;
    }
    bool negative = unscaled < 0;
    UInt128 magnitude = negative ? UInt128(0) - static_cast<UInt128>(unscaled) : static_cast<UInt128>(unscaled);
    char digits[48];
    int length = 0;
    do digits[sizeof digits - static_cast<size_t>(++length)] = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    while ((magnitude /= 10) != 0);
    std::string_view text(digits + sizeof digits - length, static_cast<size_t>(length));
    if (negative) out += '-';
    int exponent = length - 1 - scale;
    if (!plain && (scale < 0 || exponent < -6)) {
        out += text[0];
        if (length > 1) out.append(".").append(text.substr(1));
        out += exponent < 0 ? "E-" : "E+";
        out += std::to_string(std::abs(exponent));
    } else if (scale <= 0) {
        out.append(text);
        if (unscaled != 0) out.append(static_cast<size_t>(-scale), '0');
    } else if (length > scale) {
        out.append(text.substr(0, static_cast<size_t>(length - scale))).append(".").append(text.substr(static_cast<size_t>(length - scale)));
    } else {
        out.append("0.").append(static_cast<size_t>(scale - length), '0').append(text);
    }
}

bool parseIsoDate(std::string_view text, int64_t& days, bool smart) {
    bool negative = false;
    size_t most = 4;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        most = 9;
        text.remove_prefix(1);
    }
    size_t digits = 0;
    int64_t year = 0;
    for (; digits < text.size() && digits < most && isDigit(text[digits]); ++digits) year = year * 10 + (text[digits] - '0');
    if (digits < 4 || text.size() != digits + 6 || text[digits] != '-' || text[digits + 3] != '-') return false;
    int month = twoDigits(text.data() + digits + 1), day = twoDigits(text.data() + digits + 4);
    if (negative) year = -year;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    int last = daysInMonth(year, month);
    if (day > last && !smart) return false;
    days = daysFromCivil(year, month, std::min(day, last));
    return true;
}

bool parseSqlDate(std::string_view text, int64_t& days) {
    size_t first = text.find('-', 1), second = first == std::string_view::npos ? first : text.find('-', first + 1);
    if (second == std::string_view::npos || first != 4) return false;
    int64_t year = 0, month = 0, day = 0;
    std::string_view monthText = text.substr(first + 1, second - first - 1), dayText = text.substr(second + 1);
    if (monthText.empty() || monthText.size() > 2 || dayText.empty() || dayText.size() > 2 || !isDigit(monthText[0]) || !isDigit(dayText[0])) return false;
    if (!isDigit(text[0]) || !parseJavaInteger(text.substr(0, 4), 0, 9999, year) || !parseJavaInteger(monthText, 1, 12, month) ||
        !parseJavaInteger(dayText, 1, 31, day))
        return false;
    days = daysFromCivil(year, static_cast<int>(month), 1) + day - 1;
    return true;
}

bool parseIsoTime(std::string_view text, int64_t& nanos, bool secondsNeeded, bool smart) {
    if (text.size() < 5 || text[2] != ':') return false;
    int hour = twoDigits(text.data()), minute = twoDigits(text.data() + 3), second = 0;
    if (hour < 0 || hour > 23 + smart || minute < 0 || minute > 59) return false;
    int64_t fraction = 0;
    if (text.size() == 5) {
        if (secondsNeeded) return false;
    } else {
        if (text.size() < 8 || text[5] != ':') return false;
        second = twoDigits(text.data() + 6);
        if (second < 0 || second > 59) return false;
        if (text.size() > 8) {
            if (text[8] != '.' || text.size() > 18) return false;
            int64_t unit = NanosPerSecond;
            for (size_t i = 9; i < text.size(); ++i) {
                if (!isDigit(text[i])) return false;
                unit /= 10;
                fraction += (text[i] - '0') * unit;
            }
        }
    }
    nanos = (hour * 3600LL + minute * 60LL + second) * NanosPerSecond + fraction;
    return nanos <= 86'400 * NanosPerSecond;
}

bool parseLocalTimestamp(std::string_view text, TimestampStandard standard, bool zulu, LocalDateTime& value) {
    if (zulu) {
        if (text.empty() || text.back() != 'Z') return false;
        text.remove_suffix(1);
    }
    bool sql = standard == TimestampStandard::Sql;
    size_t gap = text.size() > 10 && text[10] == (sql ? ' ' : 'T') ? 10 : text.find_first_of(sql ? " " : "Tt");
    if (gap == std::string_view::npos || !parseIsoDate(text.substr(0, gap), value.days, true)) return false;
    if (!parseIsoTime(text.substr(gap + 1), value.nanosOfDay, sql, true)) return false;
    if (value.nanosOfDay == 86'400 * NanosPerSecond) {
        ++value.days;
        value.nanosOfDay = 0;
    }
    return true;
}

Int128 timestampPhysical(const LocalDateTime& time, int precision) {
    if (precision <= 3) return time.days * MillisPerDay + time.nanosOfDay / 1'000'000;
    if (precision <= 6) return time.days * (MillisPerDay * 1000) + time.nanosOfDay / 1000;
    return static_cast<Int128>(time.days) * (MillisPerDay * 1'000'000) + time.nanosOfDay;
}

namespace {
void appendTwo(std::string& out, int64_t number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}
} // namespace

void appendIsoDate(std::string& out, int64_t days) {
    CivilDate date = civilFromDays(days);
    int64_t year = date.year;
    if (year < 0) out += '-', year = -year;
    else if (year > 9999) out += '+';
    std::string digits = std::to_string(year);
    if (digits.size() < 4) out.append(4 - digits.size(), '0');
    out += digits;
    out += '-';
    appendTwo(out, date.month);
    out += '-';
    appendTwo(out, date.day);
}

void appendIsoTime(std::string& out, int64_t nanosOfDay) {
    int64_t seconds = nanosOfDay / NanosPerSecond, fraction = nanosOfDay % NanosPerSecond;
    appendTwo(out, seconds / 3600);
    out += ':';
    appendTwo(out, seconds / 60 % 60);
    out += ':';
    appendTwo(out, seconds % 60);
    if (fraction == 0) return;
    out += '.';
    for (int64_t unit = NanosPerSecond / 10; fraction != 0; fraction %= unit, unit /= 10) out += static_cast<char>('0' + fraction / unit);
}

void appendLocalTimestamp(std::string& out, Int128 physical, int precision, TimestampStandard standard, bool zulu) {
    Int128 perDay = static_cast<Int128>(timestampUnitsPerSecond(precision)) * 86'400;
    Int128 days = physical / perDay, rest = physical % perDay;
    if (rest < 0) rest += perDay, --days;
    appendIsoDate(out, static_cast<int64_t>(days));
    out += standard == TimestampStandard::Sql ? ' ' : 'T';
    appendIsoTime(out, static_cast<int64_t>(rest) * (NanosPerSecond / timestampUnitsPerSecond(precision)));
    if (zulu) out += 'Z';
}

void appendBase64(std::string& out, std::string_view bytes) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t i = 0;
    auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at])); };
    for (; i + 3 <= bytes.size(); i += 3) {
        uint32_t bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (int shift = 18; shift >= 0; shift -= 6) out += letters[bits >> shift & 63];
    }
    if (size_t rest = bytes.size() - i) {
        uint32_t bits = byte(i) << 16 | (rest == 2 ? byte(i + 1) << 8 : 0);
        out += letters[bits >> 18 & 63];
        out += letters[bits >> 12 & 63];
        out += rest == 2 ? letters[bits >> 6 & 63] : '=';
        out += '=';
    }
}

bool decodeBase64(std::string_view text, std::string& out) {
    static const std::array<int8_t, 256> values = [] {
        std::array<int8_t, 256> table;
        table.fill(-1);
        std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (size_t i = 0; i < letters.size(); ++i) table[static_cast<unsigned char>(letters[i])] = static_cast<int8_t>(i);
        return table;
    }();
    out.clear();
    text = trimJava(text);
    if (text.size() % 4 != 0) return false;
    for (size_t i = 0; i < text.size(); i += 4) {
        bool final = i + 4 == text.size();
        int padding = final ? (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=') : 0;
        uint32_t bits = 0;
        for (int j = 0; j < 4 - padding; ++j) {
            int value = values[static_cast<unsigned char>(text[i + static_cast<size_t>(j)])];
            if (value < 0) return false;
            bits |= static_cast<uint32_t>(value) << (18 - 6 * j);
        }
        for (int j = 0; j < 3 - padding; ++j) out += static_cast<char>(bits >> (16 - 8 * j) & 0xff);
    }
    return true;
}

void repairUtf8(std::string_view bytes, std::string& out) {
    out.clear();
    auto byte = [&](size_t at) { return at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : uint8_t(0); };
    for (size_t at = 0; at < bytes.size();) {
        uint8_t first = byte(at);
        size_t wanted = first < 0x80 ? 1 : first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
        // The second byte's range keeps out overlong forms, surrogates and what lies behind U+10FFFF.
        uint8_t least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80, most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        size_t good = 1;
        while (good < wanted && byte(at + good) >= (good == 1 ? least : 0x80) && byte(at + good) <= (good == 1 ? most : 0xbf)) ++good;
        if (wanted > 0 && good == wanted) out += bytes.substr(at, good);
        else out += "\xef\xbf\xbd";
        at += good;
    }
}

} // namespace weir
