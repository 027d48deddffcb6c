// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/date_pattern.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

#include <cmath>

namespace weir {
namespace {

using Style = DatePattern::Style;
constexpr std::string_view DefaultPattern = "yyyy-MM-dd HH:mm:ss";

/// The pattern of each row: a literal one is compiled at binding, others once a call, the default where the argument is left out.
template <Style Kind> class RowPatterns {
public:
    RowPatterns(KernelCall& call, size_t index) : cache_(Kind) {
        if (call.state) fixed_ = static_cast<const DatePattern*>(call.state);
        else if (index < call.arguments.size()) patterns_.emplace(*call.arguments[index]);
        else fixed_ = &cache_.get(DefaultPattern);
    }
    const DatePattern& at(int row) { return fixed_ ? *fixed_ : cache_.get((*patterns_)[row]); }

private:
    const DatePattern* fixed_ = nullptr;
    std::optional<Column<std::string_view>> patterns_;
    DatePatternCache cache_;
};

/// Compiles the literal pattern of argument `index` into the state of what was bound; a bad one is an error of the statement.
Result<BoundScalar> withPattern(Result<BoundScalar> bound, const BindArguments& arguments, int index, Style style) {
    if (!bound) return bound;
    std::optional<std::string> literal = textLiteral(arguments, index);
    if (!literal) {
        bound->canFail = bound->canFail || arguments.size() > index;
        return bound;
    }
    Result<DatePattern> pattern = DatePattern::compile(*literal, style);
    if (!pattern) return pattern.error();
    bound->state = std::make_shared<const DatePattern>(std::move(*pattern));
    return bound;
}

const TimeZone& zoneOf(KernelCall& call) { return call.context.zone ? *call.context.zone : *TimeZone::utc(); }

/// Java's TimeZone.getTimeZone: a name that it does not know is GMT.
class ZoneCache {
public:
    const TimeZone& get(std::string_view name) {
        if (!zone_ || name != name_) {
            name_ = name;
            zone_ = TimeZone::find(name);
            if (!zone_) zone_ = TimeZone::utc();
        }
        return *zone_;
    }

private:
    std::string name_;
    std::shared_ptr<const TimeZone> zone_;
};

/// Runs body(row, writer) for each row; false means NULL.
template <class Body> void writeText(KernelCall& call, Body body) {
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (body(row, writer)) {
            out[row] = writer.finishRow();
        } else {
            writer.clear();
            out[row] = StringRef();
            call.result.setNull(row);
        }
    }
    writer.finish(call.result, call.arguments);
}

template <class T, int UnitsPerMilli, bool Local> void dateFormat(KernelCall& call) {
    RowPatterns<Style::Formatter> patterns(call, 1);
    Column<T> values(*call.arguments[0]);
    LocalClock clock(call.context.zone);
    writeText(call, [&](int row, StringWriter& out) {
        T value = values[row];
        auto millis = static_cast<int64_t>(value / UnitsPerMilli - (value % UnitsPerMilli < 0));
        int nanos = static_cast<int>(value - static_cast<T>(millis) * UnitsPerMilli) * (1'000'000 / UnitsPerMilli);
        patterns.at(row).format(LocalMoment::of(Local ? clock.local(millis) : millis, nanos), out);
        return true;
    });
}

void dateFormatText(KernelCall& call) {
    RowPatterns<Style::Formatter> patterns(call, 1);
    Column<std::string_view> texts(*call.arguments[0]);
    writeText(call, [&](int row, StringWriter& out) {
        std::optional<Int128> micros = parseTimestamp(texts[row], 6);
        if (!micros) return false;
        auto millis = static_cast<int64_t>(timestampToMillis(*micros, 6));
        patterns.at(row).format(LocalMoment::of(millis, static_cast<int>(*micros - static_cast<Int128>(millis) * 1000) * 1000), out);
        return true;
    });
}

Result<BoundScalar> bindDateFormat(const BindArguments& arguments) {
    static constexpr Overloads text{"DATE_FORMAT", {Overload{"ss", 's', dateFormatText}.nullable()}};
    static constexpr Overloads any{"DATE_FORMAT", {Overload{".s", 's', dateFormat<int64_t, 1, false>}.failing()}};
    if (arguments.size() != 2 || arguments.types[0].isCharacter()) return withPattern(bindOverloads(text, arguments), arguments, 1, Style::Formatter);
    Result<BoundScalar> bound = bindOverloads(any, arguments);
    if (!bound) return bound;
    const DataType& type = arguments.types[0];
    DataType& to = bound->arguments[0];
    bool local = type.kind() == TypeKind::TimestampLtz;
    if (!local && type.kind() != TypeKind::Timestamp && type.kind() != TypeKind::Date && type.kind() != TypeKind::Null)
        return wrongArgument("DATE_FORMAT", arguments, 0, "a TIMESTAMP or text");
    int precision = type.isTimestamp() ? type.precision() : 3;
    precision = precision <= 3 ? 3 : precision <= 6 ? 6 : 9;
    to = (local ? DataType::timestampLtz(precision) : DataType::timestamp(precision)).asNullable(type.nullable());
    if (precision == 3) bound->kernel = local ? dateFormat<int64_t, 1, true> : dateFormat<int64_t, 1, false>;
    else if (precision == 6) bound->kernel = local ? dateFormat<int64_t, 1000, true> : dateFormat<int64_t, 1000, false>;
    else bound->kernel = local ? dateFormat<Int128, 1'000'000, true> : dateFormat<Int128, 1'000'000, false>;
    return withPattern(std::move(bound), arguments, 1, Style::Formatter);
}

LocalMoment zonedMoment(const TimeZone& zone, int64_t utcMillis) {
    int64_t offset = zone.offsetMillisAtUtc(utcMillis);
    LocalMoment moment = LocalMoment::of(utcMillis + offset);
    moment.offsetSeconds = static_cast<int>(offset / 1000);
    moment.zone = zone.name();
    return moment;
}

void fromUnixTime(KernelCall& call) {
    RowPatterns<Style::Simple> patterns(call, 1);
    Column<int64_t> seconds(*call.arguments[0]);
    const TimeZone& zone = zoneOf(call);
    writeText(call, [&](int row, StringWriter& out) {
        int64_t millis = 0;
        if (__builtin_mul_overflow(seconds[row], int64_t{1000}, &millis) || std::abs(seconds[row]) > 1'000'000'000'000'000) return false;
        patterns.at(row).format(zonedMoment(zone, millis), out);
        return true;
    });
}

/// UTC milliseconds of a text, read with a pattern in a zone unless the text names its own.
std::optional<int64_t> parseInZone(const DatePattern& pattern, std::string_view text, const TimeZone& zone) {
    std::optional<DatePattern::Parsed> parsed = pattern.parse(text);
    if (!parsed) return std::nullopt;
    return parsed->offsetSeconds ? parsed->localMillis - *parsed->offsetSeconds * 1000LL : zone.utcFromLocal(parsed->localMillis);
}

void unixTimestamp(KernelCall& call) {
    RowPatterns<Style::Simple> patterns(call, 1);
    Column<std::string_view> texts(*call.arguments[0]);
    const TimeZone& zone = zoneOf(call);
    int64_t* out = call.result.mutableData<int64_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        std::optional<int64_t> millis = parseInZone(patterns.at(row), texts[row], zone);
        out[row] = millis ? *millis / 1000 : INT64_MIN;   // Flink's answer for text that it cannot read
    }
}

int64_t unixTimestampNow(KernelCall& call) { return calendar::floorDivide(call.context.wallMillis, 1000); }

void convertZone(KernelCall& call) {
    Result<DatePattern> pattern = DatePattern::compile(DefaultPattern, Style::Simple);
    Column<std::string_view> texts(*call.arguments[0]), froms(*call.arguments[1]), tos(*call.arguments[2]);
    ZoneCache from, to;
    writeText(call, [&](int row, StringWriter& out) {
        std::optional<int64_t> millis = parseInZone(*pattern, texts[row], from.get(froms[row]));
        if (!millis) return false;
        pattern->format(zonedMoment(to.get(tos[row]), *millis), out);
        return true;
    });
}

template <class T, class Body> void mapText(KernelCall& call, Body body) {
    Column<std::string_view> texts(*call.arguments[0]);
    T* out = call.result.mutableData<T>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        auto value = body(texts[row], row);
        out[row] = value ? static_cast<T>(*value) : T{};
        if (!value) call.result.setNull(row);
    }
}

