// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/converter.h"
#include "engine/planner/rewrite.h"

#include <algorithm>
#include <set>

namespace weir {

using namespace plan;

/// A join condition taken apart: equalities between the sides, and what remains. Key expressions that are no columns are computed below.
struct Converter::Sides {
    PhysicalRef left, right;
    std::vector<int> leftKeys, rightKeys;
    std::vector<bool> nullSafe;
    std::vector<ExpressionRef> rest;      // over left ++ right of the (maybe widened) sides
    int leftColumns = 0, rightColumns = 0, leftBefore = 0, rightBefore = 0;
    bool nullAware = false;
    bool widened() const { return leftColumns != leftBefore || rightColumns != rightBefore; }
};

namespace {

bool onlyFrom(const Expression& expression, int first, int last) {
    std::set<int> columns;
    collectColumns(expression, columns);
    return !columns.empty() && *columns.begin() >= first && *columns.rbegin() < last;
}

/// column + constant milliseconds, where the column is a time attribute.
struct TimeTerm { int column; int64_t plus; };
std::optional<TimeTerm> timeTerm(const ExpressionRef& expression) {
    if (expression->isColumn() && expression->type.timeAttribute() != TimeAttribute::None) return TimeTerm{expression->column, 0};
    if (expression->kind != ExpressionKind::Call) return {};
    if (expression->function == "CAST" && expression->arguments.size() == 1) return timeTerm(expression->arguments[0]);
    if ((expression->function != "+" && expression->function != "-") || expression->arguments.size() != 2) return {};
    auto base = timeTerm(expression->arguments[0]);
    const ExpressionRef& by = expression->arguments[1];
    if (!base || !by->isLiteral() || by->type.kind() != TypeKind::IntervalDayTime || by->value.isNull()) return {};
    int64_t millis = by->value.integer();
    return TimeTerm{base->column, base->plus + (expression->function == "+" ? millis : -millis)};
}

Distribution byKeys(const std::vector<int>& keys) {
    return keys.empty() ? Distribution{Distribution::Kind::Global, {}} : Distribution{Distribution::Kind::Hash, keys};
}

std::string kindText(JoinKind kind) {
    static const char* names[] = {"InnerJoin", "LeftOuterJoin", "RightOuterJoin", "FullOuterJoin", "LeftSemiJoin", "LeftAntiJoin"};
    return names[static_cast<int>(kind)];
}

} // namespace

Converter::Sides Converter::splitCondition(const Node& node, JoinKind kind, const ExpressionRef& condition, PhysicalRef left, PhysicalRef right) {
    Sides sides;
    sides.left = left;
    sides.right = right;
    int leftCount = left->schema.size(), all = leftCount + right->schema.size();
    sides.leftBefore = leftCount;
    sides.rightBefore = right->schema.size();
    std::vector<ExpressionRef> leftExtra, rightExtra;
    auto keyOf = [](const ExpressionRef& expression, std::vector<ExpressionRef>& extra, int columns) {
        if (expression->isColumn()) return expression->column;
        for (size_t i = 0; i < extra.size(); ++i)
            if (extra[i]->equals(*expression)) return columns + static_cast<int>(i);
        extra.push_back(expression);
        return columns + static_cast<int>(extra.size()) - 1;
    };
    std::vector<ExpressionRef> rest;
    for (const ExpressionRef& each : condition ? conjuncts(condition) : std::vector<ExpressionRef>{}) {
        ExpressionRef equality = each;
        // NOT IN: an anti join that an unknown equality decides too. Beside other conditions it is one of the rest.
        if (kind == JoinKind::Anti && each == condition && equality->function == "IS NOT FALSE" && equality->arguments[0]->function == "=") {
            equality = equality->arguments[0];
            sides.nullAware = true;
        }
        bool equal = equality->kind == ExpressionKind::Call && equality->function == "=";
        bool safe = equality->kind == ExpressionKind::Call && equality->function == "IS NOT DISTINCT FROM";
        if ((equal || safe) && equality->deterministic()) {
            ExpressionRef a = equality->arguments[0], b = equality->arguments[1];
            if (onlyFrom(*a, leftCount, all) && onlyFrom(*b, 0, leftCount)) std::swap(a, b);
            if (onlyFrom(*a, 0, leftCount) && onlyFrom(*b, leftCount, all)) {
                sides.leftKeys.push_back(keyOf(a, leftExtra, leftCount));
                sides.rightKeys.push_back(keyOf(shift(b, -leftCount), rightExtra, sides.rightBefore));
                sides.nullSafe.push_back(safe);
                continue;
            }
        }
        rest.push_back(each);
    }
    auto widen = [&](PhysicalRef side, const std::vector<ExpressionRef>& extra) {
        if (extra.empty()) return side;
        std::vector<ExpressionRef> projections;
        Schema schema = side->schema;
        for (int i = 0; i < side->schema.size(); ++i) projections.push_back(columnExpression(i, side->schema.fields[i].type));
        for (size_t i = 0; i < extra.size(); ++i) {
            projections.push_back(extra[i]);
            schema.fields.push_back({"$key" + std::to_string(i), extra[i]->type});
        }
        Node shown{node.spec, schema, {}, node.place, side->hint};
        return calc(side, nullptr, std::move(projections), schema, shown);
    };
    sides.left = widen(left, leftExtra);
    sides.right = widen(right, rightExtra);
    sides.leftColumns = sides.left->schema.size();
    sides.rightColumns = sides.right->schema.size();
    int more = sides.leftColumns - sides.leftBefore;
    for (const ExpressionRef& each : rest)
        sides.rest.push_back(more == 0 ? each : transform(each, [&](const ExpressionRef& part) {
            return part->isColumn() && part->column >= leftCount ? columnExpression(part->column + more, part->type, part->place) : part;
        }));
    return sides;
}

void Converter::describeJoin(Physical& out, JoinKind kind, const Sides& sides) {
    std::string on;
    for (size_t i = 0; i < sides.leftKeys.size(); ++i)
        on += (i ? ", " : "") + sides.left->schema.fields[sides.leftKeys[i]].name + " = " + sides.right->schema.fields[sides.rightKeys[i]].name;
    out.detail = kindText(kind) + (on.empty() ? "" : ", on=[" + on + "]");
}

PhysicalRef Converter::join(const Node& node, const Join& spec) {
    PhysicalRef left = convert(node.inputs[0]), right = convert(node.inputs[1]);
    Sides sides = splitCondition(node, spec.kind, spec.condition, left, right);
    left = sides.left;
    right = sides.right;
    bool leftOnly = spec.kind == JoinKind::Semi || spec.kind == JoinKind::Anti;

    JoinSpec join;
    join.kind = spec.kind;
    join.leftKeys = sides.leftKeys;
    join.rightKeys = sides.rightKeys;
    join.nullSafe = sides.nullSafe;
    join.leftColumns = sides.leftColumns;
    join.rightColumns = sides.rightColumns;
    join.leftTypes = left->schema.types();
    join.rightTypes = right->schema.types();
    join.leftUpdates = !left->insertOnly();
    join.rightUpdates = !right->insertOnly();
    join.leftKeyUnique = left->hasKeyWithin(join.leftKeys);
    join.rightKeyUnique = right->hasKeyWithin(join.rightKeys);
    if (!left->keys.empty()) join.leftUniqueKey = left->keys[0];
    if (!right->keys.empty()) join.rightUniqueKey = right->keys[0];
    join.leftTtlMillis = join.rightTtlMillis = node.stateTtlMillis.value_or(ttl_);
    auto residual = [](const std::vector<ExpressionRef>& parts) { return parts.empty() ? nullptr : makeAnd(parts); };
    join.residual = residual(sides.rest);
    join.nullAware = sides.nullAware;

    Schema schema = left->schema;
    if (!leftOnly) schema.fields.insert(schema.fields.end(), right->schema.fields.begin(), right->schema.fields.end());
    // Nullability of padded sides comes from the logical schema.
    for (int i = 0; i < sides.leftBefore; ++i) schema.fields[i] = node.schema.fields[i];
    if (!leftOnly)
        for (int i = 0; i < sides.rightBefore; ++i) schema.fields[sides.leftColumns + i] = node.schema.fields[sides.leftBefore + i];
    Node shown{node.spec, schema, {}, node.place, node.name};

    PhysicalRef made;
    bool appendOnly = left->insertOnly() && right->insertOnly();

    // Window join: both sides carry the bounds of the same window and the condition equates them.
    if (left->window && right->window && left->window->start >= 0 && left->window->end >= 0 && right->window->start >= 0 && right->window->end >= 0 && appendOnly) {
        auto equated = [&](int a, int b) {
            for (size_t i = 0; i < join.leftKeys.size(); ++i)
                if (join.leftKeys[i] == a && join.rightKeys[i] == b) return true;
            return false;
        };
        const Window &a = left->window->window, &b = right->window->window;
        bool same = a.kind == b.kind && a.size == b.size && a.slide == b.slide && a.offset == b.offset;
        if (same && equated(left->window->start, right->window->start) && equated(left->window->end, right->window->end)) {
            WindowJoinSpec window;
            window.leftStart = left->window->start;
            window.leftEnd = left->window->end;
            window.rightStart = right->window->start;
            window.rightEnd = right->window->end;
            window.localZone = a.localZone;
            JoinSpec inner = join;
            inner.leftKeys.clear();
            inner.rightKeys.clear();
            inner.nullSafe.clear();
            for (size_t i = 0; i < join.leftKeys.size(); ++i) {
                bool bound = (join.leftKeys[i] == window.leftStart && join.rightKeys[i] == window.rightStart) ||
                             (join.leftKeys[i] == window.leftEnd && join.rightKeys[i] == window.rightEnd);
                if (bound) continue;
                inner.leftKeys.push_back(join.leftKeys[i]);
                inner.rightKeys.push_back(join.rightKeys[i]);
                inner.nullSafe.push_back(join.nullSafe[i]);
            }
            window.join = inner;
            made = make(std::move(window), "WindowJoin", shown, {left, right});
            made->inputs[0].wants = byKeys(inner.leftKeys);
            made->inputs[1].wants = byKeys(inner.rightKeys);
            made->single = inner.leftKeys.empty();
            made->window = left->window;
        }
    }

    // Interval join: both rowtimes (or proctimes) bounded against each other.
    if (!made && !batch_ && appendOnly && !leftOnly && !sides.rest.empty()) {
        std::optional<int64_t> lower, upper;
        int leftTime = -1, rightTime = -1;
        std::vector<ExpressionRef> rest;
        auto bound = [&](const ExpressionRef& each) {
            if (each->kind != ExpressionKind::Call || each->arguments.size() != 2) return false;
            static const std::set<std::string> comparisons{"<", "<=", ">", ">=", "="};
            if (!comparisons.count(each->function)) return false;
            auto a = timeTerm(each->arguments[0]), b = timeTerm(each->arguments[1]);
            if (!a || !b) return false;
            bool aLeft = a->column < sides.leftColumns, bLeft = b->column < sides.leftColumns;
            if (aLeft == bLeft) return false;
            std::string function = each->function;
            if (!aLeft) {
                std::swap(a, b);
                function = function == "<" ? ">" : function == "<=" ? ">=" : function == ">" ? "<" : function == ">=" ? "<=" : "=";
            }
            int rightColumn = b->column - sides.leftColumns;
            if ((leftTime >= 0 && leftTime != a->column) || (rightTime >= 0 && rightTime != rightColumn)) return false;
            leftTime = a->column;
            rightTime = rightColumn;
            // left + a.plus OP right + b.plus  <=>  left - right OP b.plus - a.plus
            int64_t difference = b->plus - a->plus;
            if (function == ">" || function == ">=" || function == "=") {
                int64_t value = difference + (function == ">" ? 1 : 0);
                lower = lower ? std::max(*lower, value) : value;
            }
            if (function == "<" || function == "<=" || function == "=") {
                int64_t value = difference - (function == "<" ? 1 : 0);
                upper = upper ? std::min(*upper, value) : value;
            }
            return true;
        };
        for (const ExpressionRef& each : sides.rest)
            if (!bound(each)) rest.push_back(each);
        // Equal rowtimes as a key bound both sides too.
        for (size_t i = 0; i < join.leftKeys.size(); ++i) {
            const DataType &a = left->schema.fields[join.leftKeys[i]].type, &b = right->schema.fields[join.rightKeys[i]].type;
            if (a.timeAttribute() == TimeAttribute::None || a.timeAttribute() != b.timeAttribute() || leftTime >= 0) continue;
            leftTime = join.leftKeys[i];
            rightTime = join.rightKeys[i];
            lower = upper = 0;
        }
        bool sameKind = leftTime >= 0 && left->schema.fields[leftTime].type.timeAttribute() == right->schema.fields[rightTime].type.timeAttribute();
        if (lower && upper && sameKind) {
            IntervalJoinSpec interval;
            interval.join = join;
            interval.join.residual = residual(rest);
            interval.leftTime = leftTime;
            interval.rightTime = rightTime;
            interval.lowerMillis = *lower;
            interval.upperMillis = *upper;
            interval.processingTime = left->schema.fields[leftTime].type.isProctime();
            made = make(std::move(interval), "IntervalJoin", shown, {left, right});
            made->inputs[0].wants = byKeys(join.leftKeys);
            made->inputs[1].wants = byKeys(join.rightKeys);
            made->single = join.leftKeys.empty();
        }
    }

    if (!made) {
        made = make(join, "Join", shown, {left, right});
        made->inputs[0].wants = byKeys(join.leftKeys);
        made->inputs[1].wants = byKeys(join.rightKeys);
        // A NULL among the right keys decides for every left row, so all rows must meet.
        made->single = join.leftKeys.empty() || join.nullAware;
        bool updates = join.leftUpdates || join.rightUpdates;
        bool pads = spec.kind != JoinKind::Inner && spec.kind != JoinKind::Semi;
        made->mode = {true, updates, updates, updates || pads};
        if (updates && (spec.kind == JoinKind::Semi || spec.kind == JoinKind::Inner)) {
            made->mode.updateAfter = left->mode.updateAfter || right->mode.updateAfter;
            made->mode.updateBefore = made->mode.updateAfter;
            made->mode.remove = true;
        }
        if (leftOnly) {
            made->keys = left->keys;
        } else {
            if (join.rightKeyUnique && (spec.kind == JoinKind::Inner || spec.kind == JoinKind::Left)) made->keys = left->keys;
            if (join.leftKeyUnique && (spec.kind == JoinKind::Inner || spec.kind == JoinKind::Right))
                for (auto key : right->keys) {
                    for (int& column : key) column += sides.leftColumns;
                    made->keys.push_back(key);
                }
            for (const auto& a : left->keys)
                for (const auto& b : right->keys) {
                    auto key = a;
                    for (int column : b) key.push_back(column + sides.leftColumns);
                    made->keys.push_back(key);
                }
        }
    }
    describeJoin(*made, spec.kind, sides);
    if (spec.kind == JoinKind::Inner || spec.kind == JoinKind::Left || leftOnly) made->hashedBy = sides.leftKeys;
    if (!sides.widened()) return made;
    std::vector<ExpressionRef> keep;
    for (int i = 0; i < sides.leftBefore; ++i) keep.push_back(columnExpression(i, node.schema.fields[i].type));
    if (!leftOnly)
        for (int i = 0; i < sides.rightBefore; ++i) keep.push_back(columnExpression(sides.leftColumns + i, node.schema.fields[sides.leftBefore + i].type));
    return calc(made, nullptr, std::move(keep), node.schema, node);
}

PhysicalRef Converter::temporalJoin(const Node& node, const TemporalJoin& spec) {
    PhysicalRef left = convert(node.inputs[0]), right = convert(node.inputs[1]);
    bool processing = left->schema.fields[spec.leftTime].type.isProctime();
    Sides sides = splitCondition(node, spec.kind, spec.condition, left, right);
    if (sides.leftKeys.empty()) refuse(node, "A temporal join needs an equality on the right table's key in its ON condition.");
    // A NULL key has versions like any other.
    if (!processing) sides.nullSafe.assign(sides.nullSafe.size(), true);
    JoinSpec join;
    join.kind = spec.kind;
    join.leftKeys = sides.leftKeys;
    join.rightKeys = sides.rightKeys;
    join.nullSafe = sides.nullSafe;
    join.leftColumns = sides.leftColumns;
    join.rightColumns = sides.rightColumns;
    join.leftTypes = sides.left->schema.types();
    join.rightTypes = sides.right->schema.types();
    join.leftUpdates = !left->insertOnly();
    join.rightUpdates = !right->insertOnly();
    join.rightKeyUnique = sides.right->hasKeyWithin(join.rightKeys);
    if (!sides.right->keys.empty()) join.rightUniqueKey = sides.right->keys[0];
    if (!sides.rest.empty()) join.residual = makeAnd(sides.rest);
    int rightTime = -1;
    for (int i = 0; i < right->schema.size(); ++i)
        if (right->schema.fields[i].type.isRowtime()) rightTime = i;
    Schema schema = sides.left->schema;
    schema.fields.insert(schema.fields.end(), sides.right->schema.fields.begin(), sides.right->schema.fields.end());
    for (int i = 0; i < sides.leftBefore; ++i) schema.fields[i] = node.schema.fields[i];
    for (int i = 0; i < sides.rightBefore; ++i) schema.fields[sides.leftColumns + i] = node.schema.fields[sides.leftBefore + i];
    Node shown{node.spec, schema, {}, node.place, node.name};
    PhysicalRef made;
    if (processing) {
        LookupJoinSpec lookup;
        lookup.join = join;
        if (const auto* source = std::get_if<SourceSpec>(&right->spec)) {
            lookup.table = source->table;
            lookup.columns = source->columns;
        }
        made = make(std::move(lookup), "LookupJoin", shown, {sides.left, sides.right});
        made->mode = left->mode;
    } else {
        if (rightTime < 0 && !batch_)
            refuse(node, "The right side of an event-time temporal join must be a versioned table: it needs a primary key and a rowtime column.");
        if (right->keys.empty())
            refuse(node, "The right side of an event-time temporal join must be a versioned table, but it has no primary key.", "Declare PRIMARY KEY (...) NOT ENFORCED or deduplicate it in a view.");
        if (!sides.right->hasKeyWithin(join.rightKeys))
            refuse(node, "A temporal join needs an equality on each column of the right table's primary key.", "Add the key's columns to ON.");
        made = make(TemporalJoinSpec{join, spec.leftTime, rightTime, false}, "TemporalJoin", shown, {sides.left, sides.right});
        made->mode = left->mode;
    }
    made->inputs[0].wants = byKeys(join.leftKeys);
    made->inputs[1].wants = byKeys(join.rightKeys);
    made->hashedBy = sides.leftKeys;
    made->keys = left->keys;
    describeJoin(*made, spec.kind, sides);
    if (!sides.widened()) return made;
    std::vector<ExpressionRef> keep;
    for (int i = 0; i < sides.leftBefore; ++i) keep.push_back(columnExpression(i, node.schema.fields[i].type));
    for (int i = 0; i < sides.rightBefore; ++i) keep.push_back(columnExpression(sides.leftColumns + i, node.schema.fields[sides.leftBefore + i].type));
    return calc(made, nullptr, std::move(keep), node.schema, node);
}

} // namespace weir
