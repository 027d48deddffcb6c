// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

std::string typeLine(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return "[" + text + "]";
}

bool isWritten(const TableColumn& column) { return column.kind == ColumnKind::Physical || (column.kind == ColumnKind::Metadata && !column.isVirtual); }

} // namespace

bound::Content QueryBinder::bindInsert(const sql::Insert& insert, Place place) {
    size_t before = errorCount();
    TableRef table;
    attempt([&] {
        table = findTable(insert.table);
        if (table->isView)
            fail(ErrorCode::Invalid, "'" + table->name + "' is a view; rows can be inserted into tables only.", insert.table.place);
        if (!insert.extendedColumns.empty())
            unsupported("Extended columns", insert.columnsPlace);
        if (insert.overwrite && !isBatch())
            fail(ErrorCode::Invalid, "INSERT OVERWRITE is possible in batch mode only.", insert.table.place, "SET 'execution.runtime-mode' = 'batch'.");
        checkHints(insert.hints);
    });
    plan::NodeRef query;
    attempt([&] { query = bindQuery(need(insert.query)); });
    stopIfErrors(before);
    if (!table || !query)
        throw BindFailure{};
    if (std::any_of(insert.hints.begin(), insert.hints.end(), [](const sql::Hint& hint) { return hint.name == "OPTIONS"; })) {
        if (!config_.boolean("table.dynamic-table-options.enabled"))
            fail(ErrorCode::Invalid, "The OPTIONS hint is switched off.", insert.hints[0].place, "SET 'table.dynamic-table-options.enabled' = 'true'.");
        auto changed = std::make_shared<TableDefinition>(*table);
        for (const auto& hint : insert.hints)
            for (const auto& option : hint.options) {
                changed->options[option.key] = option.value;
                changed->optionPlaces[option.key] = option.keyPlace;
            }
        table = changed;
    }
    if (table->connector().empty())
        fail(ErrorCode::Invalid, "Table '" + table->name + "' has no 'connector' option, so there is nothing to write to.", insert.table.place,
             "Add WITH ('connector' = ...) to its CREATE TABLE.");
    std::vector<std::string> names;
    for (const auto& column : table->columns)
        names.push_back(column.name);
    auto columnNamed = [&](const sql::Name& name) {
        for (size_t i = 0; i < table->columns.size(); ++i)
            if (table->columns[i].name == name.text) {
                if (!isWritten(table->columns[i]))
                    fail(ErrorCode::Invalid, "Column '" + name.text + "' is " + (table->columns[i].kind == ColumnKind::Computed ? "computed" : "virtual") + " and cannot be written.", name.place);
                return static_cast<int>(i);
            }
        fail(ErrorCode::Unknown, "Column '" + name.text + "' is not in table '" + table->name + "'.", name.place, didYouMean(name.text, names));
    };
    std::map<int, ExpressionRef> constants;
    std::vector<std::pair<std::string, std::string>> partition;
    for (const auto& key : insert.partition) {
        int column = columnNamed(key.column);
        if (std::find(table->partitionKeys.begin(), table->partitionKeys.end(), key.column.text) == table->partitionKeys.end())
            fail(ErrorCode::Invalid, "Table '" + table->name + "' is not partitioned by '" + key.column.text + "'.", key.column.place);
        if (!key.value)
            fail(ErrorCode::Syntax, "The partition '" + key.column.text + "' has no value.", key.column.place, "Write (" + key.column.text + " = value), or leave the clause out for partitions by the rows.");
        if (constants.count(column))
            fail(ErrorCode::Invalid, "Column '" + key.column.text + "' is written twice.", key.column.place);
        auto value = constantLiteral(need(key.value));
        if (!value)
            fail(ErrorCode::Invalid, "The value of a partition must be a literal.", key.value->place);
        constants[column] = *value;
        partition.emplace_back(key.column.text, textOfLiteral(**value));
    }
    std::vector<int> targets;
    if (!insert.columns.empty()) {
        for (const auto& name : insert.columns) {
            if (name.parts.size() != 1)
                unsupported("Writing a nested column", name.place);
            int column = columnNamed(name.last());
            if (std::find(targets.begin(), targets.end(), column) != targets.end() || constants.count(column))
                fail(ErrorCode::Invalid, "Column '" + name.dotted() + "' is written twice.", name.place);
            targets.push_back(column);
        }
    } else {
        for (size_t i = 0; i < table->columns.size(); ++i)
            if (isWritten(table->columns[i]) && !constants.count(static_cast<int>(i)))
                targets.push_back(static_cast<int>(i));
    }
    plan::NodeRef root = sinkInto(table, query, targets, insert.overwrite, std::move(partition), constants, place);
    if (insert.conflict != sql::ConflictAction::None) {
        plan::Sink sink = std::get<plan::Sink>(root->spec);
        sink.conflict = static_cast<plan::Conflict>(insert.conflict);
        root = plan::makeNode(std::move(sink), root->schema, root->inputs, root->place, root->name);
    }
    return bound::Insert{root};
}

