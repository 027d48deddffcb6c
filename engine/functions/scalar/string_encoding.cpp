// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"
#include "engine/functions/utf8.h"

#include <array>

namespace weir {

namespace utf8 {
bool isValid(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
        if (bytes == 0 || lead > 0xF4 || text.size() - at < bytes) return false;
        for (size_t i = 1; i < bytes; ++i)
            if (!isContinuation(text[at + i])) return false;
        size_t from = at;
        char32_t point = next(text, from);
        if ((bytes == 3 && point < 0x800) || (bytes == 4 && point < 0x10000) || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
        at += bytes;
    }
    return true;
}
} // namespace utf8

namespace {

int32_t ascii(std::string_view text) { return text.empty() ? 0 : static_cast<signed char>(text[0]); }

void chr(int64_t code, StringWriter& out) {
    if (code < 0) return;
    char* at = out.reserve(4);
    out.advance(utf8::encode(static_cast<char32_t>(code & 0xFF), at));
}

constexpr char Base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void toBase64(std::string_view bytes, StringWriter& out) {
    char* to = out.reserve((bytes.size() + 2) / 3 * 4);
    size_t written = 0;
    for (size_t at = 0; at < bytes.size(); at += 3) {
        size_t count = std::min<size_t>(3, bytes.size() - at);
        uint32_t group = 0;
        for (size_t i = 0; i < 3; ++i) group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0);
        to[written++] = Base64[group >> 18];
        to[written++] = Base64[group >> 12 & 63];
        to[written++] = count > 1 ? Base64[group >> 6 & 63] : '=';
        to[written++] = count > 2 ? Base64[group & 63] : '=';
    }
    out.advance(written);
}

void fromBase64(std::string_view text, StringWriter& out) {
    static const auto values = [] {
        std::array<int8_t, 256> table;
        table.fill(-1);
        for (int i = 0; i < 64; ++i) table[static_cast<unsigned char>(Base64[i])] = static_cast<int8_t>(i);
        return table;
    }();
    std::string_view digits = text;
    while (!digits.empty() && digits.back() == '=' && text.size() - digits.size() < 2) digits.remove_suffix(1);
    if (digits.size() % 4 == 1 || (digits.size() != text.size() && text.size() % 4 != 0)) failRow("FROM_BASE64 cannot read '" + std::string(text) + "': it is no Base64 text.");
    char* to = out.reserve(digits.size() * 3 / 4 + 3);
    size_t written = 0;
    uint32_t group = 0;
    int bits = 0;
    for (char c : digits) {
        int value = values[static_cast<unsigned char>(c)];
        if (value < 0) failRow("FROM_BASE64 cannot read '" + std::string(text) + "': it is no Base64 text.");
        group = group << 6 | static_cast<uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            to[written++] = static_cast<char>(group >> bits & 0xFF);
        }
    }
    out.advance(written);
}

enum class Charset { Ascii, Latin1, Utf8, Utf16, Utf16BigEndian, Utf16LittleEndian };

