// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Characters of UTF-8 text: Flink counts code points. Bytes that are no UTF-8 count one each; nothing reads beyond the end.
namespace weir::utf8 {

inline bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the character that starts at `at`.
inline size_t lengthAt(std::string_view text, size_t at) {
    auto lead = static_cast<unsigned char>(text[at]);
    size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return bytes <= text.size() - at ? bytes : text.size() - at;
}

inline bool isAscii(std::string_view text) {
    unsigned char all = 0;
    for (char c : text) all |= static_cast<unsigned char>(c);
    return all < 0x80;
}

inline int64_t length(std::string_view text) {
    int64_t count = 0;
    for (char c : text) count += !isContinuation(c);
    return count;
}

/// Byte offset of character number `index` (0-based); the end when there are fewer.
inline size_t offsetOf(std::string_view text, int64_t index) {
    size_t at = 0;
    while (index-- > 0 && at < text.size()) at += lengthAt(text, at);
    return at;
}

/// Length in UTF-16 units, as Java's String counts: a character beyond the basic plane counts twice.
inline int64_t utf16Length(std::string_view text) {
    int64_t count = 0;
    for (char c : text) count += !isContinuation(c) + (static_cast<unsigned char>(c) >= 0xF0);
    return count;
}

/// Byte offset of the last whole character that ends within `units` UTF-16 units.
inline size_t offsetOfUtf16(std::string_view text, int64_t units) {
    size_t at = 0;
    while (at < text.size()) {
        size_t bytes = lengthAt(text, at);
        units -= bytes == 4 ? 2 : 1;
        if (units < 0) break;
        at += bytes;
    }
    return at;
}

/// The code point at `at`, and moves behind it; U+FFFD for what is no UTF-8.
inline char32_t next(std::string_view text, size_t& at) {
    size_t bytes = lengthAt(text, at);
    auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
    char32_t point = byte(0);
    if (bytes == 1) point = point < 0x80 ? point : 0xFFFD;
    else if (bytes == 2) point = (point & 0x1F) << 6 | (byte(1) & 0x3F);
    else if (bytes == 3) point = (point & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    else point = (point & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    at += bytes;
    return point;
}

/// Writes a code point at `out` (room for 4); gives the number of bytes.
inline size_t encode(char32_t point, char* out) {
    if (point < 0x80) return out[0] = static_cast<char>(point), 1;
    if (point < 0x800) {
        out[0] = static_cast<char>(0xC0 | point >> 6);
        out[1] = static_cast<char>(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = static_cast<char>(0xE0 | point >> 12);
        out[1] = static_cast<char>(0x80 | (point >> 6 & 0x3F));
        out[2] = static_cast<char>(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = static_cast<char>(0xF0 | point >> 18);
    out[1] = static_cast<char>(0x80 | (point >> 12 & 0x3F));
    out[2] = static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out[3] = static_cast<char>(0x80 | (point & 0x3F));
    return 4;
}

/// Whether every byte belongs to well-formed UTF-8 (no surrogates, no overlong forms).
bool isValid(std::string_view text);

} // namespace weir::utf8
