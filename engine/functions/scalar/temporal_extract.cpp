// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

namespace weir {
namespace {

int64_t partOfDays(TimeUnit unit, int64_t days) {
    switch (unit) {
    case TimeUnit::Week: return calendar::isoWeek(days).week;
    case TimeUnit::IsoYear: return calendar::isoWeek(days).year;
    case TimeUnit::DayOfWeek: return calendar::dayOfWeek(days) + 1;
    case TimeUnit::IsoDayOfWeek: return (calendar::dayOfWeek(days) + 6) % 7 + 1;
    case TimeUnit::Epoch: return days * 86400;
    default: break;
    }
    CivilDate date = civilFromDays(days);
    auto roundedUp = [&](int64_t years) { return date.year > 0 ? (date.year + years - 1) / years : date.year / years - (date.year % years != 0); };
    switch (unit) {
    case TimeUnit::Millennium: return roundedUp(1000);
    case TimeUnit::Century: return roundedUp(100);
    case TimeUnit::Decade: return calendar::floorDivide(date.year, 10);
    case TimeUnit::Year: return date.year;
    case TimeUnit::Quarter: return (date.month + 2) / 3;
    case TimeUnit::Month: return date.month;
    case TimeUnit::Day: return date.day;
    case TimeUnit::DayOfYear: return days - daysFromCivil(date.year, 1, 1) + 1;
    default: return 0;
    }
}

int64_t partOfDayMillis(TimeUnit unit, int64_t millis) {
    switch (unit) {
    case TimeUnit::Hour: return millis / 3'600'000;
    case TimeUnit::Minute: return millis / 60'000 % 60;
    case TimeUnit::Second: return millis / 1000 % 60;
    case TimeUnit::Millisecond: return millis % 1000;
    case TimeUnit::Microsecond: return millis % 1000 * 1000;
    default: return millis % 1000 * 1'000'000;
    }
}

bool isOfDay(TimeUnit unit) { return unit >= TimeUnit::Hour && unit <= TimeUnit::Nanosecond; }

int64_t partOfMillis(TimeUnit unit, int64_t millis) {
    if (unit == TimeUnit::Epoch) return calendar::floorDivide(millis, 1000);
    if (isOfDay(unit)) return partOfDayMillis(unit, calendar::floorModulo(millis, MillisPerDay));
    return partOfDays(unit, calendar::floorDivide(millis, MillisPerDay));
}

struct PreparedUnit {
    TimeUnit unit;
    size_t argument;
    int64_t perSecond = 1000;   // units of the value
};

int64_t partOfDate(TimeUnit unit, int32_t days) { return isOfDay(unit) ? 0 : partOfDays(unit, days); }
int64_t partOfTime(TimeUnit unit, int32_t millis) { return partOfDayMillis(unit, millis); }
int64_t partOfMonths(TimeUnit unit, int64_t months) {
    switch (unit) {
    case TimeUnit::Month: return months % 12;
    case TimeUnit::Quarter: return months % 12 / 3 + 1;
    default: return unitMonths(unit) ? months / unitMonths(unit) : 0;
    }
}
int64_t partOfInterval(TimeUnit unit, int64_t millis) {
    switch (unit) {
    case TimeUnit::Epoch: return millis / 1000;
    case TimeUnit::Day: return millis / MillisPerDay;
    case TimeUnit::Week: return millis / (7 * MillisPerDay);
    default: return isOfDay(unit) ? partOfDayMillis(unit, millis % MillisPerDay) : 0;
    }
}

template <class T, auto Part> void extractKernel(KernelCall& call) {
    const auto& state = stateOf<PreparedUnit>(call);
    Column<T> values(*call.arguments[state.argument]);
    int64_t* out = call.result.mutableData<int64_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = Part(state.unit, values[row]);
    }
}

void extractLocal(KernelCall& call) {
    const auto& state = stateOf<PreparedUnit>(call);
    Column<int64_t> values(*call.arguments[state.argument]);
    LocalClock clock(call.context.zone);
    int64_t* out = call.result.mutableData<int64_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = partOfMillis(state.unit, clock.local(values[row]));   // the epoch too counts from the wall clock
    }
}

