// SPDX-License-Identifier: Apache-2.0
#include "tests/support/values.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

namespace {

struct Row {
    const char* from;
    const char* value;
    const char* to;
    const char* cast;      // what CAST gives; ERROR = fails
    const char* tryCast;   // what TRY_CAST gives; "" = the same
};

constexpr Row Rows[] = {
    {"STRING", " 12 ", "INT", "12", ""},
    {"STRING", "+5", "TINYINT", "5", ""},
    {"STRING", "-1.9", "INT", "-1", ""},
    {"STRING", ".5", "INT", "0", ""},
    {"STRING", "5.", "BIGINT", "5", ""},
    {"STRING", "1e3", "INT", "ERROR", "NULL"},
    {"STRING", "128", "TINYINT", "ERROR", "NULL"},
    {"STRING", "-128", "TINYINT", "-128", ""},
    {"STRING", "9223372036854775807", "BIGINT", "9223372036854775807", ""},
    {"STRING", "9223372036854775808", "BIGINT", "ERROR", "NULL"},
    {"STRING", "", "INT", "ERROR", "NULL"},
    {"STRING", " 12.5 ", "DOUBLE", "12.5", ""},
    {"STRING", "+5e-3", "DOUBLE", "0.005", ""},
    {"STRING", "-0", "DOUBLE", "-0.0", ""},
    {"STRING", "Infinity", "FLOAT", "Infinity", ""},
    {"STRING", "inf", "DOUBLE", "ERROR", "NULL"},
    {"STRING", "1e400", "DOUBLE", "Infinity", ""},
    {"STRING", "1e", "DOUBLE", "ERROR", "NULL"},
    {"STRING", "1.005", "DECIMAL(4, 2)", "1.01", ""},
    {"STRING", "99.995", "DECIMAL(4, 2)", "ERROR", "NULL"},
    {"STRING", "1e2", "DECIMAL(3, 0)", "100", ""},
    {"STRING", "-99.99", "DECIMAL(3, 0)", "-100", ""},
    {"STRING", "-0.5", "DECIMAL(3, 0)", "-1", ""},
    {"STRING", "1,000", "DECIMAL(4, 2)", "ERROR", "NULL"},
    {"STRING", "Y", "BOOLEAN", "TRUE", ""},
    {"STRING", " true ", "BOOLEAN", "ERROR", "NULL"},
    {"STRING", "2024-2-9", "DATE", "2024-02-09", ""},
    {"STRING", "2024-02", "DATE", "2024-02-01", ""},
    {"STRING", "2023-02-29", "DATE", "ERROR", "NULL"},
    {"STRING", "2024-02-29 25:00:00", "DATE", "2024-02-29", ""},
    {"STRING", "10:11", "TIME", "10:11:00", ""},
    {"STRING", "24:00:00", "TIME", "ERROR", "NULL"},
    {"STRING", "10:11:12.345", "TIME", "10:11:12", ""},
    {"STRING", "2024-02-29T10:11:12", "TIMESTAMP(3)", "ERROR", "NULL"},
    {"STRING", "2024-02-29 10:11", "TIMESTAMP(3)", "ERROR", "NULL"},
    {"STRING", "2024-02-29", "TIMESTAMP(3)", "2024-02-29 00:00:00.000", ""},
    {"STRING", "2024-02-29 10:11:12.123456789", "TIMESTAMP(9)", "2024-02-29 10:11:12.123456789", ""},
    {"STRING", "2024-02-29 10:11:12.123456789", "TIMESTAMP(1)", "2024-02-29 10:11:12.1", ""},
    {"STRING", "abc", "CHAR(5)", "abc  ", ""},
    {"STRING", "日本語テキスト", "VARCHAR(3)", "日本語", ""},
    {"STRING", "é", "BINARY(4)", "x'c3a90000'", ""},
    {"INT", "12345", "CHAR(3)", "123", ""},
    {"INT", "300", "TINYINT", "44", ""},
    {"BIGINT", "-9223372036854775808", "DOUBLE", "-9.223372036854776E18", ""},
    {"BIGINT", "100000", "DECIMAL(5, 0)", "NULL", ""},
    {"DOUBLE", "1e19", "BIGINT", "9223372036854775807", ""},
    {"DOUBLE", "NaN", "INT", "0", ""},
    {"DOUBLE", "-40000", "SMALLINT", "25536", ""},
    {"DOUBLE", "1.005", "DECIMAL(4, 2)", "1.01", ""},
    {"DECIMAL(24, 3)", "-1.999", "INT", "-1", ""},
    {"DECIMAL(24, 3)", "-1.999", "DECIMAL(20, 0)", "-2", ""},
    {"DECIMAL(24, 3)", "123456789012345678901.234", "DOUBLE", "1.2345678901234568E20", ""},
    {"DECIMAL(10, 5)", "100.00000", "DECIMAL(4, 2)", "NULL", ""},
    {"BOOLEAN", "true", "DECIMAL(3, 1)", "1.0", ""},
    {"BOOLEAN", "true", "VARCHAR(2)", "TR", ""},
    {"INT", "-3", "BOOLEAN", "TRUE", ""},
    {"TIMESTAMP(9)", "1969-12-31 23:59:59.123456789", "TIMESTAMP(1)", "1969-12-31 23:59:59.1", ""},
    {"TIMESTAMP(3)", "1969-12-31 23:59:59.123", "DATE", "1969-12-31", ""},
    {"TIMESTAMP(3)", "1969-12-31 23:59:59.123", "TIME", "23:59:59", ""},
    {"DATE", "2024-01-02", "VARCHAR(7)", "2024-01", ""},
    {"NULL", "NULL", "ARRAY<INT>", "NULL", ""},
};

std::string outcome(const Row& row, bool tryCast) {
    DataType from = typeNamed(row.from), to = typeNamed(row.to);
    auto cast = bindCast(from, to, tryCast, nullptr);
    if (!cast) return "REFUSED";
    try {
        // Once as a constant and once as the middle of a column with NULLs around: both must agree.
        EvaluationContext context;
        Value value = valueNamed(row.value, from);
        ColumnRef constant = std::make_shared<Vector>(Vector::constant(from, value, 3));
        std::string text = textAt(*invoke(*cast, {&constant, 1}, 3, nullptr, 3, context), to, 2);
        VectorBuilder builder(from, 3);
        builder.appendNull();
        builder.appendValue(value);
        builder.appendNull();
        ColumnRef flat = builder.finish();
        std::string again = columnText(*invoke(*cast, {&flat, 1}, 3, nullptr, 3, context), to);
        return again == "NULL, " + text + ", NULL" ? text : text + " but " + again;
    } catch (const RunError&) {
        return "ERROR";
    }
}

} // namespace