void toDate(KernelCall& call) {
    mapText<int32_t>(call, [](std::string_view text, int) { return parseDate(text); });
}
void toDateWithPattern(KernelCall& call) {
    RowPatterns<Style::Simple> patterns(call, 1);
    mapText<int32_t>(call, [&](std::string_view text, int row) -> std::optional<int64_t> {
        auto parsed = patterns.at(row).parse(text);
        if (!parsed) return std::nullopt;
        return calendar::floorDivide(parsed->localMillis - parsed->offsetSeconds.value_or(0) * 1000LL, MillisPerDay);
    });
}
void toTimestamp(KernelCall& call) {
    mapText<int64_t>(call, [](std::string_view text, int) { return parseTimestamp(text, 3); });
}
void toTimestampWithPattern(KernelCall& call) {
    RowPatterns<Style::Formatter> patterns(call, 1);
    mapText<int64_t>(call, [&](std::string_view text, int row) -> std::optional<int64_t> {
        auto parsed = patterns.at(row).parse(text);
        if (!parsed) return std::nullopt;
        return parsed->localMillis;
    });
}

constexpr int64_t MinEpochSeconds = -62'167'219'200, MaxEpochSeconds = 253'402'300'799;   // the years 0 to 9999

std::optional<int64_t> ltzFromMillis(int64_t millis) {
    if (millis < MinEpochSeconds * 1000 || millis > MaxEpochSeconds * 1000 + 999) return std::nullopt;
    return millis;
}
std::optional<int64_t> ltzFromNumber(int64_t value, int32_t precision) {
    if (precision == 3) return ltzFromMillis(value);
    if (precision != 0)
        failRow("The precision value '" + std::to_string(precision) + "' for function TO_TIMESTAMP_LTZ(numeric, precision) is unsupported; use 0 for seconds or 3 for milliseconds.");
    if (value < MinEpochSeconds || value > MaxEpochSeconds) return std::nullopt;
    return value * 1000;
}
std::optional<int64_t> ltzFromReal(double value, int32_t precision) {
    if (!(std::fabs(value) < 1e17)) return std::nullopt;
    if (precision == 0) return ltzFromMillis(static_cast<int64_t>(value * 1000));
    return ltzFromNumber(static_cast<int64_t>(value), precision);
}
std::optional<int64_t> ltzFromRealMillis(double value) { return ltzFromReal(value, 3); }

