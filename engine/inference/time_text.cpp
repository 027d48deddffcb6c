// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/time_text.h"

#include "engine/types/datetime.h"

namespace weir {

namespace {

/// Reads from the front; what does not fit leaves the rest as it was.
struct Reader {
    std::string_view rest;

    bool take(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    std::optional<int> number(size_t digits) {
        if (rest.size() < digits) return {};
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            if (rest[i] < '0' || rest[i] > '9') return {};
            value = value * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(digits);
        return value;
    }
};

bool readClock(Reader& reader, TimeText& time) {
    const auto hour = reader.number(2);
    if (!hour || *hour > 23 || !reader.take(':')) return false;
    const auto minute = reader.number(2);
    if (!minute || *minute > 59) return false;
    time.millis += *hour * 3'600'000LL + *minute * 60'000LL;
    time.seconds = reader.take(':');
    if (!time.seconds) return true;
    const auto second = reader.number(2);
    if (!second || *second > 59) return false;
    time.millis += *second * 1'000LL;
    if (!reader.take('.')) return true;
    int64_t unit = 100;
    while (const auto digit = reader.number(1)) {
        time.millis += *digit * unit;
        unit /= 10;
        if (++time.digits > 9) return false;
    }
    return time.digits > 0;
}

bool readZone(Reader& reader, TimeText& time) {
    if (reader.take('Z')) {
        time.zone = TimeText::Zone::Utc;
        return true;
    }
    const bool east = reader.take('+');
    if (!east && !reader.take('-')) return true;
    const auto hour = reader.number(2);
    if (!hour || *hour > 18 || !reader.take(':')) return false;
    const auto minute = reader.number(2);
    if (!minute || *minute > 59) return false;
    time.millis -= (east ? 1 : -1) * (*hour * 3'600'000LL + *minute * 60'000LL);
    time.zone = TimeText::Zone::Offset;
    return true;
}

} // namespace

std::optional<TimeText> readTimeText(std::string_view text) {
    TimeText time;
    Reader reader{text};
    if (text.size() >= 3 && text[2] == ':') {
        time.form = TimeText::Form::TimeOfDay;
        if (!readClock(reader, time) || !time.seconds || !reader.rest.empty()) return {};
        return time;
    }
    const auto year = reader.number(4);
    if (!year || !reader.take('-')) return {};
    const auto month = reader.number(2);
    if (!month || *month < 1 || *month > 12 || !reader.take('-')) return {};
    const auto day = reader.number(2);
    if (!day || *day < 1 || *day > 31) return {};
    const int64_t days = daysFromCivil(*year, *month, *day);
    if (civilFromDays(days).day != *day) return {};
    time.millis = days * MillisPerDay;
    if (reader.rest.empty()) return time;
    if (reader.take(' ')) time.form = TimeText::Form::Sql;
    else if (reader.take('T')) time.form = TimeText::Form::Iso;
    else return {};
    if (!readClock(reader, time) || !readZone(reader, time) || !reader.rest.empty()) return {};
    return time;
}

} // namespace weir
