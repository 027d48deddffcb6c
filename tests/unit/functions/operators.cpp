// SPDX-License-Identifier: Apache-2.0
#include "tests/support/values.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

namespace {

struct Row {
    const char* function;
    std::vector<std::pair<const char*, const char*>> arguments;   // type, value
    const char* type;      // of the result, without nullability; or REFUSED
    const char* result;    // or ERROR
};

const Row Rows[] = {
    {"+", {{"TINYINT", "127"}, {"TINYINT", "1"}}, "TINYINT", "-128"},
    {"+", {{"INT", "2147483647"}, {"INT", "1"}}, "INT", "-2147483648"},
    {"+", {{"INT", "1"}, {"BIGINT", "2"}}, "BIGINT", "3"},
    {"+", {{"FLOAT", "0.1"}, {"DOUBLE", "0.1"}}, "FLOAT", "0.2"},
    {"+", {{"DOUBLE", "0.1"}, {"FLOAT", "0.1"}}, "DOUBLE", "0.20000000149011612"},
    {"*", {{"DECIMAL(8, 3)", "-4.125"}, {"FLOAT", "0.1"}}, "DOUBLE", "-0.412500006146729"},
    {"+", {{"STRING", "1"}, {"INT", "1"}}, "REFUSED", ""},
    {"/", {{"INT", "7"}, {"INT", "-2"}}, "INT", "-3"},
    {"/", {{"INT", "7"}, {"INT", "0"}}, "INT", "ERROR"},
    {"/", {{"DOUBLE", "7"}, {"INT", "0"}}, "DOUBLE", "Infinity"},
    {"/", {{"INT", "-2147483648"}, {"INT", "-1"}}, "INT", "-2147483648"},
    {"MOD", {{"BIGINT", "-11"}, {"INT", "10"}}, "INT", "-1"},
    {"MOD", {{"DOUBLE", "1"}, {"INT", "10"}}, "REFUSED", ""},
    {"+", {{"DECIMAL(10, 2)", "100.25"}, {"DECIMAL(6, 4)", "1.5"}}, "DECIMAL(13, 4)", "101.7500"},
    {"-", {{"DECIMAL(10, 2)", "-0.01"}, {"DECIMAL(6, 4)", "-99.9999"}}, "DECIMAL(13, 4)", "99.9899"},
    {"*", {{"DECIMAL(10, 2)", "100.25"}, {"DECIMAL(6, 4)", "1.5"}}, "DECIMAL(17, 6)", "150.375000"},
    {"*", {{"DECIMAL(10, 2)", "100.25"}, {"BIGINT", "1234567890123"}}, "DECIMAL(30, 2)", "123765430984830.75"},
    {"+", {{"DECIMAL(38, 10)", "12345678901234567890.0123456789"}, {"DECIMAL(10, 2)", "100.25"}}, "DECIMAL(38, 9)", "12345678901234567990.262345679"},
    {"*", {{"DECIMAL(38, 10)", "12345678901234567890.0123456789"}, {"DECIMAL(38, 10)", "12345678901234567890.0123456789"}}, "DECIMAL(38, 6)", "NULL"},
    {"*", {{"DECIMAL(38, 10)", "3333333333.3333333333"}, {"DECIMAL(38, 10)", "3333333333.3333333333"}}, "DECIMAL(38, 6)", "11111111111111111110.888889"},
    {"/", {{"DECIMAL(10, 2)", "100.25"}, {"INT", "3"}}, "DECIMAL(21, 13)", "33.4166666666667"},
    {"/", {{"DECIMAL(10, 2)", "100.25"}, {"DECIMAL(6, 4)", "1.5"}}, "DECIMAL(21, 9)", "66.833333333"},
    {"/", {{"DECIMAL(38, 10)", "12345678901234567890.0123456789"}, {"INT", "3"}}, "DECIMAL(38, 10)", "4115226300411522630.0041152263"},
    {"/", {{"DECIMAL(10, 2)", "1"}, {"DECIMAL(6, 4)", "0"}}, "DECIMAL(21, 9)", "ERROR"},
    {"%", {{"DECIMAL(10, 2)", "100.25"}, {"DECIMAL(2, 1)", "0.3"}}, "DECIMAL(3, 2)", "0.05"},
    {"NEGATE", {{"DECIMAL(10, 2)", "100.25"}}, "DECIMAL(10, 2)", "-100.25"},
    {"NEGATE", {{"DOUBLE", "0"}}, "DOUBLE", "-0.0"},
    {"+", {{"TIMESTAMP(3)", "2024-01-31 12:00:00"}, {"INTERVAL MONTH", "1"}}, "TIMESTAMP(3)", "2024-02-29 12:00:00.000"},
    {"-", {{"TIMESTAMP(3)", "1970-01-01 00:00:00.001"}, {"INTERVAL MONTH", "1"}}, "TIMESTAMP(3)", "1969-12-01 00:00:00.001"},
    {"+", {{"INTERVAL DAY", "172800000"}, {"TIMESTAMP(3)", "2024-01-31 12:00:00"}}, "TIMESTAMP(3)", "2024-02-02 12:00:00.000"},
    {"+", {{"DATE", "2024-01-31"}, {"INTERVAL DAY", "864000000"}}, "DATE", "2024-02-10"},
    {"-", {{"TIME", "00:10:00"}, {"INTERVAL MINUTE", "1800000"}}, "TIME(0)", "23:40:00"},
    {"-", {{"TIMESTAMP(3)", "2021-01-03 06:07:08.009"}, {"TIMESTAMP(3)", "2024-01-01 00:00:00"}}, "REFUSED", ""},
    {"*", {{"INTERVAL MINUTE", "5400000"}, {"INT", "2"}}, "INTERVAL SECOND(3)", "+0 03:00:00.000"},
    {"*", {{"INTERVAL MINUTE", "5400000"}, {"DOUBLE", "1.5"}}, "REFUSED", ""},
    {"+", {{"DATE", "2024-01-31"}, {"INTERVAL HOUR", "90000000"}}, "DATE", "2024-02-01"},
    {"=", {{"STRING", "a"}, {"CHAR(3)", "a"}}, "BOOLEAN", "TRUE"},
    {"=", {{"STRING", "a"}, {"INT", "1"}}, "REFUSED", ""},
    {"=", {{"DATE", "2024-01-01"}, {"TIMESTAMP(3)", "2024-01-01"}}, "REFUSED", ""},
    {"=", {{"DATE", "2024-01-01"}, {"STRING", "2024-01-01"}}, "BOOLEAN", "TRUE"},
    {"=", {{"FLOAT", "0.1"}, {"DOUBLE", "0.1"}}, "BOOLEAN", "TRUE"},
    {"=", {{"DECIMAL(8, 3)", "3.000"}, {"INT", "3"}}, "BOOLEAN", "TRUE"},
    {"<", {{"DOUBLE", "NaN"}, {"DOUBLE", "1"}}, "BOOLEAN", "FALSE"},
    {"<>", {{"DOUBLE", "NaN"}, {"DOUBLE", "NaN"}}, "BOOLEAN", "TRUE"},
    {"<", {{"STRING", "Z"}, {"STRING", "é"}}, "BOOLEAN", "TRUE"},
    {"=", {{"INT", "NULL"}, {"INT", "1"}}, "BOOLEAN", "NULL"},
    {"IS DISTINCT FROM", {{"INT", "NULL"}, {"INT", "1"}}, "BOOLEAN", "TRUE"},
    {"IS NOT DISTINCT FROM", {{"STRING", "NULL"}, {"STRING", "NULL"}}, "BOOLEAN", "TRUE"},
    {"IS NULL", {{"INT", "NULL"}}, "BOOLEAN", "TRUE"},
    {"IS NOT TRUE", {{"BOOLEAN", "NULL"}}, "BOOLEAN", "TRUE"},
    {"NOT", {{"BOOLEAN", "false"}}, "BOOLEAN", "TRUE"},
    {"IN", {{"INT", "8"}, {"INT", "3"}, {"DECIMAL(2, 1)", "8.0"}}, "BOOLEAN", "TRUE"},
    {"IN", {{"INT", "4"}, {"INT", "1"}, {"INT", "NULL"}}, "BOOLEAN", "NULL"},
    {"IN", {{"STRING", "b"}, {"CHAR(1)", "a"}, {"CHAR(2)", "bb"}}, "BOOLEAN", "FALSE"},
    {"ARRAY", {{"CHAR(1)", "a"}, {"CHAR(2)", "bb"}}, "ARRAY<VARCHAR(2)>", "[a, bb]"},
    {"ARRAY", {{"INT", "1"}, {"DECIMAL(2, 1)", "2.5"}}, "ARRAY<DECIMAL(11, 1)>", "[1.0, 2.5]"},
    {"MAP", {{"STRING", "a"}, {"INT", "1"}, {"STRING", "b"}, {"INT", "NULL"}}, "MAP<STRING, INT>", "{a=1, b=NULL}"},
    {"ROW", {{"INT", "1"}, {"STRING", "a"}}, "ROW<`EXPR$0` INT, `EXPR$1` STRING>", "(1, a)"},
    {"ABS", {{"DECIMAL(10, 3)", "-2.500"}}, "DECIMAL(10, 3)", "2.500"},
    {"SIGN", {{"DECIMAL(10, 3)", "-2.500"}}, "DECIMAL(10, 3)", "-1.000"},
    {"CEIL", {{"DOUBLE", "-0.5"}}, "DOUBLE", "-0.0"},
    {"CEIL", {{"DECIMAL(10, 3)", "1.005"}}, "DECIMAL(10, 0)", "2"},
    {"FLOOR", {{"DECIMAL(10, 3)", "-1.500"}}, "DECIMAL(10, 0)", "-2"},
    {"ROUND", {{"DOUBLE", "-0.5"}}, "DOUBLE", "-1.0"},
    {"ROUND", {{"DOUBLE", "1.005"}, {"INT", "1"}}, "DOUBLE", "1.0"},
    {"ROUND", {{"DOUBLE", "99.95"}, {"INT", "1"}}, "DOUBLE", "100.0"},
    {"ROUND", {{"DOUBLE", "99.95"}, {"INT", "-1"}}, "DOUBLE", "100.0"},
    {"ROUND", {{"DOUBLE", "-2.5"}, {"INT", "-1"}}, "DOUBLE", "0.0"},
    {"ROUND", {{"DECIMAL(10, 3)", "123.456"}, {"INT", "1"}}, "DECIMAL(9, 1)", "123.5"},
    {"ROUND", {{"DECIMAL(10, 3)", "99.950"}, {"INT", "-1"}}, "DECIMAL(8, 0)", "100"},
    {"TRUNCATE", {{"DOUBLE", "-123.456"}, {"INT", "-1"}}, "DOUBLE", "-120.0"},
    {"TRUNCATE", {{"DECIMAL(10, 3)", "-123.456"}}, "DECIMAL(8, 0)", "-123"},
    {"ROUND", {{"INT", "-25"}, {"INT", "-1"}}, "INT", "-30"},
    {"GREATEST", {{"STRING", "3"}, {"CHAR(1)", "4"}}, "STRING", "4"},
    {"LEAST", {{"BIGINT", "10"}, {"INT", "5"}}, "BIGINT", "5"},
    {"HEX", {{"BIGINT", "-2000"}}, "STRING", "FFFFFFFFFFFFF830"},
    {"HEX", {{"STRING", "日"}}, "STRING", "E697A5"},
    {"UNHEX", {{"STRING", "xyz"}}, "BYTES", "NULL"},
    {"BIN", {{"INT", "5"}}, "STRING", "101"},
    {"IS_DECIMAL", {{"STRING", "+7"}}, "BOOLEAN", "TRUE"},
    {"IS_ALPHA", {{"STRING", "NULL"}}, "BOOLEAN", "FALSE"},
    {"LN", {{"DOUBLE", "0"}}, "DOUBLE", "-Infinity"},
    {"ROUND", {{"DOUBLE", "NaN"}, {"INT", "1"}}, "DOUBLE", "ERROR"},
    {"MOD", {{"DECIMAL(10, 0)", "-25"}, {"INT", "7"}}, "INT", "-4"},
    {"LOG", {{"INT", "2"}, {"INT", "8"}}, "DOUBLE", "3.0"},
};

struct Call {
    BoundScalar bound;
    std::vector<ColumnRef> columns;
};

/// Binds as the expressions do: arguments are cast to what the function asked for. Values stand in row 1 of 3, NULLs around it.
std::string outcome(const Row& row, bool constant) {
    const FunctionInfo* info = findFunction(row.function, FunctionKind::Scalar);
    if (!info) return "no such function";
    BindArguments given;
    for (auto [type, value] : row.arguments) {
        given.types.push_back(typeNamed(type));
        given.literals.emplace_back(valueNamed(value, given.types.back()));
        given.names.emplace_back(value);
    }
    auto bound = info->bindScalar(given);
    if (!bound) return "REFUSED";
    std::string type = bound->result.text();
    try {
        EvaluationContext context;
        std::vector<ColumnRef> columns;
        for (size_t i = 0; i < bound->arguments.size(); ++i) {
            ColumnRef column;
            if (constant) {
                column = std::make_shared<Vector>(Vector::constant(given.types[i], *given.literals[i], 3));
            } else {
                VectorBuilder builder(given.types[i], 3);
                for (int k = 0; k < 3; ++k) builder.appendValue(*given.literals[i]);
                column = builder.finish();
            }
            if (!given.types[i].same(bound->arguments[i])) {
                auto cast = bindCast(given.types[i], bound->arguments[i], false, nullptr);
                if (!cast) return "cannot cast argument: " + cast.error().message;
                column = invoke(*cast, {&column, 1}, 3, nullptr, 3, context);
            }
            columns.push_back(column);
        }
        uint16_t middle = 1;
        return type + " " + textAt(*invoke(*bound, columns, 3, &middle, 1, context), bound->result, 1);
    } catch (const RunError& error) {
        return type + " ERROR";
    }
}

} // namespace

