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

constexpr OptionInfo avroOptions[] = {
    {"avro.codec", OptionType::Choice, "snappy", "How files are compressed when written.", false, "null|deflate|snappy|bzip2|xz|zstandard"},
    {"avro.encoding", OptionType::Choice, "binary", "How messages are written.", false, "binary|json"},
    {"avro.timestamp_mapping.legacy", OptionType::Boolean, "true", "In messages TIMESTAMP is an instant in milliseconds; otherwise a local time, and TIMESTAMP_LTZ the instant."},
};

constexpr OptionInfo rawOptions[] = {
    {"raw.charset", OptionType::Text, "UTF-8", "The character set of the text."},
    {"raw.endianness", OptionType::Choice, "big-endian", "The byte order of numbers.", false, "big-endian|little-endian"},
};

constexpr OptionInfo debeziumOptions[] = {
    {"debezium-json.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"debezium-json.timestamp-format.standard", OptionType::Choice, "SQL", "'2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.", false, "SQL|ISO-8601"},
    {"debezium-json.map-null-key.mode", OptionType::Choice, "FAIL", "What happens to NULL keys of maps when written.", false, "FAIL|DROP|LITERAL"},
    {"debezium-json.map-null-key.literal", OptionType::Text, "null", "The key written for NULL in mode LITERAL."},
    {"debezium-json.encode.decimal-as-plain-number", OptionType::Boolean, "false", "Decimals are never written with an exponent."},
    {"debezium-json.encode.ignore-null-fields", OptionType::Boolean, "false", "NULL fields are left out when written."},
    {"debezium-json.schema-include", OptionType::Boolean, "false", "Messages carry their schema."},
};

constexpr OptionInfo canalOptions[] = {
    {"canal-json.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"canal-json.timestamp-format.standard", OptionType::Choice, "SQL", "'2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.", false, "SQL|ISO-8601"},
    {"canal-json.map-null-key.mode", OptionType::Choice, "FAIL", "What happens to NULL keys of maps when written.", false, "FAIL|DROP|LITERAL"},
    {"canal-json.map-null-key.literal", OptionType::Text, "null", "The key written for NULL in mode LITERAL."},
    {"canal-json.encode.decimal-as-plain-number", OptionType::Boolean, "false", "Decimals are never written with an exponent."},
    {"canal-json.encode.ignore-null-fields", OptionType::Boolean, "false", "NULL fields are left out when written."},
    {"canal-json.database.include", OptionType::Text, "", "Only changes of databases that fit this pattern."},
    {"canal-json.table.include", OptionType::Text, "", "Only changes of tables that fit this pattern."},
};

constexpr OptionInfo maxwellOptions[] = {
    {"maxwell-json.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"maxwell-json.timestamp-format.standard", OptionType::Choice, "SQL", "'2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.", false, "SQL|ISO-8601"},
    {"maxwell-json.map-null-key.mode", OptionType::Choice, "FAIL", "What happens to NULL keys of maps when written.", false, "FAIL|DROP|LITERAL"},
    {"maxwell-json.map-null-key.literal", OptionType::Text, "null", "The key written for NULL in mode LITERAL."},
    {"maxwell-json.encode.decimal-as-plain-number", OptionType::Boolean, "false", "Decimals are never written with an exponent."},
    {"maxwell-json.encode.ignore-null-fields", OptionType::Boolean, "false", "NULL fields are left out when written."},
};

constexpr OptionInfo oggOptions[] = {
    {"ogg-json.ignore-parse-errors", OptionType::Boolean, "false", "Fields that do not parse are NULL, broken records skipped."},
    {"ogg-json.timestamp-format.standard", OptionType::Choice, "SQL", "'2020-12-30 12:13:14.123' or '2020-12-30T12:13:14.123'.", false, "SQL|ISO-8601"},
    {"ogg-json.map-null-key.mode", OptionType::Choice, "FAIL", "What happens to NULL keys of maps when written.", false, "FAIL|DROP|LITERAL"},
    {"ogg-json.map-null-key.literal", OptionType::Text, "null", "The key written for NULL in mode LITERAL."},
    {"ogg-json.encode.decimal-as-plain-number", OptionType::Boolean, "false", "Decimals are never written with an exponent."},
    {"ogg-json.encode.ignore-null-fields", OptionType::Boolean, "false", "NULL fields are left out when written."},
};

constexpr ChangelogMode All = ChangelogMode::all();

constexpr FormatTraits formats[] = {
    {"csv", "Values between delimiters, a record a line.", csvOptions},
    {"json", "A JSON object a record.", jsonOptions},
    {"avro", "Apache Avro: container files, or a binary record a message.", avroOptions},
    {"raw", "The bytes of a record as the one column.", rawOptions},
    {"debezium-json", "Changes of database rows as Debezium writes them.", debeziumOptions, true, true, All, All},
    {"canal-json", "Changes of database rows as Canal writes them.", canalOptions, true, true, All, All},
    {"maxwell-json", "Changes of database rows as Maxwell writes them.", maxwellOptions, true, true, All, All},
    {"ogg-json", "Changes of database rows as Oracle GoldenGate writes them.", oggOptions, true, true, All, All},
};

} // namespace

std::span<const FormatTraits> builtinFormatTraits() { return formats; }

} // namespace weir
