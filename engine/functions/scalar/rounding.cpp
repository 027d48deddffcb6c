// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/math_parts.h"
#include "engine/functions/scalar/temporal_parts.h"
#include "engine/types/decimal.h"
#include "engine/types/java_real.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

namespace {

template <class T> T absolute(T value) {
    if constexpr (std::is_floating_point_v<T>) return std::fabs(value);
    else if constexpr (sizeof(T) == 16) return value < 0 ? -value : value;
    else return value < 0 ? static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(value)) : value;
}

template <class T> T signOf(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        if (value > 0) return 1;
        return value < 0 ? T(-1) : value;   // zeros and NaN stay
    } else {
        return static_cast<T>((value > 0) - (value < 0));
    }
}

struct DecimalScales {
    int from = 0, to = 0, precision = 38;
    bool cut = false;
};

template <class T> T signOfDecimal(KernelCall& call, T value) {
    return static_cast<T>(signOf(value) * powerOfTen(stateOf<DecimalScales>(call).from));
}

template <class T> T upOf(T value) { return std::ceil(value); }
template <class T> T downOf(T value) { return std::floor(value); }
template <class T> T sameOf(T value) { return value; }

template <class T, bool Up> T wholeDecimal(KernelCall& call, T value) {
    T unit = static_cast<T>(powerOfTen(stateOf<DecimalScales>(call).from));
    T whole = value / unit, rest = value % unit;
    if (Up && rest > 0) ++whole;
    if (!Up && rest < 0) --whole;
    return whole;
}

/// Rounds the decimal form of a real, as Java's BigDecimal.valueOf does: half away from zero, or cut.
template <class T> T roundReal(T value, int places, bool cut) {
    if (!std::isfinite(value)) failRow(cut ? "TRUNCATE needs a finite number." : "ROUND needs a finite number.");
    if (value == 0) return value;
    JavaDigits real = javaDigits(std::fabs(value));
    char* digits = real.digits;
    const int count = real.count, exponent = real.exponent;
    int64_t kept = int64_t(exponent) + 1 + places;
    if (kept >= count) return value;
    if (kept < 0) return 0;
    bool up = !cut && digits[kept] >= '5';
    int length = static_cast<int>(kept);
    int carry = up;
    for (int i = length - 1; i >= 0 && carry; --i) {
        if (digits[i] == '9') digits[i] = '0';
        else ++digits[i], carry = 0;
    }
    // digits are now [carry]d1...dk, to be read as 0.d1...dk * 10^(exponent + 1)
    char out[64];
    char* write = out;
    if (carry) *write++ = '1';
    for (int i = 0; i < length; ++i) *write++ = digits[i];
    if (write == out) return 0;
    *write++ = 'e';
    write = std::to_chars(write, out + sizeof out, -places).ptr;
    T result = 0;
    std::from_chars(out, write, result);
    return value < 0 && result != 0 ? -result : result;
}

template <class T> T roundInteger(T value, int places, bool cut) {
    if (places >= 0) return value;
    if (places < -18) return 0;
    int64_t unit = static_cast<int64_t>(powerOfTen(-places));
    int64_t rest = static_cast<int64_t>(value) % unit, whole = static_cast<int64_t>(value) - rest;
    if (!cut && rest >= unit - rest) whole += unit;
    else if (!cut && -rest >= unit + rest) whole -= unit;
    return static_cast<T>(whole);
}

template <class T, bool Cut> T rounded(T value, int32_t places) {
    if constexpr (std::is_floating_point_v<T>) return roundReal(value, places, Cut);
    else return roundInteger(value, places, Cut);
}

template <class From, class To> bool roundedDecimal(KernelCall& call, From value, int32_t places, To& out) {
    const auto& state = stateOf<DecimalScales>(call);
    Int128 result = value;
    if (places < state.from) {
        int64_t dropped = int64_t{state.from} - places;
        if (dropped > 38) {
            out = 0;
            return true;
        }
        Int128 unit = powerOfTen(static_cast<int>(dropped)), rest = result % unit;
        result -= rest;
        if (!state.cut && rest >= unit - rest) result += unit;
        else if (!state.cut && -rest >= unit + rest) result -= unit;
    }
    auto scaled = rescale(result, state.from, state.to);
    if (!scaled || !fitsPrecision(*scaled, state.precision)) return false;
    out = static_cast<To>(*scaled);
    return true;
}

Result<BoundScalar> oneNumber(const BindArguments& given, std::string_view name) {
    if (given.size() != 1 || !given.types[0].isNumeric()) return wrongArguments(name, "a number", given);
    BoundScalar bound;
    bound.result = given.types[0];
    bound.arguments = given.types;
    return bound;
}

Result<BoundScalar> bindWhole(const BindArguments& given, std::string_view name, bool up) {
    auto bound = oneNumber(given, name);
    if (!bound) return bound;
    const DataType& type = given.types[0];
    PhysicalKind kind = type.physical();
    if (type.kind() == TypeKind::Decimal) {
        bound->result = DataType::decimal(type.precision(), 0).asNullable(type.nullable());
        bound->state = std::make_shared<DecimalScales>(DecimalScales{type.scale(), 0, type.precision(), false});
        bool wide = kind == PhysicalKind::Int128;
        if (up) bound->kernel = wide ? Kernel(rowKernel<wholeDecimal<Int128, true>>) : Kernel(rowKernel<wholeDecimal<int64_t, true>>);
        else bound->kernel = wide ? Kernel(rowKernel<wholeDecimal<Int128, false>>) : Kernel(rowKernel<wholeDecimal<int64_t, false>>);
    } else if (kind == PhysicalKind::Float64) {
        bound->kernel = up ? Kernel(rowKernel<upOf<double>>) : Kernel(rowKernel<downOf<double>>);
    } else if (kind == PhysicalKind::Float32) {
        bound->kernel = up ? Kernel(rowKernel<upOf<float>>) : Kernel(rowKernel<downOf<float>>);
    } else {
        bound->kernel = kernelForNumber(kind, []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<sameOf<T>>; });
    }
    return bound;
}

