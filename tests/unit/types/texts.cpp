// SPDX-License-Identifier: Apache-2.0
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/text.h"

#include <QtTest>
#include <cmath>
#include <limits>

using namespace weir;

namespace {
QString javaDouble(double value) {
    std::string out;
    appendJavaDouble(out, value);
    return QString::fromStdString(out);
}
QString javaFloat(float value) {
    std::string out;
    appendJavaFloat(out, value);
    return QString::fromStdString(out);
}
QString decimal(const char* text, int precision, int scale) {
    auto value = parseDecimal(text, precision, scale);
    return value ? QString::fromStdString(formatDecimal(*value, scale)) : QString("none");
}
} // namespace

class Texts : public QObject {
    Q_OBJECT
private slots:
    void doublesAsJava() {
        QCOMPARE(javaDouble(0), QString("0.0"));
        QCOMPARE(javaDouble(-0.0), QString("-0.0"));
        QCOMPARE(javaDouble(1e10), QString("1.0E10"));
        QCOMPARE(javaDouble(9999999), QString("9999999.0"));
        QCOMPARE(javaDouble(1e7), QString("1.0E7"));
        QCOMPARE(javaDouble(0.001), QString("0.001"));
        QCOMPARE(javaDouble(0.0001), QString("1.0E-4"));
        QCOMPARE(javaDouble(-123.456), QString("-123.456"));
        QCOMPARE(javaDouble(std::numeric_limits<double>::denorm_min()), QString("4.9E-324"));
        QCOMPARE(javaDouble(std::numeric_limits<double>::max()), QString("1.7976931348623157E308"));
        QCOMPARE(javaDouble(std::numeric_limits<double>::infinity()), QString("Infinity"));
        QCOMPARE(javaDouble(std::nan("")), QString("NaN"));
        QCOMPARE(javaFloat(0.1f), QString("0.1"));
        QCOMPARE(javaFloat(4294967298.0f), QString("4.2949673E9"));
    }
    void decimals() {
        QCOMPARE(decimal("1.005", 4, 2), QString("1.01"));
        QCOMPARE(decimal("-1.005", 4, 2), QString("-1.01"));
        QCOMPARE(decimal("99.995", 4, 2), QString("none"));
        QCOMPARE(decimal("1e2", 3, 0), QString("100"));
        QCOMPARE(decimal("0.004999", 4, 2), QString("0.00"));
        QCOMPARE(decimal("0.5", 3, 0), QString("1"));
        QCOMPARE(decimal("99999999999999999999999999999999999999", 38, 0), QString("99999999999999999999999999999999999999"));
        QCOMPARE(decimal("99999999999999999999999999999999999999.5", 38, 0), QString("none"));
        QCOMPARE(decimal("100000000000000000000000000000000000000", 38, 0), QString("none"));
        QCOMPARE(decimal("1e-50", 38, 38), QString("0.00000000000000000000000000000000000000"));
        QCOMPARE(decimal(".", 4, 2), QString("none"));
        QCOMPARE(decimal("1e", 4, 2), QString("none"));
        QCOMPARE(QString::fromStdString(formatDecimal(-5, 3)), QString("-0.005"));
        Int128 large = powerOfTen(38) - 1;
        QVERIFY(!multiplyDecimal(large, large, 0, 0));
        QVERIFY(*multiplyDecimal(large, large, 76, 6) == 1000000);
        QVERIFY(*divideDecimal(1, 0, 3, 0, 37) == powerOfTen(37) / 3);
        QVERIFY(*divideDecimal(-2, 0, 3, 0, 0) == -1);
        QVERIFY(!rescale(large, 0, 1));
    }
    void calendar() {
        QCOMPARE(daysFromCivil(1970, 1, 1), int64_t(0));
        QCOMPARE(QString::fromStdString(formatDate(daysFromCivil(4, 2, 29))), QString("0004-02-29"));
        for (int64_t day = -800000; day < 800000; day += 997) {
            CivilDate date = civilFromDays(day);
            QCOMPARE(daysFromCivil(date.year, date.month, date.day), day);
        }
        QCOMPARE(QString::fromStdString(formatTimestamp(-1, 3)), QString("1969-12-31 23:59:59.999"));
        QCOMPARE(QString::fromStdString(formatTimestamp(-1, 9)), QString("1969-12-31 23:59:59.999999999"));
        QCOMPARE(QString::fromStdString(formatTimestamp(1500, 0)), QString("1970-01-01 00:00:01"));
        QVERIFY(!parseDate("2023-02-29"));
        QVERIFY(!parseTimestamp("2024-01-01 10:61:00", 3));
    }
    void zones() {
        auto berlin = TimeZone::find("Europe/Berlin");
        QVERIFY(berlin);
        auto utc = [&](const char* local) {
            int64_t millis = static_cast<int64_t>(*parseTimestamp(local, 3));
            return QString::fromStdString(formatTimestamp(berlin->utcFromLocal(millis), 3));
        };
        QCOMPARE(utc("2024-03-31 02:30:00"), QString("2024-03-31 01:30:00.000"));   // a gap: shifted forward
        QCOMPARE(utc("2024-10-27 02:30:00"), QString("2024-10-27 00:30:00.000"));   // twice: the earlier
        QCOMPARE(utc("2024-10-27 03:30:00"), QString("2024-10-27 02:30:00.000"));
        QCOMPARE(utc("2024-07-01 12:00:00"), QString("2024-07-01 10:00:00.000"));
        QCOMPARE(TimeZone::find("GMT-03:30")->offsetMillisAtUtc(0), int64_t(-12600000));
        QCOMPARE(TimeZone::find("GMT+8")->offsetMillisAtUtc(0), int64_t(28800000));
        QVERIFY(!TimeZone::find("-03:30"));
        QVERIFY(!TimeZone::find("Mars/Olympus"));
        QCOMPARE(TimeZone::find("Asia/Kolkata")->offsetMillisAtUtc(1711846799000), int64_t(19800000));
    }
    void nestedValues() {
        DataType type = DataType::row({{"a", DataType::integer()}, {"b", DataType::map(DataType::string(), DataType::array(DataType::float64()))}, {"c", DataType::binary(2)}});
        Value value(Value::List{Value(), Value(Value::List{Value("k"), Value(Value::List{Value(1.0), Value()})}), Value(std::string("\x01\xff", 2))});
        QCOMPARE(QString::fromStdString(textOf(value, type, *TimeZone::utc())), QString("(NULL, {k=[1.0, NULL]}, x'01ff')"));
        QCOMPARE(QString::fromStdString(textOf(Value(int64_t(-27)), DataType::intervalYearMonth(), *TimeZone::utc())), QString("-2-03"));
        QCOMPARE(QString::fromStdString(textOf(Value(int64_t(-1250)), DataType::intervalDayTime(), *TimeZone::utc())), QString("-0 00:00:01.250"));
        QVERIFY(valueAt(Vector::constant(type, value, 1), type, 0) == value);
    }
};

QTEST_APPLESS_MAIN(Texts)
#include "texts.moc"
