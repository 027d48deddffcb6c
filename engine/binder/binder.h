// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/bound_statement.h"
#include "engine/catalog/session_config.h"
#include "engine/sql/syntax_tree.h"

namespace weir {

/// Gives a syntax tree its meaning over a catalog and settings. Reads them only, keeps nothing between calls, never throws.
class Binder {
public:
    Binder(const Catalog& catalog, const SessionConfig& config) : catalog_(catalog), config_(config) {}
    BindResult bind(const sql::Statement& statement) const;

private:
    const Catalog& catalog_;
    const SessionConfig& config_;
};

/// Does what a DDL, USE, SET or RESET statement says to catalog and settings; others change nothing. CTAS creates the table.
Status apply(const BoundStatement& statement, Catalog& catalog, SessionConfig& config);

} // namespace weir
