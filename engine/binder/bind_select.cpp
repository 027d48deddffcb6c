// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

std::string nameOf(const sql::SelectItem& item, size_t position) {
    if (item.alias)
        return item.alias->text;
    if (const auto* column = item.expression->as<sql::ColumnName>(); column && !column->name.empty())
        return column->name.last().text;
    if (const auto* field = item.expression->as<sql::FieldAccess>(); field && !field->star)
        return field->field.text;
    return "EXPR$" + std::to_string(position);
}

/// Equal names get numbers as Calcite gives them: id, id0, id1.
std::vector<std::string> distinctNames(std::vector<std::string> names) {
    std::set<std::string> used;
    for (auto& name : names) {
        std::string candidate = name;
        for (int i = 0; !used.insert(candidate).second; ++i)
            candidate = name + std::to_string(i);
        name = candidate;
    }
    return names;
}

bool isIdentity(const std::vector<ExpressionRef>& expressions, const std::vector<std::string>& names, const Schema& schema) {
    if (static_cast<int>(expressions.size()) != schema.size())
        return false;
    for (size_t i = 0; i < expressions.size(); ++i)
        if (!expressions[i]->isColumn() || expressions[i]->column != static_cast<int>(i) || names[i] != schema.fields[i].name)
            return false;
    return true;
}

} // namespace

plan::NodeRef QueryBinder::project(plan::NodeRef input, std::vector<ExpressionRef> expressions, std::vector<std::string> names, Place place, std::string name) {
    if (isIdentity(expressions, names, input->schema))
        return input;
    Schema schema;
    for (size_t i = 0; i < expressions.size(); ++i)
        schema.fields.push_back({names[i], expressions[i]->type, {}});
    return plan::makeNode(plan::Project{std::move(expressions)}, std::move(schema), {std::move(input)}, at(place), std::move(name));
}

plan::NodeRef QueryBinder::oneRow(Place place) { return plan::makeNode(plan::Values{{{}}}, {}, {}, at(place)); }

plan::NodeRef QueryBinder::bindQuery(const sql::Query& query, SelectFrame* outer) {
    if (++depth_ > 200) {
        --depth_;
        fail(ErrorCode::Unsupported, "Queries are nested too deeply.", query.place, "Split them with WITH or views.");
    }
    struct Restore {
        QueryBinder& binder;
        const CommonTables* tables;
        ~Restore() { binder.commonTables_ = tables; --binder.depth_; }
    } restore{*this, commonTables_};
    if (query.recursive)
        unsupported("WITH RECURSIVE", query.place);
    std::vector<std::unique_ptr<CommonTables>> levels;
    size_t before = errorCount();
    for (const auto& common : query.with) {
        auto level = std::make_unique<CommonTables>();
        level->outer = commonTables_;
        // A CTE that cannot be bound is still a known name: it hides nothing and explains itself once.
        plan::NodeRef node;
        attempt([&] {
            node = bindSubquery(need(common.query), outer);
            if (!common.columns.empty()) {
                if (static_cast<int>(common.columns.size()) != node->schema.size())
                    fail(ErrorCode::Invalid, "'" + common.name.text + "' names " + std::to_string(common.columns.size()) + " columns; its query gives " +
                                                 std::to_string(node->schema.size()) + ".", common.name.place);
                std::vector<ExpressionRef> columns;
                std::vector<std::string> names;
                for (int i = 0; i < node->schema.size(); ++i) {
                    columns.push_back(columnExpression(i, node->schema.fields[static_cast<size_t>(i)].type));
                    names.push_back(common.columns[static_cast<size_t>(i)].text);
                }
                node = project(node, columns, names, common.place, common.name.text);
            }
            auto named = std::make_shared<plan::Node>(*node);
            named->name = named->name.empty() ? common.name.text : named->name;
            node = named;
        });
        level->tables[common.name.text] = node;
        commonTables_ = level.get();
        levels.push_back(std::move(level));
    }
    plan::NodeRef node = bindBody(query, outer);
    stopIfErrors(before);
    return node;
}

