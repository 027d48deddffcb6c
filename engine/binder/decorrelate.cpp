// SPDX-License-Identifier: Apache-2.0
// Takes the columns of the query around out of a subquery's plan: what compares inner with outer values moves up to the join.
// A decorrelated plan has the columns of the original first; columns that the moved predicates need come behind them.
#include "engine/binder/query_binder.h"

#include <algorithm>
#include <unordered_map>

namespace weir::binder {

namespace {

bool isOuter(int column) { return placeholderKind(column) == PlaceholderKind::Outer; }
bool isInner(int column) { return placeholderKind(column) == PlaceholderKind::None; }
bool hasOuter(const ExpressionRef& expression) { return anyColumn(expression, isOuter); }
bool hasInner(const ExpressionRef& expression) { return anyColumn(expression, isInner); }

ExpressionRef moved(const ExpressionRef& expression, const std::function<int(int)>& where) {
    return replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
        if (!isInner(column.column))
            return nullptr;
        return columnExpression(where(column.column), column.type, column.place);
    });
}

std::vector<ExpressionRef> columnsOf(const Schema& schema) {
    std::vector<ExpressionRef> columns;
    for (int i = 0; i < schema.size(); ++i)
        columns.push_back(columnExpression(i, schema.fields[static_cast<size_t>(i)].type));
    return columns;
}

/// A projection of columns by number.
plan::NodeRef pick(plan::NodeRef input, const std::vector<int>& columns) {
    std::vector<ExpressionRef> expressions;
    Schema schema;
    bool identity = static_cast<int>(columns.size()) == input->schema.size();
    for (size_t i = 0; i < columns.size(); ++i) {
        const Field& field = input->schema.fields[static_cast<size_t>(columns[i])];
        expressions.push_back(columnExpression(columns[i], field.type));
        schema.fields.push_back(field);
        identity = identity && columns[i] == static_cast<int>(i);
    }
    if (identity)
        return input;
    Place place = input->place;
    return plan::makeNode(plan::Project{std::move(expressions)}, std::move(schema), {std::move(input)}, place);
}

/// A plan that is joined one query further out: what it reads of the queries around that one is a level nearer. Only projections still read any:
/// predicates have been moved up.
plan::NodeRef nearerPlan(const plan::NodeRef& node, std::unordered_map<const plan::Node*, plan::NodeRef>& known) {
    auto [entry, fresh] = known.try_emplace(node.get());
    if (!fresh)
        return entry->second;
    bool changed = false;
    std::vector<plan::NodeRef> inputs;
    for (const auto& input : node->inputs) {
        inputs.push_back(nearerPlan(input, known));
        changed = changed || inputs.back() != input;
    }
    auto spec = node->spec;
    if (auto* project = std::get_if<plan::Project>(&spec))
        for (auto& expression : project->expressions)
            if (hasOuter(expression)) {
                expression = binder::nearer(expression);
                changed = true;
            }
    plan::NodeRef result = changed ? plan::makeNode(std::move(spec), Schema(node->schema), std::move(inputs), node->place, node->name) : node;
    return known[node.get()] = result;
}

} // namespace

ExpressionRef nearer(const ExpressionRef& expression) {
    return replaceColumns(expression, [](const Expression& column) -> ExpressionRef {
        if (!isOuter(column.column) || outerLevel(column.column) <= 1)
            return nullptr;
        return columnExpression(outerColumn(outerLevel(column.column) - 1, outerIndex(column.column)), column.type, column.place);
    });
}

