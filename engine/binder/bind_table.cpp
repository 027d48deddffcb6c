// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/sql/parser.h"

#include <algorithm>

namespace weir::binder {

namespace {

constexpr size_t DeepestViews = 200;

} // namespace

ObjectPath QueryBinder::resolvePath(const sql::CompoundName& name) {
    if (name.empty())
        throw BindFailure{};
    return take(catalog_.resolve(partsOf(name)), name.place);
}

TableRef QueryBinder::findTable(const sql::CompoundName& name) {
    if (name.empty())
        throw BindFailure{};
    auto found = catalog_.find(partsOf(name));
    if (!found.ok())
        fail(found.error(), name.place);
    tableUses.push_back({name.place, {(*found)->catalog, (*found)->database, (*found)->name}});
    return *found;
}

Relation QueryBinder::relationOf(plan::NodeRef node, const sql::TableReference& reference, std::string alias, std::optional<ObjectPath> path) {
    ScopeTable table;
    table.alias = reference.alias ? reference.alias->text : std::move(alias);
    if (!reference.alias)
        table.path = std::move(path);
    for (const auto& field : node->schema.fields)
        table.names.push_back(field.name);
    if (!reference.columnAliases.empty()) {
        if (reference.columnAliases.size() != table.names.size())
            fail(ErrorCode::Invalid, "'" + table.alias + "' is given " + std::to_string(reference.columnAliases.size()) + " column names; it has " +
                                         std::to_string(table.names.size()) + " columns.", reference.columnAliases[0].place);
        for (const auto& alias : reference.columnAliases)
            if (alias.text.empty())
                throw BindFailure{};
        for (size_t i = 0; i < table.names.size(); ++i)
            table.names[i] = reference.columnAliases[i].text;
        auto renamed = std::make_shared<plan::Node>(*node);
        for (size_t i = 0; i < table.names.size(); ++i)
            renamed->schema.fields[i].name = table.names[i];
        node = renamed;
    }
    Relation relation{std::move(node), {}};
    relation.scope.tables.push_back(std::move(table));
    return relation;
}

Relation QueryBinder::bindTable(const sql::TableReference& table, SelectFrame& lateral) {
    if (table.sample)
        if (!table.sample->percentage || !constantLiteral(*table.sample->percentage) || (*constantLiteral(*table.sample->percentage))->text() != "100")
            unsupported("TABLESAMPLE of less than all rows", table.sample->place);
    return std::visit([&](const auto& node) -> Relation {
        using Kind = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Kind, sql::NamedTable>) {
            if (node.systemTime)
                fail(ErrorCode::Invalid, "FOR SYSTEM_TIME AS OF is possible only on the right of a JOIN.", node.systemTime->place, "Join the table to a stream with a time column.");
            return bindNamedTable(node, table);
        } else if constexpr (std::is_same_v<Kind, sql::DerivedTable>) {
            SelectFrame* outer = node.lateral ? &lateral : lateral.outer;
            return relationOf(bindSubquery(need(node.query), outer), table, "");
        } else if constexpr (std::is_same_v<Kind, sql::TableFunction>) {
            return bindTableFunction(node, table, lateral);
        } else if constexpr (std::is_same_v<Kind, sql::Unnest>) {
            return bindUnnest(node, table, nullptr, plan::JoinKind::Inner, lateral);
        } else if constexpr (std::is_same_v<Kind, sql::Join>) {
            return bindJoin(node, table, lateral);
        } else if constexpr (std::is_same_v<Kind, sql::MatchRecognize>) {
            return bindMatch(node, table, lateral);
        } else {
            throw BindFailure{};
        }
    }, table.node);
}

Relation QueryBinder::bindNamedTable(const sql::NamedTable& named, const sql::TableReference& reference) {
    if (named.name.empty())
        throw BindFailure{};
    if (named.name.parts.size() == 1)
        for (const CommonTables* at = commonTables_; at; at = at->outer)
            if (auto found = at->tables.find(named.name.last().text); found != at->tables.end()) {
                if (!found->second)
                    throw BindFailure{};   // its own error is known
                return relationOf(found->second, reference, named.name.last().text);
            }
    TableRef table = findTable(named.name);
    ObjectPath path{table->catalog, table->database, table->name};
    Place place = named.name.place;
    if (table->isView) {
        for (const auto& hint : named.hints)
            if (hint.name == "OPTIONS")
                fail(ErrorCode::Invalid, "'" + table->name + "' is a view; the OPTIONS hint goes with tables only.", hint.place);
        return relationOf(expandView(table, place), reference, table->name, path);
    }
    return relationOf(scanTable(table, named.hints, place), reference, table->name, path);
}

