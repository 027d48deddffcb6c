// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/jdbc/sqlite_database.h"

#include "engine/base/error.h"

#include <sqlite3.h>

namespace weir {

namespace {

Error problem(sqlite3* database, const std::string& path, const std::string& doing) {
    int code = sqlite3_errcode(database) & 0xff;
    std::string hint;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) hint = "Another program is writing to it.";
    else if (code == SQLITE_FULL) hint = "There is no room left on its disk.";
    else if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) hint = "The file is damaged or no SQLite database.";
    return {code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? ErrorCode::Data : ErrorCode::Io, "The database '" + path + "' " + doing + ": " + sqlite3_errmsg(database) + ".", {}, hint};
}

} // namespace

std::string quotedName(std::string_view name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

SqliteStatement::SqliteStatement(sqlite3* database, std::string sql, std::string path) : database_(database), sql_(std::move(sql)), path_(std::move(path)) {
    if (sqlite3_prepare_v2(database_, sql_.c_str(), static_cast<int>(sql_.size()), &statement_, nullptr) != SQLITE_OK) fail();
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::fail() const { throw RunError(problem(database_, path_, "does not take '" + sql_.substr(0, 200) + "'")); }

void SqliteStatement::bindNull(int parameter) {
    if (sqlite3_bind_null(statement_, parameter) != SQLITE_OK) fail();
}
void SqliteStatement::bind(int parameter, int64_t value) {
    if (sqlite3_bind_int64(statement_, parameter, value) != SQLITE_OK) fail();
}
void SqliteStatement::bind(int parameter, double value) {
    if (sqlite3_bind_double(statement_, parameter, value) != SQLITE_OK) fail();
}
void SqliteStatement::bindText(int parameter, std::string_view value) {
    if (sqlite3_bind_text64(statement_, parameter, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) fail();
}
void SqliteStatement::bindBytes(int parameter, std::string_view value) {
    if (sqlite3_bind_blob64(statement_, parameter, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT) != SQLITE_OK) fail();
}

bool SqliteStatement::next() {
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
        Error error = problem(database_, path_, "does not take '" + sql_.substr(0, 200) + "'");
        sqlite3_reset(statement_);
        throw RunError(error);
    }
    sqlite3_reset(statement_);
    return false;
}

void SqliteStatement::reset() { sqlite3_reset(statement_); }

SqliteStatement::Kind SqliteStatement::kind(int column) const {
    switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER: return Kind::Integer;
    case SQLITE_FLOAT: return Kind::Real;
    case SQLITE_TEXT: return Kind::Text;
    case SQLITE_BLOB: return Kind::Bytes;
    default: return Kind::Null;
    }
}
int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double SqliteStatement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string_view SqliteStatement::text(int column) const {
    bool isBytes = sqlite3_column_type(statement_, column) == SQLITE_BLOB;
    const void* bytes = isBytes ? sqlite3_column_blob(statement_, column) : sqlite3_column_text(statement_, column);
    return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<size_t>(sqlite3_column_bytes(statement_, column))) : std::string_view();
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& path) {
    sqlite3* database = nullptr;
    // No URI names and no shared cache: a path is a path.
    int code = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
    if (code != SQLITE_OK) {
        Error error = problem(database, path, "cannot be opened");
        sqlite3_close(database);
        return error;
    }
    // Without this "name" would be a text where no column has that name.
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    constexpr int BusyMillis = 10'000;
    sqlite3_busy_timeout(database, BusyMillis);
    std::unique_ptr<SqliteDatabase> made(new SqliteDatabase(database, path));
    try {
        // Durable when COMMIT returns, whatever the library was built with; and a schema from elsewhere runs no functions with side effects.
        made->run("PRAGMA synchronous = FULL");
        made->run("PRAGMA trusted_schema = OFF");
        made->run("SELECT COUNT(*) FROM sqlite_master");
    } catch (const RunError& failure) {
        return failure.error();
    }
    return made;
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close_v2(database_); }

std::unique_ptr<SqliteStatement> SqliteDatabase::prepare(std::string sql) { return std::make_unique<SqliteStatement>(database_, std::move(sql), path_); }
bool SqliteDatabase::inTransaction() const { return sqlite3_get_autocommit(database_) == 0; }

} // namespace weir
