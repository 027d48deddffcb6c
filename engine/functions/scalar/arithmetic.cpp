// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/operators.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

namespace {

enum class Operation { Plus, Minus, Times, Divide, Remainder };
constexpr std::string_view Names[] = {"+", "-", "*", "/", "%"};

// Integers wrap as in Java.
template <class T> using Wrapping = std::conditional_t<std::is_integral_v<T>, std::make_unsigned<T>, std::type_identity<T>>;

template <class T> T plus(T a, T b) {
    using U = typename Wrapping<T>::type;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
}
template <class T> T minus(T a, T b) {
    using U = typename Wrapping<T>::type;
    return static_cast<T>(static_cast<U>(a) - static_cast<U>(b));
}
template <class T> T times(T a, T b) {
    if constexpr (sizeof(T) < sizeof(int)) return static_cast<T>(static_cast<int>(a) * static_cast<int>(b));
    else {
        using U = typename Wrapping<T>::type;
        return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
    }
}
template <class T> T divideReal(T a, T b) { return a / b; }
template <class T> T divideInteger(T a, T b) {
    if (b == 0) failRow("Division by zero.");
    if (b == -1) return minus<T>(0, a);
    return static_cast<T>(a / b);
}
template <class T> T remainderOf(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return std::fmod(a, b);
    else {
        if (b == 0) failRow("Division by zero.");
        return b == -1 ? T(0) : static_cast<T>(a % b);
    }
}
template <class T> T negated(T value) {
    if constexpr (std::is_floating_point_v<T>) return -value;
    else if constexpr (sizeof(T) == 16) return -value;
    else return minus<T>(0, value);
}

template <class T> Kernel plainKernel(Operation operation) {
    constexpr bool real = std::is_floating_point_v<T>;
    switch (operation) {
    case Operation::Plus: return denseKernel<plus<T>>;
    case Operation::Minus: return denseKernel<minus<T>>;
    case Operation::Times: return denseKernel<times<T>>;
    case Operation::Divide:
        if constexpr (real) return denseKernel<divideReal<T>>;
        else return rowKernel<divideInteger<T>>;
    case Operation::Remainder: return rowKernel<remainderOf<T>>;
    }
    return nullptr;
}

Kernel plainKernel(Operation operation, PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Int8: return plainKernel<int8_t>(operation);
    case PhysicalKind::Int16: return plainKernel<int16_t>(operation);
    case PhysicalKind::Int32: return plainKernel<int32_t>(operation);
    case PhysicalKind::Int64: return plainKernel<int64_t>(operation);
    case PhysicalKind::Float32: return plainKernel<float>(operation);
    case PhysicalKind::Float64: return plainKernel<double>(operation);
    default: return nullptr;
    }
}

/// How a decimal operation computes: operands have scales, `exact` says that neither rounding nor overflow can happen.
struct DecimalState {
    int scaleA, scaleB, fullScale, scale, precision;
    bool exact;
    Int128 factorA, factorB;   // to the full scale, for + and -
};

struct Decimal {
    int precision, scale;
};

Decimal decimalOf(const DataType& type) {
    switch (type.kind()) {
    case TypeKind::TinyInt: return {3, 0};
    case TypeKind::SmallInt: return {5, 0};
    case TypeKind::Int: return {10, 0};
    case TypeKind::BigInt: return {19, 0};
    default: return {type.precision(), type.scale()};
    }
}

/// Flink keeps the digits before the point and up to 6 behind it where 38 do not suffice.
Decimal adjusted(int precision, int scale) {
    if (precision <= MaxDecimalPrecision) return {precision, scale};
    int kept = std::max(MaxDecimalPrecision - (precision - scale), std::min(scale, 6));
    return {MaxDecimalPrecision, kept};
}

template <class A, class B, class R> void denseSum(const A* __restrict a, const B* __restrict b, R factorA, R factorB, R* __restrict out, int rows) {
    kernel_detail::denseLoop(rows, [=](int row) { out[row] = static_cast<R>(a[row]) * factorA + static_cast<R>(b[row]) * factorB; });
}