plan::NodeRef QueryBinder::bindSubquery(const sql::Query& query, SelectFrame* outer) {
    bool plain = query.orderBy.empty() && !query.limit && !query.offset;
    if (const auto* nested = query.as<sql::NestedQuery>(); nested && plain && query.with.empty())
        return bindSubquery(need(nested->query), outer);
    plan::NodeRef node = bindQuery(query, outer);
    if (query.orderBy.empty() || query.limit || query.offset)
        return node;
    if (std::holds_alternative<plan::Sort>(node->spec))
        return node->inputs[0];
    if (std::holds_alternative<plan::Project>(node->spec) && std::holds_alternative<plan::Sort>(node->inputs[0]->spec)) {
        auto unsorted = std::make_shared<plan::Node>(*node);
        unsorted->inputs[0] = node->inputs[0]->inputs[0];
        return unsorted;
    }
    return node;
}

plan::NodeRef QueryBinder::bindBody(const sql::Query& query, SelectFrame* outer) {
    if (const auto* select = query.as<sql::Select>())
        return bindSelect(*select, &query, outer);
    plan::NodeRef node = std::visit([&](const auto& body) -> plan::NodeRef {
        using Kind = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Kind, sql::Values>)
            return bindValues(body, query.place);
        else if constexpr (std::is_same_v<Kind, sql::SetOperation>)
            return bindSetOperation(body, query.place, outer);
        else if constexpr (std::is_same_v<Kind, sql::NestedQuery>)
            return query.orderBy.empty() && !query.limit && !query.offset ? bindQuery(need(body.query), outer) : bindSubquery(need(body.query), outer);
        else if constexpr (std::is_same_v<Kind, sql::ExplicitTable>) {
            sql::TableReference reference;
            reference.place = body.name.place;
            return bindNamedTable(sql::NamedTable{body.name, body.hints, nullptr, true}, reference).node;
        } else
            throw BindFailure{};
    }, query.body);
    return sortAndLimit(std::move(node), query);
}

void QueryBinder::bindLimit(const sql::Query& query, int64_t& offset, int64_t& limit) {
    if (query.limit)
        limit = constantInteger(need(query.limit), "LIMIT");
    if (query.offset)
        offset = constantInteger(need(query.offset), "OFFSET");
}

plan::NodeRef QueryBinder::sortAndLimit(plan::NodeRef node, const sql::Query& query) {
    if (query.orderBy.empty() && !query.limit && !query.offset)
        return node;
    // Over a set operation or VALUES only the output columns can be named.
    Relation relation{node, {}};
    ScopeTable table;
    for (const auto& field : node->schema.fields)
        table.names.push_back(field.name);
    relation.scope.tables.push_back(table);
    SelectFrame frame;
    frame.relation = &relation;
    frame.clause = "ORDER BY";
    frame.subqueriesAllowed = false;
    std::vector<ExpressionRef> columns;
    std::vector<std::string> names;
    for (int i = 0; i < node->schema.size(); ++i) {
        columns.push_back(columnExpression(i, node->schema.fields[static_cast<size_t>(i)].type));
        names.push_back(node->schema.fields[static_cast<size_t>(i)].name);
    }
    size_t visible = columns.size();
    plan::Sort sort;
    for (const auto& item : query.orderBy) {
        ExpressionRef key;
        need(item.expression);
        if (const auto* literal = item.expression->as<sql::Literal>(); literal && literal->kind == sql::LiteralKind::Integer) {
            int64_t ordinal = constantInteger(need(item.expression), "ORDER BY");
            if (ordinal < 1 || ordinal > static_cast<int64_t>(visible))
                fail(ErrorCode::Invalid, "ORDER BY " + literal->text + ": there are " + std::to_string(visible) + " columns.", item.place);
            key = columns[static_cast<size_t>(ordinal) - 1];
        } else {
            key = bindExpression(need(item.expression), frame);
        }
        size_t column = 0;
        while (column < columns.size() && !columns[column]->equals(*key))
            ++column;
        if (column == columns.size()) {
            columns.push_back(key);
            names.push_back("$s" + std::to_string(column));
        }
        bool last = item.nulls == sql::NullsOrder::Default ? item.descending : item.nulls == sql::NullsOrder::Last;
        sort.order.push_back({static_cast<int>(column), item.descending, last});
    }
    bindLimit(query, sort.offset, sort.limit);
    Place place = query.orderBy.empty() ? query.place : query.orderByPlace;
    if (columns.size() > visible)
        node = project(node, columns, names, place);
    Schema schema = node->schema;
    node = plan::makeNode(std::move(sort), schema, {node}, at(place));
    if (columns.size() > visible) {
        std::vector<ExpressionRef> kept;
        for (size_t i = 0; i < visible; ++i)
            kept.push_back(columnExpression(static_cast<int>(i), schema.fields[i].type));
        names.resize(visible);
        node = project(node, kept, names, place);
    }
    return node;
}

