// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

plan::JoinKind kindOf(sql::JoinKind kind) {
    switch (kind) {
    case sql::JoinKind::Left: return plan::JoinKind::Left;
    case sql::JoinKind::Right: return plan::JoinKind::Right;
    case sql::JoinKind::Full: return plan::JoinKind::Full;
    default: return plan::JoinKind::Inner;
    }
}

/// The rows that a table reference reads from what stands on its left.
bool isLateral(const sql::TableReference& table) {
    if (const auto* derived = table.as<sql::DerivedTable>())
        return derived->lateral;
    return table.as<sql::TableFunction>() || table.as<sql::Unnest>();
}

Schema joinedSchema(plan::JoinKind kind, const Schema& left, const Schema& right) {
    Schema schema;
    bool leftNulls = kind == plan::JoinKind::Right || kind == plan::JoinKind::Full;
    bool rightNulls = kind == plan::JoinKind::Left || kind == plan::JoinKind::Full;
    for (auto field : left.fields) {
        if (leftNulls)
            field.type = field.type.asNullable();
        schema.fields.push_back(field);
    }
    if (kind == plan::JoinKind::Semi || kind == plan::JoinKind::Anti)
        return schema;
    for (auto field : right.fields) {
        if (rightNulls)
            field.type = field.type.asNullable();
        schema.fields.push_back(field);
    }
    return schema;
}

Scope joinedScope(const Scope& left, const Scope& right, int leftColumns) {
    Scope scope = left;
    for (auto table : right.tables) {
        table.first += leftColumns;
        scope.tables.push_back(std::move(table));
    }
    for (auto merged : right.merged) {
        merged.value = shiftColumns(merged.value, leftColumns);
        merged.left += leftColumns;
        merged.right += leftColumns;
        scope.merged.push_back(std::move(merged));
    }
    return scope;
}

int findOnce(const Relation& relation, const std::string& name, int& count) {
    int found = -1;
    count = 0;
    std::set<int> hidden;
    for (const auto& merged : relation.scope.merged) {
        hidden.insert(merged.left);
        hidden.insert(merged.right);
        if (merged.name == name) {
            found = merged.left;
            ++count;
        }
    }
    for (const auto& table : relation.scope.tables)
        for (size_t i = 0; i < table.names.size(); ++i)
            if (int column = table.first + static_cast<int>(i); table.names[i] == name && !hidden.count(column)) {
                found = column;
                ++count;
            }
    return found;
}

} // namespace

ExpressionRef QueryBinder::onCondition(const sql::Join& join, Relation& joined, SelectFrame& lateral, SelectFrame* own) {
    if (!join.condition)
        return nullptr;
    SelectFrame plain;
    SelectFrame& frame = own ? *own : plain;
    frame.relation = &joined;
    frame.outer = lateral.outer;
    frame.clause = "ON";
    frame.subqueriesAllowed = own != nullptr;
    ExpressionRef on = condition(bindExpression(need(join.condition), frame), "ON");
    bool always = on->isLiteral() && !on->value.isNull() && on->value.boolean();
    return always ? nullptr : on;
}

