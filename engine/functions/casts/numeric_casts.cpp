// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/casts/casts.h"
#include "engine/functions/kernel_templates.h"
#include "engine/types/decimal.h"

#include <cmath>
#include <limits>

namespace weir {

namespace {

/// Java's conversions: integers wrap; reals saturate to int or long, NaN is 0, and narrower integers wrap from int.
template <class To, class From> To convert(From value) {
    if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        using Wide = std::conditional_t<sizeof(To) == 8, int64_t, int32_t>;
        if (std::isnan(value)) return 0;
        if (value >= static_cast<From>(std::numeric_limits<Wide>::max())) return static_cast<To>(std::numeric_limits<Wide>::max());
        if (value <= static_cast<From>(std::numeric_limits<Wide>::min())) return static_cast<To>(std::numeric_limits<Wide>::min());
        return static_cast<To>(static_cast<Wide>(value));
    } else {
        return static_cast<To>(value);
    }
}

template <class From> Kernel plainTo(PhysicalKind to) {
    switch (to) {
    case PhysicalKind::Int8: return denseKernel<convert<int8_t, From>>;
    case PhysicalKind::Int16: return denseKernel<convert<int16_t, From>>;
    case PhysicalKind::Int32: return denseKernel<convert<int32_t, From>>;
    case PhysicalKind::Int64: return denseKernel<convert<int64_t, From>>;
    case PhysicalKind::Float32: return denseKernel<convert<float, From>>;
    case PhysicalKind::Float64: return denseKernel<convert<double, From>>;
    default: return nullptr;
    }
}

Kernel plainCast(PhysicalKind from, PhysicalKind to) {
    switch (from) {
    case PhysicalKind::Int8: return plainTo<int8_t>(to);
    case PhysicalKind::Int16: return plainTo<int16_t>(to);
    case PhysicalKind::Int32: return plainTo<int32_t>(to);
    case PhysicalKind::Int64: return plainTo<int64_t>(to);
    case PhysicalKind::Float32: return plainTo<float>(to);
    case PhysicalKind::Float64: return plainTo<double>(to);
    default: return nullptr;
    }
}

template <class To, class From> bool toDecimal(KernelCall& call, From value, To& out) {
    const auto& state = stateOf<CastState>(call);
    std::optional<Int128> result;
    int precision = state.to.precision();
    if constexpr (std::is_floating_point_v<From>) {
        if (!std::isfinite(value)) failRow("Cannot cast what is no finite number to " + state.to.text() + ".");
        // Through the shortest digits, as Java's BigDecimal.valueOf.
        if constexpr (std::is_same_v<From, float>) result = decimalFromDouble(static_cast<double>(value), precision, state.to.scale());
        else result = decimalFromDouble(value, precision, state.to.scale());
    } else {
        int scale = state.from.kind() == TypeKind::Decimal ? state.from.scale() : 0;
        result = rescale(value, scale, state.to.scale());
        if (result && !fitsPrecision(*result, precision)) result.reset();
    }
    if (!result) return false;
    out = static_cast<To>(*result);
    return true;
}

template <class From> Kernel toDecimalOf(PhysicalKind to) {
    return to == PhysicalKind::Int64 ? Kernel(rowKernel<toDecimal<int64_t, From>>) : Kernel(rowKernel<toDecimal<Int128, From>>);
}

template <class To, class From> To fromDecimal(KernelCall& call, From value) {
    int scale = stateOf<CastState>(call).from.scale();
    if constexpr (std::is_floating_point_v<To>) return static_cast<To>(decimalToDouble(value, scale));
    else return static_cast<To>(static_cast<int64_t>(static_cast<Int128>(value) / powerOfTen(scale)));
}

template <class From> Kernel fromDecimalOf(PhysicalKind to) {
    switch (to) {
    case PhysicalKind::Int8: return rowKernel<fromDecimal<int8_t, From>>;
    case PhysicalKind::Int16: return rowKernel<fromDecimal<int16_t, From>>;
    case PhysicalKind::Int32: return rowKernel<fromDecimal<int32_t, From>>;
    case PhysicalKind::Int64: return rowKernel<fromDecimal<int64_t, From>>;
    case PhysicalKind::Float32: return rowKernel<fromDecimal<float, From>>;
    default: return rowKernel<fromDecimal<double, From>>;
    }
}

template <class From> bool isNotZero(From value) { return value != 0; }

template <class To> To fromBoolean(bool value) { return value ? To(1) : To(0); }

template <class To> void booleanToDecimal(KernelCall& call) {
    To one = static_cast<To>(powerOfTen(stateOf<CastState>(call).to.scale()));
    Column<bool> in(*call.arguments[0]);
    To* out = call.result.mutableData<To>();
    for (int i = 0; i < call.selected; ++i) out[call.row(i)] = in[call.row(i)] ? one : To(0);
}

} // namespace

CastKernel numericCast(const DataType& from, const DataType& to) {
    bool fromDecimalType = from.kind() == TypeKind::Decimal, toDecimalType = to.kind() == TypeKind::Decimal;
    if (from.isNumeric() && to.kind() == TypeKind::Boolean)
        return {kernelForNumber(from.physical(), []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<isNotZero<T>>; })};
    if (from.kind() == TypeKind::Boolean && to.isNumeric()) {
        if (!toDecimalType)
            return {kernelForNumber(to.physical(), []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<fromBoolean<T>>; })};
        CastKernel cast{to.physical() == PhysicalKind::Int64 ? Kernel(booleanToDecimal<int64_t>) : Kernel(booleanToDecimal<Int128>)};
        return to.precision() > to.scale() ? cast : CastKernel{};
    }
    if (from.isInteger() && to.isInterval()) return {plainCast(from.physical(), PhysicalKind::Int64)};   // months or milliseconds
    if (!from.isNumeric() || !to.isNumeric()) return {};
    if (toDecimalType) {
        CastKernel cast;
        cast.givesNull = true;
        cast.alwaysFails = from.isApproximate();
        cast.kernel = kernelForNumber(from.physical(), [&]<class T>(std::type_identity<T>) -> Kernel { return toDecimalOf<T>(to.physical()); });
        return cast;
    }
    if (fromDecimalType)
        return {from.physical() == PhysicalKind::Int64 ? fromDecimalOf<int64_t>(to.physical()) : fromDecimalOf<Int128>(to.physical())};
    return {plainCast(from.physical(), to.physical())};
}

} // namespace weir
