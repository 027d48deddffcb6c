// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

namespace weir::binder {

namespace {

OptionMap mapOf(const std::vector<sql::Option>& options) {
    OptionMap map;
    for (const auto& option : options)
        map[option.key] = option.value;
    return map;
}

plan::NodeRef resultSink(plan::NodeRef query, Place place) {
    Schema schema = query->schema;
    return plan::makeNode(plan::Sink{}, std::move(schema), {std::move(query)}, place);
}

} // namespace

bool QueryBinder::isBatch() const { return upperCase(config_.text("execution.runtime-mode")) == "BATCH"; }

bound::Content QueryBinder::bindStatement(const sql::Statement& statement) {
    const Place place = statement.place;
    return std::visit([&](const auto& node) -> bound::Content {
        using Kind = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Kind, sql::MissingStatement>) {
            throw BindFailure{};
        } else if constexpr (std::is_same_v<Kind, sql::UnsupportedStatement>) {
            unsupported(node.what, place);
        } else if constexpr (std::is_same_v<Kind, sql::QueryStatement>) {
            plan::NodeRef query = bindQuery(need(node.query));
            if (hasOuterColumns(*query))
                fail(ErrorCode::Internal, "A column of an outer query is left over.", place);
            plan::NodeRef sink = resultSink(query, place);
            return bound::Query{sink, sink->schema};
        } else if constexpr (std::is_same_v<Kind, sql::Insert>) {
            return bindInsert(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::CreateTable>) {
            return bindCreateTable(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::CreateView>) {
            return bindCreateView(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::CreateDatabase>) {
            bound::CreateDatabase create{partsOf(node.name), mapOf(node.options), node.comment, node.ifNotExists};
            Catalog copy = catalog_;
            done(copy.createDatabase(create.name, create.options, create.comment, create.ifNotExists), node.name.place);
            return create;
        } else if constexpr (std::is_same_v<Kind, sql::CreateCatalog>) {
            bound::CreateCatalog create{node.name.text, mapOf(node.options), node.comment, node.ifNotExists};
            Catalog copy = catalog_;
            done(copy.createCatalog(create.name, create.options, create.comment, create.ifNotExists), node.name.place);
            return create;
        } else if constexpr (std::is_same_v<Kind, sql::Drop>) {
            return bindDrop(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::AlterTable>) {
            return bindAlterTable(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::AlterView>) {
            return bindAlterView(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::AlterDatabase>) {
            bound::AlterDatabase alter{partsOf(node.name), mapOf(node.options)};
            Catalog copy = catalog_;
            done(copy.alterDatabase(alter.name, alter.options), node.name.place);
            return alter;
        } else if constexpr (std::is_same_v<Kind, sql::Show>) {
            return bindShow(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::Describe>) {
            return bindDescribe(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::Use>) {
            Catalog copy = catalog_;
            if (node.what == sql::UseWhat::Modules) {
                for (const auto& name : node.modules)
                    if (upperCase(name.text) != "CORE")
                        fail(ErrorCode::Unknown, "There is no module '" + name.text + "'.", name.place, "Only 'core' exists.");
                return bound::Nothing{"Modules have no effect here."};
            }
            if (node.what == sql::UseWhat::Catalog) {
                done(copy.useCatalog(node.name.dotted()), node.name.place);
                return bound::UseCatalog{node.name.dotted()};
            }
            done(copy.useDatabase(partsOf(node.name)), node.name.place);
            return bound::UseDatabase{partsOf(node.name)};
        } else if constexpr (std::is_same_v<Kind, sql::Set>) {
            if (!node.option) {
                bound::Listing listing{{"key", "value"}, {}};
                for (const auto& [key, value] : config_.values())
                    listing.rows.push_back({key, value});
                return listing;
            }
            SessionConfig copy = config_;
            done(copy.set(node.option->key, node.option->value), node.option->valuePlace);
            if (!findSetting(node.option->key)) {
                std::vector<std::string> keys;
                for (const auto& setting : knownSettings())
                    keys.emplace_back(setting.key);
                if (std::string near = nearest(node.option->key, keys); !near.empty())
                    warn("The setting '" + node.option->key + "' is unknown. Did you mean '" + near + "'?", node.option->keyPlace);
            }
            return bound::Set{node.option->key, node.option->value};
        } else if constexpr (std::is_same_v<Kind, sql::Reset>) {
            return bound::Reset{node.key ? node.key->key : ""};
        } else if constexpr (std::is_same_v<Kind, sql::Explain>) {
            return bindExplain(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::StatementSet>) {
            bound::StatementSet set;
            size_t before = errorCount();
            for (const auto& part : node.statements)
                attempt([&] {
                    const auto* insert = part->template as<sql::Insert>();
                    if (!insert)
                        fail(ErrorCode::Invalid, "A statement set holds INSERT statements only.", part->place);
                    set.roots.push_back(std::get<bound::Insert>(bindInsert(*insert, part->place)).root);
                });
            stopIfErrors(before);
            if (set.roots.empty())
                fail(ErrorCode::Invalid, "The statement set is empty.", place);
            return set;
        } else if constexpr (std::is_same_v<Kind, sql::Execute>) {
            return bindStatement(need(node.statement));
        } else if constexpr (std::is_same_v<Kind, sql::LoadModule>) {
            if (upperCase(node.name.text) != "CORE")
                fail(ErrorCode::Unknown, "There is no module '" + node.name.text + "'.", node.name.place, "Only 'core' exists.");
            fail(ErrorCode::Exists, "The module 'core' is loaded already.", node.name.place);
        } else if constexpr (std::is_same_v<Kind, sql::AnalyzeTable>) {
            findTable(node.table);
            if (!isBatch())
                fail(ErrorCode::Invalid, "ANALYZE TABLE is possible in batch mode only.", place, "SET 'execution.runtime-mode' = 'batch'.");
            return bound::Nothing{"Statistics are not used."};
        } else if constexpr (std::is_same_v<Kind, sql::CreateFunction>) {
            if (node.temporary || node.system)
                unsupported("A temporary function", place);
            ObjectPath path = resolvePath(node.name);
            bound::CreateFunction create{path, node.className, node.ifNotExists, false};
            Catalog copy = catalog_;
            done(copy.createFunction(path, node.className, node.ifNotExists), node.name.place);
            return create;
        } else if constexpr (std::is_same_v<Kind, sql::CreateModel> || std::is_same_v<Kind, sql::AlterModel>) {
            unsupported("MODEL", place);
        } else if constexpr (std::is_same_v<Kind, sql::AlterCatalog>) {
            unsupported("ALTER CATALOG", place);
        } else if constexpr (std::is_same_v<Kind, sql::AlterFunction>) {
            if (node.temporary || node.system)
                unsupported("A temporary function", place);
            ObjectPath path = resolvePath(node.name);
            if (!catalog_.functionClass(path)) {
                if (node.ifExists)
                    return bound::Nothing{"There is no such function."};
                fail(ErrorCode::Unknown, "There is no function '" + node.name.dotted() + "' that was created here.", node.name.place);
            }
            return bound::CreateFunction{path, node.className, false, true};
        } else if constexpr (std::is_same_v<Kind, sql::UnloadModule>) {
            unsupported("UNLOAD MODULE", place);
        } else if constexpr (std::is_same_v<Kind, sql::CompilePlan> || std::is_same_v<Kind, sql::ExecutePlan>) {
            unsupported("A compiled plan", place);
        } else if constexpr (std::is_same_v<Kind, sql::Truncate>) {
            unsupported("TRUNCATE", place);
        } else if constexpr (std::is_same_v<Kind, sql::Delete>) {
            unsupported("DELETE", place);
        } else if constexpr (std::is_same_v<Kind, sql::Update>) {
            unsupported("UPDATE", place);
        } else if constexpr (std::is_same_v<Kind, sql::CallProcedure>) {
            unsupported("CALL", place);
        } else if constexpr (std::is_same_v<Kind, sql::StopJob>) {
            unsupported("STOP JOB", place);
        } else if constexpr (std::is_same_v<Kind, sql::Jar>) {
            unsupported("A JAR", place);
        } else {
            unsupported("This statement", place);
        }
    }, statement.node);
}

bound::Content QueryBinder::bindDrop(const sql::Drop& drop, Place place) {
    Catalog copy = catalog_;
    switch (drop.kind) {
    case sql::ObjectKind::Catalog: {
        bound::DropCatalog result{drop.name.dotted(), drop.ifExists};
        done(copy.dropCatalog(result.name, result.ifExists), drop.name.place);
        return result;
    }
    case sql::ObjectKind::Database: {
        bound::DropDatabase result{partsOf(drop.name), drop.ifExists, drop.cascade};
        done(copy.dropDatabase(result.name, result.ifExists, result.cascade), drop.name.place);
        return result;
    }
    case sql::ObjectKind::Table:
    case sql::ObjectKind::View: {
        bound::DropTable result{partsOf(drop.name), drop.kind == sql::ObjectKind::View, drop.temporary, drop.ifExists};
        // DROP VIEW without TEMPORARY drops a temporary view where there is no other, as in Flink.
        if (!result.temporary)
            if (auto path = copy.resolve(result.name); path.ok() && !copy.get(*path, false) && copy.get(*path, true) && copy.get(*path, true)->isView == result.view && result.view)
                result.temporary = true;
        done(copy.dropTable(result.name, result.view, result.temporary, result.ifExists), drop.name.place);
        return result;
    }
    case sql::ObjectKind::Function:
        if (auto path = copy.resolve(partsOf(drop.name)); path.ok() && !drop.temporary && copy.functionClass(*path))
            return bound::DropFunction{*path};
        if (drop.ifExists)
            return bound::Nothing{"There is no such function."};
        fail(ErrorCode::Unknown, "There is no function '" + drop.name.dotted() + "' that was created here.", drop.name.place);
    default: unsupported("DROP of this", place);
    }
}

bound::Content QueryBinder::bindExplain(const sql::Explain& explain, Place place) {
    bound::Explain result;
    for (auto detail : explain.details) {
        result.changelogMode = result.changelogMode || detail == sql::ExplainDetail::ChangelogMode;
        result.estimatedCost = result.estimatedCost || detail == sql::ExplainDetail::EstimatedCost;
        result.json = result.json || detail == sql::ExplainDetail::JsonExecutionPlan;
        result.advice = result.advice || detail == sql::ExplainDetail::PlanAdvice;
    }
    if (!explain.statement)
        throw BindFailure{};
    bound::Content inner = bindStatement(need(explain.statement));
    if (auto* query = std::get_if<bound::Query>(&inner))
        result.roots.push_back(query->root);
    else if (auto* insert = std::get_if<bound::Insert>(&inner))
        result.roots.push_back(insert->root);
    else if (auto* set = std::get_if<bound::StatementSet>(&inner))
        result.roots = set->roots;
    else if (auto* create = std::get_if<bound::CreateTable>(&inner); create && create->query)
        result.roots.push_back(create->query);
    else
        fail(ErrorCode::Invalid, "EXPLAIN shows the plan of a SELECT, an INSERT or a statement set.", explain.statement->place.known() ? explain.statement->place : place);
    return result;
}

} // namespace weir::binder