template <bool Cut> void withoutPlaces(KernelCall& call) {
    // ROUND(x) is ROUND(x, 0).
    struct Inner {
        static Kernel of(PhysicalKind kind) {
            return kernelForNumber(kind, []<class T>(std::type_identity<T>) -> Kernel { return rowKernel<rounded<T, Cut>>; });
        }
    };
    Vector zero = Vector::constant(DataType::integer(), Value(0), call.rows);
    const Vector* arguments[] = {call.arguments[0], &zero};
    KernelCall inner{arguments, call.rows, call.selection, call.selected, call.result, call.state, call.context};
    Inner::of(call.arguments[0]->kind())(inner);
}

template <class From, class To> void decimalWithoutPlaces(KernelCall& call) {
    Vector zero = Vector::constant(DataType::integer(), Value(0), call.rows);
    const Vector* arguments[] = {call.arguments[0], &zero};
    KernelCall inner{arguments, call.rows, call.selection, call.selected, call.result, call.state, call.context};
    rowKernel<roundedDecimal<From, To>>(inner);
}

template <bool Cut> Result<BoundScalar> bindPlaces(const BindArguments& given, std::string_view name) {
    bool fits = given.size() >= 1 && given.size() <= 2 && given.types[0].isNumeric() && (given.size() == 1 || isImplicitCast(given.types[1], DataType::integer()));
    if (!fits) return wrongArguments(name, "a number and, if wanted, a count of digits", given);
    const DataType& type = given.types[0];
    BoundScalar bound;
    bool nullable = anyNullable(given.types);
    bound.arguments = {type};
    if (given.size() == 2) bound.arguments.push_back(DataType::integer().asNullable(given.types[1].nullable()));
    if (type.kind() != TypeKind::Decimal) {
        bound.result = type.asNullable(nullable);
        bound.kernel = given.size() == 1 ? Kernel(withoutPlaces<Cut>)
                                         : kernelForNumber(type.physical(), []<class T>(std::type_identity<T>) -> Kernel { return rowKernel<rounded<T, Cut>>; });
        bound.canFail = type.isApproximate();
        return bound;
    }
    auto literal = given.size() == 1 ? std::optional<int64_t>(0) : integerLiteral(given, 1);
    DataType result = type;
    if (literal && *literal < type.scale())
        result = *literal < 0 ? DataType::decimal(std::min(38, 1 + type.precision() - type.scale()), 0)
                              : DataType::decimal(std::min(38, 1 + type.precision() - type.scale() + static_cast<int>(*literal)), static_cast<int>(*literal));
    bound.result = result.asNullable(nullable || !Cut);
    bound.state = std::make_shared<DecimalScales>(DecimalScales{type.scale(), result.scale(), result.precision(), Cut});
    bool wideFrom = type.physical() == PhysicalKind::Int128, wideTo = result.physical() == PhysicalKind::Int128;
    if (given.size() == 2)
        bound.kernel = wideFrom ? (wideTo ? Kernel(rowKernel<roundedDecimal<Int128, Int128>>) : Kernel(rowKernel<roundedDecimal<Int128, int64_t>>))
                                : (wideTo ? Kernel(rowKernel<roundedDecimal<int64_t, Int128>>) : Kernel(rowKernel<roundedDecimal<int64_t, int64_t>>));
    else
        bound.kernel = wideFrom ? (wideTo ? Kernel(decimalWithoutPlaces<Int128, Int128>) : Kernel(decimalWithoutPlaces<Int128, int64_t>))
                                : (wideTo ? Kernel(decimalWithoutPlaces<int64_t, Int128>) : Kernel(decimalWithoutPlaces<int64_t, int64_t>));
    return bound;
}

} // namespace

Result<BoundScalar> bindAbs(const BindArguments& given) {
    auto bound = oneNumber(given, "ABS");
    if (bound) bound->kernel = kernelForNumber(bound->result.physical(), []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<absolute<T>>; });
    return bound;
}

Result<BoundScalar> bindSign(const BindArguments& given) {
    auto bound = oneNumber(given, "SIGN");
    if (!bound) return bound;
    const DataType& type = given.types[0];
    if (type.kind() == TypeKind::Decimal) {
        bound->state = std::make_shared<DecimalScales>(DecimalScales{type.scale(), type.scale(), type.precision(), false});
        bound->kernel = type.physical() == PhysicalKind::Int64 ? Kernel(rowKernel<signOfDecimal<int64_t>>) : Kernel(rowKernel<signOfDecimal<Int128>>);
    } else {
        bound->kernel = kernelForNumber(type.physical(), []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<signOf<T>>; });
    }
    return bound;
}

Result<BoundScalar> bindCeil(const BindArguments& given) { return given.size() == 2 ? bindTemporalCeil(given) : bindWhole(given, "CEIL", true); }
Result<BoundScalar> bindFloor(const BindArguments& given) { return given.size() == 2 ? bindTemporalFloor(given) : bindWhole(given, "FLOOR", false); }
Result<BoundScalar> bindRound(const BindArguments& given) { return bindPlaces<false>(given, "ROUND"); }
Result<BoundScalar> bindTruncate(const BindArguments& given) { return bindPlaces<true>(given, "TRUNCATE"); }

} // namespace weir
