// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

static const FunctionRow Rows[] = {
    {"EXTRACT", {{"CHAR(4)", "WEEK"}, {"TIMESTAMP(3)", "2021-01-03 06:07:08.009"}}, "BIGINT 53"},
    {"EXTRACT", {{"CHAR(7)", "ISOYEAR"}, {"DATE", "2024-12-30"}}, "BIGINT 2025"},
    {"EXTRACT", {{"CHAR(3)", "DOW"}, {"DATE", "2023-12-31"}}, "BIGINT 1"},
    {"EXTRACT", {{"CHAR(6)", "ISODOW"}, {"DATE", "2023-12-31"}}, "BIGINT 7"},
    {"EXTRACT", {{"CHAR(5)", "EPOCH"}, {"TIMESTAMP(3)", "2000-06-15 18:45:30.250"}}, "BIGINT 961094730"},
    {"EXTRACT", {{"CHAR(7)", "CENTURY"}, {"DATE", "2000-06-15"}}, "BIGINT 20"},
    {"EXTRACT", {{"CHAR(10)", "MILLENNIUM"}, {"DATE", "2001-06-15"}}, "BIGINT 3"},
    {"EXTRACT", {{"CHAR(6)", "DECADE"}, {"DATE", "1970-01-01"}}, "BIGINT 197"},
    {"EXTRACT", {{"CHAR(4)", "HOUR"}, {"TIME", "10:20:30"}}, "BIGINT 10"},
    {"EXTRACT", {{"CHAR(3)", "DAY"}, {"INTERVAL DAY", "273906000"}}, "BIGINT 3"},
    {"EXTRACT", {{"CHAR(5)", "MONTH"}, {"INTERVAL YEAR TO MONTH", "31"}}, "BIGINT 7"},
    {"EXTRACT", {{"CHAR(11)", "MILLISECOND"}, {"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}}, "BIGINT 678"},
    {"EXTRACT", {{"CHAR(4)", "HOUR"}, {"TIMESTAMP_LTZ(3)", "2024-07-01 12:00:00"}}, "BIGINT 14", "Europe/Berlin"},
    {"QUARTER", {{"DATE", "NULL"}}, "BIGINT NULL"},
    {"YEAR", {{"STRING", "2024"}}, "REFUSED"},
    {"FLOOR", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"CHAR(4)", "WEEK"}}, "TIMESTAMP(3) 2024-02-25 00:00:00.000"},
    {"FLOOR", {{"TIMESTAMP(3)", "2023-12-31 23:59:59.999"}, {"CHAR(7)", "QUARTER"}}, "TIMESTAMP(3) 2023-10-01 00:00:00.000"},
    {"CEIL", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"CHAR(5)", "MONTH"}}, "TIMESTAMP(3) 2024-03-01 00:00:00.000"},
    {"CEIL", {{"TIMESTAMP(3)", "2024-01-01 00:00:00"}, {"CHAR(4)", "YEAR"}}, "TIMESTAMP(3) 2024-01-01 00:00:00.000"},
    {"CEIL", {{"TIMESTAMP(6)", "2024-02-29 13:14:15.000001"}, {"CHAR(6)", "SECOND"}}, "TIMESTAMP(6) 2024-02-29 13:14:15.000000"},
    {"FLOOR", {{"DATE", "1970-01-01"}, {"CHAR(4)", "WEEK"}}, "DATE 1969-12-28"},
    {"CEIL", {{"TIME", "18:45:30"}, {"CHAR(6)", "MINUTE"}}, "TIME(0) 18:46:00"},
    {"FLOOR", {{"TIMESTAMP_LTZ(3)", "2024-07-01 23:30:00"}, {"CHAR(3)", "DAY"}}, "TIMESTAMP_LTZ(3) 2024-07-02 00:00:00.000", "Europe/Berlin"},
    {"TIMESTAMPADD", {{"CHAR(4)", "YEAR"}, {"INT", "1"}, {"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}}, "TIMESTAMP(3) 2025-02-28 13:14:15.678"},
    {"TIMESTAMPADD", {{"CHAR(7)", "QUARTER"}, {"INT", "-1"}, {"TIMESTAMP(3)", "2023-12-31 23:59:59.999"}}, "TIMESTAMP(3) 2023-09-30 23:59:59.999"},
    {"TIMESTAMPADD", {{"CHAR(3)", "DAY"}, {"INT", "1"}, {"DATE", "2023-12-31"}}, "DATE 2024-01-01"},
    {"TIMESTAMPADD", {{"CHAR(6)", "MINUTE"}, {"INT", "-1"}, {"TIMESTAMP(6)", "1970-01-01 00:00:00.000001"}}, "TIMESTAMP(6) 1969-12-31 23:59:00.000001"},
    {"TIMESTAMPDIFF", {{"CHAR(5)", "MONTH"}, {"TIMESTAMP(6)", "2020-02-29 12:00:00"}, {"TIMESTAMP(3)", "2000-06-15 18:45:30.250"}}, "INT -236"},
    {"TIMESTAMPDIFF", {{"CHAR(7)", "QUARTER"}, {"TIMESTAMP(6)", "2020-02-29 12:00:00"}, {"TIMESTAMP(3)", "2024-12-30 01:02:03.004"}}, "INT 19"},
    {"TIMESTAMPDIFF", {{"CHAR(4)", "YEAR"}, {"TIMESTAMP(6)", "2020-02-29 12:00:00"}, {"TIMESTAMP(3)", "1970-01-01 00:00:00"}}, "INT -50"},
    {"TIMESTAMPDIFF", {{"CHAR(6)", "SECOND"}, {"TIMESTAMP(3)", "2024-01-01 00:00:00"}, {"TIMESTAMP(6)", "2020-02-29 12:00:00"}}, "INT -121089600"},
    {"TIMESTAMPDIFF", {{"CHAR(3)", "DAY"}, {"DATE", "2024-12-30"}, {"DATE", "2024-03-01"}}, "INT -304"},
    {"MINUS_DATE", {{"CHAR(5)", "MONTH"}, {"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"TIMESTAMP(6)", "2020-02-29 00:00:00"}}, "INTERVAL MONTH +4-00"},
    {"OVERLAPS", {{"TIME", "02:55:00"}, {"INTERVAL HOUR", "3600000"}, {"TIME", "03:30:00"}, {"INTERVAL HOUR", "7200000"}}, "BOOLEAN TRUE"},
    {"OVERLAPS", {{"DATE", "2024-01-01"}, {"DATE", "2024-02-01"}, {"DATE", "2024-02-02"}, {"DATE", "2024-03-01"}}, "BOOLEAN FALSE"},
    {"OVERLAPS", {{"TIMESTAMP(6)", "2024-01-01 08:00:00"}, {"TIMESTAMP(6)", "2024-01-01 09:00:00"}, {"TIMESTAMP(6)", "2024-01-01 09:00:00"}, {"INTERVAL MINUTE", "1800000"}}, "BOOLEAN TRUE"},
    {"DATE_FORMAT", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"STRING", "dd/MM/yy hh:mm a"}}, "STRING 29/02/24 01:14 PM"},
    {"DATE_FORMAT", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"STRING", "D E EEEE MMM MMMM"}}, "STRING 60 Thu Thursday Feb February"},
    {"DATE_FORMAT", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"STRING", "'week' HH'h'"}}, "STRING week 13h"},
    {"DATE_FORMAT", {{"TIMESTAMP(3)", "2024-02-29 13:14:15.678"}, {"STRING", ""}}, "STRING "},
    {"DATE_FORMAT", {{"TIMESTAMP(6)", "2024-02-29 13:14:15.678901"}, {"STRING", "yyyy-MM-dd HH:mm:ss.SSSSSS"}}, "STRING 2024-02-29 13:14:15.678901"},
    {"DATE_FORMAT", {{"STRING", "2024-02-29 13:14:15"}, {"STRING", "yyyy/MM/dd"}}, "STRING 2024/02/29"},
    {"DATE_FORMAT", {{"TIMESTAMP_LTZ(3)", "2024-07-01 12:00:00"}, {"STRING", "HH:mm"}}, "STRING 14:00", "Europe/Berlin"},
    {"TO_DATE", {{"STRING", "2024-3-5"}}, "DATE 2024-03-05"},
    {"TO_DATE", {{"STRING", "garbage"}}, "DATE NULL"},
    {"TO_DATE", {{"STRING", "15.03.2024"}, {"STRING", "dd.MM.yyyy"}}, "DATE 2024-03-15"},
    {"TO_DATE", {{"STRING", "Mar 5, 2024"}, {"STRING", "MMM d, yyyy"}}, "DATE 2024-03-05"},
    {"TO_TIMESTAMP", {{"STRING", "2024-03-15 10:11:12.345"}}, "TIMESTAMP(3) 2024-03-15 10:11:12.345"},
    {"TO_TIMESTAMP", {{"STRING", "15/03/2024 22:30"}, {"STRING", "dd/MM/yyyy HH:mm"}}, "TIMESTAMP(3) 2024-03-15 22:30:00.000"},
    {"TO_TIMESTAMP", {{"STRING", "20240315T101112"}, {"STRING", "yyyyMMdd'T'HHmmss"}}, "TIMESTAMP(3) 2024-03-15 10:11:12.000"},
    {"TO_TIMESTAMP", {{"STRING", "20240315"}, {"STRING", "yyyyMMdd"}}, "TIMESTAMP(3) 2024-03-15 00:00:00.000"},
    {"TO_TIMESTAMP", {{"STRING", "Mar 5, 2024"}, {"STRING", "MMM d, yyyy"}}, "TIMESTAMP(3) 2024-03-05 00:00:00.000"},
    {"TO_TIMESTAMP", {{"STRING", "2024-3-5"}, {"STRING", "yyyy-M-d"}}, "TIMESTAMP(3) 2024-03-05 00:00:00.000"},
    {"TO_TIMESTAMP", {{"STRING", "2024-03-15 x"}, {"STRING", "yyyy-MM-dd"}}, "TIMESTAMP(3) NULL"},
    {"TO_TIMESTAMP", {{"STRING", ""}, {"STRING", "yyyy"}}, "TIMESTAMP(3) NULL"},
    {"TO_TIMESTAMP_LTZ", {{"INT", "86400"}, {"INT", "0"}}, "TIMESTAMP_LTZ(3) 1970-01-02 00:00:00.000"},
    {"TO_TIMESTAMP_LTZ", {{"BIGINT", "1700000000123"}, {"INT", "3"}}, "TIMESTAMP_LTZ(3) 2023-11-14 14:13:20.123", "America/Los_Angeles"},
    {"TO_TIMESTAMP_LTZ", {{"BIGINT", "1"}, {"INT", "1"}}, "TIMESTAMP_LTZ(3) 1970-01-01 00:00:00.100"},
    {"TO_TIMESTAMP_LTZ", {{"STRING", "2024-03-15 10:11:12"}, {"STRING", "yyyy-MM-dd HH:mm:ss"}, {"STRING", "Asia/Tokyo"}}, "TIMESTAMP_LTZ(3) 2024-03-15 01:11:12.000"},
    {"TO_TIMESTAMP_LTZ", {{"STRING", "garbage"}}, "TIMESTAMP_LTZ(3) ERROR"},
    {"FROM_UNIXTIME", {{"BIGINT", "-1"}}, "STRING 1969-12-31 15:59:59", "America/Los_Angeles"},
    {"FROM_UNIXTIME", {{"BIGINT", "1709210096"}, {"STRING", "yyyy/MM/dd HH"}}, "STRING 2024/02/29 12"},
    {"UNIX_TIMESTAMP", {{"STRING", "1970-01-01 00:00:00"}}, "BIGINT 28800", "America/Los_Angeles"},
    {"UNIX_TIMESTAMP", {{"STRING", "2024-02-29 12:34:56"}, {"STRING", "yyyy-MM-dd HH:mm"}}, "BIGINT 1709210040"},
    {"UNIX_TIMESTAMP", {{"STRING", "2024-01-01 00:00:00.000 +0100"}, {"STRING", "yyyy-MM-dd HH:mm:ss.SSS X"}}, "BIGINT 1704063600"},
    {"UNIX_TIMESTAMP", {{"STRING", "bad"}}, "BIGINT -9223372036854775808"},
    {"CONVERT_TZ", {{"STRING", "2024-03-10 12:00:00"}, {"STRING", "UTC"}, {"STRING", "America/Los_Angeles"}}, "STRING 2024-03-10 05:00:00"},
    {"CONVERT_TZ", {{"STRING", "1970-01-01 00:00:00"}, {"STRING", "America/New_York"}, {"STRING", "GMT+05:30"}}, "STRING 1970-01-01 10:30:00"},
    {"CONVERT_TZ", {{"STRING", "bad"}, {"STRING", "UTC"}, {"STRING", "UTC"}}, "STRING NULL"},
};

class Temporals : public QObject {
    Q_OBJECT
private slots:
    void table_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(Rows)); ++i) QTest::newRow(titleOf(Rows[i]).c_str()) << i;
    }
    void table() {
        QFETCH(int, index);
        QCOMPARE(QString::fromStdString(outcome(Rows[index], false)), QString::fromUtf8(Rows[index].expected));
        QCOMPARE(QString::fromStdString(outcome(Rows[index], true)), QString::fromUtf8(Rows[index].expected));
    }
};

QTEST_APPLESS_MAIN(Temporals)
#include "temporals.moc"
