// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/csv/csv_options.h"

#include "engine/formats/format_options.h"

namespace weir {

namespace {

/// Java's escapes in an option: '\t', '\u0001'.
std::string unescaped(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char next = text[++i];
        switch (next) {
        case 't': out += '\t'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'u':
            if (i + 4 < text.size() && text.compare(i + 1, 2, "00") == 0) {
                out += static_cast<char>(std::stoi("0" + text.substr(i + 3, 2), nullptr, 16));
                i += 4;
                break;
            }
            [[fallthrough]];
        default: out += next;
        }
    }
    return out;
}

char oneCharacter(FormatOptions& options, std::string_view name, char fallback, bool unescape) {
    if (!options.has(name)) return fallback;
    std::string value = options.text(name);
    std::string character = unescape ? unescaped(value) : value;
    if (character.size() != 1 || static_cast<unsigned char>(character[0]) >= 0x80)
        options.fail(name, "it must be one ASCII character, not '" + value + "'.");
    return character.empty() ? fallback : character[0];
}

} // namespace

Result<CsvOptions> CsvOptions::read(const Options& options) {
    FormatOptions given(options, "csv");
    CsvOptions csv;
    csv.delimiter = oneCharacter(given, "field-delimiter", ',', true);
    if (given.boolean("disable-quote-character", false)) {
        if (given.has("quote-character")) given.fail("quote-character", "it cannot be set when 'csv.disable-quote-character' is true.");
        csv.quote = 0;
    } else {
        csv.quote = oneCharacter(given, "quote-character", '"', false);
    }
    csv.escape = oneCharacter(given, "escape-character", 0, false);
    csv.comments = given.boolean("allow-comments", false);
    csv.ignoreErrors = given.boolean("ignore-parse-errors", false);
    csv.elementDelimiter = given.text("array-element-delimiter", ";");
    if (csv.elementDelimiter.size() != 1) given.fail("array-element-delimiter", "it must be one character, not '" + csv.elementDelimiter + "'.");
    if (given.has("null-literal")) csv.nullLiteral = given.text("null-literal");
    csv.scientificDecimals = given.boolean("write-bigdecimal-in-scientific-notation", true);
    if (!given.status().ok()) return given.status().error();
    return csv;
}

} // namespace weir
