// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"
#include "engine/functions/utf8.h"

namespace weir {
namespace {

bool contains(std::string_view characters, std::string_view character) {
    if (character.size() == 1) return characters.find(character[0]) != std::string_view::npos;
    return characters.find(character) != std::string_view::npos;
}

std::string_view trimLeading(std::string_view text, std::string_view characters) {
    size_t at = 0;
    while (at < text.size()) {
        size_t bytes = utf8::lengthAt(text, at);
        if (!contains(characters, text.substr(at, bytes))) break;
        at += bytes;
    }
    return text.substr(at);
}

std::string_view trimTrailing(std::string_view text, std::string_view characters) {
    while (!text.empty()) {
        size_t last = text.size() - 1;
        while (last > 0 && utf8::isContinuation(text[last])) --last;
        if (!contains(characters, text.substr(last))) break;
        text = text.substr(0, last);
    }
    return text;
}

std::string_view trimBoth(std::string_view text, std::string_view characters) { return trimTrailing(trimLeading(text, characters), characters); }
std::string_view trimLeadingSpaces(std::string_view text) { return trimLeading(text, " "); }
std::string_view trimTrailingSpaces(std::string_view text) { return trimTrailing(text, " "); }
std::string_view trimSpaces(std::string_view text) { return trimBoth(text, " "); }

template <auto F> std::string_view trimMode(std::string_view, std::string_view characters, std::string_view text) { return F(text, characters); }

Result<BoundScalar> bindTrim(const BindArguments& arguments) {
    if (arguments.size() == 1) {
        static constexpr Overloads one{"TRIM", {overload<trimSpaces>("s", 'v')}};
        return bindOverloads(one, arguments);
    }
    static constexpr Overloads both{"TRIM", {overload<trimMode<trimBoth>>("sss", 's')}};
    static constexpr Overloads leading{"TRIM", {overload<trimMode<trimLeading>>("sss", 's')}};
    static constexpr Overloads trailing{"TRIM", {overload<trimMode<trimTrailing>>("sss", 's')}};
    std::string mode = textLiteral(arguments, 0).value_or("BOTH");
    Result<BoundScalar> bound = bindOverloads(mode == "LEADING" ? leading : mode == "TRAILING" ? trailing : both, arguments);
    if (bound) bound->result = DataType::varchar(bound->arguments[2].length()).asNullable(bound->result.nullable());
    return bound;
}

/// `count` characters of the repeated padding.
void appendPadding(std::string_view padding, int64_t count, StringWriter& out) {
    if (padding.size() == 1) return out.append(static_cast<size_t>(count), padding[0]);
    int64_t characters = utf8::length(padding);
    for (; count >= characters; count -= characters) out.append(padding);
    out.append(padding.substr(0, utf8::offsetOf(padding, count)));
}

template <bool Left> bool pad(std::string_view text, int32_t length, std::string_view padding, StringWriter& out) {
    if (length < 0 || padding.empty()) return false;
    if (length > 64 << 20) failRow("LPAD or RPAD would make a text of more than 64 MB.");
    int64_t missing = length - utf8::length(text);
    if (missing <= 0) return out.view(text.substr(0, utf8::offsetOf(text, length))), true;
    if (Left) appendPadding(padding, missing, out);
    out.append(text);
    if (!Left) appendPadding(padding, missing, out);
    return true;
}

constexpr Overloads ltrimRows{"LTRIM", {overload<trimLeadingSpaces>("s", 'v'), overload<trimLeading>("ss", 'v')}};
constexpr Overloads rtrimRows{"RTRIM", {overload<trimTrailingSpaces>("s", 'v'), overload<trimTrailing>("ss", 'v')}};
constexpr Overloads btrimRows{"BTRIM", {overload<trimSpaces>("s", 's'), overload<trimBoth>("ss", 's')}};
constexpr Overloads lpadRows{"LPAD", {overload<pad<true>>("sis", 's').failing()}};
constexpr Overloads rpadRows{"RPAD", {overload<pad<false>>("sis", 's').failing()}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"TRIM", Scalar, "string", "TRIM([BOTH | LEADING | TRAILING] [characters STRING FROM] text STRING)",
     "The text without these characters (spaces by default) at its ends.", "TRIM(LEADING 'x' FROM 'xxmidxx') -> 'midxx'", bindTrim},
    {"LTRIM", Scalar, "string", "LTRIM(text STRING [, characters STRING])", "The text without these characters (spaces by default) at its start.",
     "LTRIM('  both  ') -> 'both  '", bindRows<ltrimRows>},
    {"RTRIM", Scalar, "string", "RTRIM(text STRING [, characters STRING])", "The text without these characters (spaces by default) at its end.",
     "RTRIM('  both  ') -> '  both'", bindRows<rtrimRows>},
    {"BTRIM", Scalar, "string", "BTRIM(text STRING [, characters STRING])", "The text without these characters (spaces by default) at both ends.",
     "BTRIM('xyxmidyx', 'xy') -> 'mid'", bindRows<btrimRows>},
    {"LPAD", Scalar, "string", "LPAD(text STRING, length INT, padding STRING)", "The text padded at its start, or cut, to this many characters.",
     "LPAD('7', 3, '0') -> '007'", bindRows<lpadRows>},
    {"RPAD", Scalar, "string", "RPAD(text STRING, length INT, padding STRING)", "The text padded at its end, or cut, to this many characters.",
     "RPAD('ab', 5, '.-') -> 'ab.-.'", bindRows<rpadRows>},
};

} // namespace

std::span<const FunctionInfo> stringTrimFunctions() { return functions; }

} // namespace weir