class Casts : public QObject {
    Q_OBJECT
private slots:
    void table_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(Rows)); ++i)
            QTest::addRow("%s '%s' to %s", Rows[i].from, Rows[i].value, Rows[i].to) << i;
    }
    void table() {
        QFETCH(int, index);
        const Row& row = Rows[index];
        QCOMPARE(QString::fromStdString(outcome(row, false)), QString::fromUtf8(row.cast));
        QCOMPARE(QString::fromStdString(outcome(row, true)), QString::fromUtf8(*row.tryCast ? row.tryCast : row.cast));
    }
    void refusals() {
        auto refused = [](const char* from, const char* to) { return !bindCast(typeNamed(from), typeNamed(to), false, nullptr).ok(); };
        QVERIFY(refused("INT", "DATE"));
        QVERIFY(refused("TIMESTAMP(3)", "BIGINT"));
        QVERIFY(refused("BOOLEAN", "DATE"));
        QVERIFY(refused("ARRAY<INT>", "INT"));
        QVERIFY(refused("ROW<a INT>", "ROW<a INT, b INT>"));
    }
    void implicit() {
        auto fits = [](const char* from, const char* to) { return isImplicitCast(typeNamed(from), typeNamed(to)); };
        QVERIFY(fits("INT", "BIGINT"));
        QVERIFY(!fits("BIGINT", "INT"));
        QVERIFY(fits("BIGINT", "DECIMAL(5, 0)"));
        QVERIFY(fits("CHAR(3)", "STRING"));
        QVERIFY(!fits("STRING", "CHAR(3)"));
        QVERIFY(fits("STRING", "VARCHAR(3)"));
        QVERIFY(!fits("STRING", "INT"));
        QVERIFY(fits("ARRAY<INT>", "ARRAY<DOUBLE>"));
    }
    void common() {
        auto common = [](std::vector<DataType> types) {
            auto type = commonType(types);
            return QString::fromStdString(type ? type->text(true) : "none");
        };
        QCOMPARE(common({typeNamed("INT"), typeNamed("DECIMAL(2, 1)")}), QString("DECIMAL(11, 1)"));
        QCOMPARE(common({typeNamed("BIGINT"), typeNamed("DECIMAL(2, 1)")}), QString("DECIMAL(20, 1)"));
        QCOMPARE(common({typeNamed("CHAR(1) NOT NULL"), typeNamed("CHAR(2) NOT NULL")}), QString("VARCHAR(2) NOT NULL"));
        QCOMPARE(common({typeNamed("FLOAT"), typeNamed("DOUBLE")}), QString("FLOAT"));
        QCOMPARE(common({typeNamed("FLOAT"), typeNamed("INT")}), QString("FLOAT"));
        QCOMPARE(common({typeNamed("INT NOT NULL"), typeNamed("NULL")}), QString("INT"));
        QCOMPARE(common({typeNamed("INT"), typeNamed("STRING")}), QString("none"));
        QCOMPARE(common({typeNamed("TIMESTAMP(0)"), typeNamed("TIMESTAMP(6)")}), QString("TIMESTAMP(6)"));
    }
    void nested() {
        EvaluationContext context;
        DataType from = typeNamed("ARRAY<INT>"), to = typeNamed("ARRAY<STRING>");
        VectorBuilder builder(from, 2);
        builder.appendValue(Value(Value::List{Value(3), Value(), Value(-1)}));
        builder.appendNull();
        builder.appendValue(Value(Value::List{}));
        ColumnRef column = builder.finish();
        auto cast = bindCast(from, to, false, nullptr);
        QVERIFY(cast.ok());
        QCOMPARE(QString::fromStdString(columnText(*invoke(*cast, {&column, 1}, 3, nullptr, 3, context), to)), QString("[3, NULL, -1], NULL, []"));

        DataType row = typeNamed("ROW<a INT, b ROW<c STRING>>"), wide = typeNamed("ROW<x BIGINT, y ROW<z INT>>");
        VectorBuilder rows(row, 2);
        rows.appendValue(Value(Value::List{Value(1), Value(Value::List{Value("7")})}));
        rows.appendValue(Value(Value::List{Value(), Value()}));
        rows.appendNull();
        column = rows.finish();
        cast = bindCast(row, wide, false, nullptr);
        QVERIFY(cast.ok());
        QCOMPARE(QString::fromStdString(columnText(*invoke(*cast, {&column, 1}, 3, nullptr, 3, context), wide)), QString("(1, (7)), (NULL, NULL), NULL"));
    }
};

QTEST_APPLESS_MAIN(Casts)
#include "casts.moc"
