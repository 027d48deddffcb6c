// SPDX-License-Identifier: Apache-2.0
#include "engine/workspace/statement.h"

#include <sqlite3.h>

namespace weir {

bool execute(sqlite3* database, const char* sql) { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

Statement::Statement(sqlite3* database, const char* sql) : database_(database) {
    failed_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(std::string_view text) {
    if (statement_) sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int64_t number) {
    if (statement_) sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
}

bool Statement::next() {
    if (failed_ || !statement_) return false;
    const int code = sqlite3_step(statement_);
    failed_ = code != SQLITE_ROW && code != SQLITE_DONE;
    return code == SQLITE_ROW;
}

Status Statement::run() {
    while (next()) {}
    if (failed_) return Error{ErrorCode::Io, std::string("The workspace could not be written: ") + sqlite3_errmsg(database_) + '.'};
    return {};
}

std::string Statement::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_, column); }

} // namespace weir