Charset charsetNamed(std::string_view name) {
    std::string upper;
    for (char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    if (upper == "UTF-8" || upper == "UTF8") return Charset::Utf8;
    if (upper == "US-ASCII" || upper == "ASCII") return Charset::Ascii;
    if (upper == "ISO-8859-1" || upper == "LATIN1") return Charset::Latin1;
    if (upper == "UTF-16") return Charset::Utf16;
    if (upper == "UTF-16BE") return Charset::Utf16BigEndian;
    if (upper == "UTF-16LE") return Charset::Utf16LittleEndian;
    failRow("There is no character set '" + std::string(name) + "'. Use US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE or UTF-16.");
}

void encode(std::string_view text, std::string_view charsetName, StringWriter& out) {
    Charset charset = charsetNamed(charsetName);
    if (charset == Charset::Utf8) return out.view(text);
    auto unit = [&](char32_t value) {
        bool little = charset == Charset::Utf16LittleEndian;
        out.append(static_cast<char>(little ? value & 0xFF : value >> 8));
        out.append(static_cast<char>(little ? value >> 8 : value & 0xFF));
    };
    if (charset == Charset::Utf16 && !text.empty()) unit(0xFEFF);
    for (size_t at = 0; at < text.size();) {
        char32_t point = utf8::next(text, at);
        if (charset <= Charset::Latin1) {
            out.append(static_cast<char>(point < (charset == Charset::Ascii ? 0x80u : 0x100u) ? point : U'?'));
        } else if (point >= 0x10000) {
            unit(0xD800 + ((point - 0x10000) >> 10));
            unit(0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
            unit(point);
        }
    }
}

void appendPoint(char32_t point, StringWriter& out) { out.advance(utf8::encode(point, out.reserve(4))); }

/// Bytes as text; what is no UTF-8 becomes U+FFFD.
void makeValidUtf8(std::string_view bytes, StringWriter& out) {
    if (utf8::isValid(bytes)) return out.view(bytes);
    for (size_t at = 0; at < bytes.size();) {
        size_t length = utf8::lengthAt(bytes, at);
        while (length > 1 && !utf8::isValid(bytes.substr(at, length))) --length;
        if (utf8::isValid(bytes.substr(at, length))) out.append(bytes.substr(at, length));
        else appendPoint(0xFFFD, out);
        at += length;
    }
}

void decode(std::string_view bytes, std::string_view charsetName, StringWriter& out) {
    Charset charset = charsetNamed(charsetName);
    if (charset == Charset::Utf8) return makeValidUtf8(bytes, out);
    if (charset <= Charset::Latin1) {
        for (char c : bytes) {
            auto point = static_cast<unsigned char>(c);
            appendPoint(charset == Charset::Ascii && point >= 0x80 ? 0xFFFD : point, out);
        }
        return;
    }
    bool little = charset == Charset::Utf16LittleEndian;
    size_t at = 0;
    auto unit = [&](size_t from) {
        auto first = static_cast<unsigned char>(bytes[from]), second = static_cast<unsigned char>(bytes[from + 1]);
        return static_cast<char32_t>(little ? first | second << 8 : first << 8 | second);
    };
    if (charset == Charset::Utf16 && bytes.size() >= 2) {
        if (unit(0) == 0xFEFF) at = 2;
        else if (unit(0) == 0xFFFE) little = true, at = 2;
    }
    for (; at + 1 < bytes.size(); at += 2) {
        char32_t point = unit(at);
        if (point >= 0xD800 && point < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
            at += 2;
        } else if (point >= 0xD800 && point < 0xE000) {
            point = 0xFFFD;
        }
        appendPoint(point, out);
    }
    if (at < bytes.size()) appendPoint(0xFFFD, out);
}

constexpr Overloads asciiRows{"ASCII", {overload<ascii>("s", 'i')}};
constexpr Overloads chrRows{"CHR", {overload<chr>("l", 's')}};
constexpr Overloads toBase64Rows{"TO_BASE64", {overload<toBase64>("t", 's')}};
constexpr Overloads fromBase64Rows{"FROM_BASE64", {overload<fromBase64>("s", 's').failing()}};
constexpr Overloads encodeRows{"ENCODE", {overload<encode>("ss", 'y').failing()}};
constexpr Overloads decodeRows{"DECODE", {overload<decode>("ys", 's').failing()}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"ASCII", Scalar, "string", "ASCII(text STRING)", "The first byte of the text as a signed number; 0 for empty text.", "ASCII('abc') -> '97'", bindRows<asciiRows>},
    {"CHR", Scalar, "string", "CHR(code INT)", "The Latin-1 character with this code; codes above 255 start again at 0.", "CHR(97) -> 'a'", bindRows<chrRows>},
    {"TO_BASE64", Scalar, "string", "TO_BASE64(text STRING)", "The text's bytes in Base64.", "TO_BASE64('hello world') -> 'aGVsbG8gd29ybGQ='", bindRows<toBase64Rows>},
    {"FROM_BASE64", Scalar, "string", "FROM_BASE64(text STRING)", "The text that was put into Base64; fails on other text.", "FROM_BASE64('aGk=') -> 'hi'", bindRows<fromBase64Rows>},
    {"ENCODE", Scalar, "string", "ENCODE(text STRING, charset STRING)", "The text's bytes in US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE or UTF-16.",
     "ENCODE('hi', 'UTF-16BE') -> 'x'00680069''", bindRows<encodeRows>},
    {"DECODE", Scalar, "string", "DECODE(bytes BYTES, charset STRING)", "The text that the bytes spell in a character set.", "DECODE(X'48c3a9', 'UTF-8') -> 'Hé'", bindRows<decodeRows>},
};

} // namespace

std::span<const FunctionInfo> stringEncodingFunctions() { return functions; }

} // namespace weir
