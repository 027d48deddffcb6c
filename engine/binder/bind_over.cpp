// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>
#include <map>

namespace weir::binder {

namespace {

bool isRanking(const std::string& name) {
    constexpr std::string_view names[] = {"ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "PERCENT_RANK", "CUME_DIST", "LAG", "LEAD"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

plan::FrameBound boundOf(sql::BoundKind kind) {
    switch (kind) {
    case sql::BoundKind::UnboundedPreceding: return plan::FrameBound::UnboundedPreceding;
    case sql::BoundKind::Preceding: return plan::FrameBound::Preceding;
    case sql::BoundKind::CurrentRow: return plan::FrameBound::CurrentRow;
    case sql::BoundKind::Following: return plan::FrameBound::Following;
    case sql::BoundKind::UnboundedFollowing: return plan::FrameBound::UnboundedFollowing;
    }
    return plan::FrameBound::CurrentRow;
}

bool readsColumns(const Expression& expression) {
    return expression.isColumn() || std::any_of(expression.arguments.begin(), expression.arguments.end(), [](const ExpressionRef& each) { return readsColumns(*each); });
}

bool sameWindow(const OverSlot& a, const OverSlot& b) {
    auto sameList = [](const auto& x, const auto& y) {
        if (x.size() != y.size())
            return false;
        for (size_t i = 0; i < x.size(); ++i)
            if (!x[i]->equals(*y[i]))
                return false;
        return true;
    };
    if (!sameList(a.partition, b.partition) || a.order.size() != b.order.size())
        return false;
    for (size_t i = 0; i < a.order.size(); ++i)
        if (!a.order[i].expression->equals(*b.order[i].expression) || a.order[i].descending != b.order[i].descending || a.order[i].nullsLast != b.order[i].nullsLast)
            return false;
    return a.frame.rows == b.frame.rows && a.frame.start == b.frame.start && a.frame.end == b.frame.end && a.frame.startOffset == b.frame.startOffset &&
           a.frame.endOffset == b.frame.endOffset;
}

} // namespace

std::vector<OrderSlot> QueryBinder::bindOrder(const std::vector<sql::OrderItem>& items, SelectFrame& frame) {
    std::vector<OrderSlot> order;
    for (const auto& item : items) {
        bool last = item.nulls == sql::NullsOrder::Default ? item.descending : item.nulls == sql::NullsOrder::Last;
        order.push_back({bindExpression(need(item.expression), frame), item.descending, last});
    }
    return order;
}

ExpressionRef QueryBinder::bindOverCall(const sql::Call& call, const std::string& name, Place place, SelectFrame& frame) {
    if (!frame.overAllowed || frame.insideAggregate)
        fail(ErrorCode::Invalid, std::string("A function with OVER is not possible in ") + (frame.insideAggregate ? "an aggregate function" : frame.clause) + ".", place,
             "Compute it in a subquery first, or use QUALIFY.");
    if (call.filter)
        fail(ErrorCode::Invalid, "FILTER is not possible together with OVER.", call.filter->place, "Use CASE WHEN condition THEN value END as the argument.");
    // WINDOW names may build on each other; collect the parts from the innermost name.
    std::vector<const sql::WindowSpecification*> chain{call.over.get()};
    while (chain.back()->base) {
        const sql::WindowSpecification* next = nullptr;
        std::vector<std::string> names;
        if (frame.namedWindows)
            for (const auto& window : *frame.namedWindows) {
                names.push_back(window.name.text);
                if (window.name.text == chain.back()->base->text && std::find(chain.begin(), chain.end(), &window.specification) == chain.end())
                    next = &window.specification;
            }
        if (!next)
            fail(ErrorCode::Unknown, "There is no window '" + chain.back()->base->text + "'.", chain.back()->base->place, didYouMean(chain.back()->base->text, names));
        chain.push_back(next);
    }
    const std::vector<sql::ExpressionPtr>* partition = nullptr;
    const std::vector<sql::OrderItem>* order = nullptr;
    const sql::Frame* written = nullptr;
    for (const auto* specification : chain) {
        if (!partition && !specification->partitionBy.empty())
            partition = &specification->partitionBy;
        if (!order && !specification->orderBy.empty())
            order = &specification->orderBy;
        if (!written && specification->frame)
            written = &*specification->frame;
    }
    OverSlot slot;
    slot.place = at(place);
    slot.name = name;
    slot.ranking = isRanking(name);
    slot.distinct = call.quantifier == sql::CallQuantifier::Distinct;
    frame.overAllowed = false;
    bool aliases = frame.aliasesVisible;
    frame.aliasesVisible = false;
    std::vector<ExpressionRef> arguments;
    if (config_.batchMode() && slot.distinct)
        fail(ErrorCode::Invalid, "DISTINCT is not possible together with OVER in batch mode.", place);
    bool good = attempt([&] {
        if (partition)
            slot.partition = bindAll(*partition, frame);
        if (order)
            slot.order = bindOrder(*order, frame);
        std::vector<sql::ExpressionPtr> values;
        for (const auto& argument : call.arguments)
            values.push_back(argument.value);
        arguments = bindAll(values, frame);
    });
    frame.overAllowed = true;
    frame.aliasesVisible = aliases;
    if (!good)
        throw BindFailure{};
    auto count = [&](size_t least, size_t most) {
        if (arguments.size() < least || arguments.size() > most)
            fail(ErrorCode::Type, name + " takes " + (least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most)) + " arguments; it was given " +
                                      std::to_string(arguments.size()) + ".", place);
    };
    if (slot.ranking) {
        if (slot.order.empty())
            fail(ErrorCode::Invalid, name + " needs ORDER BY in its OVER clause.", place);
        if (written)
            fail(ErrorCode::Invalid, "ROWS or RANGE is not possible with " + name + ".", written->place, "Leave the frame out.");
        slot.type = DataType::bigInt().notNull();
        if (name == "LAG" || name == "LEAD") {
            count(1, 3);
            slot.type = arguments[0]->type.asNullable().withTimeAttribute(TimeAttribute::None);
            slot.arguments = {arguments[0]};
            slot.extra.push_back(arguments.size() > 1 ? arguments[1] : literalExpression(Value(1), DataType::integer().notNull(), slot.place));
            if (!slot.extra[0]->type.isInteger() || !slot.extra[0]->isLiteral())
                fail(ErrorCode::Invalid, "The offset of " + name + " must be a whole number literal.", place);
            if (slot.extra[0]->value.isNull() || (slot.extra[0]->value.integer() < 0 && !config_.batchMode()))
                fail(ErrorCode::Invalid, "The offset of " + name + " must not be negative.", call.arguments[1].value->place);
            if (arguments.size() > 2) {
                std::vector<DataType> types{arguments[0]->type, arguments[2]->type};
                auto common = commonType(types);
                if (!common)
                    fail(ErrorCode::Type, "The default of " + name + " does not fit " + arguments[0]->type.text() + ".", place);
                bool neverNull = !arguments[0]->type.nullable() && !arguments[2]->type.nullable();
                slot.type = common->asNullable(!neverNull).withTimeAttribute(TimeAttribute::None);
                slot.arguments = {coerce(arguments[0], *common)};
                slot.extra.push_back(coerce(arguments[2], *common));
            }
        } else if (name == "NTILE") {
            count(1, 1);
            slot.extra = {arguments[0]};
        } else {
            count(0, 0);
            if (name == "PERCENT_RANK" || name == "CUME_DIST")
                slot.type = DataType::float64().notNull();
        }
    } else {
        if (call.nulls != sql::NullTreatment::Default)
            fail(ErrorCode::Invalid, name + " takes neither IGNORE NULLS nor RESPECT NULLS.", place, name == "FIRST_VALUE" || name == "LAST_VALUE" ? "It skips NULL anyway." : "");
        const FunctionInfo* info = findFunction(name, FunctionKind::Aggregate);
        if (!info || !info->bindAggregate)
            fail(ErrorCode::Unknown, "There is no aggregate function '" + call.name.dotted() + "' to use with OVER.", call.name.place.known() ? call.name.place : place);
        slot.name = std::string(info->name);
        slot.function = take(info->bindAggregate(bindArguments(arguments)), place);
        slot.function.result = slot.function.result.withTimeAttribute(TimeAttribute::None);
        for (size_t i = 0; i < arguments.size(); ++i)
            slot.arguments.push_back(i < slot.function.arguments.size() ? coerce(arguments[i], slot.function.arguments[i]) : arguments[i]);
        slot.type = slot.function.result;
    }
    if (written) {
        slot.frame.rows = written->rows;
        auto offset = [&](const sql::FrameBound& bound) -> int64_t {
            if (!bound.offset)
                return 0;
            if (written->rows)
                return constantInteger(need(bound.offset), "A number of rows");
            if (bound.offset->as<sql::IntervalLiteral>())
                return intervalMillis(need(bound.offset), "A range of time");
            return constantInteger(need(bound.offset), "A range");
        };
        slot.frame.start = boundOf(written->start.kind);
        slot.frame.end = boundOf(written->end.kind);
        slot.frame.startOffset = offset(written->start);
        slot.frame.endOffset = offset(written->end);
        if (slot.frame.start > slot.frame.end)
            fail(ErrorCode::Invalid, "The frame ends before it starts.", written->place);
        if (slot.order.empty() && !written->rows && (slot.frame.startOffset || slot.frame.endOffset))
            fail(ErrorCode::Invalid, "A RANGE needs ORDER BY.", written->place);
        for (const auto* bound : {&written->start, &written->end}) {
            if (written->rows || !bound->offset || slot.order.empty())
                continue;
            const DataType& key = slot.order[0].expression->type;
            bool temporal = key.isTimestamp() || key.kind() == TypeKind::Date || key.kind() == TypeKind::Time, interval = bound->offset->as<sql::IntervalLiteral>();
            if (temporal != interval)
                fail(ErrorCode::Type, std::string("A RANGE over ") + key.text() + " takes " + (temporal ? "intervals, such as INTERVAL '5' SECOND" : "numbers") + ".", bound->offset->place);
        }
    } else if (slot.order.empty()) {
        slot.frame.rows = true;
        slot.frame.end = plan::FrameBound::UnboundedFollowing;
    } else if (name == "ROW_NUMBER") {
        slot.frame.rows = true;
    }
    auto show = [&](OverSlot shown) {
        DataType type = shown.type;
        frame.overs.push_back(std::move(shown));
        return columnExpression(placeholder(PlaceholderKind::Over, static_cast<int>(frame.overs.size()) - 1), type, at(place));
    };
    static const std::map<std::string, std::pair<bool, bool>> variances{    // a sample, a root
        {"VAR_POP", {false, false}}, {"VAR_SAMP", {true, false}}, {"VARIANCE", {true, false}},
        {"STDDEV_POP", {false, true}}, {"STDDEV_SAMP", {true, true}}, {"STDDEV", {true, true}}};
    auto known = variances.find(slot.name);
    if (slot.ranking || known == variances.end())
        return show(std::move(slot));
    // Flink writes these as sums, each step in the type of the result. Only the digits of decimals show it.
    auto [sample, root] = known->second;
    DataType type = slot.type;
    auto whole = [&](int64_t value) { return literalExpression(Value(value), DataType::integer().notNull(), at(place)); };
    auto sumOf = [&](const char* aggregateName, ExpressionRef argument) {
        OverSlot sum = slot;
        const FunctionInfo* info = findFunction(aggregateName, FunctionKind::Aggregate);
        sum.name = std::string(info->name);
        sum.function = take(info->bindAggregate(bindArguments({argument})), place);
        sum.arguments = {std::move(argument)};
        sum.type = sum.function.result;
        return cast(show(std::move(sum)), type, place);
    };
    auto step = [&](const char* operation, const ExpressionRef& left, const ExpressionRef& right) { return cast(this->call(operation, {left, right}, place), type, place); };
    ExpressionRef value = cast(slot.arguments[0], type, place);
    ExpressionRef squares = sumOf("SUM", step("*", value, value)), sum = sumOf("SUM", value), rows = sumOf("COUNT", value);
    ExpressionRef spread = step("-", squares, step("/", step("*", sum, sum), rows));
    ExpressionRef one = whole(1), divisor = rows;
    if (sample)
        divisor = caseOf({compare("=", rows, one, place), literalExpression(Value{}, DataType::null(), at(place)), this->call("-", {rows, one}, place)}, place, "CASE");
    ExpressionRef variance = step("/", spread, divisor);
    if (root)
        variance = cast(this->call("POWER", {variance, literalExpression(Value(0.5), DataType::float64().notNull(), at(place))}, place), type, place);
    // No row, no variance: no division by zero.
    return caseOf({compare("=", rows, whole(0), place), literalExpression(Value{}, DataType::null(), at(place)), variance}, place, "CASE");
}

plan::NodeRef QueryBinder::overNode(plan::NodeRef input, SelectFrame& frame, std::vector<ExpressionRef>& results, Place place) {
    // What is no plain column gets one below.
    std::vector<ExpressionRef> columns;
    std::vector<std::string> names;
    for (int i = 0; i < input->schema.size(); ++i) {
        const auto& field = input->schema.fields[static_cast<size_t>(i)];
        columns.push_back(columnExpression(i, field.type));
        names.push_back(field.name);
    }
    size_t inputColumns = columns.size();
    auto columnFor = [&](const ExpressionRef& expression) {
        for (size_t i = 0; i < columns.size(); ++i)
            if (columns[i]->equals(*expression))
                return static_cast<int>(i);
        columns.push_back(expression);
        names.push_back("$o" + std::to_string(columns.size() - inputColumns - 1));
        return static_cast<int>(columns.size()) - 1;
    };
    std::vector<plan::OverWindow> windows;
    std::vector<size_t> slotOfWindow;
    std::vector<std::pair<size_t, size_t>> positions;   // of each slot: window, call
    for (size_t s = 0; s < frame.overs.size(); ++s) {
        const OverSlot& slot = frame.overs[s];
        size_t w = 0;
        while (w < windows.size() && !sameWindow(frame.overs[slotOfWindow[w]], slot))
            ++w;
        if (w == windows.size()) {
            plan::OverWindow window;
            window.place = slot.place;
            window.frame = slot.frame;
            for (const auto& key : slot.partition)
                window.partition.push_back(columnFor(key));
            for (const auto& key : slot.order)
                window.order.push_back({columnFor(key.expression), key.descending, key.nullsLast});
            windows.push_back(std::move(window));
            slotOfWindow.push_back(s);
        }
        plan::OverCall call;
        call.call.name = slot.name;
        call.call.function = slot.function;
        call.call.distinct = slot.distinct;
        call.call.place = slot.place;
        for (const auto& argument : slot.arguments)
            call.call.arguments.push_back(columnFor(argument));
        call.ranking = slot.ranking;
        call.extra = slot.extra;
        if (call.extra.size() > 1 && readsColumns(*call.extra[1])) {
            // A default that is no constant is a column, like the value.
            call.call.arguments.push_back(columnFor(call.extra[1]));
            call.extra.pop_back();
        }
        call.type = slot.type;
        positions.emplace_back(w, windows[w].calls.size());
        windows[w].calls.push_back(std::move(call));
    }
    if (columns.size() > inputColumns)
        input = project(input, columns, names, place);
    Schema schema = input->schema;
    std::vector<int> firstOfWindow;
    int next = schema.size();
    for (const auto& window : windows) {
        firstOfWindow.push_back(next);
        for (const auto& call : window.calls)
            schema.fields.push_back({"w" + std::to_string(next++ - input->schema.size()) + "$o", call.type});
    }
    results.clear();
    for (const auto& [window, call] : positions) {
        int column = firstOfWindow[window] + static_cast<int>(call);
        results.push_back(columnExpression(column, schema.fields[static_cast<size_t>(column)].type, place));
    }
    return plan::makeNode(plan::Over{std::move(windows)}, std::move(schema), {input}, place);
}

} // namespace weir::binder