Relation QueryBinder::bindJoin(const sql::Join& join, const sql::TableReference& reference, SelectFrame& lateral) {
    Relation left;
    size_t before = errorCount();
    need(join.left);
    need(join.right);
    bool leftGood = attempt([&] { left = bindTable(need(join.left), lateral); });
    plan::JoinKind kind = kindOf(join.kind);
    // A parenthesised join with an alias is one table.
    auto named = [&](Relation relation) {
        return reference.alias ? relationOf(relation.node, reference, "") : relation;
    };
    if (!leftGood) {
        // Say what is wrong on the right too, where it stands alone.
        if (!isLateral(need(join.right)))
            attempt([&] { bindTable(need(join.right), lateral); });
        throw BindFailure{};
    }
    if (const auto* table = join.right->as<sql::NamedTable>(); table && table->systemTime)
        return named(bindTemporalJoin(kind, std::move(left), join, lateral, join.right->place));
    if (const auto* unnest = join.right->as<sql::Unnest>()) {
        SelectFrame inner;
        inner.relation = &left;
        inner.outer = lateral.outer;
        if (kind != plan::JoinKind::Inner && kind != plan::JoinKind::Left)
            fail(ErrorCode::Invalid, "UNNEST can be joined with INNER, CROSS and LEFT JOIN only.", join.right->place);
        Relation result = bindUnnest(*unnest, *join.right, &left, kind, inner);
        if (ExpressionRef on = onCondition(join, result, lateral)) {
            auto changed = std::make_shared<plan::Node>(*result.node);
            std::get<plan::Unnest>(changed->spec).condition = on;
            result.node = changed;
        }
        return named(std::move(result));
    }
    if (const auto* function = join.right->as<sql::TableFunction>()) {
        const auto* call = function->call ? function->call->as<sql::Call>() : nullptr;
        std::string name = call ? upperCase(call->name.dotted()) : "";
        if (call && findFunction(name, FunctionKind::Table)) {
            SelectFrame inner;
            inner.relation = &left;
            inner.outer = lateral.outer;
            if (kind != plan::JoinKind::Inner && kind != plan::JoinKind::Left)
                fail(ErrorCode::Invalid, "A table function can be joined with INNER, CROSS and LEFT JOIN only.", join.right->place);
            Relation result = bindCorrelate(*call, *join.right, &left, kind, inner);
            if (ExpressionRef on = onCondition(join, result, lateral)) {
                if (kind == plan::JoinKind::Inner) {
                    Schema schema = result.node->schema;
                    result.node = plan::makeNode(plan::Filter{on}, schema, {result.node}, on->place);
                } else {
                    auto changed = std::make_shared<plan::Node>(*result.node);
                    std::get<plan::Correlate>(changed->spec).condition = on;
                    result.node = changed;
                }
            }
            return named(std::move(result));
        }
    }
    SelectFrame inner;
    inner.relation = &left;
    inner.outer = lateral.outer;
    inner.clause = "FROM";
    SelectFrame plainFrame;
    plainFrame.outer = lateral.outer;
    Relation right = bindTable(need(join.right), isLateral(need(join.right)) ? inner : plainFrame);
    stopIfErrors(before);
    return named(joinRelations(kind, std::move(left), std::move(right), join, lateral, join.right->place));
}

