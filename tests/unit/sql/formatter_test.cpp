// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/formatter.h"

#include "conformance_scripts.h"

#include <QtTest>

using weir::sql::format;

class FormatterTest : public QObject {
    Q_OBJECT
private slots:
    void shapes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("clauses") << "select a,b from t where x=1 and y=2 group by a order by b limit 3"
                                 << "SELECT a, b\nFROM t\nWHERE x = 1 AND y = 2\nGROUP BY a\nORDER BY b\nLIMIT 3\n";
        QTest::newRow("names stay") << "select data, Count(*) cnt from `Key`" << "SELECT data, COUNT(*) cnt\nFROM `Key`\n";
        QTest::newRow("table") << "create table t (a int, b map<string,int>) with ('k'='v','l'='w');"
                               << "CREATE TABLE t (\n    a INT,\n    b MAP<STRING, INT>\n) WITH (\n    'k' = 'v',\n    'l' = 'w'\n);\n";
        QTest::newRow("subquery") << "select * from (select 1) as x" << "SELECT *\nFROM (\n    SELECT 1\n) AS x\n";
        QTest::newRow("comments") << "-- head\n\nselect a, -- first\n  b /* second */\nfrom t -- end"
                                  << "-- head\n\nSELECT\n    a, -- first\n    b /* second */\nFROM t -- end\n";
        QTest::newRow("minus") << "select - -1, a- -b" << "SELECT - -1, a - -b\n";
        QTest::newRow("error stays") << "select  1;\nselekt   2;\nselect  3" << "SELECT 1;\nselekt   2;\nSELECT 3\n";
        QTest::newRow("blank lines") << "select 1;\n\n\n\nselect 2;" << "SELECT 1;\n\nSELECT 2;\n";
        QTest::newRow("pattern") << "select * from t match_recognize(pattern(a+? b{2,3}) define b as true)"
                                 << "SELECT *\nFROM t MATCH_RECOGNIZE (\n    PATTERN (a+? b{2, 3})\n    DEFINE b AS TRUE\n)\n";
        QTest::newRow("end of what is broken") << "reset t|\nwith \x01;" << "RESET t |\nwith \x01;\n";
        QTest::newRow("what is broken leaves nothing open") << "RESET U<\nSELECT--\nSELECT '');E" << "RESET U <\nSELECT --\n    SELECT '');\nE\n";
        QTest::newRow("carriage return within a token") << "select 'a\rb' /* c */" << "SELECT\n    'a\rb' /* c */\n";
        QTest::newRow("a comment behind what is broken") << "RESET ..OU<..]d\nSELECT * FROM (x (SELECT n, CASE w WHEN i.C,, s)OM (\n --" << "RESET..OU <..] d\nSELECT * FROM (x (SELECT n, CASE w WHEN i.C,, s)OM (\n--\n";
        QTest::newRow("a comment at the end") << "select a /* c */" << "SELECT a /* c */\n";
        QTest::newRow("empty") << "  \n" << "";
    }
    void shapes() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(format(text.toStdString())), expected);
        QCOMPARE(QString::fromStdString(format(expected.toStdString())), expected);
    }

    void formattingTwiceChangesNothing() {
        auto scripts = conformanceScripts();
        if (scripts.isEmpty())
            QSKIP("tests/conformance is not here");
        for (const auto& path : scripts) {
            auto once = format(readScript(path));
            QVERIFY2(once == format(once), qPrintable(path));
            // Each prefix is a text somebody might be typing.
            for (std::size_t length = 0; length < once.size(); length += 37) {
                auto part = format(once.substr(0, length));
                QVERIFY2(part == format(part), qPrintable(path + ":" + QString::number(length)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(FormatterTest)
#include "formatter_test.moc"
