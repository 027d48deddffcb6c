// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_scanner.h"

#include "engine/formats/format_options.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <simdjson.h>

namespace weir {

namespace {

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }
bool isHex(char c) { return isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }

/// The first quote or backslash.
inline const char* textStop(const char* at, const char* end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
    while (end - at >= 16) {
        __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        int found = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        if (found) return at + std::countr_zero(static_cast<unsigned>(found));
        at += 16;
    }
#endif
    while (at != end && *at != '"' && *at != '\\') ++at;
    return at;
}

/// From behind the opening quote to the closing quote; null when there is none or an escape is wrong.
inline const char* textEnd(const char* at, const char* end, bool& escaped, const char*& why) {
    escaped = false;
    while (true) {
        at = textStop(at, end);
        if (at == end) return why = "a text is not closed", nullptr;
        if (*at == '"') return at;
        escaped = true;
        if (end - at < 2) return why = "a text is not closed", nullptr;
        switch (at[1]) {
        case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': at += 2; break;
        case 'u':
            if (end - at < 6 || !isHex(at[2]) || !isHex(at[3]) || !isHex(at[4]) || !isHex(at[5]))
                return why = "\\u is not followed by four hexadecimal digits", nullptr;
            at += 6;
            break;
        default: return why = "an escape is unknown", nullptr;
        }
    }
}

inline const char* numberEnd(const char* at, const char* end, JsonKind& kind, const char*& why) {
    kind = JsonKind::Integer;
    if (*at == '-') ++at;
    if (at == end || !isDigit(*at)) return why = "a number has no digits", nullptr;
    if (*at == '0' && at + 1 != end && isDigit(at[1])) return why = "a number begins with 0", nullptr;
    while (at != end && isDigit(*at)) ++at;
    if (at != end && *at == '.') {
        kind = JsonKind::Real;
        ++at;
        if (at == end || !isDigit(*at)) return why = "a number has no digits behind its point", nullptr;
        while (at != end && isDigit(*at)) ++at;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        kind = JsonKind::Real;
        ++at;
        if (at != end && (*at == '+' || *at == '-')) ++at;
        if (at == end || !isDigit(*at)) return why = "a number has no exponent behind its E", nullptr;
        while (at != end && isDigit(*at)) ++at;
    }
    if (at != end && *at != ',' && *at != '}' && *at != ']' && static_cast<unsigned char>(*at) > ' ') return why = "a number is followed by something else", nullptr;
    return at;
}

inline bool wordAt(const char* at, const char* end, std::string_view word) {
    if (static_cast<size_t>(end - at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) return false;
    at += word.size();
    return at == end || *at == ',' || *at == '}' || *at == ']' || static_cast<unsigned char>(*at) <= ' ';
}

const char* scanNested(const char* at, const char* end, JsonToken& token, const char*& why);

inline const char* scanValue(const char* at, const char* end, JsonToken& token, const char*& why) {
    at = skipJsonSpace(at, end);
    if (at == end) return why = "it ends too early", nullptr;
    switch (*at) {
    case '"': {
        bool escaped;
        const char* close = textEnd(at + 1, end, escaped, why);
        if (!close) return nullptr;
        token = {escaped ? JsonKind::EscapedText : JsonKind::Text, static_cast<uint32_t>(close - at - 1), at + 1};
        return close + 1;
    }
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': {
        const char* stop = numberEnd(at, end, token.kind, why);
        if (!stop) return nullptr;
        token.begin = at;
        token.size = static_cast<uint32_t>(stop - at);
        return stop;
    }
    case '{': case '[': return scanNested(at, end, token, why);
    case 't':
        if (!wordAt(at, end, "true")) break;
        token = {JsonKind::True, 4, at};
        return at + 4;
    case 'f':
        if (!wordAt(at, end, "false")) break;
        token = {JsonKind::False, 5, at};
        return at + 5;
    case 'n':
        if (!wordAt(at, end, "null")) break;
        token = {JsonKind::Null, 4, at};
        return at + 4;
    default: break;
    }
    return why = "a value begins with something unknown", nullptr;
}

/// Checks an object or array to its end without recursion.
const char* scanNested(const char* at, const char* end, JsonToken& token, const char*& why) {
    const char* begin = at;
    std::bitset<MaxNesting + 1> objects;
    int depth = 0;
    bool valueNext = true;      // a value must come; else: a comma or a closing bracket
    while (true) {
        at = skipJsonSpace(at, end);
        if (at == end) return why = "it ends too early", nullptr;
        if (valueNext) {
            if (*at == '{' || *at == '[') {
                if (depth == MaxNesting) return why = "it is nested deeper than 1000 levels", nullptr;
                bool object = *at == '{';
                objects[static_cast<size_t>(depth++)] = object;
                at = skipJsonSpace(at + 1, end);
                if (at != end && *at == (object ? '}' : ']')) {
                    ++at;
                    --depth;
                    valueNext = false;
                    if (depth == 0) break;
                    continue;
                }
            } else {
                JsonToken part;
                at = scanValue(at, end, part, why);
                if (!at) return nullptr;
                valueNext = false;
                continue;
            }
        } else if (*at == ',') {
            at = skipJsonSpace(at + 1, end);
            valueNext = true;
        } else if (*at == (objects[static_cast<size_t>(depth - 1)] ? '}' : ']')) {
            ++at;
            if (--depth == 0) break;
            continue;
        } else {
            return why = "a comma or a bracket is missing", nullptr;
        }
        if (!objects[static_cast<size_t>(depth - 1)]) continue;
        // A key and its colon.
        bool escaped;
        if (at == end || *at != '"') return why = "a key is missing", nullptr;
        at = textEnd(at + 1, end, escaped, why);
        if (!at) return nullptr;
        at = skipJsonSpace(at + 1, end);
        if (at == end || *at != ':') return why = "a colon is missing", nullptr;
        ++at;
    }
    token = {*begin == '{' ? JsonKind::Object : JsonKind::Array, static_cast<uint32_t>(at - begin), begin};
    return at;
}

void appendUtf8(std::string& out, uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    } else {
        out += static_cast<char>(0xf0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 63));
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    }
}