void ltzFromText(KernelCall& call) {
    std::optional<RowPatterns<Style::Formatter>> patterns;
    std::optional<Column<std::string_view>> zones;
    if (call.arguments.size() > 1) patterns.emplace(call, 1);
    if (call.arguments.size() > 2) zones.emplace(*call.arguments[2]);
    ZoneCache cache;
    mapText<int64_t>(call, [&](std::string_view text, int row) -> std::optional<int64_t> {
        const TimeZone& zone = zones ? cache.get((*zones)[row]) : *TimeZone::utc();
        std::optional<int64_t> millis;
        if (patterns) {
            millis = parseInZone(patterns->at(row), text, zone);
        } else if (auto parsed = parseTimestamp(text, 3)) {
            millis = zone.utcFromLocal(static_cast<int64_t>(*parsed));
        }
        if (!millis) failRow("TO_TIMESTAMP_LTZ cannot read '" + std::string(text) + "' as a timestamp.");
        return millis;
    });
}

Result<BoundScalar> bindToTimestampLtz(const BindArguments& arguments) {
    static constexpr Overloads numbers{"TO_TIMESTAMP_LTZ", {overload<ltzFromMillis>("l", 'l'), overload<ltzFromNumber>("li", 'l').failing()}};
    static constexpr Overloads reals{"TO_TIMESTAMP_LTZ", {overload<ltzFromRealMillis>("d", 'l'), overload<ltzFromReal>("di", 'l').failing()}};
    static constexpr Overloads texts{"TO_TIMESTAMP_LTZ", {Overload{"s", 'l', ltzFromText}.failing(), Overload{"ss", 'l', ltzFromText}.failing(), Overload{"sss", 'l', ltzFromText}.failing()}};
    if (arguments.size() == 0) return wrongArgumentCount("TO_TIMESTAMP_LTZ", 0, "1 to 3 arguments");
    const DataType& first = arguments.types[0];
    Result<BoundScalar> bound = first.isCharacter() ? withPattern(bindOverloads(texts, arguments), arguments, 1, Style::Formatter)
                                                    : bindOverloads(first.isApproximate() || first.kind() == TypeKind::Decimal ? reals : numbers, arguments);
    if (bound) bound->result = DataType::timestampLtz(3).asNullable(bound->result.nullable());
    return bound;
}

