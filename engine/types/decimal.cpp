// SPDX-License-Identifier: Apache-2.0
#include "engine/types/decimal.h"

#include "engine/types/java_real.h"

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <limits>

namespace weir {

namespace {

using Wide = boost::multiprecision::int512_t;

constexpr std::array<Int128, MaxDecimalPrecision + 1> Powers = [] {
    std::array<Int128, MaxDecimalPrecision + 1> powers{};
    Int128 power = 1;
    for (size_t i = 0; i < powers.size(); ++i) {
        powers[i] = power;
        if (i + 1 < powers.size()) power *= 10;
    }
    return powers;
}();

Int128 absolute(Int128 value) { return value < 0 ? -value : value; }

Int128 divideHalfUp(Int128 value, Int128 divisor) {
    Int128 quotient = value / divisor, rest = absolute(value % divisor);
    // rest < divisor, so doubling may leave the range only beyond 10^38; compare without doubling.
    if (rest >= absolute(divisor) - rest) quotient += (value < 0) == (divisor < 0) ? 1 : -1;
    return quotient;
}

Wide widePower(int exponent) {
    Wide power = 1;
    while (exponent > MaxDecimalPrecision) power *= Wide(Powers[MaxDecimalPrecision]), exponent -= MaxDecimalPrecision;
    return power * Wide(Powers[static_cast<size_t>(exponent)]);
}

std::optional<Int128> narrow(const Wide& value) {
    static const Wide limit = Wide(Powers[MaxDecimalPrecision]);
    if (value >= limit || value <= -limit) return std::nullopt;
    return static_cast<Int128>(value);
}

std::optional<Int128> divideWide(const Wide& value, const Wide& divisor) {
    Wide quotient, rest;
    boost::multiprecision::divide_qr(value, divisor, quotient, rest);
    Wide twice = abs(rest) * 2;
    if (twice >= abs(divisor)) quotient += (value < 0) == (divisor < 0) ? 1 : -1;
    return narrow(quotient);
}

} // namespace

Int128 powerOfTen(int exponent) { return Powers[static_cast<size_t>(exponent)]; }

bool fitsPrecision(Int128 unscaled, int precision) {
    Int128 limit = Powers[static_cast<size_t>(precision)];
    return unscaled < limit && unscaled > -limit;
}

std::optional<Int128> rescale(Int128 unscaled, int fromScale, int toScale) {
    if (fromScale == toScale) return unscaled;
    if (toScale < fromScale) {
        int by = fromScale - toScale;
        return by > MaxDecimalPrecision ? Int128(0) : divideHalfUp(unscaled, Powers[static_cast<size_t>(by)]);
    }
    int by = toScale - fromScale;
    if (unscaled == 0) return Int128(0);
    Int128 result;
    if (by > MaxDecimalPrecision || __builtin_mul_overflow(unscaled, Powers[static_cast<size_t>(by)], &result)) return std::nullopt;
    if (!fitsPrecision(result, MaxDecimalPrecision)) return std::nullopt;
    return result;
}

std::optional<Int128> multiplyDecimal(Int128 a, Int128 b, int productScale, int resultScale) {
    Int128 product;
    if (!__builtin_mul_overflow(a, b, &product)) {
        if (productScale == resultScale) return fitsPrecision(product, MaxDecimalPrecision) ? std::optional(product) : std::nullopt;
        return rescale(product, productScale, resultScale);
    }
    Wide wide = Wide(a) * Wide(b);
    if (productScale <= resultScale) return narrow(wide * widePower(resultScale - productScale));
    return divideWide(wide, widePower(productScale - resultScale));
}

std::optional<Int128> divideDecimal(Int128 a, int scaleA, Int128 b, int scaleB, int resultScale) {
    int shift = resultScale - scaleA + scaleB;
    Int128 scaled;
    if (shift >= 0 && shift <= MaxDecimalPrecision && !__builtin_mul_overflow(a, Powers[static_cast<size_t>(shift)], &scaled)) {
        Int128 result = divideHalfUp(scaled, b);
        return fitsPrecision(result, MaxDecimalPrecision) ? std::optional(result) : std::nullopt;
    }
    if (shift >= 0) return divideWide(Wide(a) * widePower(shift), Wide(b));
    return divideWide(Wide(a), Wide(b) * widePower(-shift));
}

std::string formatDecimal(Int128 unscaled, int scale) {
    char digits[48];
    char* end = digits + sizeof digits;
    char* at = end;
    UInt128 rest = unscaled < 0 ? -static_cast<UInt128>(unscaled) : static_cast<UInt128>(unscaled);
    int written = 0;
    while (rest != 0 || written <= scale) {
        if (written == scale && scale > 0) *--at = '.';
        if (rest <= std::numeric_limits<uint64_t>::max()) {
            uint64_t small = static_cast<uint64_t>(rest);
            *--at = static_cast<char>('0' + small % 10);
            rest = small / 10;
        } else {
            *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
            rest /= 10;
        }
        ++written;
    }
    if (unscaled < 0) *--at = '-';
    return std::string(at, static_cast<size_t>(end - at));
}

std::optional<Int128> parseDecimal(std::string_view text, int precision, int scale) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    bool negative = false;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    size_t length = 0;
    int64_t digits = 0, fraction = 0;
    bool point = false;
    for (; length < text.size(); ++length) {
        char c = text[length];
        if (c == '.' && !point) point = true;
        else if (c >= '0' && c <= '9') ++digits, fraction += point;
        else break;
    }
    if (digits == 0) return std::nullopt;
    int64_t exponent = 0;
    if (length < text.size()) {
        if (text[length] != 'e' && text[length] != 'E') return std::nullopt;
        std::string_view tail = text.substr(length + 1);
        if (!tail.empty() && tail[0] == '+') tail.remove_prefix(1);
        auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
        if (error != std::errc() || end != tail.data() + tail.size() || exponent > 100000 || exponent < -100000) return std::nullopt;
    }
    // `take` digits of the number (the missing ones are 0) make the unscaled value; the next one rounds.
    int64_t take = digits - fraction + exponent + scale;
    Int128 value = 0;
    bool roundUp = false;
    int64_t seen = 0;
    for (size_t i = 0; i < length; ++i) {
        if (text[i] == '.') continue;
        int digit = text[i] - '0';
        if (seen < take) {
            if (value >= Powers[MaxDecimalPrecision - 1] && (value > 0)) return std::nullopt;
            value = value * 10 + digit;
        } else {
            roundUp = seen == take && digit >= 5;
            break;
        }
        ++seen;
    }
    for (; value != 0 && seen < take; ++seen) {
        if (value >= Powers[MaxDecimalPrecision - 1]) return std::nullopt;
        value *= 10;
    }
    if (roundUp && take >= 0) ++value;
    if (!fitsPrecision(value, precision)) return std::nullopt;
    return negative ? -value : value;
}

double decimalToDouble(Int128 unscaled, int scale) {
    constexpr double Exact[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    constexpr Int128 Mantissa = Int128(1) << 53;
    if (scale <= 22 && unscaled < Mantissa && unscaled > -Mantissa) return static_cast<double>(static_cast<int64_t>(unscaled)) / Exact[scale];
    std::string text = formatDecimal(unscaled, scale);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<Int128> decimalFromDouble(double value, int precision, int scale) {
    if (!std::isfinite(value)) return std::nullopt;
    if (value == 0) return 0;
    const JavaDigits real = javaDigits(std::fabs(value));
    char text[40];
    char* end = text;
    if (value < 0) *end++ = '-';
    end = std::copy_n(real.digits, real.count, end);
    *end++ = 'E';
    end = std::to_chars(end, text + sizeof text, real.exponent - real.count + 1).ptr;
    return parseDecimal({text, static_cast<size_t>(end - text)}, precision, scale);
}

} // namespace weir