QueryBinder::Decorrelated QueryBinder::decorrelate(const plan::NodeRef& node, Place place) {
    bool outer = hasOuterColumns(*node);
    if (const auto* aggregate = std::get_if<plan::Aggregate>(&node->spec); aggregate && (outer || aggregate->keys.empty()))
        return decorrelateAggregate(node, place);
    if (std::holds_alternative<plan::Project>(node->spec))
        return decorrelateProject(node, place);
    if (!outer)
        return {node, {}, std::nullopt};
    if (std::holds_alternative<plan::Filter>(node->spec))
        return decorrelateFilter(node, place);
    if (std::holds_alternative<plan::Sort>(node->spec))
        return decorrelateSort(node, place);
    if (std::holds_alternative<plan::Join>(node->spec))
        return decorrelateJoin(node, place);
    if (std::holds_alternative<plan::Over>(node->spec))
        return decorrelateOver(node, place);
    if (std::holds_alternative<plan::WindowTvf>(node->spec) || std::holds_alternative<plan::Unnest>(node->spec) || std::holds_alternative<plan::Correlate>(node->spec))
        return decorrelateWidening(node, place);
    unsupported("A subquery that reads columns of the query around it in this way", place);
}

QueryBinder::Decorrelated QueryBinder::decorrelateFilter(const plan::NodeRef& node, Place place) {
    Decorrelated result = decorrelate(node->inputs[0], place);
    result.onEmpty.reset();
    std::vector<ExpressionRef> kept;
    for (const auto& conjunct : conjuncts(std::get<plan::Filter>(node->spec).condition))
        (hasOuter(conjunct) ? result.predicates : kept).push_back(conjunct);
    if (!kept.empty()) {
        Schema schema = result.node->schema;
        result.node = plan::makeNode(plan::Filter{makeAnd(kept, node->place)}, std::move(schema), {result.node}, node->place);
    }
    return result;
}

QueryBinder::Decorrelated QueryBinder::decorrelateProject(const plan::NodeRef& node, Place place) {
    Decorrelated result = decorrelate(node->inputs[0], place);
    auto expressions = std::get<plan::Project>(node->spec).expressions;
    Schema schema = node->schema;
    // An outer value that equals an inner column can be read from there.
    for (auto& expression : expressions) {
        if (!hasOuter(expression))
            continue;
        expression = replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
            if (!isOuter(column.column) || outerLevel(column.column) != 1)
                return nullptr;
            for (const auto& predicate : result.predicates)
                if (predicate->kind == ExpressionKind::Call && predicate->function == "=")
                    for (int side : {0, 1}) {
                        const auto& outer = predicate->arguments[static_cast<size_t>(side)];
                        const auto& inner = predicate->arguments[static_cast<size_t>(1 - side)];
                        if (outer->isColumn() && outer->column == column.column && inner->isColumn() && isInner(inner->column) && inner->type.same(column.type))
                            return columnExpression(inner->column, inner->type, column.place);
                    }
            return nullptr;
        });
    }
    std::set<int> outers;
    for (const auto& expression : expressions)
        anyColumn(expression, [&](int column) {
            if (isOuter(column) && outerLevel(column) == 1)
                outers.insert(outerIndex(column));
            return false;
        });
    if (!outers.empty()) {
        auto places = result.onEmpty ? std::nullopt : joinOuterValues(result, outers, place);
        if (!places)
            unsupported("A column of the query around in the select list of a subquery", place);
        for (auto& expression : expressions)
            expression = replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
                if (!isOuter(column.column) || outerLevel(column.column) != 1)
                    return nullptr;
                int inner = places->at(outerIndex(column.column));
                return columnExpression(inner, result.node->schema.fields[static_cast<size_t>(inner)].type, column.place);
            });
    }
    if (result.onEmpty) {
        std::vector<ExpressionRef> empty;
        for (const auto& expression : expressions)
            empty.push_back(replaceColumns(expression, [&](const Expression& column) -> ExpressionRef {
                if (!isInner(column.column) || column.column >= static_cast<int>(result.onEmpty->size()))
                    return nullptr;
                return (*result.onEmpty)[static_cast<size_t>(column.column)];
            }));
        EvaluationContext context;
        context.zone = zone_.get();
        for (auto& expression : empty)
            expression = simplify(expression, context);
        bool constant = std::none_of(empty.begin(), empty.end(), [](const ExpressionRef& expression) { return hasInner(expression); });
        if (constant)
            result.onEmpty = std::move(empty);
        else
            result.onEmpty.reset();
    }
    std::map<int, int> places;   // input column -> output column
    for (size_t i = 0; i < expressions.size(); ++i)
        if (expressions[i]->isColumn() && isInner(expressions[i]->column))
            places.try_emplace(expressions[i]->column, static_cast<int>(i));
    for (auto& predicate : result.predicates)
        predicate = moved(predicate, [&](int column) {
            auto [known, fresh] = places.try_emplace(column, static_cast<int>(expressions.size()));
            if (fresh) {
                const Field& field = result.node->schema.fields[static_cast<size_t>(column)];
                expressions.push_back(columnExpression(column, field.type));
                schema.fields.push_back(field);
            }
            return known->second;
        });
    result.node = plan::makeNode(plan::Project{std::move(expressions)}, std::move(schema), {result.node}, node->place, node->name);
    return result;
}

