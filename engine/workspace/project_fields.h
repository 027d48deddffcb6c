// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/workspace/project_file.h"
#include "engine/workspace/toml_text.h"

#include <span>

namespace weir {

/// A key of [run.NAME]: a row here is all that reading and writing know of it.
struct RunField {
    const char* name;
    TomlEntry::Kind kind;
    const char* takes;                                                             // "a whole number from 1 to 32768"
    bool (*read)(RunConfiguration& run, const TomlEntry& value);                   // false: not such a value
    std::string (*write)(const RunConfiguration& run);                             // "" = not said
};
std::span<const RunField> runFields();

} // namespace weir
