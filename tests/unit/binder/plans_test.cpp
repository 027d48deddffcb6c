// SPDX-License-Identifier: Apache-2.0
#include "scripts.h"

#include <QtTest>

/// Every tests/plans/NAME.sql has the plans and diagnostics of NAME.plan. With WEIR_ACCEPT set the .plan files are written anew.
class PlansTest : public QObject {
    Q_OBJECT
    static std::string planned(const std::string& text) {
        weir::Catalog catalog;
        weir::SessionConfig config;
        auto script = weir::sql::parse(text);
        std::string out;
        for (const auto& diagnostic : script.diagnostics)
            out += "error " + diagnostic.error.text() + "\n";
        for (const auto& statement : script.statements) {
            auto result = weir::Binder(catalog, config).bind(*statement);
            for (const auto& diagnostic : result.diagnostics)
                out += (diagnostic.severity == weir::Severity::Error ? "error " : "warning ") + diagnostic.error.text() + "\n";
            if (result.ok()) {
                if (auto status = weir::apply(*result.statement, catalog, config); !status.ok())
                    out += "error " + status.error().text() + "\n";
                if (const auto* query = result.statement->as<weir::bound::Query>())
                    out += print(*query->root);
                else if (const auto* insert = result.statement->as<weir::bound::Insert>())
                    out += print(*insert->root);
                else if (const auto* listing = result.statement->as<weir::bound::Listing>())
                    for (const auto& row : listing->rows) {
                        for (size_t i = 0; i < row.size(); ++i)
                            out += (i ? " | " : "") + row[i];
                        out += "\n";
                    }
                else
                    continue;
            }
            out += "\n";
        }
        return out;
    }
private slots:
    void plans_data() {
        QTest::addColumn<QString>("path");
        for (const auto& path : testFiles("plans", "*.sql"))
            QTest::newRow(qPrintable(path.section('/', -1))) << path;
    }
    void plans() {
        QFETCH(QString, path);
        QString expected = QString(path).replace(QRegularExpression("sql$"), "plan");
        std::string got = planned(readText(path));
        if (qEnvironmentVariableIsSet("WEIR_ACCEPT")) {
            QFile file(expected);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(got.data(), static_cast<qint64>(got.size()));
            return;
        }
        QStringList wantedLines = QString::fromStdString(readText(expected)).split('\n'), gotLines = QString::fromStdString(got).split('\n');
        for (int i = 0; i < std::min(wantedLines.size(), gotLines.size()); ++i)
            QCOMPARE(gotLines[i], wantedLines[i]);
        QCOMPARE(gotLines.size(), wantedLines.size());
    }
};

QTEST_APPLESS_MAIN(PlansTest)
#include "plans_test.moc"
