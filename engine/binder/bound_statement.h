// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/catalog.h"
#include "engine/plan/logical/node.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What a statement means, as data: names resolved, types decided, queries as logical plans.
namespace weir::bound {

/// A SELECT of its own: the root is a plan::Sink whose table is null.
struct Query { plan::NodeRef root; Schema schema; };
struct Insert { plan::NodeRef root; };                         // the root is a plan::Sink
struct StatementSet { std::vector<plan::NodeRef> roots; };

struct CreateTable {
    TableDefinition table;
    bool ifNotExists = false, orReplace = false;
    plan::NodeRef query;                                       // CTAS: a Sink into the new table, else null
};
struct CreateView { TableDefinition view; bool ifNotExists = false, orReplace = false; };
struct CreateDatabase { std::vector<std::string> name; OptionMap options; std::string comment; bool ifNotExists = false; };
struct CreateCatalog { std::string name; OptionMap options; std::string comment; bool ifNotExists = false; };
struct DropTable { std::vector<std::string> name; bool view = false, temporary = false, ifExists = false; };
struct DropDatabase { std::vector<std::string> name; bool ifExists = false, cascade = false; };
/// The class is kept by name only; `replace`: ALTER FUNCTION.
struct CreateFunction { ObjectPath path; std::string className; bool ifNotExists = false, replace = false; };
struct DropFunction { ObjectPath path; };
struct DropCatalog { std::string name; bool ifExists = false; };
/// The whole changed definition; nothing when IF EXISTS found no table.
struct AlterTable { std::optional<TableDefinition> table; };
struct RenameTable { std::optional<ObjectPath> from; std::string to; };
struct AlterDatabase { std::vector<std::string> name; OptionMap options; };

struct UseCatalog { std::string name; };
struct UseDatabase { std::vector<std::string> name; };
struct Set { std::string key, value; };
struct SetList {};                                             // SET alone
struct Reset { std::string key; };                             // "" = all

/// SHOW, DESCRIBE and SET alone: the answer, rows of text columns (tab-separated when printed).
struct Listing { std::vector<std::string> columns; std::vector<std::vector<std::string>> rows; };

struct Explain { std::vector<plan::NodeRef> roots; bool changelogMode = false, estimatedCost = false, json = false, advice = false; };
/// Accepted and without effect here (LOAD MODULE core, ANALYZE TABLE, ADD JAR ...).
struct Nothing { std::string note; };

using Content = std::variant<Query, Insert, StatementSet, CreateTable, CreateView, CreateDatabase, CreateCatalog, DropTable, DropDatabase, DropCatalog, CreateFunction, DropFunction,
                             AlterTable, RenameTable, AlterDatabase, UseCatalog, UseDatabase, Set, SetList, Reset, Listing, Explain, Nothing>;

} // namespace weir::bound

namespace weir {

struct BoundStatement {
    bound::Content content;
    Place place;
    template <class Kind>
    const Kind* as() const { return std::get_if<Kind>(&content); }
};

/// The statement, unless there are errors, and everything there is to say about the text.
struct BindResult {
    std::optional<BoundStatement> statement;
    std::vector<Diagnostic> diagnostics;
    bool ok() const { return statement.has_value(); }
};

} // namespace weir
