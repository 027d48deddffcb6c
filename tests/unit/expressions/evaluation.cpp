// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"
#include "tests/support/values.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

namespace {

const std::vector<std::string> Names = {"i", "j", "s", "b"};
const std::vector<DataType> Types = {DataType::integer(), DataType::integer(), DataType::string(), DataType::boolean()};

ExpressionRef column(int index) { return columnExpression(index, Types[index], Place{index, 1, 1, index + 1}); }
ExpressionRef number(int value) { return literalExpression(Value(value), DataType::integer().notNull()); }
ExpressionRef boolean(const char* value) { return literalExpression(valueNamed(value, DataType::boolean()), DataType::boolean()); }
ExpressionRef call(const char* function, std::vector<ExpressionRef> arguments, Place place = {}) {
    auto made = makeCall(function, std::move(arguments), place);
    if (!made) throw RunError(made.error());
    return *made;
}
ExpressionRef of(ExpressionKind kind, std::vector<ExpressionRef> arguments, DataType type) {
    auto expression = std::make_shared<Expression>();
    expression->kind = kind;
    expression->type = std::move(type);
    expression->arguments = std::move(arguments);
    return expression;
}

Batch sample() {
    Batch batch;
    batch.rows = 5;
    batch.columns = {columnOf("1, 2, NULL, 4, 5", Types[0]), columnOf("0, 1, 2, NULL, 5", Types[1]),
                     columnOf("a, a long text that is not inline, NULL, d, e", Types[2]), columnOf("true, false, NULL, true, false", Types[3])};
    return batch;
}

QString result(const ExpressionRef& expression, const Batch& batch) {
    EvaluationContext context;
    Evaluator evaluator({expression});
    ColumnRef column = evaluator.evaluateOne(0, batch, context);
    std::string out;
    for (int i = 0; i < batch.size(); ++i) out += (i ? ", " : "") + textAt(*column, expression->type, batch.physicalRow(i));
    return QString::fromStdString(out);
}

} // namespace