void QueryBinder::expandStar(const sql::CompoundName& qualifier, Place place, SelectFrame& frame, std::vector<SelectItem>& items) {
    const Relation& relation = *frame.relation;
    auto add = [&](const ScopeTable& table, size_t i) {
        const std::string& name = table.names[i];
        bool windowBound = name == "window_start" || name == "window_end" || name == "window_time";
        if (windowBound && std::count(table.names.begin(), table.names.end(), name) > 1)
            fail(ErrorCode::Unknown, "Column '" + name + "' is ambiguous: a window over a window has it twice.", place, "Select the inner window's columns with other names first.");
        items.push_back({columnOf(relation, table.first + static_cast<int>(i), 0, place), name, place});
    };
    if (qualifier.empty()) {
        if (relation.scope.tables.empty())
            fail(ErrorCode::Invalid, "SELECT * needs a FROM clause.", place);
        std::set<int> hidden;
        for (const auto& merged : relation.scope.merged) {
            items.push_back({mergedOf(merged, 0, place), merged.name, place});
            hidden.insert(merged.left);
            hidden.insert(merged.right);
        }
        for (const auto& table : relation.scope.tables)
            for (size_t i = 0; i < table.names.size(); ++i)
                if (!hidden.count(table.first + static_cast<int>(i)))
                    add(table, i);
        return;
    }
    const auto parts = partsOf(qualifier);
    std::vector<std::string> aliases;
    for (const auto& table : relation.scope.tables) {
        bool named = parts.size() == 1 ? table.alias == parts[0] : table.path && table.path->name == parts.back() && table.path->database == parts[parts.size() - 2] &&
                                                                      (parts.size() < 3 || table.path->catalog == parts[0]);
        aliases.push_back(table.alias);
        if (!named)
            continue;
        for (size_t i = 0; i < table.names.size(); ++i)
            add(table, i);
        return;
    }
    // Not a table: the fields of a row column.
    bool isColumn = false;
    for (const auto& table : relation.scope.tables)
        isColumn = isColumn || (parts.size() > 1 && table.alias == parts[0]) || std::find(table.names.begin(), table.names.end(), parts[0]) != table.names.end();
    if (isColumn) {
        ExpressionRef row = bindColumn(sql::ColumnName{qualifier}, place, frame);
        if (row->type.kind() == TypeKind::Row) {
            for (const auto& field : row->type.fields())
                items.push_back({accessFields(row, {sql::Name{field.name, place, true}}, 0, place), field.name, place});
            return;
        }
    }
    fail(ErrorCode::Unknown, "There is no table '" + qualifier.dotted() + "' in this FROM clause.", place, didYouMean(qualifier.dotted(), aliases));
}

std::vector<QueryBinder::SelectItem> QueryBinder::bindSelectItems(const sql::Select& select, SelectFrame& frame) {
    std::vector<SelectItem> items;
    bool failed = false;
    for (const auto& item : select.items) {
        failed = !attempt([&] {
            need(item.expression);
            if (item.alias && item.alias->text.empty())
                throw BindFailure{};
            if (const auto* star = item.expression->as<sql::Star>())
                return expandStar(star->qualifier, item.place.known() ? item.place : item.expression->place, frame, items);
            if (const auto* access = item.expression->as<sql::FieldAccess>(); access && access->star) {
                ExpressionRef row = bindExpression(need(access->operand), frame);
                if (row->type.kind() != TypeKind::Row)
                    fail(ErrorCode::Type, "'.*' needs a ROW; this is " + row->type.text() + ".", item.expression->place);
                for (const auto& field : row->type.fields())
                    items.push_back({accessFields(row, {sql::Name{field.name, item.place, true}}, 0, item.place), field.name, item.place});
                return;
            }
            ExpressionRef value = bindExpression(need(item.expression), frame);
            if (value->type.kind() == TypeKind::Null)
                fail(ErrorCode::Type, "NULL has no type here.", item.expression->place, "Write CAST(NULL AS a type).");
            items.push_back({value, nameOf(item, items.size()), item.expression->place});
        }) || failed;
    }
    if (failed)
        throw BindFailure{};
    return items;
}

