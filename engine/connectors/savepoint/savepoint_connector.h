// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/connectors/connector_info.h"

#include <functional>

namespace weir {

/// Reads a piece of state of a savepoint or checkpoint as rows. Its tables come with CREATE CATALOG ... WITH ('type' = 'savepoint').
extern const ConnectorInfo savepointConnector;

/// The tables of a savepoint at `path`: name them, a database an operator. `typeOf` reads types by their text; state whose form is its operator's own
/// secret has no table.
std::vector<TableDefinition> savepointTables(const Manifest& manifest, const std::string& path, const std::function<Result<DataType>(const std::string&)>& typeOf);

/// All rows of one of those tables, out of what was read. Throws RunError where the bytes make no sense.
std::vector<Batch> savepointRows(const StoredCheckpoint& stored, const TableDefinition& table);

} // namespace weir
