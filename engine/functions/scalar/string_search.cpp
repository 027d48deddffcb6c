// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"
#include "engine/functions/utf8.h"

namespace weir {
namespace {

int32_t charLength(std::string_view text) { return static_cast<int32_t>(utf8::length(text)); }

/// 1-based position in characters of the first occurrence at or behind character `from`; 0 when there is none.
int32_t positionFrom(std::string_view needle, std::string_view text, int32_t from) {
    if (needle.empty()) return 1;
    size_t start = utf8::offsetOf(text, from - 1);
    size_t found = text.find(needle, start);
    if (found == std::string_view::npos) return 0;
    return static_cast<int32_t>(utf8::length(text.substr(0, found))) + 1;
}
int32_t position(std::string_view needle, std::string_view text) { return positionFrom(needle, text, 1); }
int32_t instr(std::string_view text, std::string_view needle) { return positionFrom(needle, text, 1); }
/// The occurrence number `nth` from a position on; a negative position counts from the end and searches towards the start.
int32_t instrNth(std::string_view text, std::string_view needle, int32_t from, int32_t nth) {
    if (nth <= 0) failRow("INSTR needs an occurrence above 0.");
    if (from == 0) return 0;
    if (from > 0) {
        int32_t at = 0;
        for (int32_t i = 0; i < nth; ++i) {
            at = positionFrom(needle, text, i ? at + 1 : from);
            if (at == 0) return 0;
        }
        return at;
    }
    int64_t start = utf8::length(text) + from;
    for (; start >= 0; --start)
        if (text.substr(utf8::offsetOf(text, start)).starts_with(needle) && --nth == 0) return static_cast<int32_t>(start) + 1;
    return 0;
}
int32_t instrFrom(std::string_view text, std::string_view needle, int32_t from) { return instrNth(text, needle, from, 1); }

bool startsWith(std::string_view text, std::string_view prefix) { return text.starts_with(prefix); }
bool endsWith(std::string_view text, std::string_view suffix) { return text.ends_with(suffix); }

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F); }

/// The piece number `index`; every delimiter counts, and empty text has no pieces. An empty delimiter means blanks.
std::optional<std::string_view> splitIndex(std::string_view text, std::string_view delimiter, int32_t index) {
    if (index < 0 || text.empty()) return std::nullopt;
    if (delimiter.empty()) {
        size_t at = 0;
        for (;; --index) {
            size_t end = at;
            while (end < text.size() && !isBlank(text[end])) ++end;
            if (index == 0) return text.substr(at, end - at);
            if (end == text.size()) return std::nullopt;
            at = end + 1;
        }
    }
    size_t at = 0;
    while (true) {
        size_t end = delimiter.size() == 1 ? text.find(delimiter[0], at) : text.find(delimiter, at);
        if (index-- == 0) return text.substr(at, end == std::string_view::npos ? end : end - at);
        if (end == std::string_view::npos) return std::nullopt;
        at = end + delimiter.size();
    }
}

std::optional<std::string_view> splitIndexByCode(std::string_view text, int32_t code, int32_t index) {
    if (code < 1 || code > 255) return std::nullopt;
    char delimiter[4];
    return splitIndex(text, {delimiter, utf8::encode(static_cast<char32_t>(code), delimiter)}, index);
}

void split(KernelCall& call) {
    Column<std::string_view> texts(*call.arguments[0]), delimiters(*call.arguments[1]);
    buildResult(call, DataType::array(DataType::string()), [&](int row, VectorBuilder& out) {
        std::string_view text = texts[row], delimiter = delimiters[row];
        VectorBuilder& elements = out.child(0);
        if (delimiter.empty()) {
            for (size_t at = 0; at < text.size();) {
                size_t bytes = utf8::lengthAt(text, at);
                elements.appendBytes(text.substr(at, bytes));
                at += bytes;
            }
        } else if (!text.empty()) {
            size_t at = 0;
            for (size_t end; (end = text.find(delimiter, at)) != std::string_view::npos; at = end + delimiter.size())
                elements.appendBytes(text.substr(at, end - at));
            elements.appendBytes(text.substr(at));
        }
        out.closeNested();
    });
}

