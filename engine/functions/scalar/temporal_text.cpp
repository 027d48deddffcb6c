// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/date_pattern.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

#include <algorithm>
#include <cmath>
#include <map>

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
        if (!micros || texts[row].find(' ') == std::string_view::npos) return false;   // a date alone is not enough
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
    if (!local && type.kind() != TypeKind::Timestamp && type.kind() != TypeKind::Null)
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

/// Of an hour that a zone has twice, Java's calendars take the second.
int64_t secondUtcFromLocal(const TimeZone& zone, int64_t local) {
    int64_t after = zone.offsetMillisAtUtc(local + MillisPerDay);
    return zone.offsetMillisAtUtc(local - after) == after ? local - after : zone.utcFromLocal(local);
}

/// UTC milliseconds of a text, read with a pattern of Java's SimpleDateFormat in a zone unless the text names its own.
std::optional<int64_t> parseInZone(const DatePattern& pattern, std::string_view text, const TimeZone& zone) {
    std::optional<DatePattern::Parsed> parsed = pattern.parse(text);
    if (!parsed) return std::nullopt;
    return parsed->offsetSeconds ? parsed->localMillis - *parsed->offsetSeconds * 1000LL : secondUtcFromLocal(zone, parsed->localMillis);
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
    const auto* fixed = static_cast<const DatePattern*>(call.state);
    std::optional<Column<std::string_view>> patterns;
    if (!fixed) patterns.emplace(*call.arguments[1]);
    std::map<std::string, std::optional<DatePattern>, std::less<>> known;     // without a value: no pattern, which fits no text
    mapText<int64_t>(call, [&](std::string_view text, int row) -> std::optional<int64_t> {
        const DatePattern* pattern = fixed;
        if (!pattern) {
            auto at = known.find((*patterns)[row]);
            if (at == known.end()) {
                if (known.size() >= 64) known.clear();
                Result<DatePattern> compiled = DatePattern::compile((*patterns)[row], Style::Formatter);
                at = known.emplace((*patterns)[row], compiled ? std::optional(std::move(*compiled)) : std::nullopt).first;
            }
            if (!at->second) return std::nullopt;
            pattern = &*at->second;
        }
        auto parsed = pattern->parse(text);
        if (!parsed) return std::nullopt;
        return parsed->localMillis;
    });
}

constexpr int64_t MinEpochSeconds = -62'167'219'200, MaxEpochSeconds = 253'402'300'799;   // the years 0 to 9999

/// How TO_TIMESTAMP_LTZ turns numbers of 10^-precision seconds into its result.
struct LtzState {
    int precision = 3;            // of the argument
    int resultPrecision = 3;
    std::optional<DatePattern> pattern{};
};

template <class T> bool ltzFromUnits(const LtzState& state, int64_t value, int precision, T& out) {
    Int128 perSecond = timestampUnitsPerSecond(state.resultPrecision), units = 1;
    for (int i = 0; i < precision; ++i) units *= 10;
    Int128 physical = value * perSecond;
    if (physical < MinEpochSeconds * perSecond * units || physical >= (MaxEpochSeconds + 1) * perSecond * units) return false;
    out = static_cast<T>(physical / units - (physical % units < 0));
    return true;
}
template <class T> bool ltzFromNumber(KernelCall& call, int64_t value, T& out) {
    const auto& state = stateOf<LtzState>(call);
    return ltzFromUnits(state, value, state.precision, out);
}
bool ltzFromNumberAt(KernelCall& call, int64_t value, int32_t precision, int64_t& out) {
    if (precision < 0 || precision > 9) failRow("Precision for TO_TIMESTAMP_LTZ must be between 0 and 9 but was " + std::to_string(precision) + ".");
    return ltzFromUnits(stateOf<LtzState>(call), value, precision, out);
}
/// Through nanoseconds in 64 bits: what is beyond them stays at their ends, and NaN is 0.
template <class T> bool ltzFromReal(KernelCall& call, double value, T& out) {
    const auto& state = stateOf<LtzState>(call);
    double nanos = value;
    for (int i = state.precision; i < 9; ++i) nanos *= 10;
    if (nanos < MinEpochSeconds * 1e9 || nanos >= (MaxEpochSeconds + 1) * 1e9) return false;
    int64_t whole = std::isnan(nanos) ? 0 : nanos >= 0x1p63 ? INT64_MAX : nanos <= -0x1p63 ? INT64_MIN : static_cast<int64_t>(nanos);
    return ltzFromUnits(state, whole, 9, out);
}

template <class T> void ltzFromText(KernelCall& call) {
    const auto& state = stateOf<LtzState>(call);
    std::optional<Column<std::string_view>> zones, patterns;
    if (call.arguments.size() > 1 && !state.pattern) patterns.emplace(*call.arguments[1]);
    if (call.arguments.size() > 2) zones.emplace(*call.arguments[2]);
    ZoneCache cache;
    DatePatternCache patternCache(Style::Formatter);
    mapText<T>(call, [&](std::string_view text, int row) -> std::optional<Int128> {
        const TimeZone& zone = zones ? cache.get((*zones)[row]) : *TimeZone::utc();
        std::optional<int64_t> millis;
        int nanos = 0;
        if (call.arguments.size() > 1) {
            const DatePattern& pattern = state.pattern ? *state.pattern : patternCache.get((*patterns)[row]);
            if (auto parsed = pattern.parse(text)) {
                millis = parsed->offsetSeconds ? parsed->localMillis - *parsed->offsetSeconds * 1000LL : zone.utcFromLocal(parsed->localMillis);
                nanos = parsed->nanoOfMilli;
            }
        } else if (auto parsed = parseTimestamp(text, 3)) {
            millis = zone.utcFromLocal(static_cast<int64_t>(*parsed));
        }
        if (!millis) failRow("TO_TIMESTAMP_LTZ cannot read '" + std::string(text) + "' as a timestamp.");
        return timestampFromNanos(Int128(*millis) * 1'000'000 + nanos, state.resultPrecision);
    });
}