/// MICROSECOND and NANOSECOND: the fraction of the second.
template <class T> int64_t partOfSecond(KernelCall& call, T value) {
    const auto& state = stateOf<PreparedUnit>(call);
    T second = static_cast<T>(state.perSecond);
    T rest = value % second;
    if (rest < 0) rest += second;
    return static_cast<int64_t>(state.unit == TimeUnit::Microsecond ? rest * 1'000'000 / second : rest * (1'000'000'000 / second));
}
template <class T> void fractionKernel(KernelCall& call) {
    const auto& state = stateOf<PreparedUnit>(call);
    const Vector* arguments[] = {call.arguments[state.argument]};
    KernelCall inner{arguments, call.rows, call.selection, call.selected, call.result, call.state, call.context};
    rowKernel<partOfSecond<T>>(inner);
}

Result<BoundScalar> bindPart(std::string_view function, TimeUnit unit, const BindArguments& arguments, int index) {
    BoundScalar bound;
    bound.arguments = arguments.types;
    DataType& type = bound.arguments[static_cast<size_t>(index)];
    bool nullable = type.nullable();
    bool fraction = unit == TimeUnit::Microsecond || unit == TimeUnit::Nanosecond;
    int64_t perSecond = type.isTimestamp() ? timestampUnitsPerSecond(type.precision()) : 1000;
    if (type.isTimestamp() && fraction) {
        bound.kernel = type.physical() == PhysicalKind::Int128 ? Kernel(fractionKernel<Int128>) : Kernel(fractionKernel<int64_t>);
    } else switch (type.kind()) {
    case TypeKind::Date: bound.kernel = extractKernel<int32_t, partOfDate>; break;
    case TypeKind::Time:
        if (!isOfDay(unit)) return Error{ErrorCode::Type, "A TIME has no such part.", {}, "Of a TIME there are HOUR, MINUTE, SECOND and MILLISECOND."};
        bound.kernel = extractKernel<int32_t, partOfTime>;
        break;
    case TypeKind::Null:
    case TypeKind::Timestamp:
        type = DataType::timestamp(3).asNullable(nullable);
        bound.kernel = extractKernel<int64_t, partOfMillis>;
        break;
    case TypeKind::TimestampLtz:
        type = DataType::timestampLtz(3).asNullable(nullable);
        bound.kernel = extractLocal;
        break;
    case TypeKind::IntervalYearMonth: bound.kernel = extractKernel<int64_t, partOfMonths>; break;
    case TypeKind::IntervalDayTime: bound.kernel = extractKernel<int64_t, partOfInterval>; break;
    default: return wrongArgument(function, arguments, index, "a DATE, TIME, TIMESTAMP or INTERVAL");
    }
    bound.state = std::make_shared<const PreparedUnit>(PreparedUnit{unit, static_cast<size_t>(index), perSecond});
    bound.result = DataType::bigInt().asNullable(nullable);
    return bound;
}

Result<BoundScalar> bindExtract(const BindArguments& arguments) {
    if (arguments.size() != 2) return wrongArgumentCount("EXTRACT", arguments.size(), "a unit and a value");
    Result<TimeUnit> unit = timeUnitArgument("EXTRACT", arguments, 0);
    if (!unit) return unit.error();
    return bindPart("EXTRACT", *unit, arguments, 1);
}

template <TimeUnit Unit> Result<BoundScalar> bindUnit(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("EXTRACT", arguments.size(), "1 argument");
    return bindPart("EXTRACT", Unit, arguments, 0);
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"EXTRACT", Scalar, "temporal", "EXTRACT(unit FROM value)",
     "One part of a point in time or interval: YEAR, QUARTER, MONTH, WEEK (ISO), DAY, DOY, DOW (Sunday is 1), HOUR, MINUTE, SECOND, MILLISECOND, EPOCH and more.",
     "EXTRACT(DAY FROM DATE '2006-06-05') -> '5'", bindExtract},
    {"YEAR", Scalar, "temporal", "YEAR(date)", "The year.", "YEAR(DATE '1994-09-27') -> '1994'", bindUnit<TimeUnit::Year>},
    {"QUARTER", Scalar, "temporal", "QUARTER(date)", "The quarter of the year, 1 to 4.", "QUARTER(DATE '1994-09-27') -> '3'", bindUnit<TimeUnit::Quarter>},
    {"MONTH", Scalar, "temporal", "MONTH(date)", "The month, 1 to 12.", "MONTH(DATE '1994-09-27') -> '9'", bindUnit<TimeUnit::Month>},
    {"WEEK", Scalar, "temporal", "WEEK(date)", "The ISO week of the year, 1 to 53.", "WEEK(DATE '1994-09-27') -> '39'", bindUnit<TimeUnit::Week>},
    {"DAYOFYEAR", Scalar, "temporal", "DAYOFYEAR(date)", "The day of the year, 1 to 366.", "DAYOFYEAR(DATE '1994-09-27') -> '270'", bindUnit<TimeUnit::DayOfYear>},
    {"DAYOFMONTH", Scalar, "temporal", "DAYOFMONTH(date)", "The day of the month, 1 to 31.", "DAYOFMONTH(DATE '1994-09-27') -> '27'", bindUnit<TimeUnit::Day>},
    {"DAYOFWEEK", Scalar, "temporal", "DAYOFWEEK(date)", "The day of the week; Sunday is 1.", "DAYOFWEEK(DATE '1994-09-27') -> '3'", bindUnit<TimeUnit::DayOfWeek>},
    {"HOUR", Scalar, "temporal", "HOUR(time)", "The hour of the day, 0 to 23.", "HOUR(TIMESTAMP '1994-09-27 13:14:15') -> '13'", bindUnit<TimeUnit::Hour>},
    {"MINUTE", Scalar, "temporal", "MINUTE(time)", "The minute of the hour, 0 to 59.", "MINUTE(TIMESTAMP '1994-09-27 13:14:15') -> '14'", bindUnit<TimeUnit::Minute>},
    {"SECOND", Scalar, "temporal", "SECOND(time)", "The second of the minute, 0 to 59.", "SECOND(TIMESTAMP '1994-09-27 13:14:15') -> '15'", bindUnit<TimeUnit::Second>},
};

} // namespace

std::span<const FunctionInfo> temporalExtractFunctions() { return functions; }

} // namespace weir
