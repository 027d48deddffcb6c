// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog/catalog.h"

#include <algorithm>

namespace weir {

namespace {

template <class Map>
std::vector<std::string> keysOf(const Map& map) {
    std::vector<std::string> keys;
    for (const auto& entry : map)
        keys.push_back(entry.first);
    return keys;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& names) {
    std::string near = nearest(word, names);
    return near.empty() || near == word ? "" : "Did you mean '" + near + "'?";
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ".") + part;
    return text;
}

} // namespace

Catalog::Catalog() : Catalog({}, {}) {}

Catalog::Catalog(std::vector<ConnectorTraits> connectors, std::vector<FormatTraits> formats)
    : connectors_(std::make_shared<const std::vector<ConnectorTraits>>(std::move(connectors))),
      formats_(std::make_shared<const std::vector<FormatTraits>>(std::move(formats))) {
    catalogs_[DefaultCatalog].databases[DefaultDatabase];
}

Status Catalog::useCatalog(const std::string& name) {
    auto found = catalogs_.find(name);
    if (found == catalogs_.end())
        return Error{ErrorCode::Unknown, "There is no catalog '" + name + "'.", {}, didYouMean(name, keysOf(catalogs_))};
    currentCatalog_ = name;
    auto wanted = found->second.options.find("default-database");
    std::string database = wanted != found->second.options.end() ? wanted->second : name == DefaultCatalog ? DefaultDatabase : "default";
    if (!found->second.databases.count(database) && !found->second.databases.empty())
        database = found->second.databases.begin()->first;
    currentDatabase_ = database;
    return {};
}

Result<std::pair<std::string, std::string>> Catalog::databasePath(const std::vector<std::string>& parts) const {
    if (parts.empty())
        return std::pair(currentCatalog_, currentDatabase_);
    if (parts.size() > 2)
        return Error{ErrorCode::Invalid, "'" + join(parts) + "' is no database: a database has one or two names, catalog.database."};
    return parts.size() == 1 ? std::pair(currentCatalog_, parts[0]) : std::pair(parts[0], parts[1]);
}

Status Catalog::useDatabase(const std::vector<std::string>& parts) {
    auto path = databasePath(parts);
    if (!path.ok())
        return path.error();
    auto known = databases(path->first);
    if (!known.ok())
        return known.error();
    if (std::find(known->begin(), known->end(), path->second) == known->end())
        return Error{ErrorCode::Unknown, "There is no database '" + path->second + "' in catalog '" + path->first + "'.", {},
                     didYouMean(path->second, *known)};
    currentCatalog_ = path->first;
    currentDatabase_ = path->second;
    return {};
}

Status Catalog::createCatalog(const std::string& name, OptionMap options, const std::string& comment, bool ifNotExists) {
    if (catalogs_.count(name)) {
        if (ifNotExists)
            return {};
        return Error{ErrorCode::Exists, "There is already a catalog '" + name + "'.", {}, "Use CREATE CATALOG IF NOT EXISTS, or drop it first."};
    }
    auto type = options.find("type");
    if (type == options.end())
        return Error{ErrorCode::Invalid, "Catalog '" + name + "' has no 'type'.", {}, "Add 'type' = 'generic_in_memory'."};
    bool ofSavepoint = type->second == "savepoint";      // the session fills it
    if (ofSavepoint && (!options.count("path") || options.at("path").empty()))
        return Error{ErrorCode::Invalid, "Catalog '" + name + "' of type 'savepoint' has no 'path'.", {}, "Add 'path' = '...', the folder of a savepoint."};
    if (type->second != "generic_in_memory" && !ofSavepoint)
        return Error{ErrorCode::Unsupported, "A catalog of type '" + type->second + "' is not supported yet.", {}, "Use 'type' = 'generic_in_memory'."};
    for (const auto& [key, value] : options)
        if (key != "type" && key != "default-database" && key != "property-version" && !(ofSavepoint && key == "path"))
            return Error{ErrorCode::Invalid, "A catalog of type '" + type->second + "' has no option '" + key + "'.", {}, didYouMean(key, {"type", "default-database"})};
    auto wanted = options.find("default-database");
    std::string database = wanted == options.end() ? "default" : wanted->second;
    CatalogEntry entry{std::move(options), comment, {}};
    entry.databases[database];
    catalogs_[name] = std::move(entry);
    return {};
}