Result<BoundScalar> bindToTimestampLtz(const BindArguments& arguments) {
    static constexpr Overloads numbers{"TO_TIMESTAMP_LTZ", {Overload{"l", 'l', rowKernel<ltzFromNumber<int64_t>>}.nullable(), Overload{"li", 'l', rowKernel<ltzFromNumber<int64_t>>}.nullable()}};
    static constexpr Overloads reals{"TO_TIMESTAMP_LTZ", {Overload{"d", 'l', rowKernel<ltzFromReal<int64_t>>}.nullable(), Overload{"di", 'l', rowKernel<ltzFromReal<int64_t>>}.nullable()}};
    static constexpr Overloads texts{"TO_TIMESTAMP_LTZ", {Overload{"s", 'l', ltzFromText<int64_t>}.failing(), Overload{"ss", 'l', ltzFromText<int64_t>}.failing(), Overload{"sss", 'l', ltzFromText<int64_t>}.failing()}};
    if (arguments.size() == 0) return wrongArgumentCount("TO_TIMESTAMP_LTZ", 0, "1 to 3 arguments");
    BindArguments given = arguments;
    DataType& first = given.types[0];
    if (first.kind() == TypeKind::Decimal) first = DataType::bigInt().asNullable(first.nullable());   // decimals lose their fraction
    bool text = first.isCharacter(), real = first.isApproximate();
    Result<BoundScalar> bound = bindOverloads(text ? texts : real ? reals : numbers, given);
    if (!bound) return bound;
    auto state = std::make_shared<LtzState>();
    if (text && given.size() > 1) {
        if (auto literal = textLiteral(given, 1)) {
            auto pattern = DatePattern::compile(*literal, Style::Formatter);
            if (!pattern) return pattern.error();
            state->pattern = std::move(*pattern);
            // As many digits as the pattern has S.
            state->resultPrecision = std::clamp(static_cast<int>(std::count(literal->begin(), literal->end(), 'S')), 3, 9);
        }
    } else if (given.size() > 1) {
        auto literal = integerLiteral(given, 1);
        if (literal && (*literal < 0 || *literal > 9))
            return Error{ErrorCode::Invalid, "Precision for TO_TIMESTAMP_LTZ must be between 0 and 9 but was " + std::to_string(*literal) + "."};
        if (literal) {
            state->precision = static_cast<int>(*literal);
            state->resultPrecision = std::max(3, state->precision);
        } else if (!real) {
            bound->kernel = rowKernel<ltzFromNumberAt>;
            bound->canFail = true;
        } else {
            return wrongArgument("TO_TIMESTAMP_LTZ", given, 1, "a literal where the first is FLOAT or DOUBLE");
        }
    }
    bound->result = DataType::timestampLtz(state->resultPrecision).asNullable(bound->result.nullable());
    if (bound->result.physical() == PhysicalKind::Int128)
        bound->kernel = text ? Kernel(ltzFromText<Int128>) : real ? Kernel(rowKernel<ltzFromReal<Int128>>) : Kernel(rowKernel<ltzFromNumber<Int128>>);
    bound->state = std::move(state);
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

void toNull(KernelCall& call) { call.result = Vector::nulls(DataType::timestamp(3), call.rows); }

Result<BoundScalar> bindToTimestamp(const BindArguments& arguments) {
    static constexpr Overloads rows{"TO_TIMESTAMP", {Overload{"s", 'l', toTimestamp}.nullable(), Overload{"ss", 'l', toTimestampWithPattern}.nullable()}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    std::optional<std::string> literal = textLiteral(arguments, 1);
    if (bound && literal && !DatePattern::compile(*literal, Style::Formatter)) {
        bound->kernel = toNull;   // no text fits what is no pattern
    } else {
        bound = withPattern(std::move(bound), arguments, 1, Style::Formatter);
        if (bound) bound->canFail = false;
    }
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
     "A point in time from milliseconds since 1970 (seconds with precision 0, and so on to 9), or from a text in a time zone (UTC by default).", "TO_TIMESTAMP_LTZ(1709210096, 0) -> '2024-02-29 12:34:56.000'",
     bindToTimestampLtz},
    {"CONVERT_TZ", Scalar, "temporal", "CONVERT_TZ(text STRING, from STRING, to STRING)", "A point in time (yyyy-MM-dd HH:mm:ss) of one time zone on the wall clock of another.",
     "CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'America/Los_Angeles') -> '1969-12-31 16:00:00'", bindRows<convertZoneRows>},
};

} // namespace

std::span<const FunctionInfo> temporalTextFunctions() { return functions; }

} // namespace weir
