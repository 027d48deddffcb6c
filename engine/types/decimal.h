// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/int128.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Exact decimals as unscaled Int128 of at most 38 digits. Rounding is HALF_UP (away from zero), as in Flink. None = overflow.
constexpr int MaxDecimalPrecision = 38;
Int128 powerOfTen(int exponent);                                  // 0..38
bool fitsPrecision(Int128 unscaled, int precision);
std::optional<Int128> rescale(Int128 unscaled, int fromScale, int toScale);
std::optional<Int128> multiplyDecimal(Int128 a, Int128 b, int productScale, int resultScale);   // 256-bit inside
std::optional<Int128> divideDecimal(Int128 a, int scaleA, Int128 b, int scaleB, int resultScale);   // b != 0
std::string formatDecimal(Int128 unscaled, int scale);            // plain notation: "-0.50"
/// Parses plain and exponent notation ("1.5", "-2E3"); rounds to scale; none if it is no number or exceeds precision.
std::optional<Int128> parseDecimal(std::string_view text, int precision, int scale);
double decimalToDouble(Int128 unscaled, int scale);
std::optional<Int128> decimalFromDouble(double value, int precision, int scale);

} // namespace weir