Relation QueryBinder::joinRelations(plan::JoinKind kind, Relation left, Relation right, const sql::Join& join, SelectFrame& lateral, Place place) {
    int leftColumns = left.size();
    Relation joined;
    joined.scope = joinedScope(left.scope, right.scope, leftColumns);
    // A LATERAL subquery reads columns of the left side: turn that into join conditions.
    if (const auto* derived = join.right->as<sql::DerivedTable>(); derived && derived->lateral && hasOuterColumns(*right.node)) {
        if (kind != plan::JoinKind::Inner && kind != plan::JoinKind::Left)
            fail(ErrorCode::Invalid, "LATERAL can be joined with INNER, CROSS and LEFT JOIN only.", place);
        int rightColumns = right.size();
        SelectFrame frame;
        frame.relation = &left;
        AroundScope around(*this, left.node, frame);
        Decorrelated inner = decorrelate(right.node, place);
        // An aggregate without GROUP BY has a row even where nothing matches.
        bool always = inner.onEmpty.has_value();
        Schema shape = joinedSchema(always ? plan::JoinKind::Left : kind, left.node->schema, right.node->schema);
        joined.node = plan::makeNode(plan::Values{}, shape, {}, place);
        ExpressionRef on = onCondition(join, joined, lateral);
        if (on && always)
            unsupported("A condition on a LATERAL aggregate", on->place);
        plan::NodeRef node = joinCorrelated(always ? plan::JoinKind::Left : kind, left.node, inner, on, frame, place);
        std::vector<ExpressionRef> columns;
        std::vector<std::string> names;
        for (int i = 0; i < leftColumns + rightColumns; ++i) {
            const Field& field = node->schema.fields[static_cast<size_t>(i)];
            ExpressionRef column = columnExpression(i, field.type);
            if (always && i >= leftColumns) {
                const ExpressionRef& otherwise = (*inner.onEmpty)[static_cast<size_t>(i - leftColumns)];
                if (!(otherwise->isLiteral() && otherwise->value.isNull()))
                    column = coalesce({column, otherwise}, place, "LATERAL");
            }
            columns.push_back(column);
            names.push_back(shape.fields[static_cast<size_t>(i)].name);
        }
        joined.node = project(node, columns, names, place);
        return joined;
    }
    Schema schema = joinedSchema(kind, left.node->schema, right.node->schema);
    joined.node = plan::makeNode(plan::Join{kind, nullptr}, schema, {left.node, right.node}, at(place));
    ExpressionRef condition;
    SelectFrame on;
    std::vector<ExpressionRef> asking;
    std::vector<sql::Name> shared = join.usingColumns;
    if (join.natural) {
        std::set<std::string> seen;
        for (const auto& table : left.scope.tables)
            for (const auto& name : table.names) {
                int there = 0;
                findOnce(right, name, there);
                if (there > 0 && seen.insert(name).second)
                    shared.push_back(sql::Name{name, place, true});
            }
    }
    if (!shared.empty()) {
        std::vector<ExpressionRef> equalities;
        for (const auto& name : shared) {
            int leftCount = 0, rightCount = 0;
            int l = findOnce(left, name.text, leftCount), r = findOnce(right, name.text, rightCount);
            if (leftCount == 0 || rightCount == 0)
                fail(ErrorCode::Unknown, "Column '" + name.text + "' of USING is not on the " + (leftCount == 0 ? "left" : "right") + " side of the join.", name.place);
            if (leftCount > 1 || rightCount > 1)
                fail(ErrorCode::Ambiguous, "Column '" + name.text + "' of USING is ambiguous on the " + (leftCount > 1 ? "left" : "right") + " side.", name.place);
            r += leftColumns;
            ExpressionRef a = columnOf(joined, l, 0, name.place), b = columnOf(joined, r, 0, name.place);
            equalities.push_back(compare("=", columnExpression(l, left.node->schema.fields[static_cast<size_t>(l)].type, a->place),
                                         columnExpression(r, right.node->schema.fields[static_cast<size_t>(r - leftColumns)].type, b->place), name.place));
            ExpressionRef value = kind == plan::JoinKind::Right ? b : kind == plan::JoinKind::Full ? coalesce({a, b}, name.place, "USING") : a;
            auto& merged = joined.scope.merged;
            merged.erase(std::remove_if(merged.begin(), merged.end(), [&](const MergedColumn& old) { return old.name == name.text; }), merged.end());
            merged.push_back({name.text, value, l, r});
        }
        condition = makeAnd(std::move(equalities), at(place));
    } else {
        // The condition sees the sides as they are, before padding makes them nullable.
        Relation sides = joined;
        sides.node = plan::makeNode(plan::Join{plan::JoinKind::Inner, nullptr}, joinedSchema(plan::JoinKind::Inner, left.node->schema, right.node->schema),
                                    {left.node, right.node}, at(place));
        condition = onCondition(join, sides, lateral, kind == plan::JoinKind::Inner ? &on : nullptr);
        if (!on.subqueries.empty()) {
            // Of an inner join, what asks a subquery is a filter above it.
            std::vector<ExpressionRef> plain;
            for (const auto& conjunct : conjuncts(condition))
                (anyColumn(conjunct, [](int column) { return placeholderKind(column) == PlaceholderKind::Subquery; }) ? asking : plain).push_back(conjunct);
            condition = plain.empty() ? nullptr : makeAnd(std::move(plain), at(place));
        }
    }
    joined.node = plan::makeNode(plan::Join{kind, condition}, schema, {left.node, right.node}, at(place));
    for (const auto& conjunct : asking)
        filterBy(conjunct, joined.node, on);
    return joined;
}

