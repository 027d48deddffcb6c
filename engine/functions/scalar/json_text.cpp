// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/scalar/json_document.h"
#include "engine/functions/scalar/json_parts.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/utf8.h"

namespace weir {
namespace {

/// Escapes as Flink does here: the slash and everything that is not ASCII too.
void jsonQuote(std::string_view text, StringWriter& out) {
    static constexpr char hex[] = "0123456789abcdef";
    auto unit = [&](char32_t value) {
        out.append(std::string_view("\\u"));
        for (int shift = 12; shift >= 0; shift -= 4) out.append(hex[value >> shift & 15]);
    };
    out.append('"');
    for (size_t at = 0; at < text.size();) {
        char32_t point = utf8::next(text, at);
        switch (point) {
        case '"': out.append(std::string_view("\\\"")); break;
        case '\\': out.append(std::string_view("\\\\")); break;
        case '/': out.append(std::string_view("\\/")); break;
        case '\b': out.append(std::string_view("\\b")); break;
        case '\f': out.append(std::string_view("\\f")); break;
        case '\n': out.append(std::string_view("\\n")); break;
        case '\r': out.append(std::string_view("\\r")); break;
        case '\t': out.append(std::string_view("\\t")); break;
        default:
            if (point >= 0x10000) {
                unit(0xD800 + ((point - 0x10000) >> 10));
                unit(0xDC00 + ((point - 0x10000) & 0x3FF));
            } else if (point < 0x20 || point >= 0x7F) {
                unit(point);
            } else {
                out.append(static_cast<char>(point));
            }
        }
    }
    out.append('"');
}

/// What a JSON string literal means; any other text stays as it is.
void jsonUnquote(std::string_view text, StringWriter& out) {
    std::string unescaped;
    JsonDocument document;
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"' && document.parse(text) && document.root().kind == JsonDocument::Kind::String)
        out.append(document.root().text);
    else
        out.view(text);
}

void json(std::string_view text, StringWriter& out) {
    JsonDocument document;
    if (!document.parse(text)) failRow("JSON cannot read '" + std::string(text.substr(0, 200)) + "': " + document.error() + ".");
    std::string compact;
    document.write(compact, document.root());
    out.append(compact);
}

enum class Wanted : uint8_t { Value, Object, Array, Scalar };
struct PreparedKind {
    Wanted wanted;
};

bool isJson(KernelCall& call, std::optional<std::string_view>, std::optional<std::string_view> text) {
    if (!text) return false;
    JsonDocument document;
    if (!document.parse(*text)) return false;
    switch (stateOf<PreparedKind>(call).wanted) {
    case Wanted::Object: return document.root().kind == JsonDocument::Kind::Object;
    case Wanted::Array: return document.root().kind == JsonDocument::Kind::Array;
    case Wanted::Scalar: return document.root().isScalar();
    default: return true;
    }
}

Result<BoundScalar> bindIsJson(const BindArguments& arguments) {
    static constexpr Overloads rows{"IS JSON", {overload<isJson>("ss", 'b')}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (!bound) return bound;
    std::string kind = textLiteral(arguments, 0).value_or("VALUE");
    Wanted wanted = kind == "OBJECT" ? Wanted::Object : kind == "ARRAY" ? Wanted::Array : kind == "SCALAR" ? Wanted::Scalar : Wanted::Value;
    bound->state = std::make_shared<const PreparedKind>(PreparedKind{wanted});
    return bound;
}

constexpr Overloads quoteRows{"JSON_QUOTE", {overload<jsonQuote>("s", 's')}};
constexpr Overloads unquoteRows{"JSON_UNQUOTE", {overload<jsonUnquote>("s", 's')}};
constexpr Overloads jsonRows{"JSON", {overload<json>("s", 's').failing()}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"IS JSON", Scalar, "json", "text STRING IS JSON [VALUE | OBJECT | ARRAY | SCALAR]", "Whether the text is JSON of that kind; FALSE for NULL.", "'{}' IS JSON OBJECT -> 'TRUE'", bindIsJson},
    {"JSON", Scalar, "json", "JSON(text STRING)", "Marks a text as JSON, so that JSON_OBJECT and JSON_ARRAY take it in as it is; fails when it is none.", "JSON('{\"x\": [1]}') -> '{\"x\":[1]}'",
     bindRows<jsonRows>},
    {"JSON_QUOTE", Scalar, "json", "JSON_QUOTE(text STRING)", "The text as a JSON string with quotation marks and escapes.", "JSON_QUOTE('a\"b') -> '\"a\\\"b\"'", bindRows<quoteRows>},
    {"JSON_UNQUOTE", Scalar, "json", "JSON_UNQUOTE(text STRING)", "What a JSON string means; other text stays.", "JSON_UNQUOTE('\"a\\u00e9\"') -> 'aé'", bindRows<unquoteRows>},
};

} // namespace

std::span<const FunctionInfo> jsonTextFunctions() { return functions; }

} // namespace weir
