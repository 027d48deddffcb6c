// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/functions/function_rows.h"

#include <QtTest>

using namespace weir;
using namespace weir::test;

static const FunctionRow Rows[] = {
    {"UPPER", {{"CHAR(3)", "àÉî"}}, "CHAR(3) ÀÉÎ"},
    {"LOWER", {{"STRING", "Abc Def Ghi Jklm"}}, "STRING abc def ghi jklm"},
    {"INITCAP", {{"STRING", "the qUICK-brown fOX2go"}}, "STRING The Quick-Brown Fox2go"},
    {"INITCAP", {{"STRING", "naïve café"}}, "STRING NaïVe Café"},
    {"CHAR_LENGTH", {{"STRING", "😀x"}}, "INT 2"},
    {"REVERSE", {{"STRING", "日本語 テスト"}}, "STRING トステ 語本日"},
    {"REPEAT", {{"STRING", "ab"}, {"INT", "-1"}}, "STRING "},
    {"REPEAT", {{"STRING", "ab"}, {"INT", "7"}}, "STRING ababababababab"},
    {"POSITION", {{"STRING", "l"}, {"STRING", "hello world"}}, "INT 3"},
    {"INSTR", {{"STRING", "日本語 テスト"}, {"STRING", "テ"}}, "INT 5"},
    {"LOCATE", {{"STRING", "a"}, {"STRING", "naïve café"}, {"INT", "3"}}, "INT 8"},
    {"LOCATE", {{"STRING", ""}, {"STRING", ""}}, "INT 1"},
    {"STARTSWITH", {{"STRING", "abc"}, {"STRING", ""}}, "BOOLEAN TRUE"},
    {"ENDSWITH", {{"STRING", "abc"}, {"STRING", "NULL"}}, "BOOLEAN NULL"},
    {"SUBSTRING", {{"STRING", "héllo"}, {"INT", "-2"}}, "STRING lo"},
    {"SUBSTRING", {{"STRING", "héllo"}, {"INT", "2"}, {"INT", "3"}}, "STRING éll"},
    {"SUBSTRING", {{"STRING", "zero"}, {"INT", "0"}, {"INT", "2"}}, "STRING ze"},
    {"SUBSTR", {{"STRING", "xy"}, {"INT", "-3"}, {"INT", "2"}}, "STRING "},
    {"SUBSTR", {{"STRING", "xy"}, {"INT", "5"}}, "STRING "},
    {"SUBSTRING", {{"STRING", "a long text that is not inline"}, {"INT", "3"}, {"INT", "16"}}, "STRING long text that i"},
    {"LEFT", {{"STRING", "日本語"}, {"INT", "2"}}, "STRING 日本"},
    {"RIGHT", {{"STRING", "日本語"}, {"INT", "2"}}, "STRING 本語"},
    {"RIGHT", {{"STRING", "abc"}, {"INT", "-1"}}, "STRING "},
    {"OVERLAY", {{"STRING", "abcdefgh"}, {"CHAR(2)", "**"}, {"INT", "2"}}, "STRING a**defgh"},
    {"OVERLAY", {{"STRING", "xy"}, {"CHAR(4)", "****"}, {"INT", "3"}, {"INT", "1"}}, "STRING xy"},
    {"OVERLAY", {{"STRING", "日本語"}, {"STRING", "new"}, {"INT", "2"}}, "STRING 日new"},
    {"REPLACE", {{"STRING", "hello world"}, {"STRING", "l"}, {"STRING", "L"}}, "STRING heLLo worLd"},
    {"REPLACE", {{"STRING", "ab"}, {"STRING", ""}, {"STRING", "-"}}, "STRING -a-b-"},
    {"REPLACE", {{"STRING", "abc"}, {"STRING", "a"}}, "REFUSED"},
    {"TRANSLATE", {{"STRING", "snake_case_name"}, {"STRING", "abc"}, {"STRING", "xy"}}, "STRING snxke_xse_nxme"},
    {"TRANSLATE", {{"STRING", "naïve café"}, {"STRING", "é"}, {"STRING", "e"}}, "STRING naïve cafe"},
    {"TRIM", {{"CHAR(7)", "LEADING"}, {"CHAR(1)", "x"}, {"STRING", "xyxmidyx"}}, "STRING yxmidyx"},
    {"TRIM", {{"CHAR(8)", "TRAILING"}, {"CHAR(1)", "x"}, {"STRING", "xyxmidyx"}}, "STRING xyxmidy"},
    {"TRIM", {{"CHAR(4)", "BOTH"}, {"CHAR(1)", "x"}, {"STRING", "xyxmidyx"}}, "STRING yxmidy"},
    {"LTRIM", {{"STRING", "  both  "}}, "STRING both  "},
    {"RTRIM", {{"STRING", "xxmidxx"}, {"STRING", "xy"}}, "STRING xxmid"},
    {"BTRIM", {{"STRING", "xyxmidyx"}, {"STRING", "xy"}}, "STRING mid"},
    {"LPAD", {{"STRING", "xxmidxx"}, {"INT", "12"}, {"STRING", "abc"}}, "STRING abcabxxmidxx"},
    {"RPAD", {{"STRING", "plain"}, {"INT", "3"}, {"STRING", "*"}}, "STRING pla"},
    {"LPAD", {{"STRING", "plain"}, {"INT", "10"}, {"STRING", ""}}, "STRING NULL"},
    {"LPAD", {{"STRING", "plain"}, {"INT", "-1"}, {"STRING", "x"}}, "STRING NULL"},
    {"LPAD", {{"STRING", "😀x"}, {"INT", "5"}, {"STRING", "*"}}, "STRING **😀x"},
    {"SUBSTRING", {{"STRING", "abc"}, {"INT", "2"}, {"INT", "-1"}}, "STRING NULL"},
    {"INSTR", {{"STRING", "abcabc"}, {"STRING", "b"}, {"INT", "-2"}, {"INT", "2"}}, "INT 2"},
    {"LPAD", {{"STRING", "plain"}, {"INT", "0"}, {"STRING", "x"}}, "STRING "},
    {"||", {{"CHAR(2)", "id"}, {"VARCHAR(10)", "7"}}, "VARCHAR(12) id7"},
    {"||", {{"STRING", "x"}, {"INT", "7"}}, "REFUSED"},
    {"CONCAT", {{"STRING", "a"}, {"STRING", "NULL"}}, "STRING NULL"},
    {"CONCAT_WS", {{"STRING", ","}, {"STRING", "NULL"}, {"STRING", "x"}, {"STRING", "end"}}, "STRING x,end"},
    {"CONCAT_WS", {{"STRING", "NULL"}, {"STRING", "x"}}, "STRING NULL"},
    {"CONCAT_WS", {{"STRING", "|"}, {"STRING", "NULL"}, {"STRING", "NULL"}}, "STRING "},
    {"ELT", {{"INT", "2"}, {"CHAR(3)", "one"}, {"CHAR(3)", "two"}, {"CHAR(5)", "three"}}, "VARCHAR(5) two"},
    {"ELT", {{"INT", "4"}, {"CHAR(3)", "one"}}, "CHAR(3) NULL"},
    {"ASCII", {{"STRING", "日"}}, "INT -26"},
    {"CHR", {{"INT", "353"}}, "STRING a"},
    {"CHR", {{"INT", "233"}}, "STRING é"},
    {"TO_BASE64", {{"STRING", "naïve café"}}, "STRING bmHDr3ZlIGNhZsOp"},
    {"FROM_BASE64", {{"STRING", "MTAwJQ=="}}, "STRING 100%"},
    {"FROM_BASE64", {{"STRING", "M!"}}, "STRING ERROR"},
    {"ENCODE", {{"STRING", "__語%"}, {"STRING", "UTF-16BE"}}, "BYTES x'005f005f8a9e0025'"},
    {"ENCODE", {{"STRING", "__語%"}, {"STRING", "ISO-8859-1"}}, "BYTES x'5f5f3f25'"},
    {"ENCODE", {{"STRING", "x"}, {"STRING", "EBCDIC"}}, "BYTES ERROR"},
    {"DECODE", {{"BYTES", "Hé"}, {"STRING", "UTF-8"}}, "STRING Hé"},
    {"SPLIT_INDEX", {{"STRING", "a,b,,d"}, {"STRING", ","}, {"INT", "2"}}, "STRING "},
    {"SPLIT_INDEX", {{"STRING", "trail,"}, {"STRING", ","}, {"INT", "1"}}, "STRING "},
    {"SPLIT_INDEX", {{"STRING", ""}, {"STRING", ","}, {"INT", "0"}}, "STRING NULL"},
    {"SPLIT_INDEX", {{"STRING", "a,b,,d"}, {"INT", "97"}, {"INT", "1"}}, "STRING ,b,,d"},
    {"SPLIT_INDEX", {{"STRING", "a,b"}, {"STRING", ","}, {"INT", "-1"}}, "STRING NULL"},
    {"SPLIT", {{"STRING", "a,b,,d"}, {"STRING", ","}}, "ARRAY<STRING> [a, b, , d]"},
    {"SPLIT", {{"STRING", "né"}, {"STRING", ""}}, "ARRAY<STRING> [n, é]"},
    {"SPLIT", {{"STRING", ""}, {"STRING", ","}}, "ARRAY<STRING> []"},
    {"PRINTF", {{"STRING", "%05d|%-6s|%6s"}, {"INT", "3"}, {"STRING", "NULL"}, {"STRING", "x"}}, "STRING 00003|null  |     x"},
    {"PRINTF", {{"STRING", "%.2f %e"}, {"DOUBLE", "-0.5"}, {"DOUBLE", "3.14159"}}, "STRING -0.50 3.141590e+00"},
    {"PRINTF", {{"STRING", "%x %X %o %x"}, {"INT", "200"}, {"INT", "300"}, {"INT", "4"}, {"INT", "-1"}}, "STRING c8 12C 4 ffffffff"},
    {"PRINTF", {{"STRING", "100%%"}}, "STRING 100%"},
    {"PRINTF", {{"STRING", "%q"}, {"INT", "1"}}, "STRING NULL"},
    {"PRINTF", {{"STRING", "%,d"}, {"INT", "-4000000"}}, "STRING -4,000,000"},
    {"PRINTF", {{"STRING", "%s %b|%5b"}, {"DOUBLE", "1e6"}, {"BOOLEAN", "false"}, {"BOOLEAN", "true"}}, "STRING 1000000.0 false| true"},
    {"PRINTF", {{"STRING", "%.1f %.0f %.3f"}, {"DOUBLE", "0.25"}, {"DOUBLE", "2.5"}, {"DECIMAL(6, 4)", "9.9995"}}, "STRING 0.3 3 10.000"},
    {"PRINTF", {{"STRING", "%2$s %1$s %+d"}, {"INT", "1"}, {"STRING", "b"}}, "STRING b 1 +1"},
    {"MD5", {{"STRING", "abc"}}, "CHAR(32) 900150983cd24fb0d6963f7d28e17f72"},
    {"SHA2", {{"STRING", "abc"}, {"INT", "224"}}, "VARCHAR(128) 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {"SHA2", {{"STRING", "abc"}, {"INT", "225"}}, "VARCHAR(128) ERROR"},
    {"PARSE_URL", {{"STRING", "https://user:pw@example.com:8443/a/b.html?q=1&r=two%20words&q=3#frag"}, {"STRING", "AUTHORITY"}}, "STRING user:pw@example.com:8443"},
    {"PARSE_URL", {{"STRING", "https://user:pw@example.com:8443/a/b.html?q=1&r=two%20words&q=3#frag"}, {"STRING", "FILE"}}, "STRING /a/b.html?q=1&r=two%20words&q=3"},
    {"PARSE_URL", {{"STRING", "http://host"}, {"STRING", "PATH"}}, "STRING "},
    {"PARSE_URL", {{"STRING", "http://host/?flag&empty=&q="}, {"STRING", "QUERY"}, {"STRING", "q"}}, "STRING "},
    {"PARSE_URL", {{"STRING", "not a url"}, {"STRING", "HOST"}}, "STRING NULL"},
    {"PARSE_URL", {{"STRING", "http://host"}, {"STRING", "host"}}, "STRING NULL"},
    {"URL_ENCODE", {{"STRING", "/pub/x y~z*_-.é"}}, "STRING %2Fpub%2Fx+y%7Ez*_-.%C3%A9"},
    {"URL_DECODE", {{"STRING", "a%20b+c%3D%C3%A9"}}, "STRING a b c=é"},
    {"URL_DECODE", {{"STRING", "bad%zz"}}, "STRING NULL"},
    {"INET_ATON", {{"STRING", "1.2.3"}}, "BIGINT 16908291"},
    {"INET_ATON", {{"STRING", "256.1.1.1"}}, "BIGINT NULL"},
    {"INET_NTOA", {{"BIGINT", "3232235777"}}, "STRING 192.168.1.1"},
    {"INET_NTOA", {{"BIGINT", "4294967296"}}, "STRING NULL"},
};

class Strings : public QObject {
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

QTEST_APPLESS_MAIN(Strings)
#include "strings.moc"