std::vector<int> QueryBinder::correlationKeys(Decorrelated& input, Place place, bool equalitiesOnly) {
    auto equates = [](const ExpressionRef& predicate) {
        if (predicate->kind != ExpressionKind::Call || predicate->arguments.size() != 2 || (predicate->function != "=" && predicate->function != "IS NOT DISTINCT FROM"))
            return false;
        const auto &a = predicate->arguments[0], &b = predicate->arguments[1];
        return (hasInner(a) && !hasOuter(a) && !hasInner(b)) || (hasInner(b) && !hasOuter(b) && !hasInner(a));
    };
    bool others = std::any_of(input.predicates.begin(), input.predicates.end(), [&](const ExpressionRef& predicate) { return hasInner(predicate) && !equates(predicate); });
    if (equalitiesOnly && others && joinOuterValues(input, {}, place))
        return correlationKeys(input, place, equalitiesOnly);
    std::vector<int> keys;
    auto addKey = [&](int column) {
        if (std::find(keys.begin(), keys.end(), column) == keys.end())
            keys.push_back(column);
    };
    std::vector<ExpressionRef> extra;
    int next = input.node->schema.size();
    for (auto& predicate : input.predicates) {
        bool equality = predicate->kind == ExpressionKind::Call && (predicate->function == "=" || predicate->function == "IS NOT DISTINCT FROM") && predicate->arguments.size() == 2;
        bool split = false;
        if (equality)
            for (size_t side : {size_t{0}, size_t{1}}) {
                const auto& inner = predicate->arguments[side];
                const auto& outer = predicate->arguments[1 - side];
                if (split || hasOuter(inner) || !hasInner(inner) || hasInner(outer))
                    continue;
                split = true;
                if (inner->isColumn()) {
                    addKey(inner->column);
                    continue;
                }
                // The inner side is computed: give it a column.
                auto arguments = predicate->arguments;
                arguments[side] = columnExpression(next, inner->type, inner->place);
                extra.push_back(inner);
                addKey(next++);
                predicate = withArguments(predicate, std::move(arguments));
                break;
            }
        if (split || !hasInner(predicate))
            continue;
        if (equalitiesOnly)
            unsupported("A subquery of this kind that is bound to the query around it by anything but equalities", predicate->place.known() ? predicate->place : place);
        std::set<int> used;
        collectColumns(*predicate, used);
        for (int column : used)
            if (isInner(column))
                addKey(column);
    }
    if (!extra.empty()) {
        auto columns = columnsOf(input.node->schema);
        std::vector<std::string> names;
        for (const auto& field : input.node->schema.fields)
            names.push_back(field.name);
        for (const auto& expression : extra) {
            columns.push_back(expression);
            names.push_back("$c" + std::to_string(columns.size() - 1));
        }
        input.node = project(input.node, columns, names, place);
    }
    return keys;
}

