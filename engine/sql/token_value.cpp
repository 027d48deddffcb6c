// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/token_value.h"

#include "engine/sql/lexer.h"

#include <cstdint>

namespace weir::sql {
namespace {

void appendPoint(std::string& out, std::uint32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (point & 0x3F));
    }
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::uint32_t> readHex(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size())
        return {};
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        int digit = hexDigit(text[at + i]);
        if (digit < 0)
            return {};
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
}

bool isHigh(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool isLow(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// E'\n\x41\u0041\101'
std::string resolveEscapes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i];
            continue;
        }
        char c = text[++i];
        if (auto place = std::string_view("bfnrt").find(c); place != std::string_view::npos) {
            out += "\b\f\n\r\t"[place];
        } else if (c == 'u' || c == 'U' || c == 'x') {
            std::size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 2;
            auto point = readHex(text, i + 1, digits);
            if (point && *point <= 0x10FFFF && !isHigh(*point) && !isLow(*point)) {
                appendPoint(out, *point);
                i += digits;
            } else {
                out += c;
            }
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

bool isUnicodeString(std::string_view token) { return token.size() > 2 && (token[0] == 'u' || token[0] == 'U') && token[1] == '&'; }

std::string unquote(std::string_view token) {
    auto open = token.find_first_of("'`\"");
    if (open == std::string_view::npos)
        return std::string(token);
    char quote = token[open];
    bool escapes = quote == '\'' && open == 1 && (token[0] == 'e' || token[0] == 'E');
    auto body = token.substr(open + 1);
    if (!body.empty() && body.back() == quote)
        body.remove_suffix(1);
    std::string out;
    out.reserve(body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (escapes && body[i] == '\\' && i + 1 < body.size())
            out += body[i++];
        else if (body[i] == quote && i + 1 < body.size() && body[i + 1] == quote)
            ++i;
        out += body[i];
    }
    return escapes ? resolveEscapes(out) : out;
}

std::optional<std::string> resolveUnicode(std::string_view text, char escape) {
    std::string out;
    std::uint32_t pendingHigh = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != escape) {
            if (pendingHigh)
                return {};
            out += text[i];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == escape) {
            out += escape;
            ++i;
            continue;
        }
        bool longForm = i + 1 < text.size() && text[i + 1] == '+';
        std::size_t digits = longForm ? 6 : 4;
        auto point = readHex(text, i + 1 + longForm, digits);
        if (!point || *point > 0x10FFFF || (pendingHigh != 0) != isLow(*point))
            return {};
        i += digits + longForm;
        if (isHigh(*point)) {
            pendingHigh = *point;
        } else if (pendingHigh) {
            appendPoint(out, 0x10000 + ((pendingHigh - 0xD800) << 10) + (*point - 0xDC00));
            pendingHigh = 0;
        } else {
            appendPoint(out, *point);
        }
    }
    if (pendingHigh)
        return {};
    return out;
}

std::string tokenValue(std::string_view text, const Token& token) {
    auto raw = text.substr(static_cast<std::size_t>(token.place.offset), static_cast<std::size_t>(token.place.length));
    if (token.kind != TokenKind::String && token.kind != TokenKind::QuotedIdentifier && token.kind != TokenKind::Binary)
        return std::string(raw);
    auto value = unquote(raw);
    if (isUnicodeString(raw))
        if (auto resolved = resolveUnicode(value, '\\'))
            return *resolved;
    return value;
}

} // namespace weir::sql
