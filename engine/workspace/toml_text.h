// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A value or table of a TOML text and where it stands.
struct TomlEntry {
    enum class Kind { Text, Integer, Real, Boolean, Table, Other } kind = Kind::Other;
    std::vector<std::string> path;     // "run", "demo", "script"
    std::string text;                  // scalars as text: of a string its content, "42", "true", "0.5"
    int64_t integer = 0;
    bool boolean = false;
    Place key;                         // the last part of the name
    Place value;                       // of a table with a header the header, from '[' to ']'
    bool isInline = false;             // in a table of the form { a = 1 }
    bool hasHeader = false;            // a table whose [header] stands in the text
};

constexpr size_t MostTomlBytes = 1 << 20;

/// All values and tables in the order of the text; parents before what is in them. Error: why the text is no TOML, with its place.
Result<std::vector<TomlEntry>> readToml(std::string_view text);

/// How a text is written in TOML: "a \"quoted\" one".
std::string tomlText(std::string_view text);
/// A part of a name: bare where it can be.
std::string tomlKey(std::string_view name);

} // namespace weir
