// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <cctype>
#include <charconv>
#include <cstdlib>

namespace weir::binder {

namespace {

/// The length that Flink gives a text literal's type: UTF-16 units, so a character beyond the basic plane counts twice.
int utf16Units(const std::string& text) {
    int count = 0;
    for (char c : text)
        count += ((static_cast<unsigned char>(c) & 0xC0) != 0x80) + (static_cast<unsigned char>(c) >= 0xF0);
    return count;
}

const char* unitName(sql::TimeUnit unit) {
    switch (unit) {
    case sql::TimeUnit::Year: return "YEAR";
    case sql::TimeUnit::Quarter: return "QUARTER";
    case sql::TimeUnit::Month: return "MONTH";
    case sql::TimeUnit::Week: return "WEEK";
    case sql::TimeUnit::Day: return "DAY";
    case sql::TimeUnit::Hour: return "HOUR";
    case sql::TimeUnit::Minute: return "MINUTE";
    case sql::TimeUnit::Second: return "SECOND";
    default: return "";
    }
}

int fractionDigits(const std::string& text) {
    size_t dot = text.rfind('.');
    return dot == std::string::npos ? 0 : static_cast<int>(text.size() - dot - 1);
}

/// The numbers of an interval's text and the signs between them: "1 02:03:04.005" -> {1, 2, 3, 4} and nanoseconds.
struct IntervalText {
    bool negative = false;
    std::vector<int64_t> numbers;
    std::vector<int> digits;
    std::string separators;
    int64_t millis = 0;      // of the fraction
    bool valid = false;
};

IntervalText readInterval(std::string_view text) {
    IntervalText result;
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        result.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    while (true) {
        int64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || number < 0 || text.empty() || text.front() == '-')
            return result;
        result.numbers.push_back(number);
        result.digits.push_back(static_cast<int>(end - text.data()));
        text.remove_prefix(static_cast<size_t>(end - text.data()));
        if (text.empty())
            break;
        char separator = text.front();
        text.remove_prefix(1);
        if (separator == '.') {
            std::string fraction;
            while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front()))) {
                fraction += text.front();
                text.remove_prefix(1);
            }
            if (!text.empty() || fraction.size() > 9)
                return result;
            fraction.resize(9, '0');
            result.millis = std::strtoll(fraction.c_str(), nullptr, 10) / 1'000'000;
            result.separators += '.';
            break;
        }
        if (separator != ' ' && separator != ':' && separator != '-')
            return result;
        result.separators += separator;
        while (separator == ' ' && !text.empty() && text.front() == ' ')
            text.remove_prefix(1);
    }
    result.valid = true;
    return result;
}

/// In months or milliseconds.
int64_t scaleOf(sql::TimeUnit unit) {
    using sql::TimeUnit;
    switch (unit) {
    case TimeUnit::Year: return 12;
    case TimeUnit::Quarter: return 3;
    case TimeUnit::Month: return 1;
    case TimeUnit::Week: return 7 * MillisPerDay;
    case TimeUnit::Day: return MillisPerDay;
    case TimeUnit::Hour: return 3'600'000;
    case TimeUnit::Minute: return 60'000;
    default: return 1000;
    }
}

} // namespace