plan::NodeRef QueryBinder::bindSelect(const sql::Select& select, const sql::Query* whole, SelectFrame* outer) {
    Place place = whole ? whole->place : Place{};
    checkHints(select.hints);
    size_t before = errorCount();
    SelectFrame frame;
    frame.outer = outer;
    frame.namedWindows = &select.windows;
    Relation relation;
    if (select.from) {
        SelectFrame lateral;
        lateral.outer = outer;
        lateral.clause = "FROM";
        relation = bindTable(need(select.from), lateral);
    } else {
        relation.node = oneRow(place);
    }
    frame.relation = &relation;
    plan::NodeRef node = relation.node;
    attempt([&] { checkHints(select.hints, relation); });

    if (select.where) {
        frame.clause = "WHERE";
        attempt([&] {
            ExpressionRef where = condition(bindExpression(need(select.where), frame), "WHERE");
            filterAll(where, node, frame);
        });
    }

    frame.clause = "GROUP BY";
    Grouping grouping;
    bool groupFailed = !attempt([&] { grouping = bindGroupBy(select, frame); });

    frame.aggregatesAllowed = frame.overAllowed = true;
    frame.clause = "SELECT";
    std::vector<SelectItem> items;
    attempt([&] { items = bindSelectItems(select, frame); });
    for (size_t i = 0; i < items.size(); ++i)
        frame.aliases.emplace(items[i].name, items[i].expression);
    if (groupFailed)
        throw BindFailure{};

    ExpressionRef having, qualify;
    if (select.having)
        attempt([&] {
            frame.clause = "HAVING";
            frame.overAllowed = false;
            having = condition(bindExpression(need(select.having), frame), "HAVING");
        });
    frame.overAllowed = true;
    frame.aliasesVisible = true;
    if (select.qualify)
        attempt([&] {
            frame.clause = "QUALIFY";
            qualify = condition(bindExpression(need(select.qualify), frame), "QUALIFY");
        });
    struct OrderKey { ExpressionRef expression; bool descending, nullsLast; };
    std::vector<OrderKey> order;
    if (whole) {
        frame.clause = "ORDER BY";
        for (const auto& item : whole->orderBy)
            attempt([&] {
                need(item.expression);
                bool last = item.nulls == sql::NullsOrder::Default ? item.descending : item.nulls == sql::NullsOrder::Last;
                if (const auto* literal = item.expression->as<sql::Literal>(); literal && literal->kind == sql::LiteralKind::Integer) {
                    int64_t ordinal = constantInteger(need(item.expression), "ORDER BY");
                    if (ordinal < 1 || ordinal > static_cast<int64_t>(items.size()))
                        fail(ErrorCode::Invalid, "ORDER BY " + literal->text + ": the select list has " + std::to_string(items.size()) + " columns.", item.place);
                    order.push_back({items[static_cast<size_t>(ordinal) - 1].expression, item.descending, last});
                } else {
                    order.push_back({bindExpression(need(item.expression), frame), item.descending, last});
                }
            });
    }
    frame.aliasesVisible = false;
    int64_t offset = 0, limit = -1;
    if (whole)
        attempt([&] { bindLimit(*whole, offset, limit); });
    stopIfErrors(before);

    bool aggregated = select.grouped || having || !frame.aggregates.empty() || !frame.groupings.empty();
    if (aggregated) {
        node = aggregateNode(node, grouping, frame, select.grouped ? select.groupByPlace : place);
        const plan::Node& over = *node;
        auto rewrite = [&](ExpressionRef& expression) {
            if (expression)
                attempt([&] { expression = overAggregate(expression, grouping, frame, over); });
        };
        for (auto& item : items)
            rewrite(item.expression);
        rewrite(having);
        rewrite(qualify);
        for (auto& key : order)
            rewrite(key.expression);
        for (auto& slot : frame.overs) {
            for (auto& argument : slot.arguments)
                rewrite(argument);
            for (auto& key : slot.partition)
                rewrite(key);
            for (auto& key : slot.order)
                rewrite(key.expression);
            rewrite(slot.filter);
        }
        for (auto& subquery : frame.subqueries)
            if (!subquery.joined)
                for (auto& left : subquery.left)
                    rewrite(left);
        stopIfErrors(before);
        applyTtl(select.hints, node);
    }
    if (having)
        filterAll(having, node, frame);
    for (auto& slot : frame.overs) {
        for (auto& argument : slot.arguments)
            argument = settle(argument, node, frame);
        for (auto& key : slot.partition)
            key = settle(key, node, frame);
        for (auto& key : slot.order)
            key.expression = settle(key.expression, node, frame);
    }
    for (auto& item : items)
        item.expression = settle(item.expression, node, frame);
    for (auto& key : order)
        key.expression = settle(key.expression, node, frame);
    if (qualify)
        qualify = settle(qualify, node, frame);

    if (!frame.overs.empty()) {
        std::vector<ExpressionRef> results;
        node = overNode(node, frame, results, frame.overs[0].place);
        auto resolved = [&](const ExpressionRef& expression) {
            return replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
                if (placeholderKind(column.column) != PlaceholderKind::Over)
                    return nullptr;
                return results[static_cast<size_t>(placeholderIndex(column.column))];
            });
        };
        for (auto& item : items)
            item.expression = resolved(item.expression);
        for (auto& key : order)
            key.expression = resolved(key.expression);
        if (qualify)
            qualify = resolved(qualify);
    }
    if (qualify) {
        Schema schema = node->schema;
        node = plan::makeNode(plan::Filter{qualify}, schema, {node}, at(select.qualify->place));
    }

    std::vector<ExpressionRef> outputs;
    std::vector<std::string> names;
    for (const auto& item : items) {
        outputs.push_back(item.expression);
        names.push_back(item.name);
    }
    names = distinctNames(std::move(names));
    size_t visible = outputs.size();
    plan::Sort sort;
    for (const auto& key : order) {
        size_t column = 0;
        while (column < outputs.size() && !outputs[column]->equals(need(key.expression)))
            ++column;
        if (column == outputs.size()) {
            if (select.distinct)
                fail(ErrorCode::Invalid, "With SELECT DISTINCT, ORDER BY can only use columns of the select list.", key.expression->place);
            outputs.push_back(key.expression);
            names.push_back("$s" + std::to_string(column - visible));
        }
        sort.order.push_back({static_cast<int>(column), key.descending, key.nullsLast});
    }
    node = project(node, outputs, names, place);
    if (select.distinct) {
        std::vector<int> keys;
        Schema schema = node->schema;
        Grouping all;
        for (int i = 0; i < schema.size(); ++i) {
            keys.push_back(i);
            all.keys.push_back(columnExpression(i, schema.fields[static_cast<size_t>(i)].type));
        }
        SelectFrame distinctFrame;
        node = aggregateNode(node, all, distinctFrame, place);
        auto renamed = std::make_shared<plan::Node>(*node);
        for (size_t i = 0; i < visible; ++i)
            renamed->schema.fields[i].name = names[i];
        node = renamed;
    }
    if (!sort.order.empty() || limit >= 0 || offset > 0) {
        sort.offset = offset;
        sort.limit = limit;
        Schema schema = node->schema;
        node = plan::makeNode(std::move(sort), schema, {node}, at(order.empty() ? place : whole->orderByPlace));
    }
    if (outputs.size() > visible) {
        std::vector<ExpressionRef> kept;
        for (size_t i = 0; i < visible; ++i)
            kept.push_back(columnExpression(static_cast<int>(i), node->schema.fields[i].type));
        names.resize(visible);
        node = project(node, kept, names, place);
    }
    return node;
}

