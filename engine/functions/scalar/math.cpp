// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/families.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/math_parts.h"

#include <cmath>
#include <numbers>

namespace weir {

namespace {

using std::numbers::pi;

double powerOf(double a, double b) { return std::pow(a, b); }
// Flink computes x to the power of 0.5: no sign stays at zero, and minus infinity has a root.
double squareRoot(double x) { return std::isfinite(x) ? std::sqrt(x) + 0.0 : std::pow(x, 0.5); }
double exponential(double x) { return std::exp(x); }

double naturalLog(double x) { return std::log(x); }
double logarithmTo(double base, double x) { return std::log(x) / std::log(base); }
double logarithm2(double x) { return std::log(x) / std::log(2.0); }
double logarithm10(double x) { return std::log10(x); }
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
double tangent(double x) { return std::tan(x); }
double cotangent(double x) { return 1.0 / std::tan(x); }
double arcSine(double x) { return std::asin(x); }
double arcCosine(double x) { return std::acos(x); }
double arcTangent(double x) { return std::atan(x); }
double arcTangent2(double y, double x) { return std::atan2(y, x); }
double hyperbolicSine(double x) { return std::sinh(x); }
double hyperbolicCosine(double x) { return std::cosh(x); }
double hyperbolicTangent(double x) { return std::tanh(x); }
double toDegrees(double x) { return x * (180.0 / pi); }
double toRadians(double x) { return x / 180.0 * pi; }
double piValue() { return pi; }
double eValue() { return std::numbers::e; }

template <auto F> Result<BoundScalar> bindReal(const BindArguments& given, std::string_view name, int arity) {
    ScalarSpec spec{name, DataType::float64(), std::vector<DataType>(static_cast<size_t>(arity), DataType::float64()), rowKernel<F>};
    return bindSpec(given, std::move(spec));
}

Result<BoundScalar> bindPower(const BindArguments& given) { return bindReal<powerOf>(given, "POWER", 2); }
Result<BoundScalar> bindSqrt(const BindArguments& given) { return bindReal<squareRoot>(given, "SQRT", 1); }
Result<BoundScalar> bindExp(const BindArguments& given) { return bindReal<exponential>(given, "EXP", 1); }
Result<BoundScalar> bindLn(const BindArguments& given) { return bindReal<naturalLog>(given, "LN", 1); }
Result<BoundScalar> bindLog(const BindArguments& given) {
    return given.size() == 2 ? bindReal<logarithmTo>(given, "LOG", 2) : bindReal<naturalLog>(given, "LOG", 1);
}
Result<BoundScalar> bindLog2(const BindArguments& given) { return bindReal<logarithm2>(given, "LOG2", 1); }
Result<BoundScalar> bindLog10(const BindArguments& given) { return bindReal<logarithm10>(given, "LOG10", 1); }
Result<BoundScalar> bindSin(const BindArguments& given) { return bindReal<sine>(given, "SIN", 1); }
Result<BoundScalar> bindCos(const BindArguments& given) { return bindReal<cosine>(given, "COS", 1); }
Result<BoundScalar> bindTan(const BindArguments& given) { return bindReal<tangent>(given, "TAN", 1); }
Result<BoundScalar> bindCot(const BindArguments& given) { return bindReal<cotangent>(given, "COT", 1); }
Result<BoundScalar> bindAsin(const BindArguments& given) { return bindReal<arcSine>(given, "ASIN", 1); }
Result<BoundScalar> bindAcos(const BindArguments& given) { return bindReal<arcCosine>(given, "ACOS", 1); }
Result<BoundScalar> bindAtan(const BindArguments& given) { return bindReal<arcTangent>(given, "ATAN", 1); }
Result<BoundScalar> bindAtan2(const BindArguments& given) { return bindReal<arcTangent2>(given, "ATAN2", 2); }
Result<BoundScalar> bindSinh(const BindArguments& given) { return bindReal<hyperbolicSine>(given, "SINH", 1); }
Result<BoundScalar> bindCosh(const BindArguments& given) { return bindReal<hyperbolicCosine>(given, "COSH", 1); }
Result<BoundScalar> bindTanh(const BindArguments& given) { return bindReal<hyperbolicTangent>(given, "TANH", 1); }
Result<BoundScalar> bindDegrees(const BindArguments& given) { return bindReal<toDegrees>(given, "DEGREES", 1); }
Result<BoundScalar> bindRadians(const BindArguments& given) { return bindReal<toRadians>(given, "RADIANS", 1); }
Result<BoundScalar> bindPi(const BindArguments& given) { return bindReal<piValue>(given, "PI", 0); }
Result<BoundScalar> bindE(const BindArguments& given) { return bindReal<eValue>(given, "E", 0); }

constexpr FunctionKind Scalar = FunctionKind::Scalar;
constexpr FunctionInfo Functions[] = {
    {"ABS", Scalar, "math", "ABS(number)", "The number without its sign.", "ABS(-3) -> 3", bindAbs},
    {"SIGN", Scalar, "math", "SIGN(number)", "-1, 0 or 1.", "SIGN(-3) -> -1", bindSign},
    {"CEIL", Scalar, "math", "CEIL(number) or CEIL(time TO unit)", "The least integer that is not below the number; of a time, the next start of a unit.", "CEIL(1.2) -> 2", bindCeil},
    {"CEILING", Scalar, "math", "CEILING(number)", "The same as CEIL.", "CEILING(1.2) -> 2", bindCeil},
    {"FLOOR", Scalar, "math", "FLOOR(number) or FLOOR(time TO unit)", "The greatest integer that is not above the number; of a time, the start of the unit that holds it.", "FLOOR(1.8) -> 1", bindFloor},
    {"ROUND", Scalar, "math", "ROUND(number [, digits INT])", "Rounds half away from zero to that many digits behind the point, 0 if left out.", "ROUND(2.345, 1) -> 2.3", bindRound},
    {"TRUNCATE", Scalar, "math", "TRUNCATE(number [, digits INT])", "Cuts the digits behind that place.", "TRUNCATE(2.345, 1) -> 2.3", bindTruncate},
    {"POWER", Scalar, "math", "POWER(base DOUBLE, exponent DOUBLE)", "The base to the exponent.", "POWER(2, 3) -> 8.0", bindPower},
    {"SQRT", Scalar, "math", "SQRT(number DOUBLE)", "The square root.", "SQRT(9) -> 3.0", bindSqrt},
    {"EXP", Scalar, "math", "EXP(number DOUBLE)", "e to the number.", "EXP(0) -> 1.0", bindExp},
    {"LN", Scalar, "math", "LN(number DOUBLE)", "The natural logarithm; NaN below 0.", "LN(1) -> 0.0", bindLn},
    {"LOG", Scalar, "math", "LOG([base DOUBLE,] number DOUBLE)", "The logarithm to a base, e if left out.", "LOG(2, 8) -> 3.0", bindLog},
    {"LOG2", Scalar, "math", "LOG2(number DOUBLE)", "The logarithm to base 2.", "LOG2(8) -> 3.0", bindLog2},
    {"LOG10", Scalar, "math", "LOG10(number DOUBLE)", "The logarithm to base 10.", "LOG10(100) -> 2.0", bindLog10},
    {"SIN", Scalar, "math", "SIN(angle DOUBLE)", "The sine of an angle in radians.", "SIN(0) -> 0.0", bindSin},
    {"COS", Scalar, "math", "COS(angle DOUBLE)", "The cosine of an angle in radians.", "COS(0) -> 1.0", bindCos},
    {"TAN", Scalar, "math", "TAN(angle DOUBLE)", "The tangent of an angle in radians.", "TAN(0) -> 0.0", bindTan},
    {"COT", Scalar, "math", "COT(angle DOUBLE)", "The cotangent of an angle in radians.", "COT(PI() / 4) -> 1.0000000000000002", bindCot},
    {"ASIN", Scalar, "math", "ASIN(number DOUBLE)", "The angle whose sine it is.", "ASIN(0) -> 0.0", bindAsin},
    {"ACOS", Scalar, "math", "ACOS(number DOUBLE)", "The angle whose cosine it is.", "ACOS(1) -> 0.0", bindAcos},
    {"ATAN", Scalar, "math", "ATAN(number DOUBLE)", "The angle whose tangent it is.", "ATAN(0) -> 0.0", bindAtan},
    {"ATAN2", Scalar, "math", "ATAN2(y DOUBLE, x DOUBLE)", "The angle of the point (x, y).", "ATAN2(0, 1) -> 0.0", bindAtan2},
    {"SINH", Scalar, "math", "SINH(number DOUBLE)", "The hyperbolic sine.", "SINH(0) -> 0.0", bindSinh},
    {"COSH", Scalar, "math", "COSH(number DOUBLE)", "The hyperbolic cosine.", "COSH(0) -> 1.0", bindCosh},
    {"TANH", Scalar, "math", "TANH(number DOUBLE)", "The hyperbolic tangent.", "TANH(0) -> 0.0", bindTanh},
    {"DEGREES", Scalar, "math", "DEGREES(angle DOUBLE)", "Radians as degrees.", "DEGREES(PI()) -> 180.0", bindDegrees},
    {"RADIANS", Scalar, "math", "RADIANS(angle DOUBLE)", "Degrees as radians.", "RADIANS(0) -> 0.0", bindRadians},
    {"PI", Scalar, "math", "PI()", "The number pi.", "PI() -> 3.141592653589793", bindPi},
    {"E", Scalar, "math", "E()", "The number e.", "E() -> 2.718281828459045", bindE},
    {"BIN", Scalar, "math", "BIN(number BIGINT)", "The number's binary digits.", "BIN(5) -> '101'", bindBin},
    {"HEX", Scalar, "math", "HEX(number BIGINT) or HEX(text STRING)", "The hexadecimal digits of a number, or of a text's UTF-8 bytes.", "HEX(255) -> 'FF'", bindHex},
    {"UNHEX", Scalar, "math", "UNHEX(text STRING)", "The bytes that hexadecimal digits name; NULL when they are none.", "UNHEX('466C696E6B') -> x'466c696e6b'", bindUnhex},
    {"RAND", Scalar, "math", "RAND([seed INT])", "A random number from 0 up to, not including, 1.", "RAND() < 1 -> TRUE", bindRand},
    {"RAND_INTEGER", Scalar, "math", "RAND_INTEGER([seed INT,] bound INT)", "A random integer from 0 up to, not including, the bound.", "RAND_INTEGER(1) -> 0", bindRandInteger},
    {"UUID", Scalar, "math", "UUID()", "A random UUID (version 4) as text.", "CHAR_LENGTH(UUID()) -> 36", bindUuid},
};

} // namespace

std::span<const FunctionInfo> mathFunctions() { return Functions; }

} // namespace weir
