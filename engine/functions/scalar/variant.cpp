// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/variant.h"

#include "engine/functions/families.h"
#include "engine/functions/scalar/json_document.h"
#include "engine/functions/scalar/overload.h"
#include "engine/types/text.h"

#include <algorithm>
#include <charconv>

namespace weir {
namespace {

/// The end of the value that starts at `at` of well-formed compact JSON.
size_t endOfValue(std::string_view text, size_t at) {
    int depth = 0;
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (c == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at)
                if (text[at] == '\\') ++at;
            if (depth == 0) return at + 1;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (depth == 0) return at;
            if (--depth == 0) return at + 1;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    return text.size();
}

bool repeatsKey(const JsonDocument& document, const JsonDocument::Node& node) {
    if (node.isScalar()) return false;
    auto children = document.children(node);
    std::vector<std::string_view> keys;
    for (const JsonDocument::Node* child : children) {
        if (repeatsKey(document, *child)) return true;
        keys.push_back(child->key);
    }
    if (node.kind != JsonDocument::Kind::Object) return false;
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

/// A VARIANT keeps numbers, not their spelling: decimals without zeros at their end, and doubles where there is an exponent.
void appendNumber(std::string& out, std::string_view number) {
    if (number.find_first_of("eE") != std::string_view::npos) {
        double value = 0;
        std::from_chars(number.data(), number.data() + number.size(), value);
        return appendJavaDouble(out, value);
    }
    if (number.find('.') != std::string_view::npos) {
        while (number.ends_with('0')) number.remove_suffix(1);
        if (number.ends_with('.')) number.remove_suffix(1);
    }
    out += number == "-0" ? std::string_view("0") : number;
}

void parseVariant(const JsonDocument& document, std::string& text, StringWriter& out) {
    text.clear();
    document.write(text, document.root(), true);
    std::string canonical;
    for (size_t at = 0; at < text.size();) {
        size_t end = at + 1;
        if (text[at] == '"') {
            while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            canonical.append(text, at, ++end - at);
        } else if (text[at] == '-' || (text[at] >= '0' && text[at] <= '9')) {
            end = std::min(text.find_first_of(",]}", at), text.size());
            appendNumber(canonical, std::string_view(text).substr(at, end - at));
        } else {
            canonical += text[at];
        }
        at = end;
    }
    out.append(canonical);
}

void parseJsonWith(std::string_view text, bool repeatedKeys, StringWriter& out) {
    JsonDocument document;
    std::string canonical;
    if (!document.parse(text)) failRow("PARSE_JSON cannot read '" + std::string(text.substr(0, 200)) + "': " + document.error() + ".");
    if (!repeatedKeys && repeatsKey(document, document.root())) failRow("PARSE_JSON found a key twice; PARSE_JSON(text, TRUE) takes the last one.");
    parseVariant(document, canonical, out);
}
void parseJson(std::string_view text, StringWriter& out) { parseJsonWith(text, false, out); }

bool tryParseJsonWith(std::string_view text, bool repeatedKeys, StringWriter& out) {
    JsonDocument document;
    std::string canonical;
    if (!document.parse(text) || (!repeatedKeys && repeatsKey(document, document.root()))) return false;
    parseVariant(document, canonical, out);
    return true;
}
bool tryParseJson(std::string_view text, StringWriter& out) { return tryParseJsonWith(text, false, out); }

template <const Overloads& Rows> Result<BoundScalar> bindVariant(const BindArguments& arguments) {
    Result<BoundScalar> bound = bindOverloads(Rows, arguments);
    if (bound) bound->result = DataType::variant().asNullable(bound->result.nullable());
    return bound;
}

constexpr Overloads parseRows{"PARSE_JSON", {overload<parseJson>("s", 's').failing(), overload<parseJsonWith>("sb", 's').failing()}};
constexpr Overloads tryParseRows{"TRY_PARSE_JSON", {overload<tryParseJson>("s", 's'), overload<tryParseJsonWith>("sb", 's')}};
constexpr Overloads memberRows{"ITEM", {overload<variantMember>(".s", 's')}};
constexpr Overloads elementRows{"ITEM", {overload<variantElement>(".l", 's')}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"PARSE_JSON", Scalar, "variant", "PARSE_JSON(text STRING [, duplicateKeys BOOLEAN])", "A VARIANT of the JSON text; fails when it is none.", "JSON_STRING(PARSE_JSON('{\"a\": [1]}')) -> '{\"a\":[1]}'",
     bindVariant<parseRows>},
    {"TRY_PARSE_JSON", Scalar, "variant", "TRY_PARSE_JSON(text STRING [, duplicateKeys BOOLEAN])", "A VARIANT of the JSON text; NULL when it is none.", "TRY_PARSE_JSON('{oops') IS NULL -> 'TRUE'",
     bindVariant<tryParseRows>},
};

} // namespace

std::optional<std::string_view> variantMember(std::string_view variant, std::string_view key) {
    if (!variant.starts_with('{')) return std::nullopt;
    std::string name;
    for (size_t at = 1; at < variant.size() && variant[at] == '"';) {
        size_t end = endOfValue(variant, at);
        std::string_view inside = variant.substr(at + 1, end - at - 2);
        bool same = inside == key;
        if (!same && inside.find('\\') != std::string_view::npos) {
            name.clear();
            same = appendUnescaped(name, inside) && name == key;
        }
        at = end + 1;
        end = endOfValue(variant, at);
        if (same) return variant.substr(at, end - at);
        at = end + 1;
    }
    return std::nullopt;
}

std::optional<std::string_view> variantElement(std::string_view variant, int64_t index) {
    if (!variant.starts_with('[') || variant == "[]" || index < 1) return std::nullopt;
    size_t at = 1;
    while (true) {
        size_t end = endOfValue(variant, at);
        if (--index == 0) return variant.substr(at, end - at);
        if (end >= variant.size() || variant[end] != ',') return std::nullopt;
        at = end + 1;
    }
}

Result<BoundScalar> bindVariantItem(const BindArguments& arguments) {
    bool byIndex = arguments.size() == 2 && arguments.types[1].isInteger();
    Result<BoundScalar> bound = bindOverloads(byIndex ? elementRows : memberRows, arguments);
    if (bound) bound->result = DataType::variant();
    return bound;
}

std::span<const FunctionInfo> variantFunctions() { return functions; }

} // namespace weir
