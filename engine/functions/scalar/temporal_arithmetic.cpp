// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

namespace weir {
namespace {

bool isTime(const DataType& type) { return type.isTimestamp() || type.kind() == TypeKind::Date || type.kind() == TypeKind::Time; }

/// Milliseconds since 1970 of a DATE, TIME or TIMESTAMP.
int64_t millisOf(Cell cell, const DataType& type) {
    switch (type.physical()) {
    case PhysicalKind::Int32: return type.kind() == TypeKind::Date ? cell.as<int32_t>() * MillisPerDay : cell.as<int32_t>();
    case PhysicalKind::Int64: return timestampToMillis(cell.as<int64_t>(), type.precision());
    default: return timestampToMillis(cell.as<Int128>(), type.precision());
    }
}

struct PreparedUnit {
    TimeUnit unit;
    DataType type, other, result;
};

int64_t monthsLater(int64_t millis, int64_t months) {
    int64_t days = calendar::floorDivide(millis, MillisPerDay);
    return calendar::addMonths(days, months) * MillisPerDay + (millis - days * MillisPerDay);
}

template <class T> T timePlusUnits(KernelCall& call, std::string_view, int64_t count, Cell time) {
    const auto& state = stateOf<PreparedUnit>(call);
    int64_t millis = millisOf(time, state.type);
    int64_t moved = unitMonths(state.unit) ? monthsLater(millis, count * unitMonths(state.unit)) : millis + count * unitMillis(state.unit);
    switch (state.result.kind()) {
    case TypeKind::Date: return static_cast<T>(calendar::floorDivide(moved, MillisPerDay));
    case TypeKind::Time: return static_cast<T>(calendar::floorModulo(moved, MillisPerDay));
    default: break;
    }
    // What lies below a millisecond stays.
    T physical = static_cast<T>(timestampFromMillis(moved, state.result.precision()));
    if constexpr (sizeof(T) >= 8)
        if (state.type.isTimestamp()) physical += static_cast<T>(time.as<T>() - static_cast<T>(timestampFromMillis(millis, state.type.precision())));
    return physical;
}

Result<BoundScalar> bindTimestampAdd(const BindArguments& arguments) {
    if (arguments.size() != 3) return wrongArgumentCount("TIMESTAMPADD", arguments.size(), "a unit, a count and a point in time");
    Result<TimeUnit> unit = timeUnitArgument("TIMESTAMPADD", arguments, 0);
    if (!unit) return unit.error();
    if (!unitMillis(*unit) && !unitMonths(*unit)) return Error{ErrorCode::Invalid, "TIMESTAMPADD counts in SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR."};
    const DataType& time = arguments.types[2];
    if (!arguments.types[1].isInteger() && arguments.types[1].kind() != TypeKind::Null) return wrongArgument("TIMESTAMPADD", arguments, 1, "an integer");
    if (!isTime(time)) return wrongArgument("TIMESTAMPADD", arguments, 2, "a DATE, TIME or TIMESTAMP");
    bool partOfDay = unitMillis(*unit) && unitMillis(*unit) < MillisPerDay;
    DataType result = time.kind() == TypeKind::Date && partOfDay ? DataType::timestamp(*unit == TimeUnit::Millisecond ? 3 : 0) : time;
    BoundScalar bound;
    bound.result = result.asNullable(anyNullable(arguments.types)).withTimeAttribute(TimeAttribute::None);
    bound.arguments = arguments.types;
    bound.arguments[1] = DataType::bigInt().asNullable(arguments.types[1].nullable());
    bound.state = std::make_shared<const PreparedUnit>(PreparedUnit{*unit, time, {}, result});
    bound.kernel = result.physical() == PhysicalKind::Int32   ? Kernel(rowKernel<timePlusUnits<int32_t>>)
                   : result.physical() == PhysicalKind::Int64 ? Kernel(rowKernel<timePlusUnits<int64_t>>)
                                                              : Kernel(rowKernel<timePlusUnits<Int128>>);
    return bound;
}

int32_t unitsBetween(KernelCall& call, std::string_view, Cell from, Cell to) {
    const auto& state = stateOf<PreparedUnit>(call);
    int64_t early = millisOf(from, state.type), late = millisOf(to, state.other);
    int months = unitMonths(state.unit);
    if (!months) return static_cast<int32_t>((late - early) / unitMillis(state.unit));
    LocalClock clock(call.context.zone);
    if (state.type.kind() == TypeKind::TimestampLtz) early = clock.local(early);
    if (state.other.kind() == TypeKind::TimestampLtz) late = clock.local(late);
    return static_cast<int32_t>(calendar::monthsBetween(early, late) / months);
}

Result<BoundScalar> bindTimestampDiff(const BindArguments& arguments) {
    if (arguments.size() != 3) return wrongArgumentCount("TIMESTAMPDIFF", arguments.size(), "a unit and two points in time");
    Result<TimeUnit> unit = timeUnitArgument("TIMESTAMPDIFF", arguments, 0);
    if (!unit) return unit.error();
    if (!unitMillis(*unit) && !unitMonths(*unit)) return Error{ErrorCode::Invalid, "TIMESTAMPDIFF counts in SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR."};
    for (int i = 1; i < 3; ++i)
        if (!isTime(arguments.types[i])) return wrongArgument("TIMESTAMPDIFF", arguments, i, "a DATE, TIME or TIMESTAMP");
    BoundScalar bound;
    bound.result = DataType::integer().asNullable(anyNullable(arguments.types));
    bound.arguments = arguments.types;
    bound.state = std::make_shared<const PreparedUnit>(PreparedUnit{*unit, arguments.types[1], arguments.types[2], {}});
    bound.kernel = rowKernel<unitsBetween>;
    return bound;
}

struct PreparedPeriods {
    DataType types[4];
};

/// The end of a period that is given as a point in time or as a length.
int64_t endOf(int64_t start, Cell end, const DataType& type) {
    if (type.kind() == TypeKind::IntervalYearMonth) return monthsLater(start, end.as<int64_t>());
    if (type.kind() == TypeKind::IntervalDayTime) return start + end.as<int64_t>();
    return millisOf(end, type);
}

bool overlap(KernelCall& call, Cell start, Cell end, Cell otherStart, Cell otherEnd) {
    const auto& types = stateOf<PreparedPeriods>(call).types;
    int64_t a = millisOf(start, types[0]), c = millisOf(otherStart, types[2]);
    int64_t b = endOf(a, end, types[1]), d = endOf(c, otherEnd, types[3]);
    if (b < a) std::swap(a, b);
    if (d < c) std::swap(c, d);
    return b >= c && d >= a;
}

Result<BoundScalar> bindOverlaps(const BindArguments& arguments) {
    if (arguments.size() != 4) return wrongArgumentCount("OVERLAPS", arguments.size(), "the start and end of two periods");
    PreparedPeriods periods;
    for (int i = 0; i < 4; ++i) {
        const DataType& type = arguments.types[i];
        if (!isTime(type) && !(i % 2 && type.isInterval())) return wrongArgument("OVERLAPS", arguments, i, "a DATE, TIME or TIMESTAMP");
        periods.types[i] = type;
    }
    BoundScalar bound;
    bound.result = DataType::boolean().asNullable(anyNullable(arguments.types));
    bound.arguments = arguments.types;
    bound.state = std::make_shared<const PreparedPeriods>(periods);
    bound.kernel = rowKernel<overlap>;
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"TIMESTAMPADD", Scalar, "temporal", "TIMESTAMPADD(unit, count, time)", "The time so many units later.", "", bindTimestampAdd},
    {"TIMESTAMPDIFF", Scalar, "temporal", "TIMESTAMPDIFF(unit, from, to)", "The whole units from one time to another.", "", bindTimestampDiff},
    {"OVERLAPS", Scalar, "temporal", "(start, end) OVERLAPS (start, end)", "Whether two periods share a moment, their ends included; an end may be an interval.", "", bindOverlaps},
};

} // namespace

std::span<const FunctionInfo> temporalArithmeticFunctions() { return functions; }

} // namespace weir
