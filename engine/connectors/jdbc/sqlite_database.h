// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace weir {

/// A prepared statement: parameters count from 1, result columns from 0. Used by one thread at a time. Throws RunError naming the database.
class SqliteStatement {
public:
    SqliteStatement(sqlite3* database, std::string sql, std::string path);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bindNull(int parameter);
    void bind(int parameter, int64_t value);
    void bind(int parameter, double value);
    void bindText(int parameter, std::string_view value);       // copied
    void bindBytes(int parameter, std::string_view value);      // copied
    /// True: a row stands ready. False: done; the statement can be bound anew.
    bool next();
    void run() { while (next()) {} }
    void reset();

    enum class Kind : uint8_t { Null, Integer, Real, Text, Bytes };
    Kind kind(int column) const;
    int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;                    // until the next step; of numbers too

private:
    [[noreturn]] void fail() const;
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    std::string sql_, path_;
};

/// An SQLite file. Used by one thread at a time; other connections may be open on the same file.
class SqliteDatabase {
public:
    /// `path` as the operating system knows it; made when it is not there.
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path);
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    std::unique_ptr<SqliteStatement> prepare(std::string sql);
    void run(const std::string& sql) { prepare(sql)->run(); }
    bool inTransaction() const;
    const std::string& path() const { return path_; }

private:
    SqliteDatabase(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}
    sqlite3* database_;
    std::string path_;
};

/// "name" with quotes doubled, as SQL spells identifiers.
std::string quotedName(std::string_view name);

} // namespace weir
