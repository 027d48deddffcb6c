// SPDX-License-Identifier: Apache-2.0
#include "conformance_scripts.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <QtTest>

using namespace weir::sql;

/// What Flink reads, we read; what it refuses, we may refuse, with a place.
class ConformanceTest : public QObject {
    Q_OBJECT
private slots:
    void scripts_data() {
        QTest::addColumn<QString>("path");
        for (const auto& path : conformanceScripts())
            QTest::newRow(qPrintable(path.section('/', -2))) << path;
    }
    void scripts() {
        if (conformanceScripts().isEmpty())
            QSKIP("tests/conformance is not here");
        QFETCH(QString, path);
        auto expected = QString::fromStdString(readScript(QString(path).replace(QRegularExpression("sql$"), "expected")));
        bool fails = expected.startsWith("ERROR") || expected.contains("\nERROR");
        auto script = parse(readScript(path));
        for (const auto& diagnostic : script.diagnostics) {
            QVERIFY2(fails, diagnostic.error.text().c_str());
            QVERIFY(diagnostic.error.place.known());
        }
        for (const auto& statement : script.statements) {
            auto query = statement->as<QueryStatement>();
            if (!query || script.hasErrors())
                continue;
            auto text = toSql(*query->query);
            auto again = parseQuery(text);
            QVERIFY2(again.diagnostics.empty(), text.c_str());
            QCOMPARE(QString::fromStdString(toSql(*again.query)), QString::fromStdString(text));
        }
    }
};

QTEST_APPLESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
