// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/date_pattern.h"

#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/date_names.h"

namespace weir {

LocalMoment LocalMoment::of(int64_t localMillis, int nanoOfMilli) {
    LocalMoment moment;
    moment.days = calendar::floorDivide(localMillis, MillisPerDay);
    auto millis = static_cast<int>(localMillis - moment.days * MillisPerDay);
    CivilDate date = civilFromDays(moment.days);
    moment.year = date.year;
    moment.month = date.month;
    moment.day = date.day;
    moment.hour = millis / 3'600'000;
    moment.minute = millis / 60'000 % 60;
    moment.second = millis / 1000 % 60;
    moment.nano = millis % 1000 * 1'000'000 + nanoOfMilli;
    return moment;
}

namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void appendNumber(StringWriter& out, int64_t value, int width) {
    if (value < 0) {
        out.append('-');
        value = -value;
    }
    char buffer[24];
    int at = 24;
    do buffer[--at] = static_cast<char>('0' + value % 10), value /= 10;
    while (value);
    while (24 - at < width && at > 0) buffer[--at] = '0';
    out.append(std::string_view(buffer + at, static_cast<size_t>(24 - at)));
}

void appendOffset(StringWriter& out, int seconds, char letter, int count) {
    bool utc = seconds == 0;
    if (letter == 'X' && utc) return out.append('Z');
    if (letter == 'O' || (letter == 'Z' && count == 4)) {
        out.append(std::string_view("GMT"));
        if (utc) return;
    }
    if (letter == 'Z' && count == 5 && utc) return out.append('Z');
    out.append(seconds < 0 ? '-' : '+');
    int minutes = std::abs(seconds) / 60;
    if (letter == 'O' && count == 1) {
        appendNumber(out, minutes / 60, 1);
        if (minutes % 60) out.append(':'), appendNumber(out, minutes % 60, 2);
        return;
    }
    appendNumber(out, minutes / 60, 2);
    bool colon = letter == 'O' || (letter == 'Z' && count >= 4) || ((letter == 'X' || letter == 'x') && (count == 3 || count == 5));
    if ((letter == 'X' || letter == 'x') && count == 1 && minutes % 60 == 0) return;
    if (colon) out.append(':');
    appendNumber(out, minutes % 60, 2);
}

} // namespace

bool DatePattern::isNumber(const Token& token) const {
    switch (token.field) {
    case Field::Month:
    case Field::Quarter: return token.count <= 2;
    case Field::Literal:
    case Field::Era:
    case Field::DayName:
    case Field::AmPm:
    case Field::Offset:
    case Field::ZoneName:
    case Field::Open:
    case Field::Close: return false;
    default: return true;
    }
}

