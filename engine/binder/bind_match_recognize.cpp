// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

using Kind = plan::MatchSlot::Kind;

/// Gathers the slots of one DEFINE condition or measure.
struct SlotTable {
    std::vector<plan::MatchSlot> slots;

    static bool same(const plan::MatchSlot& a, const plan::MatchSlot& b) {
        return a.kind == b.kind && a.variable == b.variable && a.offset == b.offset && a.column == b.column && !a.argument == !b.argument &&
               (!a.argument || a.argument->equals(*b.argument)) && a.aggregate.name == b.aggregate.name && a.aggregate.distinct == b.aggregate.distinct && a.type == b.type &&
               a.aggregate.arguments == b.aggregate.arguments;
    }
    int numberOf(plan::MatchSlot slot) {
        for (size_t i = 0; i < slots.size(); ++i)
            if (same(slots[i], slot))
                return static_cast<int>(i);
        slots.push_back(std::move(slot));
        return static_cast<int>(slots.size()) - 1;
    }
    ExpressionRef add(plan::MatchSlot slot, Place place) {
        DataType type = slot.type;
        return columnExpression(placeholder(PlaceholderKind::Slot, numberOf(std::move(slot))), type, place);
    }
};

} // namespace

Relation QueryBinder::bindMatch(const sql::MatchRecognize& match, const sql::TableReference& reference, SelectFrame& lateral) {
    Place place = reference.place;
    Relation input = bindTable(need(match.input), lateral);
    plan::MatchRecognize result;
    size_t before = errorCount();
    SelectFrame frame;
    frame.relation = &input;
    frame.subqueriesAllowed = false;
    auto columnIndex = [&](const sql::Expression& expression, const char* clause) {
        frame.clause = clause;
        ExpressionRef bound = bindExpression(expression, frame);
        if (!bound->isColumn() || placeholderKind(bound->column) != PlaceholderKind::None)
            fail(ErrorCode::Unsupported, std::string(clause) + " of MATCH_RECOGNIZE takes columns only.", expression.place, "Compute it in a subquery first.");
        return bound->column;
    };
    for (const auto& key : match.partitionBy)
        attempt([&] { result.partition.push_back(columnIndex(need(key), "PARTITION BY")); });
    for (const auto& item : match.orderBy)
        attempt([&] {
            bool last = item.nulls == sql::NullsOrder::Default ? item.descending : item.nulls == sql::NullsOrder::Last;
            result.order.push_back({columnIndex(need(item.expression), "ORDER BY"), item.descending, last});
        });
    stopIfErrors(before);
    auto typeAt = [&](int column) -> const DataType& { return input.node->schema.fields[static_cast<size_t>(column)].type; };
    if (result.order.empty())
        fail(ErrorCode::Invalid, "MATCH_RECOGNIZE needs ORDER BY a time attribute.", place, "Add ORDER BY with the column of the WATERMARK.");
    const DataType time = typeAt(result.order[0].column);
    if (time.timeAttribute() == TimeAttribute::None && !(config_.batchMode() && time.isTimestamp()))
        fail(ErrorCode::Invalid, "The first ORDER BY column of MATCH_RECOGNIZE must be a time attribute; '" +
                                     input.node->schema.fields[static_cast<size_t>(result.order[0].column)].name + "' is " + time.text() + ".",
             match.orderBy[0].place.known() ? match.orderBy[0].place : match.orderBy[0].expression->place, "Order by the column of the WATERMARK, or by PROCTIME.");
    if (result.order[0].descending)
        fail(ErrorCode::Invalid, "MATCH_RECOGNIZE must be ordered by ascending time.", match.orderBy[0].place);
    if (match.rowsPerMatch == sql::RowsPerMatch::All)
        fail(ErrorCode::Unsupported, "ALL ROWS PER MATCH is not supported, as in Flink.", place, "Use ONE ROW PER MATCH.");
    if (match.anchoredStart || match.anchoredEnd)
        fail(ErrorCode::Unsupported, "Anchors (^ and $) in a pattern are not supported, as in Flink.", match.pattern.place);
    if (!match.subsets.empty())
        warn("SUBSET has no effect, as in Flink: its columns are NULL.", match.subsets[0].name.place);

    // The pattern: a sequence of variables, parentheses only around plain sequences.
    std::function<void(const sql::Pattern&)> flatten = [&](const sql::Pattern& pattern) {
        switch (pattern.kind) {
        case sql::PatternKind::Empty: throw BindFailure{};
        case sql::PatternKind::Alternation: fail(ErrorCode::Unsupported, "Alternatives (|) in a pattern are not supported, as in Flink.", pattern.place);
        case sql::PatternKind::Permute: fail(ErrorCode::Unsupported, "PERMUTE is not supported, as in Flink.", pattern.place);
        case sql::PatternKind::Exclusion: fail(ErrorCode::Unsupported, "Exclusion ({- -}) is not supported, as in Flink.", pattern.place);
        case sql::PatternKind::Sequence:
            if (pattern.quantifier)
                fail(ErrorCode::Unsupported, "A quantifier of a group is not supported, as in Flink.", pattern.quantifier->place);
            for (const auto& part : pattern.parts)
                flatten(part);
            return;
        case sql::PatternKind::Variable: {
            plan::PatternElement element;
            element.variable = pattern.variable.text;
            for (const auto& known : result.pattern)
                if (known.variable == element.variable)
                    fail(ErrorCode::Unsupported, "Pattern variable '" + element.variable + "' appears twice, which is not supported, as in Flink.", pattern.variable.place);
            if (pattern.quantifier) {
                element.minimum = pattern.quantifier->minimum;
                element.maximum = pattern.quantifier->maximum ? *pattern.quantifier->maximum : -1;
                element.greedy = !pattern.quantifier->reluctant;
                if (element.maximum == 0 || (element.maximum > 0 && element.maximum < element.minimum))
                    fail(ErrorCode::Invalid, "A quantifier needs a maximum of at least its minimum and of at least 1.", pattern.quantifier->place);
            }
            if (element.minimum == 0 && element.maximum == 1 && !element.greedy)
                fail(ErrorCode::Unsupported, "A reluctant optional variable (quantifier ?\?) is not supported, as in Flink.", pattern.quantifier->place, "Use ? or *?.");
            result.pattern.push_back(std::move(element));
            return;
        }
        }
    };
    flatten(match.pattern);
    if (result.pattern.empty())
        fail(ErrorCode::Invalid, "The pattern is empty.", match.pattern.place);
    if (std::all_of(result.pattern.begin(), result.pattern.end(), [](const plan::PatternElement& element) { return element.minimum == 0; }))
        fail(ErrorCode::Unsupported, "A pattern that can match nothing is not supported, as in Flink.", match.pattern.place, "At least one variable must not be optional.");
    const auto& last = result.pattern.back();
    bool loops = last.maximum < 0 || last.maximum > last.minimum;
    if (loops && last.greedy && last.maximum != 1)
        fail(ErrorCode::Unsupported, "A greedy quantifier as the last element of a pattern is not supported, as in Flink.", match.pattern.place, "Use a reluctant one, such as A+?.");
    for (size_t i = 0; i + 1 < result.pattern.size(); ++i) {
        const auto& element = result.pattern[i];
        bool greedyLoop = element.greedy && (element.maximum < 0 || element.maximum > element.minimum) && element.maximum != 1;
        bool optionalNext = result.pattern[i + 1].minimum == 0 && result.pattern[i + 1].maximum == 1;
        if (greedyLoop && optionalNext)
            fail(ErrorCode::Unsupported, "An optional element right after a greedy one is not supported, as in Flink.", match.pattern.place);
    }
    auto isVariable = [&](const std::string& name) {
        return std::any_of(result.pattern.begin(), result.pattern.end(), [&](const plan::PatternElement& element) { return element.variable == name; });
    };
    auto isSubset = [&](const std::string& name) {
        return std::any_of(match.subsets.begin(), match.subsets.end(), [&](const auto& subset) { return subset.name.text == name; });
    };
    std::vector<std::string> variables;
    for (const auto& element : result.pattern)
        variables.push_back(element.variable);

    // Names and calls inside DEFINE and MEASURES.
    SlotTable* table = nullptr;
    std::string defining;               // the variable of this DEFINE, "" in MEASURES
    std::string* argumentVariable = nullptr;   // inside FIRST, LAST or an aggregate: all columns must belong to one variable
    bool argumentSeen = false;
    auto columnOfName = [&](const std::string& name, Place where) {
        for (const auto& scope : input.scope.tables)
            for (size_t i = 0; i < scope.names.size(); ++i)
                if (scope.names[i] == name)
                    return scope.first + static_cast<int>(i);
        std::vector<std::string> names;
        for (const auto& field : input.node->schema.fields)
            names.push_back(field.name);
        fail(ErrorCode::Unknown, "Column '" + name + "' is not in the input of MATCH_RECOGNIZE.", where, didYouMean(name, names));
    };
    frame.columnHook = [&](const sql::ColumnName& column, Place where) -> ExpressionRef {
        const auto& parts = column.name.parts;
        bool qualified = parts.size() > 1 && (isVariable(parts[0].text) || isSubset(parts[0].text));
        if (parts.size() > 1 && !qualified) {
            bool row = std::any_of(input.node->schema.fields.begin(), input.node->schema.fields.end(), [&](const Field& field) { return field.name == parts[0].text; });
            bool alias = std::any_of(input.scope.tables.begin(), input.scope.tables.end(), [&](const ScopeTable& scope) { return scope.alias == parts[0].text; });
            if (!row && !alias)
                fail(ErrorCode::Unknown, "There is no pattern variable '" + parts[0].text + "'.", parts[0].place, didYouMean(parts[0].text, variables));
            if (alias)
                qualified = false;
        }
        std::string variable = qualified ? parts[0].text : "";
        size_t at0 = qualified ? 1 : 0;
        int index = columnOfName(parts[at0].text, parts[at0].place);
        ExpressionRef value;
        if (argumentVariable) {
            if (argumentSeen && *argumentVariable != variable)
                fail(ErrorCode::Invalid, "The argument of an aggregate or of FIRST and LAST must use one pattern variable only.", where);
            *argumentVariable = variable;
            argumentSeen = true;
            value = columnExpression(index, typeAt(index).withTimeAttribute(TimeAttribute::None), at(where));
        } else {
            plan::MatchSlot slot;
            slot.column = index;
            slot.variable = variable;
            slot.type = typeAt(index).asNullable(defining.empty() || variable != defining || typeAt(index).nullable()).withTimeAttribute(TimeAttribute::None);
            slot.kind = !defining.empty() && (variable == defining || variable.empty()) ? Kind::Current : Kind::Last;
            value = table->add(std::move(slot), at(where));
        }
        return accessFields(value, parts, at0 + 1, where);
    };
    frame.callHook = [&](const sql::Call& call, const sql::Expression& whole) -> ExpressionRef {
        std::string name = upperCase(call.name.dotted());
        Place where = whole.place;
        bool navigation = name == "FIRST" || name == "LAST";
        if (name == "PREV" || name == "NEXT")
            fail(ErrorCode::Unsupported, name + " is not supported, as in Flink.", where, "Use LAST(variable.column, 1).");
        if (name == "CLASSIFIER" || name == "MATCH_NUMBER")
            fail(ErrorCode::Unsupported, name + " is not supported, as in Flink.", where);
        if (name == "MATCH_ROWTIME" || name == "MATCH_PROCTIME") {
            plan::MatchSlot slot;
            slot.kind = name == "MATCH_ROWTIME" ? Kind::MatchRowtime : Kind::MatchProctime;
            // Without the column Flink knows no zone: the moment comes as a TIMESTAMP.
            bool ltz = slot.kind == Kind::MatchProctime;
            if (slot.kind == Kind::MatchRowtime && !call.arguments.empty())
                ltz = time.kind() == TypeKind::TimestampLtz;
            slot.type = (ltz ? DataType::timestampLtz(3) : DataType::timestamp(3)).notNull().withTimeAttribute(slot.kind == Kind::MatchRowtime ? TimeAttribute::Rowtime : TimeAttribute::Proctime);
            return table->add(std::move(slot), at(where));
        }
        bool aggregates = !navigation && findFunction(name, FunctionKind::Aggregate) && !findFunction(name, FunctionKind::Scalar) && !call.over;
        if (!navigation && !aggregates)
            return nullptr;
        if (argumentVariable)
            fail(ErrorCode::Invalid, "FIRST, LAST and aggregates of MATCH_RECOGNIZE cannot be nested.", where);
        if (call.running)
            fail(ErrorCode::Unsupported, "RUNNING is not supported, as in Flink.", where, "Leave it out.");
        if (call.final && !defining.empty())
            fail(ErrorCode::Invalid, "FINAL is possible in MEASURES only.", where);
        std::string variable;
        argumentVariable = &variable;
        argumentSeen = false;
        std::vector<ExpressionRef> arguments;
        bool good = attempt([&] {
            for (size_t i = 0; i < call.arguments.size(); ++i)
                if (!(navigation && i == 1))
                    arguments.push_back(bindExpression(need(call.arguments[i].value), frame));
        });
        argumentVariable = nullptr;
        if (!good)
            throw BindFailure{};
        plan::MatchSlot slot;
        slot.variable = variable;
        if (navigation) {
            if (call.arguments.empty() || call.arguments.size() > 2)
                fail(ErrorCode::Type, name + " takes a column and an offset.", where);
            slot.kind = name == "FIRST" ? Kind::First : Kind::Last;
            slot.offset = call.arguments.size() > 1 ? static_cast<int>(constantInteger(need(call.arguments[1].value), "The offset")) : 0;
            if (arguments[0]->isColumn())
                slot.column = arguments[0]->column;
            else
                slot.argument = arguments[0];
            slot.type = arguments[0]->type.asNullable();
            return table->add(std::move(slot), at(where));
        }
        const FunctionInfo* info = findFunction(name, FunctionKind::Aggregate);
        slot.kind = Kind::Aggregate;
        slot.aggregate.name = std::string(info->name);
        slot.aggregate.distinct = call.quantifier == sql::CallQuantifier::Distinct;
        slot.aggregate.place = at(where);
        if (slot.aggregate.distinct)
            fail(ErrorCode::Unsupported, "DISTINCT aggregates in MATCH_RECOGNIZE are not supported, as in Flink.", where);
        slot.aggregate.function = take(info->bindAggregate(bindArguments(arguments)), where);
        if (!arguments.empty())
            slot.argument = coerce(arguments[0], slot.aggregate.function.arguments.empty() ? arguments[0]->type : slot.aggregate.function.arguments[0]);
        for (size_t i = 1; i < arguments.size(); ++i) {
            // A further argument has a slot of its own, which the aggregate points to.
            plan::MatchSlot other;
            other.variable = variable;
            other.argument = i < slot.aggregate.function.arguments.size() ? coerce(arguments[i], slot.aggregate.function.arguments[i]) : arguments[i];
            other.type = other.argument->type.asNullable();
            slot.aggregate.arguments.push_back(table->numberOf(std::move(other)));
        }
        slot.type = slot.aggregate.function.result.withTimeAttribute(TimeAttribute::None);
        return table->add(std::move(slot), at(where));
    };
    auto bindSlots = [&](const std::string& name, const sql::Expression& expression, bool isCondition) {
        SlotTable slots;
        table = &slots;
        plan::MatchExpression bound;
        bound.name = name;
        ExpressionRef value = bindExpression(expression, frame);
        if (isCondition)
            value = condition(value, "DEFINE");
        bound.expression = replaceColumns(value, [&](const Expression& column) -> ExpressionRef {
            if (placeholderKind(column.column) != PlaceholderKind::Slot)
                return nullptr;
            return columnExpression(placeholderIndex(column.column), column.type, column.place);
        });
        bound.slots = std::move(slots.slots);
        table = nullptr;
        return bound;
    };
    frame.aggregatesAllowed = true;
    for (const auto& definition : match.definitions)
        attempt([&] {
            if (!definition.condition)
                throw BindFailure{};
            // Flink lets a definition of a variable that the pattern does not use stand; it has no effect.
            if (!isVariable(definition.variable.text))
                return;
            frame.clause = "DEFINE";
            defining = definition.variable.text;
            result.define.push_back(bindSlots(defining, *definition.condition, true));
        });
    defining.clear();
    Schema schema;
    for (int key : result.partition)
        schema.fields.push_back(input.node->schema.fields[static_cast<size_t>(key)]);
    if (match.measures.empty())
        fail(ErrorCode::Invalid, "MATCH_RECOGNIZE needs MEASURES.", place, "Say what a match shows, e.g. MEASURES A.price AS price.");
    for (const auto& measure : match.measures)
        attempt([&] {
            if (!measure.expression)
                throw BindFailure{};
            if (schema.indexOf(measure.alias.text) >= 0)
                fail(ErrorCode::Invalid, "Column '" + measure.alias.text + "' of MATCH_RECOGNIZE appears twice.", measure.alias.place, "Give the measure another name.");
            frame.clause = "MEASURES";
            result.measures.push_back(bindSlots(measure.alias.text, *measure.expression, false));
            schema.fields.push_back({measure.alias.text, result.measures.back().expression->type, {}});
        });
    stopIfErrors(before);
    if (result.measures.size() != match.measures.size())
        throw BindFailure{};
    switch (match.skip) {
    case sql::SkipTo::Unspecified:
    case sql::SkipTo::NextRow: result.after = plan::AfterMatch::NextRow; break;
    case sql::SkipTo::PastLastRow: result.after = plan::AfterMatch::PastLastRow; break;
    case sql::SkipTo::First: result.after = plan::AfterMatch::ToFirst; break;
    case sql::SkipTo::Last:
    case sql::SkipTo::Variable: result.after = plan::AfterMatch::ToLast; break;
    }
    if (match.skipVariable) {
        result.afterVariable = match.skipVariable->text;
        if (!isVariable(result.afterVariable))
            fail(ErrorCode::Unknown, "There is no pattern variable '" + result.afterVariable + "' to skip to.", match.skipVariable->place, didYouMean(result.afterVariable, variables));
    }
    if (match.within)
        result.withinMillis = intervalMillis(need(match.within), "WITHIN");
    plan::NodeRef node = plan::makeNode(plan::Match{std::move(result)}, std::move(schema), {input.node}, at(place));
    return relationOf(node, reference, "");
}

} // namespace weir::binder