Relation QueryBinder::bindTemporalJoin(plan::JoinKind kind, Relation left, const sql::Join& join, SelectFrame& lateral, Place place) {
    const auto& table = *join.right->as<sql::NamedTable>();
    if (kind != plan::JoinKind::Inner && kind != plan::JoinKind::Left)
        fail(ErrorCode::Invalid, "A temporal join is an INNER or a LEFT JOIN.", place);
    SelectFrame frame;
    frame.relation = &left;
    frame.outer = lateral.outer;
    frame.clause = "FOR SYSTEM_TIME AS OF";
    frame.subqueriesAllowed = false;
    ExpressionRef time = bindExpression(need(table.systemTime), frame);
    if (!time->isColumn() || placeholderKind(time->column) != PlaceholderKind::None || time->type.timeAttribute() == TimeAttribute::None) {
        if (time->function != "PROCTIME")
            fail(ErrorCode::Invalid, "A temporal join needs a time attribute of the left side; '" + time->text() + "' is none.", table.systemTime->place,
                 "Use a column with a WATERMARK or a PROCTIME() column of the left table.");
        // PROCTIME() of this moment: give it a column.
        std::vector<ExpressionRef> columns;
        std::vector<std::string> names;
        for (int i = 0; i < left.size(); ++i) {
            columns.push_back(columnExpression(i, left.node->schema.fields[static_cast<size_t>(i)].type));
            names.push_back(left.node->schema.fields[static_cast<size_t>(i)].name);
        }
        columns.push_back(time);
        names.push_back("$proctime");
        left.node = project(left.node, columns, names, place);
        time = columnExpression(left.size() - 1, time->type, time->place);
        left.scope.tables.push_back({"", std::nullopt, left.size() - 1, {}});
    }
    Relation right = bindNamedTable(table, *join.right);
    int leftColumns = left.size();
    Relation joined;
    joined.scope = joinedScope(left.scope, right.scope, leftColumns);
    Schema schema = joinedSchema(kind, left.node->schema, right.node->schema);
    for (size_t i = static_cast<size_t>(leftColumns); i < schema.fields.size(); ++i)
        schema.fields[i].type = schema.fields[i].type.withTimeAttribute(TimeAttribute::None);
    Relation sides = joined;
    sides.node = plan::makeNode(plan::Join{}, joinedSchema(plan::JoinKind::Inner, left.node->schema, right.node->schema), {left.node, right.node}, at(place));
    ExpressionRef condition = onCondition(join, sides, lateral);
    if (!condition)
        fail(ErrorCode::Invalid, "A temporal join needs an equality on the key of '" + table.name.last().text + "'.", place, "Add ON left.key = right.key.");
    joined.node = plan::makeNode(plan::TemporalJoin{kind, condition, time->column}, schema, {left.node, right.node}, at(place));
    return joined;
}

Relation QueryBinder::bindTableFunction(const sql::TableFunction& function, const sql::TableReference& reference, SelectFrame& lateral) {
    const auto* call = function.call ? function.call->as<sql::Call>() : nullptr;
    if (!call)
        throw BindFailure{};
    if (auto window = bindWindowTvf(*call, reference, lateral))
        return *window;
    if (auto changelog = bindChangelogFunction(*call, reference, lateral))
        return *changelog;
    return bindCorrelate(*call, reference, nullptr, plan::JoinKind::Inner, lateral);
}

