// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/connector_info.h"

namespace weir {

namespace {

constexpr OptionInfo csvOptions[] = {
    {"csv.field-delimiter", OptionType::Text, ",", "The character between fields; '\\t' for a tab."},
    {"csv.disable-quote-character", OptionType::Boolean, "false", "Quotes are ordinary characters."},
    {"csv.quote-character", OptionType::Text, "\"", "The character around texts that hold delimiters."},
    {"csv.allow-comments", OptionType::Boolean, "false", "Lines that begin with # are skipped."},
    {"csv.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"csv.array-element-delimiter", OptionType::Text, ";", "The text between elements of an ARRAY or ROW."},
    {"csv.escape-character", OptionType::Text, "", "The character that takes the meaning from the next one."},
    {"csv.null-literal", OptionType::Text, "", "The text that stands for NULL."},
    {"csv.write-bigdecimal-in-scientific-notation", OptionType::Boolean, "true", "100000 is written as 1E+5."},
};

constexpr OptionInfo jsonOptions[] = {
    {"json.fail-on-missing-field", OptionType::Boolean, "false", "A field that is not there stops the job."},
    {"json.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"json.timestamp-format.standard", OptionType::Choice, "SQL", "'2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.", false, "SQL|ISO-8601"},
    {"json.map-null-key.mode", OptionType::Choice, "FAIL", "What happens to NULL keys of maps when written.", false, "FAIL|DROP|LITERAL"},
    {"json.map-null-key.literal", OptionType::Text, "null", "The key written for NULL in mode LITERAL."},
    {"json.encode.decimal-as-plain-number", OptionType::Boolean, "false", "Decimals are never written with an exponent."},
    {"json.encode.ignore-null-fields", OptionType::Boolean, "false", "NULL fields are left out when written."},
    {"json.decode.json-parser.enabled", OptionType::Boolean, "true", "Accepted; there is one parser."},
};

constexpr OptionInfo rawOptions[] = {
    {"raw.charset", OptionType::Text, "UTF-8", "The character set of the text."},
    {"raw.endianness", OptionType::Choice, "big-endian", "The byte order of numbers.", false, "big-endian|little-endian"},
};

constexpr FormatTraits formats[] = {
    {"csv", "Values between delimiters, a record a line.", csvOptions},
    {"json", "A JSON object a record.", jsonOptions},
    {"raw", "The bytes of a record as the one column.", rawOptions},
};

} // namespace

std::span<const FormatTraits> builtinFormatTraits() { return formats; }

} // namespace weir