constexpr Overloads charLengthRows{"CHAR_LENGTH", {overload<charLength>("s", 'i')}};
constexpr Overloads positionRows{"POSITION", {overload<position>("ss", 'i'), overload<positionFrom>("ssi", 'i')}};
constexpr Overloads instrRows{"INSTR", {overload<instr>("ss", 'i'), overload<instrFrom>("ssi", 'i'), overload<instrNth>("ssii", 'i').failing()}};
constexpr Overloads locateRows{"LOCATE", {overload<position>("ss", 'i'), overload<positionFrom>("ssi", 'i')}};
constexpr Overloads startsWithRows{"STARTSWITH", {overload<startsWith>("ss", 'b'), overload<startsWith>("yy", 'b')}};
constexpr Overloads endsWithRows{"ENDSWITH", {overload<endsWith>("ss", 'b'), overload<endsWith>("yy", 'b')}};
constexpr Overloads splitIndexRows{"SPLIT_INDEX", {overload<splitIndex>("ssi", 's'), overload<splitIndexByCode>("sii", 's')}};
constexpr Overloads splitRows{"SPLIT", {Overload{"ss", 'S', split}}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"CHAR_LENGTH", Scalar, "string", "CHAR_LENGTH(text STRING)", "The number of characters of the text.", "CHAR_LENGTH('naïve') -> '5'", bindRows<charLengthRows>},
    {"CHARACTER_LENGTH", Scalar, "string", "CHARACTER_LENGTH(text STRING)", "The number of characters of the text; the same as CHAR_LENGTH.",
     "CHARACTER_LENGTH('abc') -> '3'", bindRows<charLengthRows>},
    {"POSITION", Scalar, "string", "POSITION(part STRING IN text STRING)", "Where the part first occurs in the text, counted from 1; 0 when it does not.",
     "POSITION('l' IN 'hello') -> '3'", bindRows<positionRows>},
    {"INSTR", Scalar, "string", "INSTR(text STRING, part STRING [, from INT [, occurrence INT]])",
     "Where the part occurs in the text, counted from 1; 0 when it does not.", "INSTR('hello', 'lo') -> '4'", bindRows<instrRows>},
    {"LOCATE", Scalar, "string", "LOCATE(part STRING, text STRING [, from INT])",
     "Where the part first occurs in the text at or behind a position, counted from 1; 0 when it does not.", "LOCATE('a', 'banana', 3) -> '4'", bindRows<locateRows>},
    {"STARTSWITH", Scalar, "string", "STARTSWITH(text STRING, prefix STRING)", "Whether the text begins with the prefix. BYTES work too.",
     "STARTSWITH('stream', 'st') -> 'TRUE'", bindRows<startsWithRows>},
    {"ENDSWITH", Scalar, "string", "ENDSWITH(text STRING, suffix STRING)", "Whether the text ends with the suffix. BYTES work too.",
     "ENDSWITH('stream', 'am') -> 'TRUE'", bindRows<endsWithRows>},
    {"SPLIT_INDEX", Scalar, "string", "SPLIT_INDEX(text STRING, delimiter STRING, index INT)",
     "The piece of the text between delimiters with this number, counted from 0; NULL when there are fewer. The delimiter may be a character code.",
     "SPLIT_INDEX('a,b,c', ',', 1) -> 'b'", bindRows<splitIndexRows>},
    {"SPLIT", Scalar, "string", "SPLIT(text STRING, delimiter STRING)", "The pieces of the text between delimiters as an array; an empty delimiter gives the characters.",
     "SPLIT('a,b,,d', ',') -> '[a, b, , d]'", bindRows<splitRows>},
};

} // namespace

std::span<const FunctionInfo> stringSearchFunctions() { return functions; }

} // namespace weir
