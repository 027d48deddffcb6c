// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/catalog/connector_traits.h"
#include "engine/catalog/table_definition.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// Catalog, database and object name.
struct ObjectPath {
    std::string catalog, database, name;
    auto operator<=>(const ObjectPath&) const = default;
    std::string dotted() const { return catalog + "." + database + "." + name; }
    std::string quoted() const { return "`" + catalog + "`.`" + database + "`.`" + name + "`"; }
};

using OptionMap = std::map<std::string, std::string>;

/// What a session knows by name: catalogs, their databases, their tables and views, temporary ones, and what connectors and
/// formats promise. A value: analysis works on a copy; tables are shared and immutable.
class Catalog {
public:
    static constexpr const char* DefaultCatalog = "default_catalog";
    static constexpr const char* DefaultDatabase = "default_database";

    Catalog();
    Catalog(std::vector<ConnectorTraits> connectors, std::vector<FormatTraits> formats);

    const std::string& currentCatalog() const { return currentCatalog_; }
    const std::string& currentDatabase() const { return currentDatabase_; }
    Status useCatalog(const std::string& name);
    /// One part is a database of the current catalog, two are catalog and database.
    Status useDatabase(const std::vector<std::string>& parts);

    Status createCatalog(const std::string& name, OptionMap options, const std::string& comment, bool ifNotExists);
    Status dropCatalog(const std::string& name, bool ifExists);
    Status createDatabase(const std::vector<std::string>& parts, OptionMap options, const std::string& comment, bool ifNotExists);
    Status dropDatabase(const std::vector<std::string>& parts, bool ifExists, bool cascade);
    Status alterDatabase(const std::vector<std::string>& parts, const OptionMap& options);

    /// The path a new object of that name gets (1 to 3 parts); an error when catalog or database is missing.
    Result<ObjectPath> resolve(const std::vector<std::string>& parts) const;
    /// The table or view by 1 to 3 parts; a temporary one hides the other. Unknown names come with the nearest.
    Result<TableRef> find(const std::vector<std::string>& parts) const;
    TableRef get(const ObjectPath& path) const;                 // null when absent
    TableRef get(const ObjectPath& path, bool temporary) const;

    /// The definition carries its path and whether it is temporary.
    Status createTable(TableDefinition table, bool ifNotExists, bool orReplace = false);
    Status dropTable(const std::vector<std::string>& parts, bool view, bool temporary, bool ifExists);
    /// Puts the changed definition in the place of the one of the same path.
    Status replaceTable(TableDefinition table);
    Status renameTable(const ObjectPath& from, const std::string& to);

    /// Functions by the name of their class; they can be listed, not called.
    Status createFunction(const ObjectPath& path, const std::string& className, bool ifNotExists);
    void dropFunction(const ObjectPath& path) { functions_.erase(path); }
    const std::string* functionClass(const ObjectPath& path) const;       // null when absent
    std::vector<std::string> functions() const;                           // of the current database

    std::vector<std::string> catalogs() const;
    Result<std::vector<std::string>> databases(const std::string& catalog = "") const;
    /// Names, sorted. Empty parts mean current. `views`: only views; otherwise tables and views as SHOW TABLES lists them.
    Result<std::vector<std::string>> tables(const std::vector<std::string>& database = {}, bool views = false) const;
    const OptionMap* databaseOptions(const std::string& catalog, const std::string& database) const;
    const OptionMap* catalogOptions(const std::string& catalog) const;
    std::string catalogComment(const std::string& catalog) const;
    /// Every table and view one can name, with temporary ones first; for completion.
    std::vector<TableRef> allTables() const;

    const std::vector<ConnectorTraits>& connectors() const { return *connectors_; }
    const std::vector<FormatTraits>& formats() const { return *formats_; }
    const ConnectorTraits* connector(std::string_view name) const;   // null when unknown
    const FormatTraits* format(std::string_view name) const;

private:
    struct DatabaseEntry {
        OptionMap options;
        std::string comment;
        std::map<std::string, TableRef> tables;
    };
    struct CatalogEntry {
        OptionMap options;
        std::string comment;
        std::map<std::string, DatabaseEntry> databases;
    };
    Result<std::pair<std::string, std::string>> databasePath(const std::vector<std::string>& parts) const;

    std::map<std::string, CatalogEntry> catalogs_;
    std::map<ObjectPath, TableRef> temporary_;
    std::map<ObjectPath, std::string> functions_;
    std::string currentCatalog_ = DefaultCatalog;
    std::string currentDatabase_ = DefaultDatabase;
    std::shared_ptr<const std::vector<ConnectorTraits>> connectors_;
    std::shared_ptr<const std::vector<FormatTraits>> formats_;
};

/// SHOW CREATE TABLE / VIEW, SHOW CREATE CATALOG as Flink prints them.
std::string createTableText(const TableDefinition& table);
std::string createCatalogText(const std::string& name, const OptionMap& options, const std::string& comment);
/// The rows of DESCRIBE and SHOW COLUMNS: name, type, null, key, extras, watermark [, comment if any column has one].
std::vector<std::vector<std::string>> describeRows(const TableDefinition& table);
/// SQL LIKE with % and _.
bool matchesLike(std::string_view text, std::string_view pattern, bool caseInsensitive = false);

} // namespace weir