Result<BoundScalar> bindFromUnixTime(const BindArguments& arguments) {
    static constexpr Overloads rows{"FROM_UNIXTIME", {Overload{"n", 's', fromUnixTime}.nullable(), Overload{"ns", 's', fromUnixTime}.nullable()}};
    return withPattern(bindOverloads(rows, arguments), arguments, 1, Style::Simple);
}

Result<BoundScalar> bindUnixTimestamp(const BindArguments& arguments) {
    static constexpr Overloads rows{"UNIX_TIMESTAMP", {overload<unixTimestampNow>("", 'l'), Overload{"s", 'l', unixTimestamp}, Overload{"ss", 'l', unixTimestamp}}};
    Result<BoundScalar> bound = withPattern(bindOverloads(rows, arguments), arguments, 1, Style::Simple);
    if (bound && arguments.size() == 0) {
        bound->deterministic = false;
        bound->perRowTime = true;
    }
    return bound;
}

Result<BoundScalar> bindToDate(const BindArguments& arguments) {
    static constexpr Overloads rows{"TO_DATE", {Overload{"s", 'D', toDate}.nullable(), Overload{"ss", 'D', toDateWithPattern}.nullable()}};
    return withPattern(bindOverloads(rows, arguments), arguments, 1, Style::Simple);
}

Result<BoundScalar> bindToTimestamp(const BindArguments& arguments) {
    static constexpr Overloads rows{"TO_TIMESTAMP", {Overload{"s", 'l', toTimestamp}.nullable(), Overload{"ss", 'l', toTimestampWithPattern}.nullable()}};
    Result<BoundScalar> bound = withPattern(bindOverloads(rows, arguments), arguments, 1, Style::Formatter);
    if (bound) bound->result = DataType::timestamp(3);
    return bound;
}

constexpr Overloads convertZoneRows{"CONVERT_TZ", {Overload{"sss", 's', convertZone}.nullable()}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"DATE_FORMAT", Scalar, "temporal", "DATE_FORMAT(time TIMESTAMP, pattern STRING)", "The point in time as text, by a pattern of Java's DateTimeFormatter. Text is read as a timestamp first.",
     "DATE_FORMAT(TIMESTAMP '2024-02-29 13:14:15', 'dd/MM/yy hh:mm a') -> '29/02/24 01:14 PM'", bindDateFormat},
    {"FROM_UNIXTIME", Scalar, "temporal", "FROM_UNIXTIME(seconds BIGINT [, pattern STRING])", "Seconds since 1970 as text in the session's time zone.",
     "FROM_UNIXTIME(1709210096) -> '2024-02-29 12:34:56'", bindFromUnixTime},
    {"UNIX_TIMESTAMP", Scalar, "temporal", "UNIX_TIMESTAMP([text STRING [, pattern STRING]])", "Seconds since 1970: now, or of a text in the session's time zone.",
     "UNIX_TIMESTAMP('2024-02-29 12:34:56') -> '1709210096'", bindUnixTimestamp},
    {"TO_DATE", Scalar, "temporal", "TO_DATE(text STRING [, pattern STRING])", "The date that a text spells (yyyy-MM-dd by default); NULL when it spells none.",
     "TO_DATE('15.03.2024', 'dd.MM.yyyy') -> '2024-03-15'", bindToDate},
    {"TO_TIMESTAMP", Scalar, "temporal", "TO_TIMESTAMP(text STRING [, pattern STRING])", "The TIMESTAMP(3) that a text spells; NULL when it spells none.",
     "TO_TIMESTAMP('20240315T101112', 'yyyyMMdd''T''HHmmss') -> '2024-03-15 10:11:12.000'", bindToTimestamp},
    {"TO_TIMESTAMP_LTZ", Scalar, "temporal", "TO_TIMESTAMP_LTZ(number [, precision INT]) or TO_TIMESTAMP_LTZ(text STRING [, pattern STRING [, zone STRING]])",
     "A point in time from milliseconds (or seconds with precision 0) since 1970, or from a text in a time zone (UTC by default).", "TO_TIMESTAMP_LTZ(1709210096, 0) -> '2024-02-29 12:34:56.000'",
     bindToTimestampLtz},
    {"CONVERT_TZ", Scalar, "temporal", "CONVERT_TZ(text STRING, from STRING, to STRING)", "A point in time (yyyy-MM-dd HH:mm:ss) of one time zone on the wall clock of another.",
     "CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles') -> '1969-12-31 16:00:00'", bindRows<convertZoneRows>},
};

} // namespace

std::span<const FunctionInfo> temporalTextFunctions() { return functions; }

} // namespace weir
