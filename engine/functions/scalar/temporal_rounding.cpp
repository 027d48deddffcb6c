// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/calendar.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/functions/scalar/time_unit.h"

namespace weir {
namespace {

struct PreparedRounding {
    TimeUnit unit;
    bool up;
};

/// Rounds milliseconds of a wall clock; `exact` is false when something smaller than a millisecond was cut off.
int64_t roundMillis(const PreparedRounding& rounding, int64_t millis, bool exact = true) {
    int64_t floor = 0, next = 0;
    if (rounding.unit == TimeUnit::Week) {   // weeks start on Sunday here, unlike in EXTRACT
        int64_t days = calendar::floorDivide(millis, MillisPerDay);
        floor = (days - calendar::dayOfWeek(days)) * MillisPerDay;
        next = floor + 7 * MillisPerDay;
    } else if (int64_t length = unitMillis(rounding.unit)) {
        floor = calendar::floorDivide(millis, length) * length;
        next = floor + length;
    } else {
        CivilDate date = civilFromDays(calendar::floorDivide(millis, MillisPerDay));
        int64_t months = unitMonths(rounding.unit);
        // The century of 2001 began in 2001.
        int64_t shift = rounding.unit == TimeUnit::Century || rounding.unit == TimeUnit::Millennium ? 12 : 0;
        int64_t index = calendar::floorDivide(date.year * 12 + date.month - 1 - shift, months) * months + shift;
        auto start = [](int64_t month) { return daysFromCivil(calendar::floorDivide(month, 12), static_cast<int>(calendar::floorModulo(month, 12)) + 1, 1) * MillisPerDay; };
        floor = start(index);
        next = start(index + months);
        // Flink rounds dates up to these units, not times of day: all of a month's first day is that month, and only January 1 starts a quarter.
        if (rounding.unit == TimeUnit::Month && date.day == 1) return floor;
        if (rounding.unit == TimeUnit::Year && date.month == 1 && date.day == 1) return floor;
        if (rounding.unit == TimeUnit::Quarter && rounding.up) return date.month == 1 && date.day == 1 ? floor : next;
    }
    return rounding.up && (floor != millis || !exact) ? next : floor;
}

template <class T> void roundTimestamp(KernelCall& call, int64_t unitsPerMilli, LocalClock* clock) {
    const auto& rounding = stateOf<PreparedRounding>(call);
    Column<T> values(*call.arguments[0]);
    T* out = call.result.mutableData<T>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        T value = values[row];
        T millis = value / unitsPerMilli - (value % unitsPerMilli < 0);
        bool exact = millis * unitsPerMilli == value;
        auto local = static_cast<int64_t>(millis);
        if (clock) local = clock->local(local);
        local = roundMillis(rounding, local, exact);
        out[row] = static_cast<T>(clock ? clock->utc(local) : local) * unitsPerMilli;
    }
}

template <int UnitsPerMilli, bool Local> void timestampKernel(KernelCall& call) {
    using T = std::conditional_t<UnitsPerMilli == 1'000'000, Int128, int64_t>;
    LocalClock clock(call.context.zone);
    roundTimestamp<T>(call, UnitsPerMilli, Local ? &clock : nullptr);
}

int32_t roundDate(KernelCall& call, int32_t days) {
    return static_cast<int32_t>(calendar::floorDivide(roundMillis(stateOf<PreparedRounding>(call), days * MillisPerDay), MillisPerDay));
}
int32_t roundTime(KernelCall& call, int32_t millis) {
    return static_cast<int32_t>(calendar::floorModulo(roundMillis(stateOf<PreparedRounding>(call), millis), MillisPerDay));
}

Result<BoundScalar> bindRounding(std::string_view function, const BindArguments& arguments, bool up) {
    if (arguments.size() != 2) return wrongArgumentCount(function, arguments.size(), "a value and a unit");
    Result<TimeUnit> unit = timeUnitArgument(function, arguments, 1);
    if (!unit) return unit.error();
    bool fits = unitMillis(*unit) || unitMonths(*unit);
    if (!fits) return Error{ErrorCode::Invalid, std::string(function) + " of a point in time goes to YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND."};
    BoundScalar bound;
    bound.arguments = arguments.types;
    const DataType& type = arguments.types[0];
    bool local = type.kind() == TypeKind::TimestampLtz;
    switch (type.kind()) {
    case TypeKind::Date: bound.kernel = rowKernel<roundDate>; break;
    case TypeKind::Time: bound.kernel = rowKernel<roundTime>; break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz:
        if (type.precision() <= 3) bound.kernel = local ? timestampKernel<1, true> : timestampKernel<1, false>;
        else if (type.precision() <= 6) bound.kernel = local ? timestampKernel<1000, true> : timestampKernel<1000, false>;
        else bound.kernel = local ? timestampKernel<1'000'000, true> : timestampKernel<1'000'000, false>;
        break;
    default: return wrongArgument(function, arguments, 0, "a DATE, TIME or TIMESTAMP when a unit is given");
    }
    bound.state = std::make_shared<const PreparedRounding>(PreparedRounding{*unit, up});
    bound.result = type.withTimeAttribute(TimeAttribute::None);
    return bound;
}

} // namespace

Result<BoundScalar> bindTemporalFloor(const BindArguments& arguments) { return bindRounding("FLOOR", arguments, false); }
Result<BoundScalar> bindTemporalCeil(const BindArguments& arguments) { return bindRounding("CEIL", arguments, true); }

} // namespace weir
