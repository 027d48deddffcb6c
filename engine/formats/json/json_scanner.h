// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class JsonKind : uint8_t { Missing, Null, True, False, Integer, Real, Text, EscapedText, Object, Array };

/// A value as it lies in the document: texts without their quotes, objects and arrays with their brackets.
struct JsonToken {
    JsonKind kind = JsonKind::Missing;
    uint32_t size = 0;
    const char* begin = nullptr;
    std::string_view raw() const { return {begin, size}; }
    bool isNumber() const { return kind == JsonKind::Integer || kind == JsonKind::Real; }
    bool isNested() const { return kind == JsonKind::Object || kind == JsonKind::Array; }
};

// One pass over the bytes, strict as Jackson is by default (control characters within texts are let pass, as Flink does). Nothing is copied;
// an object is walked without building it, and what nobody asks for is only checked. simdjson would walk every record twice, index then
// values, which costs more than it gives on records of a few hundred bytes; its UTF-8 check is used.

/// Scans the value at `at` (leading space allowed). The position behind it, or null: `why` says what is wrong.
const char* scanJsonValue(const char* at, const char* end, JsonToken& token, const char*& why);
inline const char* skipJsonSpace(const char* at, const char* end) {
    while (at != end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) ++at;
    return at;
}
/// The text of an EscapedText.
void unescapeJson(std::string_view raw, std::string& out);
inline std::string_view jsonText(const JsonToken& token, std::string& scratch) {
    if (token.kind != JsonKind::EscapedText) return token.raw();
    unescapeJson(token.raw(), scratch);
    return scratch;
}
bool validUtf8(std::string_view bytes);

/// Walks objects and keeps the values of some keys by slot. Remembers in which order the keys came last time, so that the usual record costs
/// one comparison a key. Not thread-safe.
class JsonObjectScanner {
public:
    /// `lastCounts`: of equal keys the last one counts, always. Otherwise an object is done with as many hits as there are keys, as Flink's reader
    /// of token streams has it: the last one counts unless all were found by then.
    explicit JsonObjectScanner(std::vector<std::string> keys, bool lastCounts = true);
    /// `at` is at (or before) the opening bracket; slots has one token a key. The position behind the object, or null and `why`.
    const char* scan(const char* at, const char* end, JsonToken* slots, const char*& why);

private:
    struct Expected {
        std::string key;            // with its closing quote
        int slot = -1;
        uint32_t mask = 0;          // the first bytes of `head` that must fit; 0 = the key is too long for it
        alignas(16) char head[16] = {};
    };
    static bool fits(const Expected& expected, const char* at, const char* end);
    int slotOf(const char* keyBegin, const char* keyEnd, bool escaped);
    std::vector<std::string> keys_;
    size_t mostHits_;
    std::vector<Expected> order_;
    std::string scratch_;
};

/// Calls `each(element)` for every element of an Array token that was scanned before.
template <class Each> void forEachElement(const JsonToken& array, Each each);
/// Calls `each(key, value)` for every entry of an Object token that was scanned before.
template <class Each> void forEachEntry(const JsonToken& object, Each each);

template <class Each> void forEachElement(const JsonToken& array, Each each) {
    const char* why = nullptr;
    const char* end = array.begin + array.size - 1;
    const char* at = skipJsonSpace(array.begin + 1, end);
    while (at != end) {
        JsonToken element;
        at = scanJsonValue(at, end, element, why);
        if (!at) return;
        each(element);
        at = skipJsonSpace(at, end);
        if (at != end) ++at;
    }
}

template <class Each> void forEachEntry(const JsonToken& object, Each each) {
    const char* why = nullptr;
    const char* end = object.begin + object.size - 1;
    const char* at = skipJsonSpace(object.begin + 1, end);
    while (at != end) {
        JsonToken key, value;
        at = scanJsonValue(at, end, key, why);
        if (!at) return;
        at = skipJsonSpace(at, end);
        at = scanJsonValue(at + 1, end, value, why);
        if (!at) return;
        each(key, value);
        at = skipJsonSpace(at, end);
        if (at != end) ++at;
    }
}

} // namespace weir
