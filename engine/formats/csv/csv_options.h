// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/formats/decoder.h"

#include <optional>
#include <string>

namespace weir {

/// The csv.* options. A character of 0 is "none".
struct CsvOptions {
    char delimiter = ',';
    char quote = '"';
    char escape = 0;
    bool comments = false;
    bool ignoreErrors = false;
    std::string elementDelimiter = ";";
    std::optional<std::string> nullLiteral;
    bool scientificDecimals = true;

    static Result<CsvOptions> read(const Options& options);
};

} // namespace weir
