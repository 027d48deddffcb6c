// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/formats/decoder.h"
#include "engine/formats/java_text.h"

#include <string>
#include <string_view>

namespace weir {

enum class NullKeyMode : uint8_t { Fail, Drop, Literal };

/// The options that all JSON formats share, under the prefix of the format ("json.", "debezium-json.").
struct JsonOptions {
    std::string format;
    bool failOnMissing = false;
    bool ignoreErrors = false;
    TimestampStandard timestamps = TimestampStandard::Sql;
    NullKeyMode nullKeys = NullKeyMode::Fail;
    std::string nullKeyLiteral = "null";
    bool plainDecimals = false;
    bool leaveOutNulls = false;
    /// The record is read as a tree, not as a stream of tokens (JsonStreamReader says what differs).
    bool asTree = false;

    static Result<JsonOptions> read(const Options& options, std::string_view format);
};

} // namespace weir