uint32_t hexCode(const char* digits) {
    uint32_t code = 0;
    for (int i = 0; i < 4; ++i) code = code << 4 | static_cast<uint32_t>(isDigit(digits[i]) ? digits[i] - '0' : (digits[i] | 32) - 'a' + 10);
    return code;
}

} // namespace

const char* scanJsonValue(const char* at, const char* end, JsonToken& token, const char*& why) { return scanValue(at, end, token, why); }

void unescapeJson(std::string_view raw, std::string& out) {
    out.clear();
    for (const char *at = raw.data(), *end = at + raw.size(); at < end;) {
        const char* stop = static_cast<const char*>(std::memchr(at, '\\', static_cast<size_t>(end - at)));
        if (!stop) stop = end;
        out.append(at, stop);
        if (stop == end) break;
        at = stop + 2;
        switch (stop[1]) {
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
            uint32_t code = hexCode(at);
            at += 4;
            if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' && hexCode(at + 2) >> 10 == 0x37) {
                code = 0x10000 + ((code - 0xd800) << 10) + (hexCode(at + 2) - 0xdc00);
                at += 6;
            } else if (code >> 11 == 0x1b) {
                code = '?';     // half a pair; Java's encoder writes this
            }
            appendUtf8(out, code);
            break;
        }
        default: out += stop[1];
        }
    }
}

bool validUtf8(std::string_view bytes) {
#if defined(__SSE2__)
    // Most records are ASCII and too short for a call that sets up tables.
    const char* at = bytes.data();
    const char* end = at + bytes.size();
    __m128i seen = _mm_setzero_si128();
    for (; end - at >= 16; at += 16) seen = _mm_or_si128(seen, _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
    char rest = 0;
    for (; at != end; ++at) rest = static_cast<char>(rest | *at);
    if (_mm_movemask_epi8(seen) == 0 && rest >= 0) return true;
#endif
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

JsonObjectScanner::JsonObjectScanner(std::vector<std::string> keys, bool lastCounts)
    : keys_(std::move(keys)), mostHits_(lastCounts ? SIZE_MAX : keys_.size()) {}

int JsonObjectScanner::slotOf(const char* keyBegin, const char* keyEnd, bool escaped) {
    std::string_view key(keyBegin, static_cast<size_t>(keyEnd - keyBegin));
    if (escaped) {
        unescapeJson(key, scratch_);
        key = scratch_;
    }
    for (size_t i = 0; i < keys_.size(); ++i)
        if (keys_[i] == key) return static_cast<int>(i);
    return -1;
}

inline bool JsonObjectScanner::fits(const Expected& expected, const char* at, const char* end) {
#if defined(__SSE2__)
    if (expected.mask && end - at >= 16) {
        __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), _mm_load_si128(reinterpret_cast<const __m128i*>(expected.head)));
        return (static_cast<uint32_t>(_mm_movemask_epi8(same)) & expected.mask) == expected.mask;
    }
#endif
    return static_cast<size_t>(end - at) > expected.key.size() && std::memcmp(at, expected.key.data(), expected.key.size()) == 0;
}

const char* JsonObjectScanner::scan(const char* at, const char* end, JsonToken* slots, const char*& why) {
    for (size_t i = 0; i < keys_.size(); ++i) slots[i].kind = JsonKind::Missing;
    at = skipJsonSpace(at, end);
    if (at == end || *at != '{') return why = "it is no JSON object", nullptr;
    at = skipJsonSpace(at + 1, end);
    if (at != end && *at == '}') return at + 1;
    JsonToken unwanted;
    size_t hits = 0;
    for (size_t number = 0;; ++number) {
        if (at == end || *at != '"') return why = "a key is missing", nullptr;
        ++at;
        int slot;
        if (number < order_.size() && fits(order_[number], at, end)) {
            slot = order_[number].slot;
            at += order_[number].key.size();
        } else {
            bool escaped;
            const char* close = textEnd(at, end, escaped, why);
            if (!close) return nullptr;
            slot = slotOf(at, close, escaped);
            constexpr size_t MostRemembered = 512;
            if (!escaped && number < MostRemembered) {
                if (number >= order_.size()) order_.resize(number + 1);
                Expected& expected = order_[number];
                expected.key.assign(at, close + 1);
                expected.slot = slot;
                size_t length = expected.key.size();
                expected.mask = length <= sizeof expected.head ? (1u << length) - 1 : 0;
                std::memcpy(expected.head, expected.key.data(), std::min(length, sizeof expected.head));
            }
            at = close + 1;
        }
        if (at != end && *at != ':') at = skipJsonSpace(at, end);
        if (at == end || *at != ':') return why = "a colon is missing", nullptr;
        at = scanValue(at + 1, end, slot >= 0 && hits++ < mostHits_ ? slots[slot] : unwanted, why);
        if (!at) return nullptr;
        if (at != end && *at != ',' && *at != '}') at = skipJsonSpace(at, end);
        if (at == end) return why = "it ends too early", nullptr;
        if (*at == '}') return at + 1;
        if (*at != ',') return why = "a comma is missing", nullptr;
        ++at;
        if (at != end && *at != '"') at = skipJsonSpace(at, end);
    }
}

} // namespace weir
