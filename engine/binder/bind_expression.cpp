// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"
#include "engine/types/decimal.h"

namespace weir::binder {

namespace {

constexpr int DeepestNesting = 600;

const char* unitWord(sql::TimeUnit unit) {
    constexpr const char* words[] = {"MILLENNIUM", "CENTURY", "DECADE", "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND",
                                     "MICROSECOND", "NANOSECOND", "DOW", "DOY", "ISODOW", "ISOYEAR", "EPOCH"};
    return words[static_cast<int>(unit)];
}

const char* operatorName(sql::BinaryOperator op) {
    using enum sql::BinaryOperator;
    switch (op) {
    case Equal: return "=";
    case NotEqual: return "<>";
    case Less: return "<";
    case LessEqual: return "<=";
    case Greater: return ">";
    case GreaterEqual: return ">=";
    case Add: return "+";
    case Subtract: return "-";
    case Multiply: return "*";
    case Divide: return "/";
    case Remainder: return "%";
    case Concatenate: return "||";
    case IsDistinctFrom: return "IS DISTINCT FROM";
    case IsNotDistinctFrom: return "IS NOT DISTINCT FROM";
    default: return nullptr;
    }
}

bool isComparison(sql::BinaryOperator op) {
    using enum sql::BinaryOperator;
    return op == Equal || op == NotEqual || op == Less || op == LessEqual || op == Greater || op == GreaterEqual || op == IsDistinctFrom || op == IsNotDistinctFrom;
}

ExpressionRef narrowed(const ExpressionRef& literal, const DataType& type) {
    if (literal->value.isNull() || !literal->type.isExactNumeric() || !type.isExactNumeric() || literal->type.same(type))
        return literal;
    int from = literal->type.kind() == TypeKind::Decimal ? literal->type.scale() : 0, to = type.kind() == TypeKind::Decimal ? type.scale() : 0;
    if (from > to)
        return literal;
    auto value = rescale(literal->value.wide(), from, to);
    if (!value)
        return literal;
    bool fits = false;
    switch (type.kind()) {
    case TypeKind::TinyInt: fits = *value >= INT8_MIN && *value <= INT8_MAX; break;
    case TypeKind::SmallInt: fits = *value >= INT16_MIN && *value <= INT16_MAX; break;
    case TypeKind::Int: fits = *value >= INT32_MIN && *value <= INT32_MAX; break;
    case TypeKind::BigInt: fits = *value >= INT64_MIN && *value <= INT64_MAX; break;
    default: fits = fitsPrecision(*value, type.precision()); break;
    }
    if (!fits)
        return literal;
    bool wide = type.physical() == PhysicalKind::Int128;
    return literalExpression(wide ? Value(*value) : Value(static_cast<int64_t>(*value)), type.asNullable(false).withTimeAttribute(TimeAttribute::None), literal->place);
}

struct DepthGuard {
    explicit DepthGuard(int& depth) : depth_(depth) { ++depth_; }
    ~DepthGuard() { --depth_; }
    int& depth_;
};

} // namespace

std::vector<ExpressionRef> QueryBinder::bindAll(const std::vector<sql::ExpressionPtr>& expressions, SelectFrame& frame) {
    std::vector<ExpressionRef> bound;
    size_t before = errorCount();
    bool failed = false;
    for (const auto& expression : expressions)
        failed = !attempt([&] { bound.push_back(bindExpression(need(expression), frame)); }) || failed;
    stopIfErrors(before);
    if (failed)
        throw BindFailure{};
    return bound;
}

ExpressionRef QueryBinder::bindExpression(const sql::Expression& expression, SelectFrame& frame) {
    DepthGuard guard(depth_);
    if (depth_ > DeepestNesting)
        fail(ErrorCode::Unsupported, "This is nested too deeply.", expression.place, "Split it with WITH or a view.");
    const Place place = expression.place;
    return std::visit([&](const auto& node) -> ExpressionRef {
        using Kind = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Kind, sql::MissingExpression>) {
            throw BindFailure{};
        } else if constexpr (std::is_same_v<Kind, sql::Literal>) {
            return bindLiteral(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::IntervalLiteral>) {
            return bindInterval(node, place);
        } else if constexpr (std::is_same_v<Kind, sql::ColumnName>) {
            return bindColumn(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Star>) {
            fail(ErrorCode::Invalid, "'*' stands for columns only in a select list and in COUNT(*).", place);
        } else if constexpr (std::is_same_v<Kind, sql::Unary>) {
            return bindUnary(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Binary>) {
            return bindBinary(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::IsTest>) {
            return bindIs(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Like>) {
            return bindLike(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Between>) {
            return bindBetween(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::InList>) {
            return bindInList(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::InQuery>) {
            return bindInQuery(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Exists>) {
            return bindExists(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::QuantifiedComparison>) {
            return node.query ? bindQuantified(node, place, frame) : bindQuantifiedList(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Case>) {
            return bindCase(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Cast>) {
            DataType type = bindType(node.type);
            ExpressionRef operand = bindExpression(need(node.operand), frame);
            if (type.isInterval() && operand->type.isExactNumeric())
                return castToInterval(std::move(operand), node, type, place);
            return cast(std::move(operand), type, place, node.safe);
        } else if constexpr (std::is_same_v<Kind, sql::Call>) {
            return bindCall(node, expression, frame);
        } else if constexpr (std::is_same_v<Kind, sql::TimeUnitWord>) {
            return text(unitWord(node.unit), place);
        } else if constexpr (std::is_same_v<Kind, sql::Symbol>) {
            return text(node.word, place);
        } else if constexpr (std::is_same_v<Kind, sql::Constructor>) {
            return bindConstructor(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::QueryConstructor>) {
            unsupported("A collection made of a query", place);
        } else if constexpr (std::is_same_v<Kind, sql::ElementAccess>) {
            ExpressionRef collection = bindExpression(need(node.collection), frame);
            ExpressionRef index = bindExpression(need(node.index), frame);
            if (collection->type.kind() == TypeKind::Row && index->isLiteral() && index->type.isCharacter())
                return accessFields(collection, {sql::Name{index->value.text(), node.index->place, true}}, 0, place);
            return call("ITEM", {collection, index}, place);
        } else if constexpr (std::is_same_v<Kind, sql::FieldAccess>) {
            if (node.star)
                fail(ErrorCode::Invalid, "'.*' is possible only in a select list.", place);
            return accessFields(bindExpression(need(node.operand), frame), {node.field}, 0, place);
        } else if constexpr (std::is_same_v<Kind, sql::ScalarQuery>) {
            return bindScalarQuery(need(node.query), place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::JsonPathCall>) {
            return bindJsonPath(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::JsonObjectCall>) {
            return bindJsonObject(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::JsonArrayCall>) {
            return bindJsonArray(node, place, frame);
        } else if constexpr (std::is_same_v<Kind, sql::Descriptor>) {
            fail(ErrorCode::Invalid, "DESCRIPTOR is possible only as an argument of a table function.", place);
        } else if constexpr (std::is_same_v<Kind, sql::TableArgument>) {
            fail(ErrorCode::Invalid, "A table is possible only as an argument of a table function.", place);
        } else if constexpr (std::is_same_v<Kind, sql::TimeDifference>) {
            auto sides = bindAll({node.left, node.right}, frame);
            std::string unit = unitWord(node.units.first);
            if (node.units.isRange())
                unit += std::string(" TO ") + unitWord(node.units.last);
            return call("MINUS_DATE", {text(unit, place), sides[0], sides[1]}, place);
        } else if constexpr (std::is_same_v<Kind, sql::ModelArgument>) {
            unsupported("MODEL", place);
        } else if constexpr (std::is_same_v<Kind, sql::DefaultValue>) {
            fail(ErrorCode::Invalid, "DEFAULT is possible only as a value of INSERT or as a named argument.", place);
        } else {
            unsupported("This expression", place);
        }
    }, expression.node);
}

ExpressionRef QueryBinder::bindUnary(const sql::Unary& unary, Place place, SelectFrame& frame) {
    if (unary.op == sql::UnaryOperator::Minus)
        if (const auto* literal = unary.operand->as<sql::Literal>();
            literal && (literal->kind == sql::LiteralKind::Integer || literal->kind == sql::LiteralKind::Decimal || literal->kind == sql::LiteralKind::Approximate))
            return bindLiteral(*literal, place, true);
    ExpressionRef operand = bindExpression(need(unary.operand), frame);
    switch (unary.op) {
    case sql::UnaryOperator::Plus:
        if (!operand->type.isNumeric() && !operand->type.isInterval() && operand->type.kind() != TypeKind::Null)
            fail(ErrorCode::Type, "'+' needs a number; this is " + operand->type.text() + ".", place);
        return operand;
    case sql::UnaryOperator::Minus: return call("NEGATE", {operand}, place);
    case sql::UnaryOperator::Not: return negated(condition(operand, "NOT"), place);
    }
    throw BindFailure{};
}

ExpressionRef QueryBinder::compare(std::string_view op, ExpressionRef left, ExpressionRef right, Place place) {
    if (left->type.kind() == TypeKind::Null && right->type.kind() != TypeKind::Null)
        left = literalExpression(Value{}, right->type.asNullable(), left->place);
    if (right->type.kind() == TypeKind::Null && left->type.kind() != TypeKind::Null)
        right = literalExpression(Value{}, left->type.asNullable(), right->place);
    // A literal that the other side's type can hold exactly takes that type, so that no column is cast row by row.
    if (right->isLiteral() && !left->isLiteral())
        right = narrowed(right, left->type);
    else if (left->isLiteral() && !right->isLiteral())
        left = narrowed(left, right->type);
    return call(op, {std::move(left), std::move(right)}, place);
}

ExpressionRef QueryBinder::bindBinary(const sql::Binary& binary, Place place, SelectFrame& frame) {
    using enum sql::BinaryOperator;
    if (binary.op == And || binary.op == Or) {
        // A long chain of ANDs is a deep tree; walk its left edge without recursion.
        std::vector<const sql::Expression*> operands;
        const sql::Binary* at = &binary;
        while (true) {
            operands.push_back(at->right.get());
            const auto* next = at->left->as<sql::Binary>();
            if (!next || next->op != binary.op) {
                operands.push_back(at->left.get());
                break;
            }
            at = next;
        }
        std::vector<ExpressionRef> parts;
        size_t before = errorCount();
        bool failed = false;
        for (auto operand = operands.rbegin(); operand != operands.rend(); ++operand)
            failed = !attempt([&] { parts.push_back(condition(bindExpression(**operand, frame), binary.op == And ? "AND" : "OR")); }) || failed;
        stopIfErrors(before);
        if (failed)
            throw BindFailure{};
        return binary.op == And ? makeAnd(std::move(parts), this->at(place)) : makeOr(std::move(parts), this->at(place));
    }
    if (binary.op == Overlaps) {
        const auto* left = binary.left->as<sql::Constructor>();
        const auto* right = binary.right->as<sql::Constructor>();
        if (!left || !right || left->elements.size() != 2 || right->elements.size() != 2)
            fail(ErrorCode::Invalid, "OVERLAPS compares two periods: (start, end) OVERLAPS (start, end).", place);
        std::vector<ExpressionRef> ends = bindAll(left->elements, frame), others = bindAll(right->elements, frame);
        ends.insert(ends.end(), others.begin(), others.end());
        return call("OVERLAPS", std::move(ends), place);
    }
    const char* name = operatorName(binary.op);
    if (!name)
        unsupported("This operator", binary.operatorPlace.known() ? binary.operatorPlace : place);
    std::vector<ExpressionRef> sides = bindAll({binary.left, binary.right}, frame);
    return isComparison(binary.op) ? compare(name, sides[0], sides[1], place) : call(name, {sides[0], sides[1]}, place);
}

ExpressionRef QueryBinder::bindIs(const sql::IsTest& test, Place place, SelectFrame& frame) {
    ExpressionRef operand = bindExpression(need(test.operand), frame);
    std::string name = test.negated ? "IS NOT " : "IS ";
    auto json = [&](const char* kind) {
        ExpressionRef result = call("IS JSON", {text(kind, place), operand}, place);
        return test.negated ? negated(result, place) : result;
    };
    switch (test.what) {
    case sql::IsWhat::Null: return call(name + "NULL", {operand}, place);
    case sql::IsWhat::True: return call(name + "TRUE", {condition(operand, "IS TRUE")}, place);
    case sql::IsWhat::False: return call(name + "FALSE", {condition(operand, "IS FALSE")}, place);
    case sql::IsWhat::Unknown: return call(name + "UNKNOWN", {condition(operand, "IS UNKNOWN")}, place);
    case sql::IsWhat::Json:
    case sql::IsWhat::JsonValue: return json("VALUE");
    case sql::IsWhat::JsonObject: return json("OBJECT");
    case sql::IsWhat::JsonArray: return json("ARRAY");
    case sql::IsWhat::JsonScalar: return json("SCALAR");
    default: unsupported("This IS test", place);
    }
}

ExpressionRef QueryBinder::bindLike(const sql::Like& like, Place place, SelectFrame& frame) {
    std::vector<sql::ExpressionPtr> operands{like.value, like.pattern};
    if (like.escape)
        operands.push_back(like.escape);
    ExpressionRef result = call(like.similar ? "SIMILAR TO" : "LIKE", bindAll(operands, frame), place);
    return like.negated ? negated(result, place) : result;
}

ExpressionRef QueryBinder::bindBetween(const sql::Between& between, Place place, SelectFrame& frame) {
    auto operands = bindAll({between.value, between.low, between.high}, frame);
    auto inside = [&](const ExpressionRef& low, const ExpressionRef& high) {
        return makeAnd({compare(">=", operands[0], low, place), compare("<=", operands[0], high, place)}, at(place));
    };
    ExpressionRef result = inside(operands[1], operands[2]);
    if (between.symmetric)
        result = makeOr({result, inside(operands[2], operands[1])}, at(place));
    return between.negated ? negated(result, place) : result;
}

ExpressionRef QueryBinder::bindInList(const sql::InList& in, Place place, SelectFrame& frame) {
    ExpressionRef value = bindExpression(need(in.value), frame);
    std::vector<ExpressionRef> list = bindAll(in.list, frame);
    bool literals = true;
    std::vector<DataType> types{value->type};
    for (auto& item : list) {
        if (item->type.kind() == TypeKind::Null)
            item = literalExpression(Value{}, value->type.asNullable(), item->place);
        literals = literals && item->isLiteral();
        types.push_back(item->type);
    }
    if (!commonType(std::span<const DataType>(types).subspan(1)))
        fail(ErrorCode::Type, "The values of the list have no common type.", place, "CAST them to one.");
    // What is listed becomes what the value is, as in Flink: 2 IN (2.5) is TRUE, and text and numbers may meet here only.
    auto isPlain = [](const DataType& type) { return type.isNumeric() || type.kind() == TypeKind::Boolean; };
    for (size_t i = 0; i < list.size(); ++i) {
        const DataType& item = list[i]->type;
        bool mixed = (value->type.isCharacter() && isPlain(item)) || (isPlain(value->type) && item.isCharacter());
        bool numbers = value->type.isNumeric() && item.isNumeric() && !item.same(value->type);
        if (numbers && list[i]->isLiteral())
            list[i] = narrowed(list[i], value->type);
        if (mixed || (numbers && !list[i]->type.same(value->type))) {
            list[i] = cast(list[i], value->type.isCharacter() ? DataType::string() : value->type, list[i]->place);
            literals = literals && list[i]->isLiteral();
        }
        types[i + 1] = list[i]->type;
    }
    ExpressionRef result;
    auto common = commonType(types);
    if (literals && list.size() > 2 && common && value->type.kind() != TypeKind::Null && !common->isNested()) {
        std::vector<ExpressionRef> arguments{coerce(value, *common)};
        for (const auto& item : list)
            arguments.push_back(coerce(item, *common));
        bool folded = true;
        for (size_t i = 1; i < arguments.size(); ++i)
            folded = folded && arguments[i]->isLiteral();
        if (folded)
            result = call("IN", std::move(arguments), place);
    }
    if (!result) {
        std::vector<ExpressionRef> parts;
        for (const auto& item : list)
            parts.push_back(compare("=", value, item, place));
        result = makeOr(std::move(parts), at(place));
    }
    return in.negated ? negated(result, place) : result;
}

ExpressionRef QueryBinder::bindQuantifiedList(const sql::QuantifiedComparison& comparison, Place place, SelectFrame& frame) {
    ExpressionRef left = bindExpression(need(comparison.left), frame);
    const char* op = operatorName(comparison.comparison);
    std::vector<ExpressionRef> parts;
    for (const auto& item : bindAll(comparison.list, frame))
        parts.push_back(compare(op ? op : "=", left, item, place));
    return comparison.quantifier == sql::Quantifier::Any ? makeOr(std::move(parts), at(place)) : makeAnd(std::move(parts), at(place));
}

ExpressionRef QueryBinder::bindCase(const sql::Case& choice, Place place, SelectFrame& frame) {
    ExpressionRef operand = choice.operand ? bindExpression(need(choice.operand), frame) : nullptr;
    std::vector<ExpressionRef> parts;
    size_t before = errorCount();
    bool failed = false;
    for (const auto& when : choice.whens) {
        failed = !attempt([&] {
            ExpressionRef value = bindExpression(need(when.condition), frame);
            parts.push_back(operand ? compare("=", operand, value, when.condition->place) : condition(value, "WHEN"));
        }) || failed;
        failed = !attempt([&] { parts.push_back(bindExpression(need(when.result), frame)); }) || failed;
    }
    if (choice.otherwise)
        failed = !attempt([&] { parts.push_back(bindExpression(need(choice.otherwise), frame)); }) || failed;
    else
        parts.push_back(literalExpression(Value{}, DataType::null(), at(place)));
    stopIfErrors(before);
    if (failed)
        throw BindFailure{};
    return caseOf(std::move(parts), place, "CASE");
}

ExpressionRef QueryBinder::bindConstructor(const sql::Constructor& constructor, Place place, SelectFrame& frame) {
    auto elements = bindAll(constructor.elements, frame);
    switch (constructor.kind) {
    case sql::ConstructorKind::Array: return call("ARRAY", std::move(elements), place);
    case sql::ConstructorKind::Map:
        if (elements.size() % 2 != 0)
            fail(ErrorCode::Invalid, "MAP needs pairs of key and value.", place);
        return call("MAP", std::move(elements), place);
    case sql::ConstructorKind::Row: return call("ROW", std::move(elements), place);
    case sql::ConstructorKind::Multiset: unsupported("MULTISET[...]", place);
    }
    throw BindFailure{};
}

} // namespace weir::binder
