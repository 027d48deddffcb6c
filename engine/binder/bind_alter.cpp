// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/binder/tree_walk.h"

#include <algorithm>

namespace weir::binder {

namespace {

int columnNamed(const TableDefinition& table, const std::string& name) {
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].name == name)
            return static_cast<int>(i);
    return -1;
}

std::vector<std::string> columnNames(const TableDefinition& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns)
        names.push_back(column.name);
    return names;
}

/// Whether a computed column or the watermark reads the column; the reader's name.
std::string readerOf(const TableDefinition& table, int column) {
    auto reads = [&](const ExpressionRef& expression) { return expression && anyColumn(expression, [&](int used) { return used == column; }); };
    for (const auto& other : table.columns)
        if (other.kind == ColumnKind::Computed && reads(other.computed))
            return "computed column '" + other.name + "'";
    if (table.watermark && (table.watermark->column == column || reads(table.watermark->expression)))
        return "the watermark";
    return "";
}

} // namespace

bound::Content QueryBinder::bindAlterTable(const sql::AlterTable& alter, Place place) {
    if (alter.ifExists && !catalog_.find(partsOf(alter.name)).ok())
        return bound::AlterTable{};
    TableRef old = findTable(alter.name);
    if (old->isView)
        fail(ErrorCode::Invalid, "'" + old->name + "' is a view.", alter.name.place, "Use ALTER VIEW.");
    if (old->temporary && alter.ifExists)
        return bound::AlterTable{};
    if (old->temporary)
        fail(ErrorCode::Invalid, "Table '" + old->name + "' is temporary; only others can be altered.", alter.name.place, "Drop it and create it anew.");
    if (!alter.partition.empty())
        unsupported("ALTER of a partition", alter.partition[0].column.place);
    TableDefinition table = *old;
    WrittenExpressions written;
    std::string watermarked = table.watermark ? table.columns[static_cast<size_t>(table.watermark->column)].name : "";
    auto need = [&](const sql::CompoundName& name) {
        if (name.parts.size() != 1)
            unsupported("A nested column", name.place);
        int column = columnNamed(table, name.last().text);
        if (column < 0)
            fail(ErrorCode::Unknown, "Column '" + name.last().text + "' is not in table '" + table.name + "'.", name.place, didYouMean(name.last().text, columnNames(table)));
        return column;
    };
    bool schemaChanged = true;
    const auto& action = alter.action;
    if (const auto* rename = std::get_if<sql::RenameTo>(&action)) {
        bound::RenameTable result{ObjectPath{old->catalog, old->database, old->name}, rename->name.last().text};
        Catalog copy = catalog_;
        done(copy.renameTable(*result.from, result.to), rename->name.place);
        return result;
    }
    if (std::holds_alternative<sql::MissingAction>(action))
        throw BindFailure{};
    if (const auto* set = std::get_if<sql::SetOptions>(&action)) {
        for (const auto& option : set->options) {
            table.options[option.key] = option.value;
            table.optionPlaces[option.key] = at(option.valuePlace);
        }
        schemaChanged = false;
    } else if (const auto* reset = std::get_if<sql::ResetOptions>(&action)) {
        for (const auto& option : reset->keys) {
            if (option.key == "connector")
                fail(ErrorCode::Invalid, "The option 'connector' cannot be reset.", option.keyPlace);
            table.options.erase(option.key);
            table.optionPlaces.erase(option.key);
        }
        schemaChanged = false;
    } else if (const auto* rename = std::get_if<sql::RenameColumn>(&action)) {
        int column = need(rename->from);
        const std::string from = rename->from.last().text, to = rename->to.text;
        if (columnNamed(table, to) >= 0)
            fail(ErrorCode::Exists, "There is already a column '" + to + "'.", rename->to.place);
        if (std::string reader = readerOf(table, column); !reader.empty())
            fail(ErrorCode::Invalid, "Column '" + from + "' is read by " + reader + ".", rename->from.place, "Drop or change that first.");
        if (std::find(table.partitionKeys.begin(), table.partitionKeys.end(), from) != table.partitionKeys.end())
            fail(ErrorCode::Invalid, "Column '" + from + "' is a partition key.", rename->from.place);
        table.columns[static_cast<size_t>(column)].name = to;
        if (table.columns[static_cast<size_t>(column)].kind == ColumnKind::Metadata && table.columns[static_cast<size_t>(column)].metadataKey.empty())
            table.columns[static_cast<size_t>(column)].metadataKey = from;
        std::replace(table.primaryKey.begin(), table.primaryKey.end(), from, to);
    } else if (const auto* change = std::get_if<sql::ChangeSchema>(&action)) {
        for (const auto& item : change->columns) {
            const std::string name = item.column.name.empty() ? "" : item.column.name.last().text;
            int position = -1;
            if (change->modify) {
                int known = need(item.column.name);
                position = known;
                table.columns.erase(table.columns.begin() + known);
            }
            if (item.position == sql::ColumnPosition::First) {
                position = 0;
            } else if (item.position == sql::ColumnPosition::After) {
                position = need(item.after) + 1;
            }
            addColumn(table, item.column, written, position);
        }
        for (const auto& key : change->constraints) {
            if (change->modify) {
                if (table.primaryKey.empty())
                    fail(ErrorCode::Unknown, "Table '" + table.name + "' has no primary key to modify.", key.place, "Use ADD.");
                table.primaryKey.clear();
            }
            addPrimaryKey(table, key);
        }
        for (const auto& watermark : change->watermarks) {
            if (change->modify) {
                if (!table.watermark)
                    fail(ErrorCode::Unknown, "Table '" + table.name + "' has no watermark to modify.", watermark.place, "Use ADD.");
                table.watermark.reset();
            }
            watermarked = watermark.column.empty() ? "" : watermark.column.last().text;
            addWatermark(table, watermark, written);
        }
        if (change->distribution) {
            if (change->modify == table.distribution.empty())
                fail(change->modify ? ErrorCode::Unknown : ErrorCode::Exists, "Table '" + table.name + (change->modify ? "' has no distribution to modify." : "' has a distribution already."),
                     change->distribution->place, change->modify ? "Use ADD." : "Use MODIFY.");
            table.distribution = distributionOf(table, *change->distribution);
        }
    } else if (const auto* drop = std::get_if<sql::DropColumns>(&action)) {
        std::set<int> dropped;
        for (const auto& name : drop->columns)
            if (!dropped.insert(need(name)).second)
                fail(ErrorCode::Invalid, "Column '" + name.last().text + "' is named twice.", name.place);
        // Computed columns that go too do not count as readers.
        TableDefinition rest = table;
        for (int column : dropped)
            rest.columns[static_cast<size_t>(column)].computed = nullptr;
        for (const auto& name : drop->columns) {
            int column = need(name);
            if (std::string reader = readerOf(rest, column); !reader.empty())
                fail(ErrorCode::Invalid, "Column '" + name.last().text + "' is read by " + reader + ".", name.place, "Drop that first.");
            for (const auto& key : table.primaryKey)
                if (key == name.last().text)
                    fail(ErrorCode::Invalid, "Column '" + key + "' is part of the primary key.", name.place, "Drop the primary key first.");
            for (const auto& key : table.partitionKeys)
                if (key == name.last().text)
                    fail(ErrorCode::Invalid, "Column '" + key + "' is a partition key.", name.place);
        }
        for (auto column = dropped.rbegin(); column != dropped.rend(); ++column)
            table.columns.erase(table.columns.begin() + *column);
    } else if (std::holds_alternative<sql::DropPrimaryKey>(action) || std::holds_alternative<sql::DropConstraint>(action)) {
        if (table.primaryKey.empty())
            fail(ErrorCode::Unknown, "Table '" + table.name + "' has no primary key.", alter.actionPlace);
        if (const auto* constraint = std::get_if<sql::DropConstraint>(&action); constraint && constraint->name.text != table.primaryKeyName)
            fail(ErrorCode::Unknown, "Table '" + table.name + "' has no constraint '" + constraint->name.text + "'.", constraint->name.place, didYouMean(constraint->name.text, {table.primaryKeyName}));
        table.primaryKey.clear();
        table.primaryKeyName.clear();
    } else if (std::holds_alternative<sql::DropWatermark>(action)) {
        if (!table.watermark)
            fail(ErrorCode::Unknown, "Table '" + table.name + "' has no watermark.", alter.actionPlace);
        table.watermark.reset();
    } else if (std::holds_alternative<sql::DropDistribution>(action)) {
        if (table.distribution.empty())
            fail(ErrorCode::Unknown, "Table '" + table.name + "' has no distribution.", alter.actionPlace);
        table.distribution.clear();
    } else {
        unsupported("This ALTER TABLE", alter.actionPlace.known() ? alter.actionPlace : place);
    }
    if (schemaChanged) {
        if (table.watermark)
            table.watermark->column = columnNamed(table, watermarked);
        for (auto& column : table.columns)
            column.computed = nullptr;
        bindTableExpressions(table, written, alter.actionPlace.known() ? alter.actionPlace : place);
    }
    return bound::AlterTable{std::move(table)};
}

bound::Content QueryBinder::bindAlterView(const sql::AlterView& alter, Place place) {
    if (alter.ifExists && !catalog_.find(partsOf(alter.name)).ok())
        return bound::AlterTable{};
    TableRef old = findTable(alter.name);
    if (!old->isView)
        fail(ErrorCode::Invalid, "'" + old->name + "' is a table.", alter.name.place, "Use ALTER TABLE.");
    if (old->temporary && alter.ifExists)
        return bound::AlterTable{};
    if (old->temporary)
        fail(ErrorCode::Invalid, "View '" + old->name + "' is temporary; only others can be altered.", alter.name.place, "Drop it and create it anew.");
    if (alter.renameTo) {
        bound::RenameTable result{ObjectPath{old->catalog, old->database, old->name}, alter.renameTo->last().text};
        Catalog copy = catalog_;
        done(copy.renameTable(*result.from, result.to), alter.renameTo->place);
        return result;
    }
    TableDefinition view = viewOf(need(alter.query), {}, place);
    view.catalog = old->catalog;
    view.database = old->database;
    view.name = old->name;
    view.temporary = old->temporary;
    view.comment = old->comment;
    return bound::AlterTable{std::move(view)};
}

} // namespace weir::binder
