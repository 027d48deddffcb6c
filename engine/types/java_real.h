// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weir {

/// The digits with which Java up to version 18 writes a real, and so Flink: sometimes one more than the shortest text that reads back as
/// the same value needs (2^57 + 2^40 as FLOAT, 8.41E21). The value is d.ddd * 10^exponent.
/// Source: the digit generation of Steele and White, "How to print floating-point numbers accurately" (1990), with the stopping test and
/// the short way for whole numbers that Java's documentation of Double.toString lets one observe.
struct JavaDigits {
    char digits[24];
    int count = 0;
    int exponent = 0;
};

/// `value` is finite and above zero.
JavaDigits javaDigits(double value);
JavaDigits javaDigits(float value);

} // namespace weir
