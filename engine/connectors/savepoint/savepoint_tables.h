// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/table_definition.h"
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/connectors/savepoint/call_reader.h"

#include <string>
#include <vector>

namespace weir {

/// What a table of a savepoint shows of an operator: rows or groups of a section, when something is due in any of them, where a source stood, how far its tasks had come.
enum class SavepointContent : uint8_t { Rows, Values, Timers, Splits, Task };

struct SavepointTable {
    struct Part {
        std::string section;
        std::vector<int> key;                // where the columns of its keys are in the table
    };
    TableDefinition definition;
    SavepointContent content = SavepointContent::Rows;
    std::vector<Part> parts;                 // what it is read from
    std::vector<CallReader> calls;           // of Values, the last columns
    int windowEnd = -1, windowStart = -1;    // columns; -1: it has none
};

/// When an entry's time to live ends.
constexpr std::string_view ExpiryColumn = "state_expires";
constexpr std::string_view WindowEndColumn = "window_end", WindowStartColumn = "window_start";
constexpr std::string_view TimersTable = "timers";

/// The tables of a savepoint at `path`: name them, a database an operator. State whose form is its operator's own secret has no table.
std::vector<SavepointTable> savepointTables(const Manifest& manifest, const std::string& path, const TypeReader& typeOf);

} // namespace weir
