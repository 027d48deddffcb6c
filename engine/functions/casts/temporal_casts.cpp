// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/casts/casts.h"
#include "engine/functions/kernel_templates.h"
#include "engine/types/datetime.h"

namespace weir {

namespace {

int64_t floorDays(int64_t millis) { return millis >= 0 ? millis / MillisPerDay : -((-millis + MillisPerDay - 1) / MillisPerDay); }

int64_t timeUnit(int precision) { return precision <= 0 ? 1000 : precision == 1 ? 100 : precision == 2 ? 10 : 1; }

/// Nanoseconds below the kept digits of a precision.
Int128 nanoUnit(int precision) {
    Int128 unit = 1;
    for (int i = precision; i < 9; ++i) unit *= 10;
    return unit;
}

/// A timestamp's wall clock in milliseconds.
template <class From> int64_t localMillis(const KernelCall& call, const CastState& state, From physical) {
    int64_t millis = timestampToMillis(physical, state.from.precision());
    return state.from.kind() == TypeKind::TimestampLtz ? zoneOf(call).localFromUtc(millis) : millis;
}

template <class From> int32_t toDate(KernelCall& call, From physical) {
    return static_cast<int32_t>(floorDays(localMillis(call, stateOf<CastState>(call), physical)));
}

template <class From> int32_t toTime(KernelCall& call, From physical) {
    const auto& state = stateOf<CastState>(call);
    int64_t millis = localMillis(call, state, physical);
    int64_t ofDay = millis - floorDays(millis) * MillisPerDay;
    return static_cast<int32_t>(ofDay - ofDay % timeUnit(state.to.precision()));
}

int32_t cutTime(KernelCall& call, int32_t millis) {
    return static_cast<int32_t>(millis - millis % timeUnit(stateOf<CastState>(call).to.precision()));
}

template <class To> To fromLocalMillis(KernelCall& call, int64_t millis) {
    const auto& state = stateOf<CastState>(call);
    if (state.to.kind() == TypeKind::TimestampLtz) millis = zoneOf(call).utcFromLocal(millis);
    millis -= ((millis % timeUnit(state.to.precision())) + timeUnit(state.to.precision())) % timeUnit(state.to.precision());
    return static_cast<To>(timestampFromMillis(millis, state.to.precision()));
}

template <class To> To dateToTimestamp(KernelCall& call, int32_t days) { return fromLocalMillis<To>(call, days * MillisPerDay); }
template <class To> To timeToTimestamp(KernelCall& call, int32_t millis) { return fromLocalMillis<To>(call, millis); }

template <class To, class From> To timestampToTimestamp(KernelCall& call, From physical) {
    const auto& state = stateOf<CastState>(call);
    Int128 nanos = timestampToNanos(physical, state.from.precision());
    if (state.from.kind() != state.to.kind()) {
        int64_t millis = timestampToMillis(physical, state.from.precision());
        int64_t other = state.to.kind() == TypeKind::TimestampLtz ? zoneOf(call).utcFromLocal(millis) : zoneOf(call).localFromUtc(millis);
        nanos += Int128(other - millis) * 1'000'000;
    }
    Int128 unit = nanoUnit(state.to.precision());
    Int128 rest = nanos % unit;
    nanos -= rest < 0 ? rest + unit : rest;
    return static_cast<To>(timestampFromNanos(nanos, state.to.precision()));
}

template <class From> Kernel timestampTo(bool wide) {
    return wide ? Kernel(rowKernel<timestampToTimestamp<Int128, From>>) : Kernel(rowKernel<timestampToTimestamp<int64_t, From>>);
}

} // namespace

CastKernel temporalCast(const DataType& from, const DataType& to) {
    bool wideFrom = from.physical() == PhysicalKind::Int128, wideTo = to.physical() == PhysicalKind::Int128;
    if (from.isTimestamp()) {
        if (to.kind() == TypeKind::Date) return {wideFrom ? Kernel(rowKernel<toDate<Int128>>) : Kernel(rowKernel<toDate<int64_t>>)};
        if (to.kind() == TypeKind::Time) return {wideFrom ? Kernel(rowKernel<toTime<Int128>>) : Kernel(rowKernel<toTime<int64_t>>)};
        if (to.isTimestamp()) return {wideFrom ? timestampTo<Int128>(wideTo) : timestampTo<int64_t>(wideTo)};
    }
    if (from.kind() == TypeKind::Date && to.isTimestamp())
        return {wideTo ? Kernel(rowKernel<dateToTimestamp<Int128>>) : Kernel(rowKernel<dateToTimestamp<int64_t>>)};
    if (from.kind() == TypeKind::Time && to.isTimestamp())
        return {wideTo ? Kernel(rowKernel<timeToTimestamp<Int128>>) : Kernel(rowKernel<timeToTimestamp<int64_t>>)};
    if (from.kind() == TypeKind::Time && to.kind() == TypeKind::Time) return {rowKernel<cutTime>};
    return {};
}

} // namespace weir
