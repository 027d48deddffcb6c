// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace weir {

/// Statements without parameters and rows.
bool execute(sqlite3* database, const char* sql);

/// A prepared SQLite statement with its parameters bound in order. Owned by one call.
class Statement {
public:
    Statement(sqlite3* database, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& bind(std::string_view text);
    Statement& bind(int64_t number);
    bool next();                               // another row
    Status run();                              // no rows wanted
    std::string text(int column) const;
    int64_t number(int column) const;

private:
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
    bool failed_ = false;
};

} // namespace weir
