// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/print_tree.h"

namespace weir::sql {
namespace {

constexpr int AtomLevel = 100;
constexpr int UnaryLevel = 80;
constexpr int PredicateLevel = 32;
constexpr int CompareLevel = 30;
constexpr int IsLevel = 28;
constexpr int NotLevel = 26;

struct OperatorText {
    const char* text;
    int level;
};

OperatorText textOf(BinaryOperator op) {
    using enum BinaryOperator;
    switch (op) {
    case Or: return {"OR", 22};
    case And: return {"AND", 24};
    case Equal: return {"=", 30};
    case NotEqual: return {"<>", 30};
    case Less: return {"<", 30};
    case LessEqual: return {"<=", 30};
    case Greater: return {">", 30};
    case GreaterEqual: return {">=", 30};
    case Add: return {"+", 40};
    case Subtract: return {"-", 40};
    case Multiply: return {"*", 60};
    case Divide: return {"/", 60};
    case Remainder: return {"%", 60};
    case Concatenate: return {"||", 60};
    case IsDistinctFrom: return {"IS DISTINCT FROM", 30};
    case IsNotDistinctFrom: return {"IS NOT DISTINCT FROM", 30};
    case Overlaps: return {"OVERLAPS", 30};
    case Contains: return {"CONTAINS", 30};
    case Precedes: return {"PRECEDES", 30};
    case Succeeds: return {"SUCCEEDS", 30};
    case ImmediatelyPrecedes: return {"IMMEDIATELY PRECEDES", 30};
    case ImmediatelySucceeds: return {"IMMEDIATELY SUCCEEDS", 30};
    case PeriodEquals: return {"EQUALS", 30};
    case MemberOf: return {"MEMBER OF", 30};
    case NotMemberOf: return {"NOT MEMBER OF", 30};
    case SubmultisetOf: return {"SUBMULTISET OF", 30};
    case NotSubmultisetOf: return {"NOT SUBMULTISET OF", 30};
    case MultisetUnion: return {"MULTISET UNION", 14};
    case MultisetUnionAll: return {"MULTISET UNION ALL", 14};
    case MultisetIntersect: return {"MULTISET INTERSECT", 18};
    case MultisetIntersectAll: return {"MULTISET INTERSECT ALL", 18};
    case MultisetExcept: return {"MULTISET EXCEPT", 14};
    case MultisetExceptAll: return {"MULTISET EXCEPT ALL", 14};
    }
    return {"", 0};
}

int levelOf(const Expression& expression) {
    if (auto binary = expression.as<Binary>())
        return textOf(binary->op).level;
    if (auto unary = expression.as<Unary>())
        return unary->op == UnaryOperator::Not ? NotLevel : UnaryLevel;
    if (expression.as<IsTest>())
        return IsLevel;
    if (expression.as<QuantifiedComparison>())
        return CompareLevel;
    if (expression.as<Like>() || expression.as<Between>() || expression.as<InList>() || expression.as<InQuery>())
        return PredicateLevel;
    return AtomLevel;
}

const char* constructorWord(ConstructorKind kind) {
    switch (kind) {
    case ConstructorKind::Array: return "ARRAY";
    case ConstructorKind::Map: return "MAP";
    case ConstructorKind::Multiset: return "MULTISET";
    case ConstructorKind::Row: return "ROW";
    }
    return "";
}

} // namespace

std::string_view unitText(TimeUnit unit) {
    switch (unit) {
    case TimeUnit::Millennium: return "MILLENNIUM";
    case TimeUnit::Century: return "CENTURY";
    case TimeUnit::Decade: return "DECADE";
    case TimeUnit::Year: return "YEAR";
    case TimeUnit::Quarter: return "QUARTER";
    case TimeUnit::Month: return "MONTH";
    case TimeUnit::Week: return "WEEK";
    case TimeUnit::Day: return "DAY";
    case TimeUnit::Hour: return "HOUR";
    case TimeUnit::Minute: return "MINUTE";
    case TimeUnit::Second: return "SECOND";
    case TimeUnit::Millisecond: return "MILLISECOND";
    case TimeUnit::Microsecond: return "MICROSECOND";
    case TimeUnit::Nanosecond: return "NANOSECOND";
    case TimeUnit::DayOfWeek: return "DOW";
    case TimeUnit::DayOfYear: return "DOY";
    case TimeUnit::IsoDayOfWeek: return "ISODOW";
    case TimeUnit::IsoYear: return "ISOYEAR";
    case TimeUnit::Epoch: return "EPOCH";
    }
    return "";
}

void TreePrinter::print(const Expression& expression, int least) {
    bool parentheses = levelOf(expression) < least;
    if (parentheses)
        out_ += '(';
    std::visit([this](const auto& content) { node(content); }, expression.node);
    if (parentheses)
        out_ += ')';
}

void TreePrinter::expressions(const std::vector<ExpressionPtr>& items) {
    list(items, [this](const ExpressionPtr& item) { print(*item); });
}

void TreePrinter::names(const std::vector<Name>& items) {
    out_ += '(';
    list(items, [this](const Name& item) { out_ += toSql(item); });
    out_ += ')';
}

void TreePrinter::inParentheses(const Query& query) {
    out_ += '(';
    print(query);
    out_ += ')';
}

void TreePrinter::node(const Literal& literal) {
    switch (literal.kind) {
    case LiteralKind::Integer: case LiteralKind::Decimal: case LiteralKind::Approximate: out_ += literal.text; break;
    case LiteralKind::String: out_ += quoted(literal.text); break;
    case LiteralKind::Binary: out_ += "x'" + literal.text + "'"; break;
    case LiteralKind::True: out_ += "TRUE"; break;
    case LiteralKind::False: out_ += "FALSE"; break;
    case LiteralKind::Unknown: out_ += "UNKNOWN"; break;
    case LiteralKind::Null: out_ += "NULL"; break;
    case LiteralKind::Date: out_ += "DATE " + quoted(literal.text); break;
    case LiteralKind::Time: out_ += "TIME " + quoted(literal.text); break;
    case LiteralKind::Timestamp: out_ += "TIMESTAMP " + quoted(literal.text); break;
    case LiteralKind::TimestampLtz: out_ += "TIMESTAMP WITH LOCAL TIME ZONE " + quoted(literal.text); break;
    }
}

void TreePrinter::units(const IntervalUnits& units) {
    out_ += unitText(units.first);
    bool ownFraction = !units.isRange() && units.fraction >= 0;
    if (units.precision >= 0)
        out_ += "(" + std::to_string(units.precision) + (ownFraction ? ", " + std::to_string(units.fraction) : "") + ")";
    if (units.isRange()) {
        out_ += " TO ";
        out_ += unitText(units.last);
        if (units.fraction >= 0)
            out_ += "(" + std::to_string(units.fraction) + ")";
    }
}

void TreePrinter::node(const IntervalLiteral& literal) {
    out_ += literal.negative ? "INTERVAL -" : "INTERVAL ";
    out_ += quoted(literal.text) + " ";
    units(literal.units);
}

void TreePrinter::node(const Star& star) {
    if (!star.qualifier.empty())
        out_ += toSql(star.qualifier) + ".";
    out_ += '*';
}

void TreePrinter::node(const Unary& unary) {
    if (unary.op == UnaryOperator::Not) {
        out_ += "NOT ";
        return print(*unary.operand, NotLevel);
    }
    char sign = unary.op == UnaryOperator::Minus ? '-' : '+';
    out_ += sign;
    auto before = out_.size();
    print(*unary.operand, UnaryLevel);
    if (out_.size() > before && out_[before] == sign) // --x would be a comment
        out_.insert(before, 1, ' ');
}

void TreePrinter::node(const Binary& binary) {
    auto op = textOf(binary.op);
    print(*binary.left, op.level);
    out_ += std::string(" ") + op.text + " ";
    print(*binary.right, op.level + 1);
}

void TreePrinter::node(const IsTest& test) {
    print(*test.operand, IsLevel);
    out_ += test.negated ? " IS NOT " : " IS ";
    switch (test.what) {
    case IsWhat::Null: out_ += "NULL"; break;
    case IsWhat::True: out_ += "TRUE"; break;
    case IsWhat::False: out_ += "FALSE"; break;
    case IsWhat::Unknown: out_ += "UNKNOWN"; break;
    case IsWhat::Json: out_ += "JSON"; break;
    case IsWhat::JsonValue: out_ += "JSON VALUE"; break;
    case IsWhat::JsonObject: out_ += "JSON OBJECT"; break;
    case IsWhat::JsonArray: out_ += "JSON ARRAY"; break;
    case IsWhat::JsonScalar: out_ += "JSON SCALAR"; break;
    case IsWhat::ASet: out_ += "A SET"; break;
    case IsWhat::Empty: out_ += "EMPTY"; break;
    case IsWhat::Normalized: out_ += "NORMALIZED"; break;
    }
}

void TreePrinter::node(const Like& like) {
    print(*like.value, PredicateLevel);
    out_ += like.negated ? " NOT " : " ";
    out_ += like.similar ? "SIMILAR TO " : "LIKE ";
    print(*like.pattern, PredicateLevel + 1);
    if (like.escape) {
        out_ += " ESCAPE ";
        print(*like.escape, PredicateLevel + 1);
    }
}

void TreePrinter::node(const Between& between) {
    print(*between.value, PredicateLevel);
    out_ += between.negated ? " NOT BETWEEN " : " BETWEEN ";
    if (between.symmetric)
        out_ += "SYMMETRIC ";
    print(*between.low, PredicateLevel + 1);
    out_ += " AND ";
    print(*between.high, PredicateLevel + 1);
}

void TreePrinter::node(const InList& in) {
    print(*in.value, PredicateLevel);
    out_ += in.negated ? " NOT IN (" : " IN (";
    expressions(in.list);
    out_ += ')';
}

void TreePrinter::node(const InQuery& in) {
    print(*in.value, PredicateLevel);
    out_ += in.negated ? " NOT IN " : " IN ";
    inParentheses(*in.query);
}

void TreePrinter::node(const Exists& exists) {
    out_ += exists.unique ? "UNIQUE " : "EXISTS ";
    inParentheses(*exists.query);
}

void TreePrinter::node(const QuantifiedComparison& comparison) {
    print(*comparison.left, CompareLevel);
    out_ += std::string(" ") + textOf(comparison.comparison).text + (comparison.quantifier == Quantifier::Any ? " ANY " : " ALL ");
    if (comparison.query)
        return inParentheses(*comparison.query);
    out_ += '(';
    expressions(comparison.list);
    out_ += ')';
}

void TreePrinter::node(const Case& node) {
    out_ += "CASE";
    if (node.operand) {
        out_ += ' ';
        print(*node.operand);
    }
    for (const auto& when : node.whens) {
        out_ += " WHEN ";
        print(*when.condition);
        out_ += " THEN ";
        print(*when.result);
    }
    if (node.otherwise) {
        out_ += " ELSE ";
        print(*node.otherwise);
    }
    out_ += " END";
}

void TreePrinter::node(const Cast& cast) {
    out_ += cast.safe ? "TRY_CAST(" : "CAST(";
    print(*cast.operand);
    out_ += " AS ";
    print(cast.type);
    out_ += ')';
}

void TreePrinter::node(const TimeUnitWord& unit) { out_ += unitText(unit.unit); }

void TreePrinter::node(const Constructor& constructor) {
    bool row = constructor.kind == ConstructorKind::Row;
    if (!row || constructor.keyword)
        out_ += constructorWord(constructor.kind);
    out_ += row ? '(' : '[';
    expressions(constructor.elements);
    out_ += row ? ')' : ']';
}

void TreePrinter::node(const QueryConstructor& constructor) {
    out_ += constructorWord(constructor.kind);
    inParentheses(*constructor.query);
}

void TreePrinter::node(const ElementAccess& access) {
    print(*access.collection, AtomLevel);
    out_ += '[';
    print(*access.index);
    out_ += ']';
}

void TreePrinter::node(const FieldAccess& access) {
    // A name before the dot would swallow the field: (a.b).c stays apart from a.b.c.
    bool name = access.operand->as<ColumnName>() != nullptr;
    if (name)
        out_ += '(';
    print(*access.operand, AtomLevel);
    if (name)
        out_ += ')';
    out_ += "." + (access.star ? "*" : toSql(access.field));
}

void TreePrinter::node(const Descriptor& descriptor) {
    out_ += "DESCRIPTOR(";
    list(descriptor.columns, [this](const CompoundName& column) { out_ += toSql(column); });
    out_ += ')';
}

void TreePrinter::node(const TableArgument& argument) {
    if (argument.query) {
        inParentheses(*argument.query);
    } else {
        out_ += "TABLE " + toSql(argument.table);
        hints(argument.hints);
    }
    if (!argument.partitionBy.empty()) {
        out_ += " PARTITION BY (";
        expressions(argument.partitionBy);
        out_ += ')';
    }
    if (!argument.orderBy.empty()) {
        out_ += " ORDER BY (";
        list(argument.orderBy, [this](const OrderItem& item) {
            print(*item.expression);
            if (item.descending)
                out_ += " DESC";
        });
        out_ += ')';
    }
}

void TreePrinter::node(const TimeDifference& difference) {
    out_ += '(';
    print(*difference.left, 40);
    out_ += " - ";
    print(*difference.right, 41);
    out_ += ") ";
    units(difference.units);
}

} // namespace weir::sql