Status Catalog::dropCatalog(const std::string& name, bool ifExists) {
    if (!catalogs_.count(name)) {
        if (ifExists)
            return {};
        return Error{ErrorCode::Unknown, "There is no catalog '" + name + "'.", {}, didYouMean(name, keysOf(catalogs_))};
    }
    if (name == currentCatalog_)
        return Error{ErrorCode::Invalid, "Catalog '" + name + "' is in use.", {}, "USE another CATALOG first."};
    catalogs_.erase(name);
    return {};
}

Status Catalog::createDatabase(const std::vector<std::string>& parts, OptionMap options, const std::string& comment, bool ifNotExists) {
    auto path = databasePath(parts);
    if (!path.ok())
        return path.error();
    auto catalog = catalogs_.find(path->first);
    if (catalog == catalogs_.end())
        return Error{ErrorCode::Unknown, "There is no catalog '" + path->first + "'.", {}, didYouMean(path->first, keysOf(catalogs_))};
    if (catalog->second.databases.count(path->second)) {
        if (ifNotExists)
            return {};
        return Error{ErrorCode::Exists, "There is already a database '" + path->second + "' in catalog '" + path->first + "'.", {},
                     "Use CREATE DATABASE IF NOT EXISTS, or drop it first."};
    }
    catalog->second.databases[path->second] = {std::move(options), comment, {}};
    return {};
}

Status Catalog::dropDatabase(const std::vector<std::string>& parts, bool ifExists, bool cascade) {
    auto path = databasePath(parts);
    if (!path.ok())
        return path.error();
    auto catalog = catalogs_.find(path->first);
    if (catalog == catalogs_.end() || !catalog->second.databases.count(path->second)) {
        if (ifExists)
            return {};
        return Error{ErrorCode::Unknown, "There is no database '" + path->second + "' in catalog '" + path->first + "'.", {},
                     catalog == catalogs_.end() ? "" : didYouMean(path->second, keysOf(catalog->second.databases))};
    }
    if (path->first == currentCatalog_ && path->second == currentDatabase_)
        return Error{ErrorCode::Invalid, "Database '" + path->second + "' is in use.", {}, "USE another database first."};
    if (!catalog->second.databases[path->second].tables.empty() && !cascade)
        return Error{ErrorCode::Invalid, "Database '" + path->second + "' is not empty.", {}, "Use DROP DATABASE ... CASCADE to drop its tables too."};
    catalog->second.databases.erase(path->second);
    return {};
}

Status Catalog::alterDatabase(const std::vector<std::string>& parts, const OptionMap& options) {
    auto path = databasePath(parts);
    if (!path.ok())
        return path.error();
    auto catalog = catalogs_.find(path->first);
    if (catalog == catalogs_.end() || !catalog->second.databases.count(path->second))
        return Error{ErrorCode::Unknown, "There is no database '" + path->second + "' in catalog '" + path->first + "'.", {}, ""};
    for (const auto& [key, value] : options)
        catalog->second.databases[path->second].options[key] = value;
    return {};
}

Result<ObjectPath> Catalog::resolve(const std::vector<std::string>& parts) const {
    if (parts.empty() || parts.size() > 3)
        return Error{ErrorCode::Invalid, "'" + join(parts) + "' is no table name: it has one to three parts, catalog.database.table.", {}, ""};
    ObjectPath path{currentCatalog_, currentDatabase_, parts.back()};
    if (parts.size() > 1)
        path.database = parts[parts.size() - 2];
    if (parts.size() == 3)
        path.catalog = parts[0];
    auto catalog = catalogs_.find(path.catalog);
    if (catalog == catalogs_.end())
        return Error{ErrorCode::Unknown, "There is no catalog '" + path.catalog + "'.", {}, didYouMean(path.catalog, keysOf(catalogs_))};
    if (!catalog->second.databases.count(path.database))
        return Error{ErrorCode::Unknown, "There is no database '" + path.database + "' in catalog '" + path.catalog + "'.", {},
                     didYouMean(path.database, keysOf(catalog->second.databases))};
    return path;
}