template <class A, class R> void denseProduct(const A* __restrict a, R factor, R* __restrict out, int rows) {
    kernel_detail::denseLoop(rows, [=](int row) { out[row] = static_cast<R>(a[row]) * factor; });
}

template <class A, class B, class R> void addDecimals(KernelCall& call, Int128 sign) {
    const auto& state = stateOf<DecimalState>(call);
    Column<A> a(*call.arguments[0]);
    Column<B> b(*call.arguments[1]);
    R* out = call.result.mutableData<R>();
    if (state.exact && !call.selection && a.isFlat() && b.isFlat()) {
        denseSum(a.data(), b.data(), static_cast<R>(state.factorA), static_cast<R>(state.factorB * sign), out, call.rows);
        return;
    }
    if (state.exact) {
        R factorA = static_cast<R>(state.factorA), factorB = static_cast<R>(state.factorB * sign);
        for (int i = 0; i < call.selected; ++i) {
            int row = call.row(i);
            out[row] = static_cast<R>(a[row]) * factorA + static_cast<R>(b[row]) * factorB;
        }
        return;
    }
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        Int128 left, right, sum;
        bool overflow = __builtin_mul_overflow(static_cast<Int128>(a[row]), state.factorA, &left) ||
                        __builtin_mul_overflow(static_cast<Int128>(b[row]), state.factorB * sign, &right) ||
                        __builtin_add_overflow(left, right, &sum);
        std::optional<Int128> rounded = overflow ? std::nullopt : rescale(sum, state.fullScale, state.scale);
        bool fits = rounded && fitsPrecision(*rounded, state.precision);
        out[row] = fits ? static_cast<R>(*rounded) : R(0);
        if (!fits) call.result.setNull(row);
    }
}
template <class A, class B, class R> void plusDecimal(KernelCall& call) { addDecimals<A, B, R>(call, 1); }
template <class A, class B, class R> void minusDecimal(KernelCall& call) { addDecimals<A, B, R>(call, -1); }

template <class A, class B, class R> void timesDecimal(KernelCall& call) {
    const auto& state = stateOf<DecimalState>(call);
    Column<A> a(*call.arguments[0]);
    Column<B> b(*call.arguments[1]);
    R* out = call.result.mutableData<R>();
    if (state.exact && !call.selection && a.isFlat() != b.isFlat()) {
        if (a.isFlat()) denseProduct(a.data(), static_cast<R>(b[0]), out, call.rows);
        else denseProduct(b.data(), static_cast<R>(a[0]), out, call.rows);
        return;
    }
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (state.exact) {
            out[row] = static_cast<R>(a[row]) * static_cast<R>(b[row]);
            continue;
        }
        auto product = multiplyDecimal(a[row], b[row], state.fullScale, state.scale);
        bool fits = product && fitsPrecision(*product, state.precision);
        out[row] = fits ? static_cast<R>(*product) : R(0);
        if (!fits) call.result.setNull(row);
    }
}

template <class A, class B, class R> bool divideDecimals(KernelCall& call, A a, B b, R& out) {
    const auto& state = stateOf<DecimalState>(call);
    if (b == 0) failRow("Division by zero.");
    auto quotient = divideDecimal(a, state.scaleA, b, state.scaleB, state.scale);
    if (!quotient || !fitsPrecision(*quotient, state.precision)) return false;
    out = static_cast<R>(*quotient);
    return true;
}
template <class A, class B, class R> bool remainderDecimals(KernelCall& call, A a, B b, R& out) {
    const auto& state = stateOf<DecimalState>(call);
    if (b == 0) failRow("Division by zero.");
    auto left = rescale(a, state.scaleA, state.fullScale), right = rescale(b, state.scaleB, state.fullScale);
    // A divisor beyond 38 digits is greater than any dividend.
    if (!right) return left ? (out = static_cast<R>(*left), true) : false;
    if (!left) return false;
    auto rest = rescale(*left % *right, state.fullScale, state.scale);
    if (!rest || !fitsPrecision(*rest, state.precision)) return false;
    out = static_cast<R>(*rest);
    return true;
}