Result<DatePattern> DatePattern::compile(std::string_view pattern, Style style) {
    DatePattern compiled;
    compiled.style_ = style;
    auto refuse = [&](const std::string& why) { return Error{ErrorCode::Invalid, "'" + std::string(pattern) + "' is no date pattern: " + why}; };
    auto literal = [&](std::string_view text) {
        if (compiled.tokens_.empty() || compiled.tokens_.back().field != Field::Literal) compiled.tokens_.push_back({Field::Literal, 0, 0, {}});
        compiled.tokens_.back().literal += text;
    };
    bool simple = style == Style::Simple;
    for (size_t at = 0; at < pattern.size();) {
        char c = pattern[at];
        if (c == '\'') {
            if (pattern.substr(at).starts_with("''")) {
                literal("'");
                at += 2;
                continue;
            }
            std::string text;
            size_t i = at + 1;
            for (;; ++i) {
                if (i >= pattern.size()) return refuse("a quotation mark is not closed.");
                if (pattern[i] != '\'') {
                    text += pattern[i];
                } else if (i + 1 < pattern.size() && pattern[i + 1] == '\'') {
                    text += '\'';
                    ++i;
                } else {
                    break;
                }
            }
            literal(text);
            at = i + 1;
            continue;
        }
        if (!isLetter(c)) {
            if (!simple && (c == '[' || c == ']')) {
                compiled.tokens_.push_back({c == '[' ? Field::Open : Field::Close, c, 0, {}});
            } else if (!simple && (c == '{' || c == '}' || c == '#')) {
                return refuse(std::string("'") + c + "' is reserved; put it between quotation marks.");
            } else {
                literal(pattern.substr(at, 1));
            }
            ++at;
            continue;
        }
        size_t end = at;
        while (end < pattern.size() && pattern[end] == c) ++end;
        int count = static_cast<int>(end - at);
        at = end;
        Field field;
        switch (c) {
        case 'G': field = Field::Era; break;
        case 'y': field = Field::Year; break;
        case 'u': field = simple ? Field::IsoDayNumber : Field::Year; break;
        case 'Y': field = Field::WeekYear; break;
        case 'Q':
        case 'q': field = Field::Quarter; break;
        case 'M':
        case 'L': field = Field::Month; break;
        case 'w': field = Field::WeekOfYear; break;
        case 'W': field = Field::WeekOfMonth; break;
        case 'D': field = Field::DayOfYear; break;
        case 'd': field = Field::DayOfMonth; break;
        case 'F': field = Field::DayOfWeekInMonth; break;
        case 'E': field = Field::DayName; break;
        case 'e':
        case 'c': field = count >= 3 ? Field::DayName : Field::DayNumber; break;
        case 'a': field = Field::AmPm; break;
        case 'H': field = Field::Hour24; break;
        case 'k': field = Field::ClockHour24; break;
        case 'K': field = Field::Hour12; break;
        case 'h': field = Field::ClockHour12; break;
        case 'm': field = Field::Minute; break;
        case 's': field = Field::Second; break;
        case 'S': field = simple ? Field::Millis : Field::Fraction; break;
        case 'n': field = Field::Nano; break;
        case 'A': field = Field::MilliOfDay; break;
        case 'N': field = Field::NanoOfDay; break;
        case 'X':
        case 'x':
        case 'Z':
        case 'O': field = Field::Offset; break;
        case 'z':
        case 'V': field = Field::ZoneName; break;
        default: return refuse(std::string("the letter '") + c + "' means nothing.");
        }
        bool onlySimple = std::string_view("yMdHkKhmsSEDFwWazZXuGLY").find(c) == std::string_view::npos;
        if (simple && onlySimple) return refuse(std::string("the letter '") + c + "' means nothing.");
        bool two = std::string_view("dHkKhms").find(c) != std::string_view::npos;
        if (!simple && ((two && count > 2) || (c == 'D' && count > 3) || (c == 'S' && count > 9) || count > 19 || (c == 'a' && count > 1)))
            return refuse(std::string("too many letters '") + c + "'.");
        compiled.tokens_.push_back({field, c, count, {}});
    }
    return compiled;
}

