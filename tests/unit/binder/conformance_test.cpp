// SPDX-License-Identifier: Apache-2.0
#include "scripts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

/// What Flink runs, we can bind, and every SELECT has the columns that it has there.
class ConformanceTest : public QObject {
    Q_OBJECT
private slots:
    void scripts_data() {
        QTest::addColumn<QString>("path");
        for (const auto& path : testFiles("conformance", "*.sql"))
            QTest::newRow(qPrintable(path.section('/', -2))) << path;
    }
    void scripts() {
        QFETCH(QString, path);
        QString expected = QString::fromStdString(readText(QString(path).replace(QRegularExpression("sql$"), "expected")));
        bool fails = expected.startsWith("ERROR") || expected.contains("\nERROR");
        BoundScript script(readText(path));
        if (script.failed()) {
            for (const auto& diagnostic : script.diagnostics)
                QVERIFY2(diagnostic.error.code != weir::ErrorCode::Internal, script.problems().c_str());
            QVERIFY2(fails, script.problems().c_str());
        }
        QStringList wanted, got;
        for (const auto& line : expected.split('\n'))
            if (line.startsWith("{\"columns\""))
                for (const auto& column : QJsonDocument::fromJson(line.toUtf8()).object()["columns"].toArray())
                    wanted << column.toArray()[0].toString() + " " + column.toArray()[1].toString();
        for (const auto& statement : script.statements)
            if (const auto* query = statement.as<weir::bound::Query>())
                for (const auto& field : query->schema.fields)
                    got << QString::fromStdString(field.name + " " + field.type.text());
        if (fails) {
            // A script that cannot be read runs its first statements all the same; and a job may fail only when it runs.
            got = got.mid(0, wanted.size());
            wanted = wanted.mid(0, got.size());
        }
        if (fails && !script.failed() && qEnvironmentVariableIsSet("WEIR_SHOW_BOUND"))
            qInfo("bound although it fails in Flink");
        for (auto& column : wanted)
            column.remove('`').remove(" NOT NULL");
        for (auto& column : got)
            column.remove('`').remove(" NOT NULL");
        QCOMPARE(got.join(", "), wanted.join(", "));
    }
};

QTEST_APPLESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