template <class A, class B, class R> Kernel decimalKernel(Operation operation) {
    switch (operation) {
    case Operation::Plus: return plusDecimal<A, B, R>;
    case Operation::Minus: return minusDecimal<A, B, R>;
    case Operation::Times: return timesDecimal<A, B, R>;
    case Operation::Divide: return rowKernel<divideDecimals<A, B, R>>;
    case Operation::Remainder: return rowKernel<remainderDecimals<A, B, R>>;
    }
    return nullptr;
}

template <class A, class B> Kernel decimalKernel(Operation operation, bool wide) {
    return wide ? decimalKernel<A, B, Int128>(operation) : decimalKernel<A, B, int64_t>(operation);
}

template <class A, class B> Kernel wholeRemainder(PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Int8: return rowKernel<remainderDecimals<A, B, int8_t>>;
    case PhysicalKind::Int16: return rowKernel<remainderDecimals<A, B, int16_t>>;
    case PhysicalKind::Int32: return rowKernel<remainderDecimals<A, B, int32_t>>;
    case PhysicalKind::Int128: return rowKernel<remainderDecimals<A, B, Int128>>;
    default: return rowKernel<remainderDecimals<A, B, int64_t>>;
    }
}

BoundScalar bindDecimal(const BindArguments& given, Operation operation) {
    const DataType &a = given.types[0], &b = given.types[1];
    Decimal left = decimalOf(a), right = decimalOf(b), full{}, result{};
    int scales = std::max(left.scale, right.scale);
    switch (operation) {
    case Operation::Plus:
    case Operation::Minus: full = {std::max(left.precision - left.scale, right.precision - right.scale) + scales + 1, scales}; break;
    case Operation::Times: full = {left.precision + right.precision + 1, left.scale + right.scale}; break;
    case Operation::Divide: {
        int scale = std::max(6, left.scale + right.precision + 1);
        full = {left.precision - left.scale + right.scale + scale, scale};
        break;
    }
    case Operation::Remainder: full = {std::min(left.precision - left.scale, right.precision - right.scale) + scales, scales}; break;
    }
    result = adjusted(full.precision, full.scale);
    auto state = std::make_shared<DecimalState>();
    *state = {left.scale, right.scale, full.scale, result.scale, result.precision, full.precision <= MaxDecimalPrecision, 1, 1};
    if (operation == Operation::Plus || operation == Operation::Minus) {
        state->factorA = powerOfTen(scales - left.scale);
        state->factorB = powerOfTen(scales - right.scale);
    }
    BoundScalar bound;
    bool fails = operation == Operation::Divide || operation == Operation::Remainder;
    bound.result = DataType::decimal(result.precision, result.scale).asNullable(anyNullable(given.types) || !state->exact || fails);
    // Integers take part as BIGINT: the same digits in the form that decimals of 18 digits have.
    for (const DataType& type : given.types) bound.arguments.push_back(type.isInteger() ? DataType::bigInt().asNullable(type.nullable()) : type);
    bool wideA = bound.arguments[0].physical() == PhysicalKind::Int128, wideB = bound.arguments[1].physical() == PhysicalKind::Int128;
    bool wide = bound.result.physical() == PhysicalKind::Int128;
    bound.kernel = wideA ? (wideB ? decimalKernel<Int128, Int128>(operation, wide) : decimalKernel<Int128, int64_t>(operation, wide))
                         : (wideB ? decimalKernel<int64_t, Int128>(operation, wide) : decimalKernel<int64_t, int64_t>(operation, wide));
    if (operation == Operation::Remainder && scales == 0) {
        // Of whole numbers the remainder has the divisor's type.
        bound.result = b.asNullable(bound.result.nullable());
        state->precision = right.precision;
        PhysicalKind kind = b.physical();
        bound.kernel = wideA ? (wideB ? wholeRemainder<Int128, Int128>(kind) : wholeRemainder<Int128, int64_t>(kind))
                             : (wideB ? wholeRemainder<int64_t, Int128>(kind) : wholeRemainder<int64_t, int64_t>(kind));
    }
    bound.state = std::move(state);
    bound.canFail = fails;
    return bound;
}

