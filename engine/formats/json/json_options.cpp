// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/json/json_options.h"

#include "engine/formats/format_options.h"

namespace weir {

Result<JsonOptions> JsonOptions::read(const Options& options, std::string_view format) {
    FormatOptions given(options, format);
    JsonOptions json;
    json.format = format;
    json.failOnMissing = format == "json" && given.boolean("fail-on-missing-field", false);
    json.ignoreErrors = given.boolean("ignore-parse-errors", false);
    if (json.failOnMissing && json.ignoreErrors) given.fail("fail-on-missing-field", "it cannot be true together with ignore-parse-errors.");
    if (std::string standard = given.text("timestamp-format.standard", "SQL"); standard != "SQL" && standard != "ISO-8601")
        given.fail("timestamp-format.standard", "'" + standard + "' is not one of SQL, ISO-8601.");
    json.timestamps = static_cast<TimestampStandard>(given.choice("timestamp-format.standard", {"SQL", "ISO-8601"}, 0));
    json.nullKeys = static_cast<NullKeyMode>(given.choice("map-null-key.mode", {"FAIL", "DROP", "LITERAL"}, 0));
    json.nullKeyLiteral = given.text("map-null-key.literal", "null");
    json.plainDecimals = given.boolean("encode.decimal-as-plain-number", false);
    json.leaveOutNulls = given.boolean("encode.ignore-null-fields", false);
    json.asTree = format != "json" || !given.boolean("decode.json-parser.enabled", true);
    if (!given.status().ok()) return given.status().error();
    return json;
}

} // namespace weir