class Operators : public QObject {
    Q_OBJECT
private slots:
    void table_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(Rows)); ++i) {
            std::string name = Rows[i].function;
            for (auto [type, value] : Rows[i].arguments) name += std::string(" ") + type + ":" + value;
            QTest::newRow(name.c_str()) << i;
        }
    }
    void table() {
        QFETCH(int, index);
        const Row& row = Rows[index];
        std::string expected = std::string(row.type) == "REFUSED" ? "REFUSED" : std::string(row.type) + " " + row.result;
        QCOMPARE(QString::fromStdString(outcome(row, true)), QString::fromStdString(expected));
        QCOMPARE(QString::fromStdString(outcome(row, false)), QString::fromStdString(expected));
    }
    void denseLoopsAgreeWithRows() {
        // More rows than a block, flat and constant on either side.
        const FunctionInfo* minus = findFunction("-", FunctionKind::Scalar);
        BindArguments given;
        given.types = {DataType::integer(), DataType::integer()};
        given.literals.resize(2);
        auto bound = minus->bindScalar(given);
        QVERIFY(bound.ok());
        constexpr int Rows = 131;
        VectorBuilder left(DataType::integer(), Rows), right(DataType::integer(), Rows);
        for (int i = 0; i < Rows; ++i) {
            left.append<int32_t>(i * 7);
            if (i % 5 == 0) right.appendNull();
            else right.append<int32_t>(i);
        }
        ColumnRef a = left.finish(), b = right.finish(), ten = std::make_shared<Vector>(Vector::constant(DataType::integer(), Value(10), Rows));
        EvaluationContext context;
        for (int shape = 0; shape < 3; ++shape) {
            ColumnRef columns[] = {shape == 1 ? ten : a, shape == 2 ? ten : b};
            ColumnRef result = invoke(*bound, columns, Rows, nullptr, Rows, context);
            for (int i = 0; i < Rows; ++i) {
                bool null = shape != 2 && i % 5 == 0;
                QCOMPARE(result->isNull(i), null);
                if (!null) QCOMPARE(result->at<int32_t>(i), (shape == 1 ? 10 : i * 7) - (shape == 2 ? 10 : i));
            }
        }
    }
    void tableIsComplete() {
        for (const FunctionInfo* function : builtinFunctions()) {
            QVERIFY2(!function->name.empty() && !function->signature.empty() && !function->doc.empty(), std::string(function->name).c_str());
            bool binds = function->bindScalar || function->bindAggregate || function->bindTable;
            QVERIFY2(binds, std::string(function->name).c_str());
        }
        QVERIFY(findFunction("round", FunctionKind::Scalar));
        QVERIFY(!findFunction("no_such_function", FunctionKind::Scalar));
    }
};

QTEST_APPLESS_MAIN(Operators)
#include "operators.moc"