template <class Wide, class Small> Small remainderAs(Wide a, Wide b) { return static_cast<Small>(remainderOf<Wide>(a, b)); }

template <class Wide> Kernel narrowRemainder(PhysicalKind kind) {
    switch (kind) {
    case PhysicalKind::Int8: return rowKernel<remainderAs<Wide, int8_t>>;
    case PhysicalKind::Int16: return rowKernel<remainderAs<Wide, int16_t>>;
    default: return rowKernel<remainderAs<Wide, int32_t>>;
    }
}

Result<BoundScalar> bindArithmetic(const BindArguments& given, Operation operation) {
    std::string_view name = Names[static_cast<int>(operation)];
    if (given.size() != 2) return wrongArguments(name, "two numbers", given);
    DataType a = given.types[0], b = given.types[1];
    if (a.kind() == TypeKind::Null) a = b.asNullable();
    if (b.kind() == TypeKind::Null) b = a.asNullable();
    if (!a.isNumeric() || !b.isNumeric()) return cannotApply(name, given);
    if (operation == Operation::Remainder && (a.isApproximate() || b.isApproximate())) return cannotApply(name, given);
    if (a.isExactNumeric() && b.isExactNumeric() && (a.kind() == TypeKind::Decimal || b.kind() == TypeKind::Decimal)) {
        BindArguments both;
        both.types = {a, b};
        return bindDecimal(both, operation);
    }
    // FLOAT and DOUBLE beside each other compute as the first one; a DECIMAL beside them makes DOUBLE.
    DataType type = a;
    if (a.kind() == TypeKind::Decimal || b.kind() == TypeKind::Decimal) type = DataType::float64();
    else if (a.isInteger() && (b.isApproximate() || b.kind() > a.kind())) type = b;
    type = type.asNullable(a.nullable() || b.nullable()).withTimeAttribute(TimeAttribute::None);
    BoundScalar bound;
    bound.result = type;
    bound.arguments = {type.asNullable(a.nullable()), type.asNullable(b.nullable())};
    bound.kernel = plainKernel(operation, type.physical());
    bound.canFail = type.isInteger() && (operation == Operation::Divide || operation == Operation::Remainder);
    // The remainder of integers has the divisor's type: it fits there.
    if (operation == Operation::Remainder && b.kind() < a.kind()) {
        bound.result = b.asNullable(type.nullable());
        bound.kernel = a.physical() == PhysicalKind::Int64   ? narrowRemainder<int64_t>(b.physical())
                       : a.physical() == PhysicalKind::Int32 ? narrowRemainder<int32_t>(b.physical())
                                                             : narrowRemainder<int16_t>(b.physical());
    }
    return bound;
}

} // namespace

Result<BoundScalar> bindPlus(const BindArguments& given) {
    return isTemporalArithmetic(given) ? bindTemporalPlus(given, false) : bindArithmetic(given, Operation::Plus);
}
Result<BoundScalar> bindMinus(const BindArguments& given) {
    return isTemporalArithmetic(given) ? bindTemporalPlus(given, true) : bindArithmetic(given, Operation::Minus);
}
Result<BoundScalar> bindTimes(const BindArguments& given) {
    return isTemporalArithmetic(given) ? bindIntervalScale(given, false) : bindArithmetic(given, Operation::Times);
}
Result<BoundScalar> bindDivide(const BindArguments& given) {
    return isTemporalArithmetic(given) ? bindIntervalScale(given, true) : bindArithmetic(given, Operation::Divide);
}
Result<BoundScalar> bindRemainder(const BindArguments& given) { return bindArithmetic(given, Operation::Remainder); }

Result<BoundScalar> bindNegate(const BindArguments& given) {
    if (given.size() != 1 || !(given.types[0].isNumeric() || given.types[0].isInterval())) return cannotApply("-", given);
    BoundScalar bound;
    bound.result = given.types[0];
    bound.arguments = given.types;
    bound.kernel = kernelForNumber(bound.result.physical(), []<class T>(std::type_identity<T>) -> Kernel { return denseKernel<negated<T>>; });
    return bound;
}

} // namespace weir