class Evaluation : public QObject {
    Q_OBJECT
private slots:
    void calls() {
        QCOMPARE(result(call("+", {column(0), column(1)}), sample()), QString("1, 3, NULL, NULL, 10"));
        QCOMPARE(result(column(2), sample()), QString("a, a long text that is not inline, NULL, d, e"));
        QCOMPARE(result(call("*", {number(2), number(3)}), sample()), QString("6, 6, 6, 6, 6"));
    }
    void logicHasThreeValues() {
        const char* values[] = {"TRUE", "FALSE", "NULL"};
        for (const char* a : values)
            for (const char* b : values) {
                auto truth = [](const char* x) { return x[0] == 'T' ? 2 : x[0] == 'N' ? 1 : 0; };
                const char* words[] = {"FALSE", "NULL", "TRUE"};
                Batch batch;
                batch.rows = 1;
                batch.columns = {columnOf(a, Types[3]), columnOf(b, Types[3])};
                auto left = columnExpression(0, Types[3]), right = columnExpression(1, Types[3]);
                QCOMPARE(result(makeAnd({left, right}), batch), QString(words[std::min(truth(a), truth(b))]));
                QCOMPARE(result(makeOr({left, right}), batch), QString(words[std::max(truth(a), truth(b))]));
            }
    }
    void branchesRunOnTheirRowsOnly() {
        auto quotient = call("/", {column(0), column(1)});
        auto guarded = of(ExpressionKind::Case, {call("=", {column(1), number(0)}), number(-1), quotient}, DataType::integer());
        QCOMPARE(result(guarded, sample()), QString("-1, 2, NULL, NULL, 1"));
        auto both = makeAnd({call("<>", {column(1), number(0)}), call(">", {quotient, number(1)})});
        QCOMPARE(result(both, sample()), QString("FALSE, TRUE, NULL, NULL, FALSE"));
        auto either = of(ExpressionKind::Coalesce, {column(0), call("/", {number(8), column(1)})}, DataType::integer());
        QCOMPARE(result(either, sample()), QString("1, 2, 4, 4, 5"));
        auto texts = of(ExpressionKind::Case, {column(3), column(2), boolean("true"), literalExpression(Value("otherwise, a longer one"), DataType::string()), column(2)}, DataType::string());
        QCOMPARE(result(texts, sample()), QString("a, otherwise, a longer one, otherwise, a longer one, d, otherwise, a longer one"));
    }
    void failuresKnowTheirPlace() {
        try {
            result(call("/", {column(0), column(1)}, Place{7, 5, 2, 3}), sample());
            QFAIL("division by zero passed");
        } catch (const RunError& error) {
            QCOMPARE(error.error().place.line, 2);
            QCOMPARE(error.error().message, std::string("Division by zero."));
        }
    }
    void selections() {
        Batch batch = sample().withSelection(std::make_shared<Selection>(Selection{1, 4}));
        QCOMPARE(result(call("/", {column(0), column(1)}), batch), QString("2, 1"));
        EvaluationContext context;
        Predicate predicate(makeAnd({call(">", {column(0), number(1)}), call("=", {call("/", {column(0), number(2)}), number(2)})}));
        SelectionRef chosen = predicate.select(sample(), context);
        QVERIFY(chosen && *chosen == (Selection{3, 4}));
        QVERIFY(!Predicate(boolean("true")).select(sample(), context));
        QVERIFY(Predicate(boolean("NULL")).select(sample(), context)->empty());
        QVERIFY(*Predicate(column(3)).select(batch, context) == Selection{});
    }
    void dictionariesStay() {
        Batch batch = sample();
        BufferRef codes(5 * sizeof(int32_t));
        for (int i = 0; i < 5; ++i) codes.as<int32_t>()[i] = i % 2;
        batch.columns[2] = std::make_shared<Vector>(Vector::dictionary(columnOf("ab, NULL", Types[2]), codes, 5));
        auto upper = call("UPPER", {column(2)});
        EvaluationContext context;
        Evaluator evaluator({upper});
        ColumnRef out = evaluator.evaluateOne(0, batch, context);
        QVERIFY(out->encoding() == Encoding::Dictionary);
        QCOMPARE(result(upper, batch), QString("AB, NULL, AB, NULL, AB"));
        QCOMPARE(result(call("=", {column(2), literalExpression(Value("ab"), DataType::string())}), batch), QString("TRUE, NULL, TRUE, NULL, TRUE"));
    }
    void rowsAndFields() {
        auto row = call("ROW", {column(0), column(2)});
        QCOMPARE(result(call("FIELD", {row, number(1)}), sample()), QString("a, a long text that is not inline, NULL, d, e"));
        QCOMPARE(result(call("ITEM", {call("ARRAY", {column(0), column(1)}), number(2)}), sample()), QString("0, 1, 2, NULL, 5"));
        QCOMPARE(result(call("ITEM", {call("ARRAY", {column(0), column(1)}), column(1)}), sample()), QString("NULL, 2, 2, NULL, NULL"));
    }
    void simplified() {
        EvaluationContext context;
        auto simple = [&](const ExpressionRef& expression) { return QString::fromStdString(simplify(expression, context)->text(Names)); };
        QCOMPARE(simple(call("+", {column(0), call("*", {number(2), number(3)})})), QString("`i` + 6"));
        QCOMPARE(simple(makeAnd({boolean("true"), column(3)})), QString("`b`"));
        QCOMPARE(simple(makeAnd({column(3), boolean("false")})), QString("FALSE"));
        QCOMPARE(simple(makeOr({boolean("false"), column(3), boolean("NULL")})), QString("`b` OR NULL"));
        QCOMPARE(simple(of(ExpressionKind::Case, {boolean("false"), number(1), column(0)}, DataType::integer())), QString("`i`"));
        QCOMPARE(simple(of(ExpressionKind::Coalesce, {literalExpression(Value(), DataType::integer()), column(0), number(1), column(1)}, DataType::integer())), QString("COALESCE(`i`, 1)"));
        QCOMPARE(simple(call("/", {number(1), number(0)})), QString("1 / 0"));
        QCOMPARE(simple(call("+", {column(0), literalExpression(Value(), DataType::integer())})), QString("NULL"));
    }
    void texts() {
        auto expression = makeOr({call("IS NULL", {column(2)}), call("<", {call("+", {column(0), number(1)}), column(1)})});
        QCOMPARE(QString::fromStdString(expression->text(Names)), QString("(`s` IS NULL) OR ((`i` + 1) < `j`)").replace("(`s` IS NULL)", "`s` IS NULL"));
        QCOMPARE(QString::fromStdString(call("UPPER", {literalExpression(Value("it's"), DataType::string())})->text()), QString("UPPER('it''s')"));
        auto cast = makeCast(column(0), DataType::string(), true);
        QCOMPARE(QString::fromStdString((*cast)->text(Names)), QString("TRY_CAST(`i` AS STRING)"));
    }
    void trees() {
        auto a = call("+", {column(0), number(1)}), b = call("+", {column(0), number(1)}), c = call("+", {column(1), number(1)});
        QVERIFY(a->equals(*b) && !a->equals(*c));
        QVERIFY(remapColumns(c, {-1, 0})->equals(*a));
        std::set<int> columns;
        collectColumns(*makeAnd({call("=", {a, c}), column(3)}), columns);
        QVERIFY(columns == (std::set<int>{0, 1, 3}));
        QCOMPARE(conjuncts(makeAnd({column(3), makeAnd({column(3), column(3)})})).size(), size_t(3));
        QVERIFY(!call("RAND", {})->deterministic());
        auto unknown = makeCall("UPER", {column(2)}, Place{1, 1, 1, 1});
        QVERIFY(!unknown && unknown.error().hint == "Did you mean 'UPPER'?");
    }
};

QTEST_APPLESS_MAIN(Evaluation)
#include "evaluation.moc"