ExpressionRef QueryBinder::bindLiteral(const sql::Literal& literal, Place place, bool negative) {
    Place where = at(place);
    auto wrong = [&](const char* what, const char* form) {
        fail(ErrorCode::Invalid, "'" + literal.text + "' is no " + what + ".", place, form);
    };
    switch (literal.kind) {
    case sql::LiteralKind::Integer: {
        auto value = parseDecimal((negative ? "-" : "") + literal.text, MaxDecimalPrecision, 0);
        if (!value || *value > static_cast<Int128>(INT64_MAX) || *value < static_cast<Int128>(INT64_MIN))
            fail(ErrorCode::Invalid, "The number " + literal.text + " is too large.", place, "A whole number must fit 64 bits; write it as text and CAST it to DECIMAL.");
        int64_t number = static_cast<int64_t>(*value);
        bool small = number >= INT32_MIN && number <= INT32_MAX;
        return literalExpression(Value(number), (small ? DataType::integer() : DataType::bigInt()).notNull(), where);
    }
    case sql::LiteralKind::Decimal: {
        std::string digits;
        for (char c : literal.text)
            if (std::isdigit(static_cast<unsigned char>(c)))
                digits += c;
        int scale = fractionDigits(literal.text);
        if (scale == 0) {   // "10." is a whole number
            sql::Literal whole{sql::LiteralKind::Integer, literal.text.substr(0, literal.text.find('.'))};
            return bindLiteral(whole, place, negative);
        }
        int precision = std::max(static_cast<int>(digits.size()), 1);
        auto value = precision <= MaxDecimalPrecision ? parseDecimal((negative ? "-" : "") + literal.text, precision, scale) : std::nullopt;
        if (!value || *value > static_cast<Int128>(INT64_MAX) || *value < static_cast<Int128>(INT64_MIN))
            fail(ErrorCode::Invalid, "The number " + literal.text + " has too many digits.", place, "Write it as text and CAST it to DECIMAL.");
        return literalExpression(Value(static_cast<int64_t>(*value)), DataType::decimal(precision, scale).notNull(), where);
    }
    case sql::LiteralKind::Approximate: {
        double value = std::strtod(literal.text.c_str(), nullptr);
        // Flink reads literals as exact numbers, which have no negative zero.
        return literalExpression(Value(negative && value != 0 ? -value : value), DataType::float64().notNull(), where);
    }
    case sql::LiteralKind::String: return literalExpression(Value(literal.text), DataType::character(utf16Units(literal.text)).notNull(), where);
    case sql::LiteralKind::Binary: {
        std::string bytes;
        if (literal.text.size() % 2 != 0)
            wrong("binary value", "It takes two hexadecimal digits a byte.");
        for (size_t i = 0; i + 1 < literal.text.size(); i += 2)
            bytes += static_cast<char>(std::strtol(literal.text.substr(i, 2).c_str(), nullptr, 16));
        int length = static_cast<int>(bytes.size());
        return literalExpression(Value(std::move(bytes)), DataType::binary(length).notNull(), where);
    }
    case sql::LiteralKind::True: return literalExpression(Value(true), DataType::boolean().notNull(), where);
    case sql::LiteralKind::False: return literalExpression(Value(false), DataType::boolean().notNull(), where);
    case sql::LiteralKind::Unknown: return literalExpression(Value{}, DataType::boolean(), where);
    case sql::LiteralKind::Null: return literalExpression(Value{}, DataType::null(), where);
    case sql::LiteralKind::Date: {
        auto days = parseDate(literal.text);
        if (!days)
            wrong("date", "Write it as DATE '2024-02-29'.");
        return literalExpression(Value(*days), DataType::date().notNull(), where);
    }
    case sql::LiteralKind::Time: {
        auto millis = parseTime(literal.text);
        if (!millis)
            wrong("time", "Write it as TIME '10:20:30'.");
        return literalExpression(Value(*millis), DataType::time(std::min(fractionDigits(literal.text), 3)).notNull(), where);
    }
    case sql::LiteralKind::Timestamp:
    case sql::LiteralKind::TimestampLtz: {
        int precision = std::min(fractionDigits(literal.text), 9);
        auto value = parseTimestamp(literal.text, precision);
        if (!value)
            wrong("timestamp", "Write it as TIMESTAMP '2024-02-29 10:20:30'.");
        bool ltz = literal.kind == sql::LiteralKind::TimestampLtz;
        if (ltz) {
            int64_t millis = timestampToMillis(*value, precision);
            int64_t moved = zone_->utcFromLocal(millis) - millis;
            *value = timestampFromNanos(timestampToNanos(*value, precision) + static_cast<Int128>(moved) * 1'000'000, precision);
        }
        Value boxed = precision <= 6 ? Value(static_cast<int64_t>(*value)) : Value(*value);
        return literalExpression(std::move(boxed), (ltz ? DataType::timestampLtz(precision) : DataType::timestamp(precision)).notNull(), where);
    }
    }
    throw BindFailure{};
}