std::optional<std::map<int, int>> QueryBinder::joinOuterValues(Decorrelated& input, std::set<int> outers, Place place) {
    bool near = true;
    for (const auto& predicate : input.predicates)
        anyColumn(predicate, [&](int column) {
            if (isOuter(column)) {
                near = near && outerLevel(column) == 1;
                outers.insert(outerIndex(column));
            }
            return false;
        });
    if (!near || !around_ || outers.empty() || hasOuterColumns(*around_->node))
        return std::nullopt;
    const auto& grouped = around_->frame.afterGrouping;
    std::map<int, int> places;
    std::vector<ExpressionRef> values;
    std::vector<std::string> names;
    std::vector<int> keys;
    int base = input.node->schema.size();
    for (int outer : outers) {
        int index = grouped.empty() ? outer : outer < static_cast<int>(grouped.size()) ? grouped[static_cast<size_t>(outer)] : -1;
        if (index < 0)
            return std::nullopt;
        const Field& field = around_->node->schema.fields[static_cast<size_t>(index)];
        keys.push_back(static_cast<int>(values.size()));
        places[outer] = base + static_cast<int>(values.size());
        values.push_back(columnExpression(index, field.type));
        names.push_back(field.name);
    }
    plan::NodeRef distinct = project(around_->node, values, names, place);
    Schema schema = distinct->schema;
    for (auto& field : schema.fields)
        field.type = field.type.withTimeAttribute(TimeAttribute::None);
    distinct = plan::makeNode(plan::Aggregate{keys, {}}, schema, {distinct}, at(place));
    std::vector<ExpressionRef> parts;
    for (const auto& predicate : input.predicates)
        parts.push_back(replaceColumns(predicate, [&](const Expression& column) -> ExpressionRef {
            if (!isOuter(column.column))
                return nullptr;
            int index = places.at(outerIndex(column.column));
            return columnExpression(index, schema.fields[static_cast<size_t>(index - base)].type, column.place);
        }));
    Schema joined = input.node->schema;
    joined.fields.insert(joined.fields.end(), schema.fields.begin(), schema.fields.end());
    input.node = plan::makeNode(plan::Join{plan::JoinKind::Inner, parts.empty() ? nullptr : makeAnd(std::move(parts), at(place))}, std::move(joined), {input.node, distinct}, at(place));
    input.predicates.clear();
    for (auto [outer, index] : places) {
        const DataType& type = schema.fields[static_cast<size_t>(index - base)].type;
        ExpressionRef inner = columnExpression(index, type), value = columnExpression(outerColumn(1, outer), type);
        input.predicates.push_back(type.nullable() ? call("IS NOT DISTINCT FROM", {inner, value}, place) : compare("=", inner, value, place));
    }
    return places;
}