Relation QueryBinder::bindCorrelate(const sql::Call& call, const sql::TableReference& reference, Relation* left, plan::JoinKind kind, SelectFrame& lateral) {
    std::string name = upperCase(call.name.dotted());
    Place place = reference.place;
    const FunctionInfo* info = findFunction(name, FunctionKind::Table);
    if (!info) {
        std::vector<std::string> names{"TUMBLE", "HOP", "CUMULATE", "SESSION", "TO_CHANGELOG", "FROM_CHANGELOG"};
        for (const auto* known : builtinFunctions())
            if (known->kind == FunctionKind::Table)
                names.emplace_back(known->name);
        fail(ErrorCode::Unknown, "There is no table function '" + call.name.dotted() + "'.", call.name.place.known() ? call.name.place : place, didYouMean(name, names));
    }
    SelectFrame none;
    none.outer = lateral.outer;
    SelectFrame& frame = left ? lateral : none;
    const char* clause = frame.clause;
    frame.clause = "a table function";
    std::vector<ExpressionRef> arguments;
    for (const auto& argument : call.arguments)
        arguments.push_back(bindExpression(need(argument.value), frame));
    frame.clause = clause;
    BoundTable bound = take(info->bindTable(bindArguments(arguments)), place);
    for (size_t i = 0; i < arguments.size() && i < bound.arguments.size(); ++i)
        arguments[i] = coerce(arguments[i], bound.arguments[i]);
    plan::NodeRef input = left ? left->node : oneRow(place);
    Schema schema = input->schema;
    int first = schema.size();
    Schema own;
    for (auto field : bound.columns) {
        own.fields.push_back(field);
        if (kind == plan::JoinKind::Left)
            field.type = field.type.asNullable();
        schema.fields.push_back(field);
    }
    plan::NodeRef shape = plan::makeNode(plan::Values{}, own, {}, at(place));
    Relation function = relationOf(shape, reference, call.name.last().text);
    for (size_t i = 0; i < function.scope.tables[0].names.size(); ++i)
        schema.fields[static_cast<size_t>(first) + i].name = function.scope.tables[0].names[i];
    Relation joined;
    joined.scope = joinedScope(left ? left->scope : Scope{}, function.scope, first);
    joined.node = plan::makeNode(plan::Correlate{kind, std::move(bound), std::move(arguments), nullptr}, std::move(schema), {input}, at(place));
    return joined;
}

Relation QueryBinder::bindUnnest(const sql::Unnest& unnest, const sql::TableReference& reference, Relation* left, plan::JoinKind kind, SelectFrame& lateral) {
    Place place = reference.place;
    if (unnest.collections.size() != 1)
        unsupported("UNNEST of several collections", place);
    SelectFrame none;
    none.outer = lateral.outer;
    none.clause = "UNNEST";
    ExpressionRef collection = bindExpression(need(unnest.collections[0]), left ? lateral : none);
    Schema own;
    const DataType& type = collection->type;
    auto elements = [&](const DataType& element) {
        if (element.kind() == TypeKind::Row)
            for (const auto& field : element.fields())
                own.fields.push_back({field.name, element.nullable() ? field.type.asNullable() : field.type, {}});
        else
            own.fields.push_back({"EXPR$0", element, {}});
    };
    switch (type.kind()) {
    case TypeKind::Array:
    case TypeKind::Multiset: elements(type.element()); break;
    case TypeKind::Map:
        own.fields.push_back({"KEY", type.key(), {}});
        own.fields.push_back({"VALUE", type.value(), {}});
        break;
    default: fail(ErrorCode::Type, "UNNEST needs an ARRAY, MAP or MULTISET; this is " + type.text() + ".", unnest.collections[0]->place);
    }
    if (unnest.withOrdinality)
        own.fields.push_back({"ORDINALITY", DataType::integer().notNull(), {}});
    plan::NodeRef shape = plan::makeNode(plan::Values{}, own, {}, at(place));
    Relation element = relationOf(shape, reference, "");
    plan::NodeRef input = left ? left->node : oneRow(place);
    Schema schema = input->schema;
    int first = schema.size();
    for (size_t i = 0; i < own.fields.size(); ++i) {
        Field field = own.fields[i];
        field.name = element.scope.tables[0].names[i];
        if (kind == plan::JoinKind::Left)
            field.type = field.type.asNullable();
        schema.fields.push_back(field);
    }
    Relation joined;
    joined.scope = joinedScope(left ? left->scope : Scope{}, element.scope, first);
    joined.node = plan::makeNode(plan::Unnest{kind, collection, unnest.withOrdinality, nullptr}, std::move(schema), {input}, at(place));
    return joined;
}

} // namespace weir::binder