/// A number is so many months or milliseconds, but a literal so many of the interval's unit, cut to whole ones.
ExpressionRef QueryBinder::castToInterval(ExpressionRef number, const sql::Cast& node, const DataType& type, Place place) {
    const auto& units = node.type.interval;
    if (units.isRange())
        fail(ErrorCode::Type, "A number cannot be cast to an interval of several units.", place, "Cast it to one unit, such as INTERVAL SECOND.");
    if (!number->isLiteral() || number->value.isNull() || node.safe)
        return cast(std::move(number), type, place, node.safe);
    Int128 total = (number->type.isInteger() ? Int128(number->value.integer()) : number->value.wide()) * scaleOf(units.first);
    if (!number->type.isInteger())
        total /= powerOfTen(number->type.scale());
    if (total > INT64_MAX || total < INT64_MIN)
        fail(ErrorCode::Type, "The interval is too long.", place);
    return literalExpression(Value(static_cast<int64_t>(total)), type.notNull(), at(place));
}

ExpressionRef QueryBinder::bindInterval(const sql::IntervalLiteral& interval, Place place) {
    using sql::TimeUnit;
    const auto& units = interval.units;
    std::string name = unitName(units.first);
    if (name.empty() || *unitName(units.last) == 0)
        fail(ErrorCode::Invalid, "An interval cannot be written in this unit.", units.place, "Use YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND.");
    if (units.isRange())
        name += std::string(" TO ") + unitName(units.last);
    IntervalText read = readInterval(interval.text);
    auto wrong = [&](std::string hint) { fail(ErrorCode::Invalid, "'" + interval.text + "' is no interval " + name + ".", place, std::move(hint)); };
    if (!read.valid)
        wrong("Write it as INTERVAL '5' MINUTE or INTERVAL '1 02:03:04' DAY TO SECOND.");
    bool months = units.first == TimeUnit::Year || units.first == TimeUnit::Month || units.first == TimeUnit::Quarter;
    std::vector<TimeUnit> fields;
    if (!units.isRange()) {
        fields = {units.first};
    } else if (months) {
        if (units.first != TimeUnit::Year || units.last != TimeUnit::Month)
            wrong("Use YEAR TO MONTH.");
        fields = {TimeUnit::Year, TimeUnit::Month};
    } else {
        for (TimeUnit unit : {TimeUnit::Day, TimeUnit::Hour, TimeUnit::Minute, TimeUnit::Second})
            if (unit >= units.first && unit <= units.last)
                fields.push_back(unit);
    }
    bool fraction = !read.separators.empty() && read.separators.back() == '.';
    std::string separators = fraction ? read.separators.substr(0, read.separators.size() - 1) : read.separators;
    std::string expected;
    for (size_t i = 1; i < fields.size(); ++i)
        expected += months ? '-' : fields[i] == TimeUnit::Hour ? ' ' : ':';
    if (read.numbers.size() != fields.size() || separators != expected || (fraction && fields.back() != TimeUnit::Second))
        wrong("Its text must have the fields of " + name + ".");
    int leading = units.precision >= 0 ? units.precision : 2;
    if (read.digits[0] > leading)
        fail(ErrorCode::Invalid, "The interval field " + std::to_string(read.numbers[0]) + " has more than " + std::to_string(leading) + " digits.", place,
             "Write " + std::string(unitName(units.first)) + "(" + std::to_string(read.digits[0]) + ").");
    int64_t total = 0;
    for (size_t i = 0; i < fields.size(); ++i) {
        int64_t number = read.numbers[i], limit = 0;
        switch (fields[i]) {
        case TimeUnit::Month: limit = 11; break;
        case TimeUnit::Hour: limit = 23; break;
        case TimeUnit::Minute:
        case TimeUnit::Second: limit = 59; break;
        default: break;
        }
        if (i > 0 && number > limit)
            wrong(std::string(unitName(fields[i])) + " goes from 0 to " + std::to_string(limit) + " here.");
        total += number * scaleOf(fields[i]);
    }
    total += read.millis;
    if (read.negative != interval.negative)
        total = -total;
    std::string unit = name;
    if (!months && fields.back() == TimeUnit::Second)
        unit += "(" + std::to_string(units.fraction >= 0 ? units.fraction : 3) + ")";
    return literalExpression(Value(total), (months ? DataType::intervalYearMonth(unit) : DataType::intervalDayTime(unit)).notNull(), at(place));
}

} // namespace weir::binder