QueryBinder::Decorrelated QueryBinder::decorrelateAggregate(const plan::NodeRef& node, Place place) {
    const auto& aggregate = std::get<plan::Aggregate>(node->spec);
    Decorrelated result = decorrelate(node->inputs[0], place);
    result.onEmpty.reset();
    bool plain = result.predicates.empty() && result.node == node->inputs[0];
    // With no calls it only removes duplicates: then any column may become a key.
    std::vector<int> extra = correlationKeys(result, place, !aggregate.calls.empty());
    plan::Aggregate changed = aggregate;
    size_t keys = aggregate.keys.size();
    std::map<int, int> places;
    for (size_t i = 0; i < keys; ++i)
        places.try_emplace(aggregate.keys[i], static_cast<int>(i));
    Schema schema;
    for (size_t i = 0; i < keys; ++i)
        schema.fields.push_back(node->schema.fields[i]);
    size_t total = aggregate.keys.size() + aggregate.calls.size();
    for (int key : extra)
        if (!places.count(key)) {
            places[key] = static_cast<int>(total + (changed.keys.size() - keys));
            changed.keys.push_back(key);
            schema.fields.push_back(result.node->schema.fields[static_cast<size_t>(key)]);
        }
    size_t added = changed.keys.size() - keys;
    for (size_t i = keys; i < node->schema.fields.size(); ++i)
        schema.fields.push_back(node->schema.fields[i]);
    if (keys == 0) {
        std::vector<ExpressionRef> empty;
        for (const auto& call : aggregate.calls) {
            bool counts = !call.function.result.nullable() && call.function.result.kind() == TypeKind::BigInt;
            empty.push_back(counts ? literalExpression(Value(int64_t{0}), call.function.result) : literalExpression(Value{}, call.function.result.asNullable()));
        }
        result.onEmpty = std::move(empty);
    }
    if (plain && added == 0) {
        result.node = node;
        return result;
    }
    result.node = plan::makeNode(std::move(changed), std::move(schema), {result.node}, node->place, node->name);
    // Original keys, calls, then the new keys.
    std::vector<int> order;
    for (size_t i = 0; i < keys; ++i)
        order.push_back(static_cast<int>(i));
    for (size_t i = 0; i < aggregate.calls.size(); ++i)
        order.push_back(static_cast<int>(keys + added + i));
    for (size_t i = 0; i < added; ++i)
        order.push_back(static_cast<int>(keys + i));
    result.node = pick(result.node, order);
    for (auto& predicate : result.predicates)
        predicate = moved(predicate, [&](int column) { return places.at(column); });
    return result;
}

QueryBinder::Decorrelated QueryBinder::decorrelateSort(const plan::NodeRef& node, Place place) {
    const auto& sort = std::get<plan::Sort>(node->spec);
    Decorrelated result = decorrelate(node->inputs[0], place);
    if (sort.limit < 0 && sort.offset == 0)
        return result;   // the order of a subquery means nothing
    result.onEmpty.reset();
    // The first rows for each outer row: numbered within the correlation.
    std::vector<int> keys = correlationKeys(result, place);
    plan::OverWindow window;
    window.partition = keys;
    window.order = sort.order;
    window.frame.rows = true;
    window.place = node->place;
    plan::OverCall call;
    call.call.name = "ROW_NUMBER";
    call.call.place = node->place;
    call.ranking = true;
    call.type = DataType::bigInt().notNull();
    window.calls.push_back(std::move(call));
    Schema schema = result.node->schema;
    int rank = schema.size();
    schema.fields.push_back({"$rank", DataType::bigInt().notNull(), {}});
    result.node = plan::makeNode(plan::Over{{std::move(window)}}, schema, {result.node}, node->place);
    auto number = [&](int64_t value) { return literalExpression(Value(value), DataType::bigInt().notNull()); };
    ExpressionRef column = columnExpression(rank, DataType::bigInt().notNull());
    std::vector<ExpressionRef> bounds;
    if (sort.offset > 0)
        bounds.push_back(compare(">", column, number(sort.offset), place));
    if (sort.limit >= 0)
        bounds.push_back(compare("<=", column, number(sort.offset + sort.limit), place));
    result.node = plan::makeNode(plan::Filter{makeAnd(std::move(bounds), node->place)}, std::move(schema), {result.node}, node->place);
    return result;
}

