// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace weir {

/// An argument of java.util.Formatter.
struct FormatArgument {
    struct Integer { int64_t value; int bits; };      // bits of the Java type: hexadecimal of negatives
    struct Decimal { std::string plain; };            // BigDecimal in plain notation
    std::variant<std::monostate, bool, Integer, double, Decimal, std::string> value;   // monostate = null
    std::string text;                                  // %s
};

/// Formats as String.format in the root locale; false where Java throws.
bool formatJava(std::string& out, std::string_view format, std::span<const FormatArgument> arguments);

/// `value` with this many digits behind the point, rounded half up from its shortest decimal form, as Java does.
std::string fixedDecimal(double value, int digits);

} // namespace weir
