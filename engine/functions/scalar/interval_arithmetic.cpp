// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"
#include "engine/types/datetime.h"

#include <algorithm>

namespace weir {

namespace {

struct TemporalState {
    int precision = 3;        // of the timestamp
    int64_t sign = 1;         // of the interval
};

int64_t floorDivide(int64_t value, int64_t divisor) {
    int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

/// The same day of the month later, or its last day.
int64_t addMonths(int64_t days, int64_t months) {
    CivilDate date = civilFromDays(days);
    int64_t month = date.year * 12 + date.month - 1 + months;
    int64_t year = floorDivide(month, 12);
    int inYear = static_cast<int>(month - year * 12) + 1;
    constexpr int Days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int last = Days[inYear - 1] + (inYear == 2 && leap ? 1 : 0);
    return daysFromCivil(year, inYear, std::min(date.day, last));
}

template <class T> T timestampPlusMillis(KernelCall& call, T time, int64_t millis) {
    const auto& state = stateOf<TemporalState>(call);
    return static_cast<T>(time + static_cast<T>(timestampFromMillis(state.sign * millis, state.precision)));
}

template <class T> T timestampPlusMonths(KernelCall& call, T time, int64_t months) {
    const auto& state = stateOf<TemporalState>(call);
    Int128 perDay = Int128(timestampUnitsPerSecond(state.precision)) * 86400;
    int64_t days = static_cast<int64_t>(time / perDay - (time % perDay < 0 ? 1 : 0));
    return static_cast<T>(addMonths(days, state.sign * months) * perDay + (time - days * perDay));
}

int32_t datePlusMillis(KernelCall& call, int32_t days, int64_t millis) {
    return static_cast<int32_t>(days + stateOf<TemporalState>(call).sign * (millis / MillisPerDay));
}
int32_t datePlusMonths(KernelCall& call, int32_t days, int64_t months) {
    return static_cast<int32_t>(addMonths(days, stateOf<TemporalState>(call).sign * months));
}
int32_t timePlusMillis(KernelCall& call, int32_t time, int64_t millis) {
    int64_t sum = (time + stateOf<TemporalState>(call).sign * millis) % MillisPerDay;
    return static_cast<int32_t>(sum < 0 ? sum + MillisPerDay : sum);
}
int32_t timePlusMonths(KernelCall&, int32_t time, int64_t) { return time; }

int64_t plusInterval(int64_t a, int64_t b) { return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b)); }
int64_t minusInterval(int64_t a, int64_t b) { return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b)); }

bool isTime(const DataType& type) { return type.isTimestamp() || type.kind() == TypeKind::Date || type.kind() == TypeKind::Time; }

Result<BoundScalar> bindTimePlus(const BindArguments& given, int timeAt, bool minus) {
    const DataType &time = given.types[timeAt], &interval = given.types[1 - timeAt];
    auto state = std::make_shared<TemporalState>();
    state->precision = time.precision();
    state->sign = minus ? -1 : 1;
    bool months = interval.kind() == TypeKind::IntervalYearMonth;
    BoundScalar bound;
    if (time.isTimestamp()) {
        if (time.physical() == PhysicalKind::Int64) bound.kernel = months ? Kernel(rowKernel<timestampPlusMonths<int64_t>>) : Kernel(rowKernel<timestampPlusMillis<int64_t>>);
        else bound.kernel = months ? Kernel(rowKernel<timestampPlusMonths<Int128>>) : Kernel(rowKernel<timestampPlusMillis<Int128>>);
    } else if (time.kind() == TypeKind::Date) {
        // A DATE stays one: hours count only where they make whole days.
        bound.kernel = months ? Kernel(rowKernel<datePlusMonths>) : Kernel(rowKernel<datePlusMillis>);
    } else {
        bound.kernel = months ? Kernel(rowKernel<timePlusMonths>) : Kernel(rowKernel<timePlusMillis>);
    }
    bound.result = time.asNullable(time.nullable() || interval.nullable()).withTimeAttribute(TimeAttribute::None);
    bound.arguments = given.types;
    bound.state = std::move(state);
    if (timeAt == 1) {
        // interval + time: the kernels take the time first.
        static constexpr Kernel Swapped = [](KernelCall& call) {
            const auto& inner = stateOf<BoundScalar>(call);
            const Vector* arguments[] = {call.arguments[1], call.arguments[0]};
            KernelCall other{arguments, call.rows, call.selection, call.selected, call.result, inner.state.get(), call.context};
            inner.kernel(other);
        };
        auto inner = std::make_shared<BoundScalar>(bound);
        bound.kernel = Swapped;
        bound.state = std::move(inner);
    }
    return bound;
}

template <class N> int64_t scaled(int64_t interval, N number) { return static_cast<int64_t>(static_cast<uint64_t>(interval) * static_cast<uint64_t>(number)); }

} // namespace

bool isTemporalArithmetic(const BindArguments& given) {
    for (const DataType& type : given.types)
        if (isTime(type) || type.isInterval()) return true;
    return false;
}

Result<BoundScalar> bindTemporalPlus(const BindArguments& given, bool minus) {
    std::string_view name = minus ? "-" : "+";
    if (given.size() < 2) return cannotApply(name, given);
    const DataType &a = given.types[0], &b = given.types[1];
    if (isTime(a) && b.isInterval()) return bindTimePlus(given, 0, minus);
    if (a.isInterval() && isTime(b) && !minus) return bindTimePlus(given, 1, false);
    BoundScalar bound;
    bound.arguments = given.types;
    bool nullable = a.nullable() || b.nullable();
    if (a.isInterval() && a.kind() == b.kind()) {
        DataType type = a.text() == b.text() ? a : a.kind() == TypeKind::IntervalYearMonth ? DataType::intervalYearMonth() : DataType::intervalDayTime();
        bound.result = type.asNullable(nullable);
        bound.kernel = minus ? Kernel(denseKernel<minusInterval>) : Kernel(denseKernel<plusInterval>);
        return bound;
    }
    if (minus && isTime(a) && isTime(b))
        return Error{ErrorCode::Type, "Cannot apply - to " + a.text() + " and " + b.text() + ".", {}, "Write TIMESTAMPDIFF(SECOND, b, a), or (a - b) DAY TO SECOND."};
    return cannotApply(name, given);
}

Result<BoundScalar> bindIntervalScale(const BindArguments& given, bool divide) {
    std::string_view name = divide ? "/" : "*";
    if (given.size() != 2 || divide) return cannotApply(name, given);
    int at = given.types[0].isInterval() ? 0 : 1;
    const DataType &interval = given.types[at], &number = given.types[1 - at];
    if (!interval.isInterval() || !number.isInteger()) return cannotApply(name, given);
    BoundScalar bound;
    bound.result = interval.asNullable(interval.nullable() || number.nullable());
    DataType as = DataType::bigInt().asNullable(number.nullable());
    bound.arguments = at == 0 ? std::vector<DataType>{interval, as} : std::vector<DataType>{as, interval};
    bound.kernel = denseKernel<scaled<int64_t>>;
    return bound;
}

} // namespace weir
