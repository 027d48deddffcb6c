// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

namespace weir::binder {

namespace {

/// How many leading parts of the name mean this table: its alias, or the tail of its path. 0 = none.
size_t tableParts(const ScopeTable& table, const std::vector<sql::Name>& parts) {
    if (!table.alias.empty() && parts[0].text == table.alias)
        return 1;
    if (!table.path)
        return 0;
    if (parts.size() >= 3 && parts[0].text == table.path->database && parts[1].text == table.path->name)
        return 2;
    if (parts.size() >= 4 && parts[0].text == table.path->catalog && parts[1].text == table.path->database && parts[2].text == table.path->name)
        return 3;
    return 0;
}

} // namespace

ExpressionRef QueryBinder::columnOf(const Relation& relation, int column, int level, Place place) {
    const DataType& type = relation.node->schema.fields[static_cast<size_t>(column)].type;
    return columnExpression(level == 0 ? column : outerColumn(level, column), type, at(place));
}

ExpressionRef QueryBinder::mergedOf(const MergedColumn& merged, int level, Place place) {
    ExpressionRef value = level == 0 ? merged.value : replaceColumns(merged.value, [level](const Expression& column) {
        return columnExpression(outerColumn(level, column.column), column.type, column.place);
    });
    auto placed = std::make_shared<Expression>(*value);
    placed->place = at(place);
    return placed;
}

ExpressionRef QueryBinder::accessFields(ExpressionRef value, const std::vector<sql::Name>& parts, size_t from, Place place) {
    for (size_t i = from; i < parts.size(); ++i) {
        if (value->type.kind() != TypeKind::Row)
            fail(ErrorCode::Type, "'" + value->text() + "' is " + value->type.text() + " and has no field '" + parts[i].text + "'.", parts[i].place);
        int field = value->type.fieldIndex(parts[i].text);
        if (field < 0) {
            std::vector<std::string> names;
            for (const auto& known : value->type.fields())
                names.push_back(known.name);
            fail(ErrorCode::Unknown, "There is no field '" + parts[i].text + "' in " + value->type.text() + ".", parts[i].place, didYouMean(parts[i].text, names));
        }
        value = call("FIELD", {value, literalExpression(Value(field), DataType::integer().notNull(), at(place))}, place);
    }
    return value;
}

ExpressionRef QueryBinder::bindColumn(const sql::ColumnName& column, Place place, SelectFrame& frame) {
    const auto& parts = column.name.parts;
    if (parts.empty())
        throw BindFailure{};
    if (frame.columnHook)
        if (ExpressionRef hooked = frame.columnHook(column, place))
            return hooked;
    if (frame.aliasesVisible && parts.size() == 1)
        if (auto alias = frame.aliases.find(parts[0].text); alias != frame.aliases.end() && alias->second)
            return alias->second;
    int level = 0;
    for (SelectFrame* at = &frame; at; at = at->outer, ++level) {
        if (!at->relation)
            continue;
        const Relation& relation = *at->relation;
        // A qualified name first.
        if (parts.size() > 1) {
            const ScopeTable* found = nullptr;
            size_t used = 0;
            for (const auto& table : relation.scope.tables) {
                size_t count = tableParts(table, parts);
                if (count == 0 || count >= parts.size())
                    continue;
                if (found)
                    fail(ErrorCode::Ambiguous, "Table name '" + parts[0].text + "' is ambiguous: several tables of FROM bear it.", parts[0].place, "Give them aliases.");
                found = &table;
                used = count;
            }
            if (found) {
                for (size_t i = 0; i < found->names.size(); ++i)
                    if (found->names[i] == parts[used].text)
                        return accessFields(columnOf(relation, found->first + static_cast<int>(i), level, place), parts, used + 1, place);
                fail(ErrorCode::Unknown, "Column '" + parts[used].text + "' is not in table '" + parts[used - 1].text + "'.", parts[used].place,
                     didYouMean(parts[used].text, found->names));
            }
        }
        const std::string& name = parts[0].text;
        for (const auto& merged : relation.scope.merged)
            if (merged.name == name)
                return accessFields(mergedOf(merged, level, place), parts, 1, place);
        int hit = -1;
        for (const auto& table : relation.scope.tables)
            for (size_t i = 0; i < table.names.size(); ++i)
                if (table.names[i] == name) {
                    if (hit >= 0) {
                        std::string owners;
                        for (const auto& owner : relation.scope.tables)
                            for (const auto& owned : owner.names)
                                if (owned == name && !owner.alias.empty())
                                    owners += (owners.empty() ? "" : ", ") + owner.alias + "." + name;
                        fail(ErrorCode::Ambiguous, "Column '" + name + "' is ambiguous: several tables of FROM have one.", parts[0].place,
                             owners.empty() ? "Give the tables aliases and write which one is meant." : "Write which one is meant: " + owners + ".");
                    }
                    hit = table.first + static_cast<int>(i);
                }
        // n.t with a plain column n: the n meant may be a table further out.
        if (hit >= 0 && parts.size() > 1 && at->outer && relation.node->schema.fields[static_cast<size_t>(hit)].type.kind() != TypeKind::Row)
            continue;
        if (hit >= 0)
            return accessFields(columnOf(relation, hit, level, place), parts, 1, place);
    }
    if (parts.size() == 1 && !parts[0].quoted)
        if (const FunctionInfo* function = findFunction(parts[0].text, FunctionKind::Scalar); function && upperCase(parts[0].text) == "PI")
            return call("PI", {}, place);
    unknownColumn(column, place, frame);
}

void QueryBinder::unknownColumn(const sql::ColumnName& column, Place place, SelectFrame& frame) {
    const auto& parts = column.name.parts;
    std::vector<std::string> columns, aliases;
    std::string onlyTable;
    int tables = 0;
    for (SelectFrame* at = &frame; at; at = at->outer)
        if (at->relation)
            for (const auto& table : at->relation->scope.tables) {
                columns.insert(columns.end(), table.names.begin(), table.names.end());
                if (!table.alias.empty())
                    aliases.push_back(table.alias);
                ++tables;
                onlyTable = table.alias;
            }
    if (parts.size() > 1) {
        std::string hint = didYouMean(parts[0].text, aliases);
        fail(ErrorCode::Unknown, "There is no table '" + parts[0].text + "' in this FROM clause.", parts[0].place, hint);
    }
    const std::string& name = parts[0].text;
    std::string hint = didYouMean(name, columns);
    if (frame.aliases.count(name) && !frame.aliasesVisible)
        hint = std::string("An alias of the select list is not visible in ") + frame.clause + ": repeat the expression, or put the query into a subquery.";
    if (tables == 0)
        fail(ErrorCode::Unknown, "Column '" + name + "' is unknown: there is no table here.", place, hint);
    if (tables == 1 && !onlyTable.empty())
        fail(ErrorCode::Unknown, "Column '" + name + "' is not in table '" + onlyTable + "'.", place, hint);
    fail(ErrorCode::Unknown, "Column '" + name + "' is in no table of FROM.", place, hint);
}

} // namespace weir::binder
