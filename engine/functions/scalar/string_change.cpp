// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"
#include "engine/functions/utf8.h"

#include <unicode/ustring.h>

namespace weir {
namespace {

constexpr size_t MaxResultBytes = 64 << 20;

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

using CaseMapping = int32_t (*)(UChar*, int32_t, const UChar*, int32_t, const char*, UErrorCode*);

/// Maps by ICU in the root locale, as Java does; text that is not ASCII is rare, so its detour over UTF-16 may cost.
void mapUnicode(std::string_view text, CaseMapping mapping, StringWriter& out) {
    UErrorCode status = U_ZERO_ERROR;
    std::u16string wide(text.size() + 1, 0);
    int32_t length = 0;
    u_strFromUTF8WithSub(wide.data(), static_cast<int32_t>(wide.size()), &length, text.data(), static_cast<int32_t>(text.size()), 0xFFFD, nullptr, &status);
    std::u16string mapped(static_cast<size_t>(length) * 3 + 1, 0);
    int32_t mappedLength = mapping(mapped.data(), static_cast<int32_t>(mapped.size()), wide.data(), length, "", &status);
    char* at = out.reserve(static_cast<size_t>(mappedLength) * 3 + 1);
    int32_t bytes = 0;
    u_strToUTF8(at, mappedLength * 3 + 1, &bytes, mapped.data(), mappedLength, &status);
    if (U_FAILURE(status)) return out.append(text);
    out.advance(static_cast<size_t>(bytes));
}

void upper(std::string_view text, StringWriter& out) {
    if (!utf8::isAscii(text)) return mapUnicode(text, u_strToUpper, out);
    char* at = out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) at[i] = static_cast<char>(text[i] - (isLower(text[i]) << 5));
    out.advance(text.size());
}

void lower(std::string_view text, StringWriter& out) {
    if (!utf8::isAscii(text)) return mapUnicode(text, u_strToLower, out);
    char* at = out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) at[i] = static_cast<char>(text[i] + (isUpper(text[i]) << 5));
    out.advance(text.size());
}

// Only ASCII letters and digits make a word, as in Flink: 'naïve' becomes 'NaïVe'.
void initcap(std::string_view text, StringWriter& out) {
    char* at = out.reserve(text.size());
    bool inWord = false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        bool word = isLower(c) || isUpper(c) || isDigit(c);
        if (word) c = inWord ? (isUpper(c) ? static_cast<char>(c + 32) : c) : (isLower(c) ? static_cast<char>(c - 32) : c);
        inWord = word;
        at[i] = c;
    }
    out.advance(text.size());
}

void reverse(std::string_view text, StringWriter& out) {
    char* at = out.reserve(text.size()) + text.size();
    for (size_t from = 0; from < text.size();) {
        size_t bytes = utf8::lengthAt(text, from);
        at -= bytes;
        std::memcpy(at, text.data() + from, bytes);
        from += bytes;
    }
    out.advance(text.size());
}

void repeat(std::string_view text, int32_t times, StringWriter& out) {
    if (times <= 0 || text.empty()) return;
    if (text.size() * static_cast<size_t>(times) > MaxResultBytes) failRow("REPEAT would make a text of more than 64 MB.");
    for (int32_t i = 0; i < times; ++i) out.append(text);
}

void replace(std::string_view text, std::string_view search, std::string_view replacement, StringWriter& out) {
    if (search.empty()) {   // as Java: the replacement goes around every character
        out.append(replacement);
        for (size_t at = 0; at < text.size();) {
            size_t bytes = utf8::lengthAt(text, at);
            out.append(text.substr(at, bytes));
            out.append(replacement);
            at += bytes;
        }
        return;
    }
    size_t found = text.find(search);
    if (found == std::string_view::npos) return out.view(text);
    size_t at = 0;
    for (; found != std::string_view::npos; found = text.find(search, at)) {
        out.append(text.substr(at, found - at));
        out.append(replacement);
        at = found + search.size();
    }
    out.append(text.substr(at));
}

void translate(std::string_view text, std::string_view from, std::string_view to, StringWriter& out) {
    for (size_t at = 0; at < text.size();) {
        size_t bytes = utf8::lengthAt(text, at);
        std::string_view character = text.substr(at, bytes);
        at += bytes;
        bool changed = false;
        size_t target = 0;
        for (size_t source = 0; source < from.size();) {
            size_t width = utf8::lengthAt(from, source);
            size_t targetBytes = target < to.size() ? utf8::lengthAt(to, target) : 0;
            if (from.substr(source, width) == character) {
                out.append(to.substr(target, targetBytes));
                changed = true;
                break;
            }
            source += width;
            target += targetBytes;
        }
        if (!changed) out.append(character);
    }
}

/// Characters [start, start + length) with SQL's 1-based start; a negative start counts from the end, 0 is 1.
std::string_view substringFor(std::string_view text, int32_t start, int32_t length) {
    if (length <= 0) return {};
    int64_t first = start > 0 ? start - 1 : start;
    if (start < 0) {
        first += utf8::length(text);
        if (first < 0) return {};
    }
    size_t begin = utf8::offsetOf(text, first);
    std::string_view rest = text.substr(begin);
    return rest.substr(0, static_cast<size_t>(length) >= rest.size() ? rest.size() : utf8::offsetOf(rest, length));
}
std::string_view substring(std::string_view text, int32_t start) { return substringFor(text, start, INT32_MAX); }

std::string_view left(std::string_view text, int32_t count) { return count <= 0 ? std::string_view() : text.substr(0, utf8::offsetOf(text, count)); }
std::string_view right(std::string_view text, int32_t count) {
    if (count <= 0) return {};
    size_t at = text.size();
    while (at > 0 && count > 0) {
        --at;
        if (!utf8::isContinuation(text[at])) --count;
    }
    return text.substr(at);
}