TableRef Catalog::get(const ObjectPath& path, bool temporary) const {
    if (temporary) {
        auto found = temporary_.find(path);
        return found == temporary_.end() ? nullptr : found->second;
    }
    auto catalog = catalogs_.find(path.catalog);
    if (catalog == catalogs_.end())
        return nullptr;
    auto database = catalog->second.databases.find(path.database);
    if (database == catalog->second.databases.end())
        return nullptr;
    auto table = database->second.tables.find(path.name);
    return table == database->second.tables.end() ? nullptr : table->second;
}

TableRef Catalog::get(const ObjectPath& path) const {
    TableRef table = get(path, true);
    return table ? table : get(path, false);
}

Result<TableRef> Catalog::find(const std::vector<std::string>& parts) const {
    auto path = resolve(parts);
    if (!path.ok())
        return path.error();
    if (TableRef table = get(*path))
        return table;
    auto near = tables({path->catalog, path->database});
    return Error{ErrorCode::Unknown, "There is no table '" + join(parts) + "'.", {}, near.ok() ? didYouMean(path->name, *near) : ""};
}

Status Catalog::createTable(TableDefinition table, bool ifNotExists, bool orReplace) {
    ObjectPath path{table.catalog, table.database, table.name};
    if (TableRef old = get(path, table.temporary)) {
        if (orReplace && old->isView == table.isView)
            return replaceTable(std::move(table));
        if (ifNotExists)
            return {};
        return Error{ErrorCode::Exists, std::string("There is already a ") + (old->isView ? "view" : "table") + " '" + path.name + "' in " + path.catalog + "." +
                                            path.database + ".", {}, "Drop it first, or use IF NOT EXISTS."};
    }
    auto shared = std::make_shared<const TableDefinition>(std::move(table));
    if (shared->temporary)
        temporary_[path] = shared;
    else
        catalogs_.at(path.catalog).databases[path.database].tables[path.name] = shared;
    return {};
}

Status Catalog::replaceTable(TableDefinition table) {
    ObjectPath path{table.catalog, table.database, table.name};
    auto shared = std::make_shared<const TableDefinition>(std::move(table));
    if (shared->temporary)
        temporary_[path] = shared;
    else
        catalogs_.at(path.catalog).databases[path.database].tables[path.name] = shared;
    return {};
}

Status Catalog::dropTable(const std::vector<std::string>& parts, bool view, bool temporary, bool ifExists) {
    const char* word = view ? "view" : "table";
    auto path = resolve(parts);
    if (!path.ok())
        return ifExists ? Status{} : Status{path.error()};
    TableRef old = get(*path, temporary);
    if (!old || old->isView != view) {
        if (ifExists)
            return {};
        TableRef other = get(*path, !temporary);
        std::string hint;
        if (old)
            hint = std::string("It is a ") + (old->isView ? "view" : "table") + ": use DROP " + (old->isView ? "VIEW." : "TABLE.");
        else if (other && !temporary && other->isView == view)
            hint = std::string("There is a temporary one: use DROP TEMPORARY ") + (view ? "VIEW." : "TABLE.");
        else if (auto near = tables({path->catalog, path->database}, view); near.ok())
            hint = didYouMean(path->name, *near);
        return Error{ErrorCode::Unknown, std::string("There is no ") + (temporary ? "temporary " : "") + word + " '" + join(parts) + "'.", {}, hint};
    }
    if (!temporary && get(*path, true))
        return Error{ErrorCode::Invalid, std::string("A temporary ") + word + " hides '" + join(parts) + "'.", {}, "Drop the temporary one first."};
    if (temporary)
        temporary_.erase(*path);
    else
        catalogs_.at(path->catalog).databases[path->database].tables.erase(path->name);
    return {};
}