namespace {

/// A literal, with a sign or without.
bool isWrittenOut(const sql::ExpressionPtr& value) {
    if (const auto* signedOne = value->as<sql::Unary>())
        return (signedOne->op == sql::UnaryOperator::Minus || signedOne->op == sql::UnaryOperator::Plus) && signedOne->operand->as<sql::Literal>();
    return value->as<sql::Literal>() || value->as<sql::IntervalLiteral>();
}

} // namespace

plan::NodeRef QueryBinder::bindValues(const sql::Values& values, Place place) {
    SelectFrame frame;
    frame.clause = "VALUES";
    frame.subqueriesAllowed = false;
    std::vector<std::vector<ExpressionRef>> rows;
    size_t before = errorCount();
    for (const auto& row : values.rows)
        attempt([&] {
            rows.push_back(bindAll(row, frame));
            Place rowPlace = rows.size() <= values.rowPlaces.size() ? values.rowPlaces[rows.size() - 1] : place;
            if (rows.back().size() != rows.front().size())
                fail(ErrorCode::Invalid, "The rows of VALUES have " + std::to_string(rows.front().size()) + " and " + std::to_string(rows.back().size()) + " values.", rowPlace,
                     "Give every row as many.");
            for (const auto& value : rows.back())
                if (value->type.kind() == TypeKind::Null)
                    fail(ErrorCode::Type, "NULL has no type here.", value->place, "Write CAST(NULL AS a type).");
        });
    stopIfErrors(before);
    if (rows.empty())
        throw BindFailure{};
    Schema schema;
    for (size_t column = 0; column < rows.front().size(); ++column) {
        std::vector<DataType> types;
        bool nullable = false;
        for (const auto& row : rows) {
            types.push_back(row[column]->type);
            nullable = nullable || row[column]->type.nullable();
        }
        auto common = commonType(types);
        if (!common)
            fail(ErrorCode::Type, "Column " + std::to_string(column + 1) + " of VALUES has values of types that have none in common.", rows.front()[column]->place, "Cast them to one type.");
        DataType type = common->asNullable(nullable);
        for (auto& row : rows)
            row[column] = coerce(row[column], type);
        schema.fields.push_back({"EXPR$" + std::to_string(column), type, {}});
    }
    bool computed = false;
    for (const auto& row : values.rows) computed = computed || !std::all_of(row.begin(), row.end(), isWrittenOut);
    return plan::makeNode(plan::Values{std::move(rows), computed}, std::move(schema), {}, at(place));
}

