// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

std::vector<std::string> functionList() {
    std::set<std::string> names{"coalesce", "if", "ifnull", "nullif"};
    for (const auto* info : builtinFunctions()) {
        std::string name(info->name);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        names.insert(name);
    }
    return {names.begin(), names.end()};
}

} // namespace

bound::Content QueryBinder::bindShow(const sql::Show& show, Place place) {
    bound::Listing listing;
    auto names = [&](const char* column, const std::vector<std::string>& all) {
        listing.columns = {column};
        for (const auto& name : all)
            if (!show.like || matchesLike(name, *show.like, show.caseInsensitive) != show.notLike)
                listing.rows.push_back({name});
    };
    Place where = show.name.place.known() ? show.name.place : place;
    switch (show.what) {
    case sql::ShowWhat::Catalogs: names("catalog name", catalog_.catalogs()); break;
    case sql::ShowWhat::CurrentCatalog: names("current catalog name", {catalog_.currentCatalog()}); break;
    case sql::ShowWhat::CreateCatalog: {
        std::string name = show.name.dotted();
        const OptionMap* options = catalog_.catalogOptions(name);
        if (!options)
            fail(ErrorCode::Unknown, "There is no catalog '" + name + "'.", where, didYouMean(name, catalog_.catalogs()));
        names("result", {createCatalogText(name, *options, catalog_.catalogComment(name))});
        break;
    }
    case sql::ShowWhat::Databases: names("database name", take(catalog_.databases(show.name.dotted()), where)); break;
    case sql::ShowWhat::CurrentDatabase: names("current database name", {catalog_.currentDatabase()}); break;
    case sql::ShowWhat::Tables: names("table name", take(catalog_.tables(partsOf(show.name)), where)); break;
    case sql::ShowWhat::Views: names("view name", take(catalog_.tables(partsOf(show.name), true), where)); break;
    case sql::ShowWhat::Columns: {
        listing.columns = {"name", "type", "null", "key", "extras", "watermark"};
        for (auto& row : describeRows(*findTable(show.name)))
            if (!show.like || matchesLike(row[0], *show.like, show.caseInsensitive) != show.notLike)
                listing.rows.push_back(std::move(row));
        break;
    }
    case sql::ShowWhat::CreateTable:
    case sql::ShowWhat::CreateView: {
        TableRef table = findTable(show.name);
        bool view = show.what == sql::ShowWhat::CreateView;
        if (table->isView != view)
            fail(ErrorCode::Invalid, "'" + table->name + "' is a " + (table->isView ? "view" : "table") + ".", where, table->isView ? "Use SHOW CREATE VIEW." : "Use SHOW CREATE TABLE.");
        names("result", {createTableText(*table)});
        break;
    }
    case sql::ShowWhat::Functions: names("function name", functionList()); break;
    case sql::ShowWhat::UserFunctions: names("function name", catalog_.functions()); break;
    case sql::ShowWhat::Modules: names("module name", {"core"}); break;
    case sql::ShowWhat::FullModules:
        listing.columns = {"module name", "used"};
        listing.rows.push_back({"core", "TRUE"});
        break;
    case sql::ShowWhat::Jars: names("jars", {}); break;
    case sql::ShowWhat::Procedures: fail(ErrorCode::Unsupported, "This catalog has no procedures.", place);
    case sql::ShowWhat::Models: names("model name", {}); break;
    case sql::ShowWhat::MaterializedTables: names("table name", {}); break;
    case sql::ShowWhat::Partitions: {
        TableRef table = findTable(show.name);
        if (table->partitionKeys.empty())
            fail(ErrorCode::Invalid, "Table '" + table->name + "' is not partitioned.", where);
        names("partition name", {});      // those that the catalog was told of; folders are none
        break;
    }
    default: unsupported("This SHOW", place);
    }
    return listing;
}

bound::Content QueryBinder::bindDescribe(const sql::Describe& describe, Place place) {
    bound::Listing listing;
    if (describe.job)
        unsupported("DESCRIBE JOB", place);
    switch (describe.kind) {
    case sql::ObjectKind::Table:
    case sql::ObjectKind::View: {
        TableRef table = findTable(describe.name);
        listing.columns = {"name", "type", "null", "key", "extras", "watermark"};
        listing.rows = describeRows(*table);
        if (!listing.rows.empty() && listing.rows[0].size() > listing.columns.size())
            listing.columns.push_back("comment");
        break;
    }
    case sql::ObjectKind::Catalog: {
        std::string name = describe.name.dotted();
        const OptionMap* options = catalog_.catalogOptions(name);
        if (!options)
            fail(ErrorCode::Unknown, "There is no catalog '" + name + "'.", describe.name.place, didYouMean(name, catalog_.catalogs()));
        listing.columns = {"info name", "info value"};
        listing.rows = {{"name", name}, {"type", options->count("type") ? options->at("type") : "generic_in_memory"}, {"comment", catalog_.catalogComment(name)}};
        if (describe.extended)
            for (const auto& [key, value] : *options)
                listing.rows.push_back({"option:" + key, value});
        break;
    }
    case sql::ObjectKind::Database: {
        auto parts = partsOf(describe.name);
        std::string catalog = parts.size() > 1 ? parts[0] : catalog_.currentCatalog();
        const OptionMap* options = catalog_.databaseOptions(catalog, parts.back());
        if (!options)
            fail(ErrorCode::Unknown, "There is no database '" + describe.name.dotted() + "'.", describe.name.place);
        listing.columns = {"info name", "info value"};
        listing.rows = {{"name", parts.back()}};
        for (const auto& [key, value] : *options)
            listing.rows.push_back({"property:" + key, value});
        break;
    }
    default: unsupported("DESCRIBE of this", place);
    }
    return listing;
}

} // namespace weir::binder