void overlayFor(std::string_view text, std::string_view replacement, int32_t start, int32_t length, StringWriter& out) {
    int64_t characters = utf8::length(text);
    if (start <= 0 || start > characters) return out.view(text);
    size_t begin = utf8::offsetOf(text, start - 1);
    out.append(text.substr(0, begin));
    out.append(replacement);
    if (length > 0) out.append(text.substr(begin + utf8::offsetOf(text.substr(begin), length)));   // length 0 drops the rest, as in Flink
}
void overlayAll(std::string_view text, std::string_view replacement, int32_t start, StringWriter& out) {
    overlayFor(text, replacement, start, static_cast<int32_t>(utf8::length(replacement)), out);
}

/// OVERLAY of texts with known lengths has at most their sum.
Result<BoundScalar> bindOverlay(const BindArguments& arguments);

constexpr Overloads upperRows{"UPPER", {overload<upper>("s", '0')}};
constexpr Overloads lowerRows{"LOWER", {overload<lower>("s", '0')}};
constexpr Overloads initcapRows{"INITCAP", {overload<initcap>("s", '0')}};
constexpr Overloads reverseRows{"REVERSE", {overload<reverse>("s", 's')}};
constexpr Overloads repeatRows{"REPEAT", {overload<repeat>("si", 's').failing()}};
constexpr Overloads replaceRows{"REPLACE", {overload<replace>("sss", 's')}};
constexpr Overloads translateRows{"TRANSLATE", {overload<translate>("sss", 's')}};
constexpr Overloads substringRows{"SUBSTRING", {overload<substring>("si", 'v'), overload<substringFor>("sii", 'v')}};
constexpr Overloads substrRows{"SUBSTR", {overload<substring>("si", 'v'), overload<substringFor>("sii", 'v')}};
constexpr Overloads leftRows{"LEFT", {overload<left>("si", 'v')}};
constexpr Overloads rightRows{"RIGHT", {overload<right>("si", 'v')}};
constexpr Overloads overlayRows{"OVERLAY", {overload<overlayAll>("ssi", 'v'), overload<overlayFor>("ssii", 'v')}};

Result<BoundScalar> bindOverlay(const BindArguments& arguments) {
    Result<BoundScalar> bound = bindOverloads(overlayRows, arguments);
    if (!bound) return bound;
    int64_t length = static_cast<int64_t>(bound->arguments[0].length()) + bound->arguments[1].length();
    bound->result = DataType::varchar(static_cast<int>(std::min<int64_t>(length, DataType::MaxLength))).asNullable(bound->result.nullable());
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"UPPER", Scalar, "string", "UPPER(text STRING)", "The text in upper case.", "UPPER('àé Stream') -> 'ÀÉ STREAM'", bindRows<upperRows>},
    {"LOWER", Scalar, "string", "LOWER(text STRING)", "The text in lower case.", "LOWER('ÀÉ Stream') -> 'àé stream'", bindRows<lowerRows>},
    {"INITCAP", Scalar, "string", "INITCAP(text STRING)", "Every word starts in upper case and goes on in lower case; words are ASCII letters and digits.",
     "INITCAP('the qUICK fOX') -> 'The Quick Fox'", bindRows<initcapRows>},
    {"REVERSE", Scalar, "string", "REVERSE(text STRING)", "The characters from last to first.", "REVERSE('abc') -> 'cba'", bindRows<reverseRows>},
    {"REPEAT", Scalar, "string", "REPEAT(text STRING, times INT)", "The text this many times; empty for 0 and less.", "REPEAT('ab', 3) -> 'ababab'", bindRows<repeatRows>},
    {"REPLACE", Scalar, "string", "REPLACE(text STRING, search STRING, replacement STRING)", "The text with every occurrence of a part replaced.",
     "REPLACE('hello', 'l', 'L') -> 'heLLo'", bindRows<replaceRows>},
    {"TRANSLATE", Scalar, "string", "TRANSLATE(text STRING, from STRING, to STRING)",
     "Replaces each character that occurs in `from` by the one at the same place of `to`; without one there, it is dropped.",
     "TRANSLATE('abcabc', 'abc', 'xy') -> 'xyxy'", bindRows<translateRows>},
    {"SUBSTRING", Scalar, "string", "SUBSTRING(text STRING, start INT [, length INT])",
     "The part from a position on, counted from 1 (or from the end when negative), with at most this many characters.", "SUBSTRING('stream', 2, 3) -> 'tre'",
     bindRows<substringRows>},
    {"SUBSTR", Scalar, "string", "SUBSTR(text STRING, start INT [, length INT])", "The same as SUBSTRING.", "SUBSTR('stream', -3) -> 'eam'", bindRows<substrRows>},
    {"LEFT", Scalar, "string", "LEFT(text STRING, count INT)", "The first characters of the text.", "LEFT('stream', 2) -> 'st'", bindRows<leftRows>},
    {"RIGHT", Scalar, "string", "RIGHT(text STRING, count INT)", "The last characters of the text.", "RIGHT('stream', 2) -> 'am'", bindRows<rightRows>},
    {"OVERLAY", Scalar, "string", "OVERLAY(text STRING PLACING replacement STRING FROM start INT [FOR length INT])",
     "Replaces a number of characters (as many as the replacement has, by default) from a position on.", "OVERLAY('abcdef' PLACING '**' FROM 2) -> 'a**def'", bindOverlay},
};

} // namespace

std::span<const FunctionInfo> stringChangeFunctions() { return functions; }

} // namespace weir