void DatePattern::format(const LocalMoment& moment, StringWriter& out) const {
    bool simple = style_ == Style::Simple;
    for (const Token& token : tokens_) {
        int count = token.count;
        switch (token.field) {
        case Field::Literal: out.append(token.literal); break;
        case Field::Open:
        case Field::Close: break;
        case Field::Era: out.append(std::string_view(moment.year > 0 ? (!simple && count == 4 ? "Anno Domini" : "AD") : (!simple && count == 4 ? "Before Christ" : "BC"))); break;
        case Field::Year:
        case Field::WeekYear: {
            int64_t year = token.field == Field::WeekYear ? calendar::usWeek(moment.days).year : moment.year;
            if (token.letter == 'y' && year <= 0) year = 1 - year;
            if (count == 2) appendNumber(out, calendar::floorModulo(year, 100), 2);
            else if (year > 9999 && !simple && count >= 4) out.append('+'), appendNumber(out, year, count);
            else appendNumber(out, year, count);
            break;
        }
        case Field::Quarter: {
            int quarter = (moment.month + 2) / 3;
            static constexpr std::string_view names[] = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
            if (count <= 2) appendNumber(out, quarter, count);
            else if (count == 3) out.append('Q'), appendNumber(out, quarter, 1);
            else if (count == 4) out.append(names[quarter - 1]);
            else appendNumber(out, quarter, 1);
            break;
        }
        case Field::Month: {
            std::string_view name = dateNames::Months[moment.month - 1];
            if (count <= 2) appendNumber(out, moment.month, count);
            else if (count == 3) out.append(name.substr(0, 3));
            else out.append(!simple && count == 5 ? name.substr(0, 1) : name);
            break;
        }
        case Field::WeekOfYear: appendNumber(out, calendar::usWeek(moment.days).week, count); break;
        case Field::WeekOfMonth: appendNumber(out, calendar::usWeekOfMonth(moment.days, moment.day), count); break;
        case Field::DayOfYear: appendNumber(out, moment.days - daysFromCivil(moment.year, 1, 1) + 1, count); break;
        case Field::DayOfMonth: appendNumber(out, moment.day, count); break;
        case Field::DayOfWeekInMonth: appendNumber(out, simple ? (moment.day - 1) / 7 + 1 : (moment.day - 1) % 7 + 1, count); break;
        case Field::DayName: {
            std::string_view name = dateNames::Days[calendar::dayOfWeek(moment.days)];
            out.append(count <= 3 ? name.substr(0, 3) : !simple && count == 5 ? name.substr(0, 1) : name);
            break;
        }
        case Field::DayNumber: appendNumber(out, calendar::dayOfWeek(moment.days) + 1, count); break;
        case Field::IsoDayNumber: appendNumber(out, (calendar::dayOfWeek(moment.days) + 6) % 7 + 1, count); break;
        case Field::AmPm: out.append(std::string_view(moment.hour < 12 ? "AM" : "PM")); break;
        case Field::Hour24: appendNumber(out, moment.hour, count); break;
        case Field::ClockHour24: appendNumber(out, moment.hour ? moment.hour : 24, count); break;
        case Field::Hour12: appendNumber(out, moment.hour % 12, count); break;
        case Field::ClockHour12: appendNumber(out, moment.hour % 12 ? moment.hour % 12 : 12, count); break;
        case Field::Minute: appendNumber(out, moment.minute, count); break;
        case Field::Second: appendNumber(out, moment.second, count); break;
        case Field::Fraction: {
            int value = moment.nano;
            for (int i = count; i < 9; ++i) value /= 10;
            appendNumber(out, value, count);
            break;
        }
        case Field::Millis: appendNumber(out, moment.nano / 1'000'000, count); break;
        case Field::Nano: appendNumber(out, moment.nano, count); break;
        case Field::MilliOfDay: appendNumber(out, ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1000LL + moment.nano / 1'000'000, count); break;
        case Field::NanoOfDay: appendNumber(out, ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1'000'000'000LL + moment.nano, count); break;
        case Field::Offset:
            if (!moment.offsetSeconds) failRow("The date pattern asks for a time zone, but the value has none.");
            appendOffset(out, *moment.offsetSeconds, token.letter, count);
            break;
        case Field::ZoneName:
            if (!moment.offsetSeconds) failRow("The date pattern asks for a time zone, but the value has none.");
            out.append(moment.zone);
            break;
        }
    }
}

/// Parses one text; values gather field by field.
struct DatePattern::Reader {
    const DatePattern& pattern;
    std::string_view text;
    size_t at = 0;
    std::optional<int64_t> year, month, day, dayOfYear, hour, hour12, minute, second, milliOfDay;
    std::optional<int64_t> nano;
    std::optional<int> half, offset;
    bool negativeEra = false;

    bool simple() const { return pattern.style_ == Style::Simple; }

    bool number(int minimum, int maximum, int64_t& value, bool* signedNumber = nullptr) {
        size_t begin = at;
        bool negative = false;
        if (signedNumber && at < text.size() && (text[at] == '-' || text[at] == '+')) {
            negative = text[at] == '-';
            *signedNumber = true;
            begin = ++at;
        }
        value = 0;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && static_cast<int>(at - begin) < maximum && value < 100'000'000'000'000'000) value = value * 10 + (text[at++] - '0');
        if (static_cast<int>(at - begin) < minimum) return false;
        if (negative) value = -value;
        return true;
    }

    bool name(std::span<const std::string_view> names, bool shortened, int64_t& index) {
        for (size_t i = 0; i < names.size(); ++i) {
            std::string_view candidate = shortened ? names[i].substr(0, 3) : names[i];
            if (dateNames::matches(text.substr(at), candidate, simple())) {
                at += candidate.size();
                index = static_cast<int64_t>(i);
                return true;
            }
        }
        return false;
    }

    bool readOffset(char letter) {
        if (at < text.size() && text[at] == 'Z') {
            offset = 0;
            ++at;
            return true;
        }
        if (dateNames::matches(text.substr(at), "GMT", true) || dateNames::matches(text.substr(at), "UTC", true)) {
            at += 3;
            offset = 0;
            if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return true;
        } else if (letter == 'z' || letter == 'V') {
            size_t end = at;
            while (end < text.size() && (isLetter(text[end]) || text[end] == '/' || text[end] == '_')) ++end;
            auto zone = TimeZone::find(text.substr(at, end - at));
            if (!zone || end == at) return false;
            offset = static_cast<int>(zone->offsetMillisAtUtc(0) / 1000);
            at = end;
            return true;
        }
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return false;
        int sign = text[at++] == '-' ? -1 : 1;
        int64_t hours = 0, minutes = 0;
        if (!number(1, 2, hours)) return false;
        if (at < text.size() && text[at] == ':') ++at;
        if (at < text.size() && text[at] >= '0' && text[at] <= '9' && !number(2, 2, minutes)) return false;
        if (hours > 23 || minutes > 59) return false;
        offset = sign * static_cast<int>(hours * 3600 + minutes * 60);
        return true;
    }

    /// Digits that the fixed-width numbers directly behind token `index` need.
    int reservedBehind(size_t index) const {
        int reserved = 0;
        for (size_t i = index + 1; i < pattern.tokens_.size(); ++i) {
            const Token& token = pattern.tokens_[i];
            if (!pattern.isNumber(token)) break;
            if (!simple() && token.count == 1) break;
            reserved += token.count;
        }
        return reserved;
    }

    bool readNumber(size_t index, int64_t& value) {
        const Token& token = pattern.tokens_[index];
        bool isYear = token.field == Field::Year || token.field == Field::WeekYear;
        size_t digits = at;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
        int available = static_cast<int>(digits - at);
        int reserved = reservedBehind(index);
        bool nextIsNumber = index + 1 < pattern.tokens_.size() && pattern.isNumber(pattern.tokens_[index + 1]);
        if (simple()) {
            while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
            bool hasSign = false;
            size_t begin = at;
            if (!number(1, nextIsNumber ? token.count : 18, value, &hasSign)) return false;
            if (isYear && token.count <= 2 && at - begin == 2 && !hasSign) value += value >= 46 ? 1900 : 2000;
            return true;
        }
        if (token.field == Field::Fraction) {
            if (!number(token.count, token.count, value)) return false;
            for (int i = token.count; i < 9; ++i) value *= 10;
            return true;
        }
        if (isYear && token.count == 2) {
            if (!number(2, 2, value)) return false;
            value += 2000;
            return true;
        }
        bool fixed = token.count > 1 && !isYear;
        int maximum = fixed ? token.count : reserved > 0 ? std::max(available - reserved, token.count) : 19;
        bool hasSign = false;
        if (isYear) {
            size_t begin = at;
            if (!number(token.count, maximum, value, &hasSign)) return false;
            auto length = static_cast<int>(at - begin);
            // Java pads to the count and wants a plus sign for longer years.
            return token.count < 4 || hasSign || length <= token.count;
        }
        return number(token.count, maximum, value);
    }

    bool store(const Token& token, int64_t value) {
        auto within = [&](int64_t low, int64_t high) { return simple() || (value >= low && value <= high); };
        switch (token.field) {
        case Field::Year:
        case Field::WeekYear: year = value; return true;
        case Field::Month: month = value; return within(1, 12);
        case Field::Quarter: month = month ? *month : value * 3 - 2; return within(1, 4);
        case Field::DayOfMonth: day = value; return within(1, 31);
        case Field::DayOfYear: dayOfYear = value; return within(1, 366);
        case Field::Hour24: hour = value; return within(0, 23);
        case Field::ClockHour24: hour = value == 24 ? 0 : value; return within(1, 24);
        case Field::Hour12: hour12 = value; return within(0, 11);
        case Field::ClockHour12: hour12 = value == 12 ? 0 : value; return within(1, 12);
        case Field::Minute: minute = value; return within(0, 59);
        case Field::Second: second = value; return within(0, 59);
        case Field::Fraction:
        case Field::Nano: nano = value; return value < 1'000'000'000;
        case Field::Millis: nano = value * 1'000'000; return true;
        case Field::MilliOfDay: milliOfDay = value; return within(0, MillisPerDay - 1);
        case Field::NanoOfDay: milliOfDay = value / 1'000'000; return within(0, MillisPerDay * 1'000'000 - 1);
        default: return true;   // names and weeks do not decide
        }
    }

    bool readToken(size_t index) {
        const Token& token = pattern.tokens_[index];
        int64_t value = 0;
        switch (token.field) {
        case Field::Literal:
            if (!text.substr(at).starts_with(token.literal)) return false;
            at += token.literal.size();
            return true;
        case Field::AmPm: {
            static constexpr std::string_view halves[] = {"AM", "PM"};
            if (!name(halves, false, value)) return false;
            half = static_cast<int>(value);
            return true;
        }
        case Field::Era: {
            static constexpr std::string_view eras[] = {"BC", "AD"};
            if (!name(eras, false, value)) return false;
            negativeEra = value == 0;
            return true;
        }
        case Field::DayName: return name(dateNames::Days, !simple() && token.count <= 3, value) || (simple() && name(dateNames::Days, true, value));
        case Field::Offset:
        case Field::ZoneName: return readOffset(token.letter);
        case Field::Month:
            if (token.count >= 3) {
                if (!(name(dateNames::Months, !simple() && token.count == 3, value) || (simple() && name(dateNames::Months, true, value)))) return false;
                month = value + 1;
                return true;
            }
            break;
        case Field::Quarter:
            if (token.count >= 3) {
                if (at >= text.size() || text[at] != 'Q') return false;
                ++at;
                return number(1, 1, value) && store(token, value);
            }
            break;
        default: break;
        }
        return readNumber(index, value) && store(token, value);
    }

    std::optional<Parsed> finish() const {
        int64_t y = year.value_or(1970);
        if (negativeEra) y = 1 - y;
        if (y < -290'000'000 || y > 290'000'000) return std::nullopt;
        int64_t m = month.value_or(1) - 1, d = day.value_or(1);
        if (simple()) {   // lenient: the 13th month is the next January
            y += calendar::floorDivide(m, 12);
            m = calendar::floorModulo(m, 12);
        }
        if (!simple() && d > calendar::daysOfMonth(y, static_cast<int>(m) + 1)) return std::nullopt;
        int64_t days = daysFromCivil(y, static_cast<int>(m) + 1, 1) + d - 1;
        if (dayOfYear && !month) days = daysFromCivil(y, 1, 1) + *dayOfYear - 1;
        int64_t h = hour ? *hour : hour12 ? *hour12 + 12 * half.value_or(0) : 0;
        int64_t limit = 1'000'000'000'000;
        if (std::abs(days) > limit || std::abs(h) > limit || std::abs(minute.value_or(0)) > limit || std::abs(second.value_or(0)) > limit) return std::nullopt;
        int64_t nanos = nano.value_or(0);
        Parsed parsed;
        parsed.localMillis = days * MillisPerDay + (milliOfDay ? *milliOfDay : h * 3'600'000 + minute.value_or(0) * 60'000 + second.value_or(0) * 1000 + calendar::floorDivide(nanos, 1'000'000));
        parsed.nanoOfMilli = static_cast<int>(calendar::floorModulo(nanos, 1'000'000));
        parsed.offsetSeconds = offset;
        return parsed;
    }
};

std::optional<DatePattern::Parsed> DatePattern::parse(std::string_view text) const {
    Reader reader{*this, text};
    for (size_t i = 0; i < tokens_.size(); ++i) {
        if (tokens_[i].field == Field::Close) continue;
        if (tokens_[i].field == Field::Open) {
            // An optional part is read as a whole or not at all.
            Reader attempt = reader;
            size_t depth = 1, end = i + 1;
            for (; end < tokens_.size() && depth > 0; ++end) depth += tokens_[end].field == Field::Open ? 1 : tokens_[end].field == Field::Close ? size_t(-1) : 0;
            bool fits = true;
            for (size_t k = i + 1; k < end && fits; ++k)
                if (tokens_[k].field != Field::Open && tokens_[k].field != Field::Close) fits = attempt.readToken(k);
            if (fits) {
                reader.at = attempt.at;
                std::swap(reader.year, attempt.year), std::swap(reader.month, attempt.month), std::swap(reader.day, attempt.day), std::swap(reader.dayOfYear, attempt.dayOfYear);
                std::swap(reader.hour, attempt.hour), std::swap(reader.hour12, attempt.hour12), std::swap(reader.minute, attempt.minute), std::swap(reader.second, attempt.second);
                std::swap(reader.nano, attempt.nano), std::swap(reader.half, attempt.half), std::swap(reader.offset, attempt.offset), std::swap(reader.milliOfDay, attempt.milliOfDay);
            }
            i = end - 1;
            continue;
        }
        if (!reader.readToken(i)) return std::nullopt;
    }
    if (style_ == Style::Formatter && reader.at != text.size()) return std::nullopt;
    return reader.finish();
}

const DatePattern& DatePatternCache::get(std::string_view pattern) {
    for (const auto& [text, compiled] : entries_)
        if (text == pattern) return compiled;
    Result<DatePattern> compiled = DatePattern::compile(pattern, style_);
    if (!compiled) failRow(compiled.error().message);
    if (entries_.size() >= 16) entries_.erase(entries_.begin());
    return entries_.emplace_back(std::string(pattern), std::move(*compiled)).second;
}

} // namespace weir