Status Catalog::renameTable(const ObjectPath& from, const std::string& to) {
    TableRef old = get(from);
    if (!old)
        return Error{ErrorCode::Unknown, "There is no table '" + from.dotted() + "'.", {}, ""};
    ObjectPath path{from.catalog, from.database, to};
    if (get(path, old->temporary))
        return Error{ErrorCode::Exists, "There is already a table '" + to + "'.", {}, "Choose another name."};
    TableDefinition renamed = *old;
    renamed.name = to;
    if (old->temporary)
        temporary_.erase(from);
    else
        catalogs_.at(from.catalog).databases[from.database].tables.erase(from.name);
    return replaceTable(std::move(renamed));
}

Status Catalog::createFunction(const ObjectPath& path, const std::string& className, bool ifNotExists) {
    auto [place, added] = functions_.emplace(path, className);
    if (added || ifNotExists)
        return {};
    return Error{ErrorCode::Exists, "There is already a function '" + path.name + "' in " + path.catalog + "." + path.database + ".", {}, "Drop it first, or use IF NOT EXISTS."};
}

const std::string* Catalog::functionClass(const ObjectPath& path) const {
    auto found = functions_.find(path);
    return found == functions_.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalog::functions() const {
    std::vector<std::string> names;
    for (const auto& [path, className] : functions_)
        if (path.catalog == currentCatalog_ && path.database == currentDatabase_)
            names.push_back(path.name);
    return names;
}

std::vector<std::string> Catalog::catalogs() const { return keysOf(catalogs_); }

Result<std::vector<std::string>> Catalog::databases(const std::string& catalog) const {
    auto found = catalogs_.find(catalog.empty() ? currentCatalog_ : catalog);
    if (found == catalogs_.end())
        return Error{ErrorCode::Unknown, "There is no catalog '" + catalog + "'.", {}, didYouMean(catalog, keysOf(catalogs_))};
    return keysOf(found->second.databases);
}

Result<std::vector<std::string>> Catalog::tables(const std::vector<std::string>& database, bool views) const {
    auto path = databasePath(database);
    if (!path.ok())
        return path.error();
    auto catalog = catalogs_.find(path->first);
    if (catalog == catalogs_.end() || !catalog->second.databases.count(path->second))
        return Error{ErrorCode::Unknown, "There is no database '" + path->second + "' in catalog '" + path->first + "'.", {}, ""};
    std::vector<std::string> names;
    for (const auto& [name, table] : catalog->second.databases.at(path->second).tables)
        if (!views || table->isView)
            names.push_back(name);
    for (const auto& [at, table] : temporary_)
        if (at.catalog == path->first && at.database == path->second && (!views || table->isView))
            names.push_back(at.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

const OptionMap* Catalog::databaseOptions(const std::string& catalog, const std::string& database) const {
    auto found = catalogs_.find(catalog);
    if (found == catalogs_.end())
        return nullptr;
    auto entry = found->second.databases.find(database);
    return entry == found->second.databases.end() ? nullptr : &entry->second.options;
}

const OptionMap* Catalog::catalogOptions(const std::string& catalog) const {
    auto found = catalogs_.find(catalog);
    return found == catalogs_.end() ? nullptr : &found->second.options;
}

std::string Catalog::catalogComment(const std::string& catalog) const {
    auto found = catalogs_.find(catalog);
    return found == catalogs_.end() ? "" : found->second.comment;
}

std::vector<TableRef> Catalog::allTables() const {
    std::vector<TableRef> tables;
    for (const auto& entry : temporary_)
        tables.push_back(entry.second);
    for (const auto& catalog : catalogs_)
        for (const auto& database : catalog.second.databases)
            for (const auto& table : database.second.tables)
                tables.push_back(table.second);
    return tables;
}

const ConnectorTraits* Catalog::connector(std::string_view name) const {
    for (const auto& traits : *connectors_)
        if (traits.name == name)
            return &traits;
    return nullptr;
}

const FormatTraits* Catalog::format(std::string_view name) const {
    for (const auto& traits : *formats_)
        if (traits.name == name)
            return &traits;
    return nullptr;
}

} // namespace weir