std::string QueryBinder::textOfLiteral(const Expression& literal) {
    if (literal.type.isCharacter())
        return literal.value.text();
    std::string text = literal.text();
    return text.size() >= 2 && text.front() == '\'' && text.back() == '\'' ? text.substr(1, text.size() - 2) : text;
}

plan::NodeRef QueryBinder::sinkInto(const TableRef& table, plan::NodeRef query, const std::vector<int>& targets, bool overwrite,
                                    std::vector<std::pair<std::string, std::string>> partition, const std::map<int, ExpressionRef>& constants, Place place) {
    if (!table->distribution.empty() && table->connector() != "kafka")
        fail(ErrorCode::Invalid, "Table '" + table->name + "' is distributed into buckets, but connector '" + table->connector() + "' writes none.", place, "Remove DISTRIBUTED from its CREATE TABLE.");
    checkMetadata(*table, true, place);
    auto mismatch = [&](const std::string& cause, std::string hint) {
        std::vector<std::string> given, wanted;
        for (const auto& field : query->schema.fields)
            given.push_back(field.name + ": " + field.type.text());
        for (int target : targets)
            wanted.push_back(table->columns[static_cast<size_t>(target)].name + ": " + table->columns[static_cast<size_t>(target)].type.text());
        fail(ErrorCode::Type, "The query does not fit table '" + table->name + "': " + cause + ". Query: " + typeLine(given) + ". Table: " + typeLine(wanted) + ".", place, std::move(hint));
    };
    if (static_cast<size_t>(query->schema.size()) != targets.size())
        mismatch("different number of columns, " + std::to_string(query->schema.size()) + " for " + std::to_string(targets.size()), "Select a value for each column, or name the columns that you write.");
    std::vector<ExpressionRef> columns;
    std::vector<std::string> names;
    for (size_t i = 0; i < table->columns.size(); ++i) {
        const auto& column = table->columns[i];
        if (!isWritten(column))
            continue;
        names.push_back(column.name);
        auto target = std::find(targets.begin(), targets.end(), static_cast<int>(i));
        ExpressionRef value;
        if (auto constant = constants.find(static_cast<int>(i)); constant != constants.end()) {
            value = constant->second;
        } else if (target == targets.end()) {
            if (!column.type.nullable())
                fail(ErrorCode::Invalid, "Column '" + column.name + "' is NOT NULL and must be written.", place, "Name it in the column list.");
            columns.push_back(literalExpression(Value{}, column.type));
            continue;
        } else {
            int source = static_cast<int>(target - targets.begin());
            value = columnExpression(source, query->schema.fields[static_cast<size_t>(source)].type, query->place);
        }
        DataType type = column.type.withTimeAttribute(TimeAttribute::None);
        if (!value->type.same(type)) {
            bool nullLiteral = value->isLiteral() && value->value.isNull();
            bool partitionLiteral = constants.count(static_cast<int>(i)) > 0;   // '2024' for an INT partition
            if (!nullLiteral && !partitionLiteral && !isStoreCast(value->type, type))
                mismatch("incompatible types for column '" + column.name + "', " + value->type.text() + " for " + type.text(), "Write CAST(... AS " + type.text() + ").");
            value = cast(value, type, value->place);
        }
        columns.push_back(value);
    }
    plan::NodeRef input = project(query, columns, names, place);
    Schema schema = input->schema;
    plan::Sink sink{table, overwrite, std::move(partition), {}};
    return plan::makeNode(std::move(sink), std::move(schema), {input}, at(place), table->name);
}

} // namespace weir::binder
