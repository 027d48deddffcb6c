// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/math_parts.h"

namespace weir {

namespace {

void binaryDigits(int64_t value, StringWriter& out) {
    auto bits = static_cast<uint64_t>(value);
    int count = bits ? 64 - __builtin_clzll(bits) : 1;
    for (int i = count - 1; i >= 0; --i) out.append(bits >> i & 1 ? '1' : '0');
}

constexpr char HexDigits[] = "0123456789ABCDEF";

void hexOfNumber(int64_t value, StringWriter& out) {
    auto bits = static_cast<uint64_t>(value);
    int count = bits ? (67 - __builtin_clzll(bits)) / 4 : 1;
    for (int i = count - 1; i >= 0; --i) out.append(HexDigits[bits >> (4 * i) & 15]);
}

void hexOfText(std::string_view text, StringWriter& out) {
    for (char c : text) {
        out.append(HexDigits[static_cast<unsigned char>(c) >> 4]);
        out.append(HexDigits[static_cast<unsigned char>(c) & 15]);
    }
}

int digitOf(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool bytesOfHex(std::string_view text, StringWriter& out) {
    size_t at = 0;
    if (text.size() % 2) {   // Flink makes a zero byte of a lone first digit
        out.append('\0');
        ++at;
    }
    for (; at < text.size(); at += 2) {
        int high = digitOf(text[at]), low = digitOf(text[at + 1]);
        if (high < 0 || low < 0) return false;
        out.append(static_cast<char>(high << 4 | low));
    }
    return true;
}

} // namespace

Result<BoundScalar> bindBin(const BindArguments& given) {
    return bindSpec(given, {"BIN", DataType::string(), {DataType::bigInt()}, rowKernel<binaryDigits>});
}

Result<BoundScalar> bindHex(const BindArguments& given) {
    if (given.size() == 1 && given.types[0].isCharacter()) return bindSpec(given, {"HEX", DataType::string(), {DataType::string()}, rowKernel<hexOfText>});
    return bindSpec(given, {"HEX", DataType::string(), {DataType::bigInt()}, rowKernel<hexOfNumber>});
}

Result<BoundScalar> bindUnhex(const BindArguments& given) {
    ScalarSpec spec{"UNHEX", DataType::bytes(), {DataType::string()}, rowKernel<bytesOfHex>};
    spec.alwaysNullable = true;
    return bindSpec(given, std::move(spec));
}

} // namespace weir
