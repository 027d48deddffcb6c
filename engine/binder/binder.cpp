// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/binder.h"

#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir {

BindResult Binder::bind(const sql::Statement& statement) const {
    BindResult result;
    binder::QueryBinder binder(catalog_, config_);
    try {
        bound::Content content = binder.bindStatement(statement);
        if (!binder.hasErrors())
            result.statement = BoundStatement{std::move(content), statement.place};
    } catch (const binder::BindFailure&) {
        // what is wrong has been reported, or the parser did
    } catch (const RunError& error) {
        binder.diagnostics.push_back({Severity::Error, error.error()});
    } catch (const std::exception& error) {
        binder.diagnostics.push_back({Severity::Error, {ErrorCode::Internal, std::string("This statement cannot be analysed: ") + error.what() + ".", statement.place, ""}});
    }
    result.diagnostics = std::move(binder.diagnostics);
    for (auto& diagnostic : result.diagnostics)
        if (!diagnostic.error.place.known())
            diagnostic.error.place = statement.place;
    std::stable_sort(result.diagnostics.begin(), result.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.error.place.offset < b.error.place.offset; });
    return result;
}

Status apply(const BoundStatement& statement, Catalog& catalog, SessionConfig& config) {
    auto placed = [&](Status status) -> Status {
        if (status.ok())
            return status;
        Error error = status.error();
        if (!error.place.known())
            error.place = statement.place;
        return error;
    };
    return placed(std::visit([&](const auto& content) -> Status {
        using Kind = std::decay_t<decltype(content)>;
        if constexpr (std::is_same_v<Kind, bound::CreateTable>)
            return catalog.createTable(content.table, content.ifNotExists, content.orReplace);
        else if constexpr (std::is_same_v<Kind, bound::CreateView>)
            return catalog.createTable(content.view, content.ifNotExists, content.orReplace);
        else if constexpr (std::is_same_v<Kind, bound::CreateDatabase>)
            return catalog.createDatabase(content.name, content.options, content.comment, content.ifNotExists);
        else if constexpr (std::is_same_v<Kind, bound::CreateCatalog>)
            return catalog.createCatalog(content.name, content.options, content.comment, content.ifNotExists);
        else if constexpr (std::is_same_v<Kind, bound::DropTable>)
            return catalog.dropTable(content.name, content.view, content.temporary, content.ifExists);
        else if constexpr (std::is_same_v<Kind, bound::DropDatabase>)
            return catalog.dropDatabase(content.name, content.ifExists, content.cascade);
        else if constexpr (std::is_same_v<Kind, bound::DropCatalog>)
            return catalog.dropCatalog(content.name, content.ifExists);
        else if constexpr (std::is_same_v<Kind, bound::CreateFunction>) {
            if (content.replace)
                catalog.dropFunction(content.path);
            return catalog.createFunction(content.path, content.className, content.ifNotExists);
        } else if constexpr (std::is_same_v<Kind, bound::DropFunction>) {
            catalog.dropFunction(content.path);
            return {};
        } else if constexpr (std::is_same_v<Kind, bound::AlterTable>)
            return content.table ? catalog.replaceTable(*content.table) : Status{};
        else if constexpr (std::is_same_v<Kind, bound::RenameTable>)
            return content.from ? catalog.renameTable(*content.from, content.to) : Status{};
        else if constexpr (std::is_same_v<Kind, bound::AlterDatabase>)
            return catalog.alterDatabase(content.name, content.options);
        else if constexpr (std::is_same_v<Kind, bound::UseCatalog>)
            return catalog.useCatalog(content.name);
        else if constexpr (std::is_same_v<Kind, bound::UseDatabase>)
            return catalog.useDatabase(content.name);
        else if constexpr (std::is_same_v<Kind, bound::Set>)
            return config.set(content.key, content.value);
        else if constexpr (std::is_same_v<Kind, bound::Reset>) {
            if (content.key.empty())
                config.resetAll();
            else
                config.reset(content.key);
            return {};
        } else
            return {};
    }, statement.content));
}

} // namespace weir