QueryBinder::Decorrelated QueryBinder::decorrelateJoin(const plan::NodeRef& node, Place place) {
    const auto& join = std::get<plan::Join>(node->spec);
    Decorrelated left = decorrelate(node->inputs[0], place), right = decorrelate(node->inputs[1], place);
    bool oneSided = join.kind == plan::JoinKind::Semi || join.kind == plan::JoinKind::Anti;
    int l = node->inputs[0]->schema.size(), r = node->inputs[1]->schema.size();
    std::vector<ExpressionRef> kept, lifted;
    for (const auto& conjunct : join.condition ? conjuncts(join.condition) : std::vector<ExpressionRef>{})
        (hasOuter(conjunct) ? lifted : kept).push_back(conjunct);
    bool leftLifts = join.kind == plan::JoinKind::Inner || join.kind == plan::JoinKind::Left || oneSided;
    std::optional<std::map<int, int>> places;
    if (join.kind != plan::JoinKind::Inner && leftLifts && (!lifted.empty() || !right.predicates.empty())) {
        // What decides about a left row must stand in the join: the outer values come to the left side.
        std::set<int> outers;
        for (const auto* some : {&lifted, &right.predicates})
            for (const auto& predicate : *some)
                anyColumn(predicate, [&](int column) {
                    if (isOuter(column) && outerLevel(column) == 1)
                        outers.insert(outerIndex(column));
                    return false;
                });
        places = joinOuterValues(left, outers, place);
    }
    if ((join.kind != plan::JoinKind::Inner && !places && (!lifted.empty() || !right.predicates.empty())) || (!leftLifts && !left.predicates.empty()))
        unsupported("A subquery whose outer join reads columns of the query around it", place);
    int l2 = left.node->schema.size(), r2 = right.node->schema.size();
    auto joined = [&](int column) { return column < l ? column : column - l + l2; };
    for (auto& condition : kept)
        condition = moved(condition, joined);
    if (places) {
        auto stand = [&](const ExpressionRef& predicate, const std::function<int(int)>& where) {
            kept.push_back(replaceColumns(predicate, [&](const Expression& column) -> ExpressionRef {
                if (isInner(column.column))
                    return columnExpression(where(column.column), column.type, column.place);
                return isOuter(column.column) && outerLevel(column.column) == 1 ? columnExpression(places->at(outerIndex(column.column)), column.type, column.place) : nullptr;
            }));
        };
        for (const auto& predicate : lifted)
            stand(predicate, joined);
        for (const auto& predicate : right.predicates)
            stand(predicate, [&](int column) { return column + l2; });
        lifted.clear();
        right.predicates.clear();
    }
    Schema schema = left.node->schema;
    if (!oneSided)
        schema.fields.insert(schema.fields.end(), right.node->schema.fields.begin(), right.node->schema.fields.end());
    for (int i = 0; i < node->schema.size(); ++i)
        schema.fields[static_cast<size_t>(i < l ? i : joined(i))].type = node->schema.fields[static_cast<size_t>(i)].type;
    Decorrelated result;
    result.node = plan::makeNode(plan::Join{join.kind, kept.empty() ? nullptr : makeAnd(kept, node->place)}, std::move(schema), {left.node, right.node}, node->place);
    std::vector<int> order;
    std::map<int, int> now;
    auto take = [&](int column) {
        now[column] = static_cast<int>(order.size());
        order.push_back(column);
    };
    for (int i = 0; i < l; ++i)
        take(i);
    if (!oneSided)
        for (int i = 0; i < r; ++i)
            take(l2 + i);
    for (int i = l; i < l2; ++i)
        take(i);
    if (!oneSided)
        for (int i = r; i < r2; ++i)
            take(l2 + i);
    result.node = pick(result.node, order);
    for (const auto& predicate : left.predicates)
        result.predicates.push_back(moved(predicate, [&](int column) { return now.at(column); }));
    for (const auto& predicate : right.predicates)
        result.predicates.push_back(moved(predicate, [&](int column) { return now.at(column + l2); }));
    for (const auto& predicate : lifted)
        result.predicates.push_back(moved(predicate, [&](int column) { return now.at(joined(column)); }));
    return result;
}