plan::NodeRef QueryBinder::bindSetOperation(const sql::SetOperation& operation, Place place, SelectFrame* outer) {
    plan::NodeRef sides[2];
    size_t before = errorCount();
    attempt([&] { sides[0] = bindSubquery(need(operation.left), outer); });
    attempt([&] { sides[1] = bindSubquery(need(operation.right), outer); });
    stopIfErrors(before);
    if (!sides[0] || !sides[1])
        throw BindFailure{};
    const char* word = operation.op == sql::SetOperator::Union ? "UNION" : operation.op == sql::SetOperator::Intersect ? "INTERSECT" : "EXCEPT";
    Place where = operation.operatorPlace.known() ? operation.operatorPlace : place;
    if (operation.minus)
        fail(ErrorCode::Invalid, "MINUS is not SQL here.", where, "Write EXCEPT.");
    int count = sides[0]->schema.size();
    if (count != sides[1]->schema.size())
        fail(ErrorCode::Invalid, std::string("The sides of ") + word + " have " + std::to_string(count) + " and " + std::to_string(sides[1]->schema.size()) + " columns.", where,
             "Give both as many.");
    Schema schema;
    for (int i = 0; i < count; ++i) {
        const Field& left = sides[0]->schema.fields[static_cast<size_t>(i)];
        const Field& right = sides[1]->schema.fields[static_cast<size_t>(i)];
        std::vector<DataType> types{left.type, right.type};
        auto common = commonType(types);
        if (!common)
            fail(ErrorCode::Type, "Column '" + left.name + "' of " + word + " is " + left.type.text() + " on the left and " + right.type.text() + " on the right.", where,
                 "Cast them to one type.");
        bool attribute = operation.op == sql::SetOperator::Union && left.type.timeAttribute() == right.type.timeAttribute() && left.type.same(right.type);
        schema.fields.push_back({left.name, common->asNullable(left.type.nullable() || right.type.nullable())
                                                .withTimeAttribute(attribute ? left.type.timeAttribute() : TimeAttribute::None), {}});
    }
    for (auto& side : sides) {
        bool same = true;
        std::vector<ExpressionRef> columns;
        std::vector<std::string> names;
        for (int i = 0; i < count; ++i) {
            const Field& field = side->schema.fields[static_cast<size_t>(i)];
            const DataType& type = schema.fields[static_cast<size_t>(i)].type;
            same = same && field.type.same(type);
            ExpressionRef column = columnExpression(i, field.type);
            columns.push_back(field.type.same(type) ? column : coerce(column, type));
            names.push_back(schema.fields[static_cast<size_t>(i)].name);
        }
        if (!same)
            side = project(side, columns, names, side->place);
    }
    plan::SetKind kind = operation.op == sql::SetOperator::Union ? plan::SetKind::Union : operation.op == sql::SetOperator::Intersect ? plan::SetKind::Intersect : plan::SetKind::Except;
    return plan::makeNode(plan::SetOperation{kind, operation.all}, std::move(schema), {sides[0], sides[1]}, at(where));
}

