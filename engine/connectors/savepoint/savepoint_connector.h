// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/connectors/connector_info.h"
#include "engine/connectors/savepoint/call_reader.h"

#include <functional>
#include <span>

namespace weir {

/// Reads a piece of state of a savepoint or checkpoint as rows. Its tables come with CREATE CATALOG ... WITH ('type' = 'savepoint').
extern const ConnectorInfo savepointConnector;

/// The tables of a savepoint at `path`: name them, a database an operator. `typeOf` reads types by their text; state whose form is its operator's own
/// secret has no table.
std::vector<TableDefinition> savepointTables(const Manifest& manifest, const std::string& path, const std::function<Result<DataType>(const std::string&)>& typeOf);

/// When an entry's time to live ends.
constexpr std::string_view ExpiryColumn = "state_expires";

/// An entry of state, beside the rows that it gave.
struct SavepointEntry {
    int rows = 0;
    int keyGroup = -1;          // -1: it has none
    int64_t bytes = 0;          // as it is written
    bool isEndless = false;     // what takes entries of its kind away (see endOfEntries) is not set for it
};

/// What takes entries of a table away besides the operator's own work, as far as their layout tells.
enum class EntryEnd : uint8_t { Untold, TimeToLive, Timer };
EntryEnd endOfEntries(const TableDefinition& table);

/// Calls of aggregates in a table of groups have their names and their values' types from now on: rows are to be read with the same readers. Nothing changes where there are not
/// as many readers as calls.
void typeCalls(TableDefinition& table, std::span<const CallReader> calls);

/// All rows of one of those tables, out of what was read; `entries` (may be null) gets whose they are, in the same order. Throws RunError where the bytes make
/// no sense.
std::vector<Batch> savepointRows(const StoredCheckpoint& stored, const TableDefinition& table, std::vector<SavepointEntry>* entries = nullptr,
                                 std::span<const CallReader> calls = {});

} // namespace weir