plan::NodeRef QueryBinder::scanTable(const TableRef& table, const std::vector<sql::Hint>& hints, Place place) {
    plan::Scan scan{table, {}, {}};
    for (const auto& hint : hints) {
        if (hint.name != "OPTIONS")
            continue;
        if (!config_.boolean("table.dynamic-table-options.enabled"))
            fail(ErrorCode::Invalid, "The OPTIONS hint is switched off.", hint.place, "SET 'table.dynamic-table-options.enabled' = 'true'.");
        for (const auto& option : hint.options)
            scan.hintOptions[option.key] = option.value;
    }
    if (table->connector().empty() && !scan.hintOptions.count("connector"))
        fail(ErrorCode::Invalid, "Table '" + table->name + "' has no 'connector' option, so there is nothing to read.", place, "Add WITH ('connector' = ...) to its CREATE TABLE.");
    Schema scanned;
    std::vector<int> position(table->columns.size(), -1);
    bool computed = false;
    for (size_t i = 0; i < table->columns.size(); ++i) {
        const auto& column = table->columns[i];
        if (column.kind == ColumnKind::Computed) {
            computed = true;
            continue;
        }
        position[i] = static_cast<int>(scan.columns.size());
        scan.columns.push_back(static_cast<int>(i));
        scanned.fields.push_back({column.name, column.type, column.comment});
    }
    plan::NodeRef node = plan::makeNode(scan, scanned, {}, at(place), table->name);
    if (computed) {
        std::vector<ExpressionRef> expressions;
        std::vector<std::string> names;
        std::function<ExpressionRef(size_t)> valueOf = [&](size_t column) -> ExpressionRef {
            const auto& definition = table->columns[column];
            if (position[column] >= 0)
                return columnExpression(position[column], definition.type);
            if (!definition.computed)
                throw BindFailure{};
            return replaceColumns(definition.computed, [&](const Expression& used) { return valueOf(static_cast<size_t>(used.column)); });
        };
        for (size_t i = 0; i < table->columns.size(); ++i) {
            expressions.push_back(valueOf(i));
            names.push_back(table->columns[i].name);
        }
        node = project(node, expressions, names, place, table->name);
    }
    if (table->watermark) {
        Schema schema = node->schema;
        auto& field = schema.fields[static_cast<size_t>(table->watermark->column)];
        field.type = field.type.withTimeAttribute(TimeAttribute::Rowtime);
        node = plan::makeNode(plan::Watermark{table->watermark->column, table->watermark->expression}, schema, {node}, at(place), table->name);
    }
    return node;
}

plan::NodeRef QueryBinder::expandView(const TableRef& view, Place place) {
    if (std::find(openViews_.begin(), openViews_.end(), view) != openViews_.end())
        fail(ErrorCode::Invalid, "View '" + view->name + "' is made of itself.", place);
    if (openViews_.size() >= DeepestViews)
        fail(ErrorCode::Unsupported, "Views are nested more than " + std::to_string(DeepestViews) + " deep.", place, "Make some of them one.");
    sql::ParsedQuery parsed = sql::parseQuery(view->viewText);
    for (const auto& diagnostic : parsed.diagnostics)
        if (diagnostic.severity == Severity::Error)
            fail(ErrorCode::Internal, "The text of view '" + view->name + "' cannot be read any more: " + diagnostic.error.message, place);
    // What is wrong inside a view is wrong where the user names it; names inside mean what they mean without this query's WITH.
    auto outside = override_;
    const CommonTables* tables = commonTables_;
    size_t uses = tableUses.size();
    if (!override_)
        override_ = place;
    commonTables_ = nullptr;
    openViews_.push_back(view);
    plan::NodeRef node;
    bool good = attempt([&] { node = bindQuery(need(parsed.query), nullptr); });
    openViews_.pop_back();
    commonTables_ = tables;
    override_ = outside;
    tableUses.resize(uses);
    if (!good || !node)
        throw BindFailure{};
    size_t wanted = view->columns.size();
    if (static_cast<size_t>(node->schema.size()) < wanted)
        fail(ErrorCode::Invalid, "View '" + view->name + "' has " + std::to_string(wanted) + " columns, but its query now gives " + std::to_string(node->schema.size()) + ".", place,
             "Create the view again.");
    std::vector<ExpressionRef> columns;
    std::vector<std::string> names;
    for (size_t i = 0; i < wanted; ++i) {
        columns.push_back(columnExpression(static_cast<int>(i), node->schema.fields[i].type));
        names.push_back(view->columns[i].name);
    }
    node = project(node, columns, names, place, view->name);
    auto named = std::make_shared<plan::Node>(*node);
    named->name = view->name;
    return named;
}

} // namespace weir::binder