void QueryBinder::checkHints(const std::vector<sql::Hint>& hints, const Relation& relation) {
    static const std::set<std::string> joins{"BROADCAST", "SHUFFLE_HASH", "SHUFFLE_MERGE", "NEST_LOOP", "MULTI_JOIN"};
    std::vector<std::string> tables;
    for (const auto& table : relation.scope.tables)
        tables.push_back(table.alias);
    auto known = [&](const sql::Hint& hint, const std::string& name, Place place) {
        std::string last = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
        if (std::find(tables.begin(), tables.end(), name) == tables.end() && std::find(tables.begin(), tables.end(), last) == tables.end())
            fail(ErrorCode::Unknown, "Hint " + hint.name + " names '" + name + "', which is no table of this FROM clause.", place, didYouMean(name, tables));
    };
    for (const auto& hint : hints) {
        bool joinHint = joins.count(hint.name) > 0;
        if (!joinHint && hint.name != "STATE_TTL" && hint.name != "LOOKUP" && hint.name != "OPTIONS")
            fail(ErrorCode::Unknown, "There is no hint '" + hint.name + "'.", hint.place, "Known are BROADCAST, SHUFFLE_HASH, SHUFFLE_MERGE, NEST_LOOP, LOOKUP and STATE_TTL.");
        if (joinHint) {
            if (hint.arguments.empty())
                fail(ErrorCode::Invalid, "Hint " + hint.name + " needs the name of a table.", hint.place);
            for (const auto& argument : hint.arguments)
                known(hint, argument.text, argument.place);
        } else if (hint.name == "STATE_TTL") {
            if (hint.options.empty())
                fail(ErrorCode::Invalid, "Hint STATE_TTL needs a table and a duration.", hint.place, "Write STATE_TTL('t' = '1 d').");
            for (const auto& option : hint.options)
                known(hint, option.key, option.keyPlace);
        } else if (hint.name == "LOOKUP") {
            bool named = std::any_of(hint.options.begin(), hint.options.end(), [](const auto& option) { return option.key == "table"; });
            if (!named)
                fail(ErrorCode::Invalid, "Hint LOOKUP needs the option 'table'.", hint.place, "Write LOOKUP('table' = 't').");
        }
    }
}

void QueryBinder::applyTtl(const std::vector<sql::Hint>& hints, plan::NodeRef& node) {
    for (const auto& hint : hints) {
        if (hint.name != "STATE_TTL" || hint.options.empty())
            continue;
        int64_t longest = 0;
        for (const auto& option : hint.options) {
            auto millis = parseDurationMillis(option.value);
            if (!millis.ok())
                fail(millis.error(), option.valuePlace);
            longest = std::max(longest, *millis);
        }
        auto changed = std::make_shared<plan::Node>(*node);
        changed->stateTtlMillis = longest;
        node = changed;
    }
}

} // namespace weir::binder
