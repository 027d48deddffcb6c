// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/jdbc/sqlite_database.h"
#include "engine/types/data_type.h"
#include "engine/types/vector_builder.h"

#include <string>
#include <string_view>

namespace weir {

/// How values of SQL types lie in SQLite, which knows integers, reals, texts and blobs: whole numbers and BOOLEAN as integers, FLOAT and DOUBLE as reals,
/// DECIMAL and times as text (TIMESTAMP_LTZ in UTC), so that nothing is rounded. NaN, which SQLite cannot hold, is NULL there.
/// Whether a type can lie there at all.
bool fitsSqlite(const DataType& type);
/// The type in a CREATE TABLE: INTEGER, REAL, TEXT, BLOB.
std::string_view sqliteType(const DataType& type);

/// A value in a spool: appended to `out`, taken from its front and bound. The spool is the sink's own.
void appendSpooled(std::string& out, const Vector& column, const DataType& type, int row);
void bindSpooled(SqliteStatement& statement, int parameter, std::string_view& from);
void skipSpooled(std::string_view& from);

/// Takes a result column as a value of the type; false when what lies there is none.
bool takeSqliteValue(const SqliteStatement& statement, int column, const DataType& type, VectorBuilder& out);

} // namespace weir