QueryBinder::Decorrelated QueryBinder::decorrelateOver(const plan::NodeRef& node, Place place) {
    Decorrelated result = decorrelate(node->inputs[0], place);
    result.onEmpty.reset();
    std::vector<int> keys = correlationKeys(result, place);
    plan::Over over = std::get<plan::Over>(node->spec);
    for (auto& window : over.windows)
        for (int key : keys)
            if (std::find(window.partition.begin(), window.partition.end(), key) == window.partition.end())
                window.partition.push_back(key);
    int before = node->inputs[0]->schema.size(), now = result.node->schema.size(), calls = node->schema.size() - before;
    Schema schema = result.node->schema;
    schema.fields.insert(schema.fields.end(), node->schema.fields.begin() + before, node->schema.fields.end());
    result.node = plan::makeNode(std::move(over), std::move(schema), {result.node}, node->place);
    std::vector<int> order;
    for (int i = 0; i < before; ++i)
        order.push_back(i);
    for (int i = 0; i < calls; ++i)
        order.push_back(now + i);
    for (int i = before; i < now; ++i)
        order.push_back(i);
    result.node = pick(result.node, order);
    for (auto& predicate : result.predicates)
        predicate = moved(predicate, [&](int column) { return column < before ? column : column + calls; });
    return result;
}

QueryBinder::Decorrelated QueryBinder::decorrelateWidening(const plan::NodeRef& node, Place place) {
    bool own = false;
    visitExpressions(*node, [&](const ExpressionRef& expression) { own = own || hasOuter(expression); });
    if (own)
        unsupported("A table function of a column of the query around, inside a subquery", place);
    Decorrelated result = decorrelate(node->inputs[0], place);
    result.onEmpty.reset();
    int before = node->inputs[0]->schema.size(), now = result.node->schema.size(), added = node->schema.size() - before;
    Schema schema = result.node->schema;
    schema.fields.insert(schema.fields.end(), node->schema.fields.begin() + before, node->schema.fields.end());
    result.node = plan::makeNode(node->spec, std::move(schema), {result.node}, node->place, node->name);
    std::vector<int> order;
    for (int i = 0; i < before; ++i)
        order.push_back(i);
    for (int i = 0; i < added; ++i)
        order.push_back(now + i);
    for (int i = before; i < now; ++i)
        order.push_back(i);
    result.node = pick(result.node, order);
    for (auto& predicate : result.predicates)
        predicate = moved(predicate, [&](int column) { return column < before ? column : column + added; });
    return result;
}

plan::NodeRef QueryBinder::joinCorrelated(plan::JoinKind kind, const plan::NodeRef& left, const Decorrelated& right, ExpressionRef condition, SelectFrame& frame, Place place) {
    std::vector<ExpressionRef> parts;
    if (condition)
        parts.push_back(condition);
    int leftColumns = left->schema.size();
    for (const auto& predicate : right.predicates)
        parts.push_back(replaceColumns(predicate, [&](const Expression& column) -> ExpressionRef {
            if (isInner(column.column))
                return columnExpression(column.column + leftColumns, column.type, column.place);
            if (!isOuter(column.column))
                return nullptr;
            int level = outerLevel(column.column), index = outerIndex(column.column);
            if (level > 1)
                return columnExpression(outerColumn(level - 1, index), column.type, column.place);
            if (!frame.afterGrouping.empty()) {
                index = index < static_cast<int>(frame.afterGrouping.size()) ? frame.afterGrouping[static_cast<size_t>(index)] : -1;
                if (index < 0)
                    fail(ErrorCode::Invalid, "The subquery reads a column of the query around that is not being grouped.", column.place.known() ? column.place : place, "Add it to GROUP BY.");
            }
            return columnExpression(index, left->schema.fields[static_cast<size_t>(index)].type, column.place);
        }));
    std::unordered_map<const plan::Node*, plan::NodeRef> known;
    plan::NodeRef inner = hasOuterColumns(*right.node) ? nearerPlan(right.node, known) : right.node;
    Schema schema = left->schema;
    if (kind != plan::JoinKind::Semi && kind != plan::JoinKind::Anti)
        for (auto field : right.node->schema.fields) {
            if (kind == plan::JoinKind::Left)
                field.type = field.type.asNullable();
            schema.fields.push_back(std::move(field));
        }
    return plan::makeNode(plan::Join{kind, parts.empty() ? nullptr : makeAnd(std::move(parts), at(place))}, std::move(schema), {left, inner}, at(place));
}

} // namespace weir::binder
