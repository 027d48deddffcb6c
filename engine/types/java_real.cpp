// SPDX-License-Identifier: Apache-2.0
#include "engine/types/java_real.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>

namespace weir {

namespace {

using Wide = unsigned __int128;

/// A natural number below 2^2560: what the ends of DOUBLE's range need, with room for a factor of ten.
class Big {
public:
    Big(uint64_t value, int fives, int twos) {
        limbs_[0] = static_cast<uint32_t>(value);
        limbs_[1] = static_cast<uint32_t>(value >> 32);
        size_ = 2;
        for (; fives >= 13; fives -= 13) multiply(1'220'703'125);
        uint32_t rest = 1;
        while (fives-- > 0) rest *= 5;
        multiply(rest);
        shift(twos);
    }
    void multiply(uint32_t factor) {
        uint64_t carry = 0;
        for (int i = 0; i < size_; ++i) {
            carry += static_cast<uint64_t>(limbs_[i]) * factor;
            limbs_[i] = static_cast<uint32_t>(carry);
            carry >>= 32;
        }
        if (carry) limbs_[size_++] = static_cast<uint32_t>(carry);
        trim();
    }
    void shift(int bits) {
        const int whole = bits / 32, part = bits % 32;
        if (whole) {
            std::copy_backward(limbs_.begin(), limbs_.begin() + size_, limbs_.begin() + size_ + whole);
            std::fill_n(limbs_.begin(), whole, 0U);
            size_ += whole;
        }
        if (part) multiply(1U << part);
    }
    /// The quotient, which is below ten; what remains stays here.
    int takeQuotient(const Big& divisor) {
        int quotient = 0;
        for (; *this >= divisor; ++quotient) subtract(divisor);
        return quotient;
    }
    Big plus(const Big& other) const {
        Big sum = *this;
        uint64_t carry = 0;
        for (int i = 0; i < std::max(size_, other.size_) || carry; ++i) {
            carry += static_cast<uint64_t>(sum.limbs_[i]) + other.limbs_[i];
            sum.limbs_[i] = static_cast<uint32_t>(carry);
            sum.size_ = std::max(sum.size_, i + 1);
            carry >>= 32;
        }
        sum.trim();
        return sum;
    }
    std::strong_ordering operator<=>(const Big& other) const {
        if (size_ != other.size_) return size_ <=> other.size_;
        for (int i = size_ - 1; i >= 0; --i)
            if (limbs_[i] != other.limbs_[i]) return limbs_[i] <=> other.limbs_[i];
        return std::strong_ordering::equal;
    }

private:
    void subtract(const Big& other) {
        int64_t borrow = 0;
        for (int i = 0; i < size_; ++i) {
            borrow += static_cast<int64_t>(limbs_[i]) - other.limbs_[i];
            limbs_[i] = static_cast<uint32_t>(borrow);
            borrow >>= 32;
        }
        trim();
    }
    void trim() {
        while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
    }
    std::array<uint32_t, 80> limbs_{};
    int size_ = 0;
};

uint64_t powerOfFive(int exponent) {
    uint64_t power = 1;
    while (exponent-- > 0) power *= 5;
    return power;
}

/// The bits that 5^exponent takes, as the choice of arithmetic counts them: exact for what fits 64 bits.
int bitsOfFive(int exponent) { return exponent < 27 ? std::bit_width(powerOfFive(exponent)) : 3 * exponent; }

struct Ending {
    bool low, high;
    int lastHalf;       // the rest beside half a digit: below, equal, above
};

void roundUp(JavaDigits& out) {
    int i = out.count - 1;
    while (i > 0 && out.digits[i] == '9') out.digits[i--] = '0';
    if (out.digits[i] == '9') {
        out.digits[0] = '1';
        ++out.exponent;
    } else {
        ++out.digits[i];
    }
}

/// A digit at a time until what remains is less than half a step of the type away from the digits below (low) or above (high).
/// Java's two ways differ where the upper bound is met exactly: in machine words it goes on, with big numbers it stops.
Ending digitsOfWords(JavaDigits& out, Wide b, Wide s, Wide m) {
    const Wide tens = s * 10;
    auto step = [&] {
        const int quotient = static_cast<int>(b / s);
        b = b % s * 10;
        m *= 10;
        return quotient;
    };
    int quotient = step();
    bool low = b < m, high = b + m > tens;
    if (quotient == 0 && !high) --out.exponent;
    else out.digits[out.count++] = static_cast<char>('0' + quotient);
    if (out.exponent < -3 || out.exponent >= 8) low = high = false;
    while (!low && !high) {
        quotient = step();
        low = b < m;
        high = b + m > tens;
        out.digits[out.count++] = static_cast<char>('0' + quotient);
    }
    return {low, high, b * 2 < tens ? -1 : b * 2 == tens ? 0 : 1};
}

Ending digitsOfBigs(JavaDigits& out, Big b, const Big& s, Big m) {
    Big tens = s;
    tens.multiply(10);
    auto step = [&] {
        const int quotient = b.takeQuotient(s);
        b.multiply(10);
        m.multiply(10);
        return quotient;
    };
    int quotient = step();
    bool low = b < m, high = b.plus(m) >= tens;
    if (quotient == 0 && !high) --out.exponent;
    else out.digits[out.count++] = static_cast<char>('0' + quotient);
    if (out.exponent < -3 || out.exponent >= 8) low = high = false;
    while (!low && !high) {
        quotient = step();
        low = b < m;
        high = b.plus(m) >= tens;
        out.digits[out.count++] = static_cast<char>('0' + quotient);
    }
    b.multiply(2);
    return {low, high, b < tens ? -1 : b > tens ? 1 : 0};
}

/// A whole number; its last digits beyond what the type holds are rounded away.
JavaDigits wholeDigits(uint64_t value, int surplusBits) {
    JavaDigits out;
    if (surplusBits > 1) {
        const int surplus = static_cast<int>(surplusBits * 0.30102999566398120);
        uint64_t unit = 1;
        for (int i = 0; i < surplus; ++i) unit *= 10;
        const uint64_t rest = value % unit;
        value /= unit;
        out.exponent = surplus;
        if (surplus && rest >= unit / 2) ++value;
    }
    for (; value % 10 == 0; value /= 10) ++out.exponent;
    char reversed[24];
    for (; value; value /= 10) reversed[out.count++] = static_cast<char>('0' + value % 10);
    std::reverse_copy(reversed, reversed + out.count, out.digits);
    out.exponent += out.count - 1;
    return out;
}

/// The value is mantissa * 2^(power - 52); the mantissa has its highest bit at 52. `held` bits of it belong to the type.
JavaDigits digitsOf(uint64_t mantissa, int power, int held) {
    const int zeros = std::countr_zero(mantissa), bits = 53 - zeros;
    const int behindPoint = std::max(0, bits - power - 1);
    if (behindPoint == 0 && power <= 62) {
        const uint64_t whole = power >= 52 ? mantissa << (power - 52) : mantissa >> (52 - power);
        return wholeDigits(whole, power > held ? power - held - 1 : 0);
    }
    JavaDigits out;
    const double fraction = std::bit_cast<double>((mantissa & ((uint64_t{1} << 52) - 1)) | (uint64_t{1023} << 52));
    out.exponent = static_cast<int>(std::floor((fraction - 1.5) * 0.289529654 + 0.176091259 + power * 0.301029995663981));
    const int estimate = out.exponent;

    // value = b / s and half a step = m / s, each a power of five times a power of two (times the mantissa).
    const int fivesB = std::max(0, -estimate), fivesS = std::max(0, estimate);
    int twosB = fivesB + behindPoint + power, twosS = fivesS + behindPoint, twosM = twosB - held;
    twosB -= bits - 1;
    const int common = std::min(twosB, twosS);
    twosB -= common;
    twosS -= common;
    twosM -= common;
    if (bits == 1) --twosM;     // below a power of two the steps are half as wide
    if (twosM < 0) {
        twosB -= twosM;
        twosS -= twosM;
        twosM = 0;
    }
    mantissa >>= zeros;
    const int bitsB = bits + twosB + bitsOfFive(fivesB), bitsTenS = twosS + 1 + bitsOfFive(fivesS + 1);
    const Ending ending = bitsB < 64 && bitsTenS < 64
                              ? digitsOfWords(out, static_cast<Wide>(mantissa * powerOfFive(fivesB)) << twosB,
                                              static_cast<Wide>(powerOfFive(fivesS)) << twosS, static_cast<Wide>(powerOfFive(fivesB)) << twosM)
                              : digitsOfBigs(out, Big(mantissa, fivesB, twosB), Big(1, fivesS, twosS), Big(1, fivesB, twosM));
    if (ending.high && (!ending.low || ending.lastHalf > 0 || (ending.lastHalf == 0 && (out.digits[out.count - 1] & 1)))) roundUp(out);
    return out;
}

} // namespace

JavaDigits javaDigits(double value) {
    const auto raw = std::bit_cast<uint64_t>(value);
    const int power = static_cast<int>(raw >> 52);
    uint64_t mantissa = raw & ((uint64_t{1} << 52) - 1);
    if (power) return digitsOf(mantissa | uint64_t{1} << 52, power - 1023, 53);
    const int held = std::bit_width(mantissa);
    return digitsOf(mantissa << (53 - held), held - 53 - 1022, held);
}

JavaDigits javaDigits(float value) {
    const auto raw = std::bit_cast<uint32_t>(value);
    const int power = static_cast<int>(raw >> 23);
    uint64_t mantissa = raw & ((1U << 23) - 1);
    if (power) return digitsOf((mantissa | 1U << 23) << 29, power - 127, 24);
    const int held = std::bit_width(mantissa);
    return digitsOf(mantissa << (53 - held), held - 24 - 126, held);
}

} // namespace weir
