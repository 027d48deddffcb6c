// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"
#include "engine/connectors/jdbc/sqlite_database.h"

namespace weir {

/// Tables of databases, by the options of Flink's connector. The only database is SQLite, a file of this machine.
extern const ConnectorInfo jdbcConnector;

Result<std::unique_ptr<Source>> makeJdbcSource(const SourceRequest& request);
Result<std::unique_ptr<Sink>> makeJdbcSink(const SinkRequest& request);

/// The database of the table's url, relative paths taken as other files' are. `make`: also when it is not there yet.
Result<std::unique_ptr<SqliteDatabase>> openDatabase(const TableDefinition& table, const ConnectorContext& context, bool make);

} // namespace weir
