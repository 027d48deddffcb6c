// SPDX-License-Identifier: Apache-2.0
#include "scripts.h"
#include "engine/sql/lexer.h"

#include <QtTest>

/// Text of any kind is answered by statements and diagnostics: every error has a place, and none is our own mistake.
class RobustnessTest : public QObject {
    Q_OBJECT
    static void bindAll(const std::string& text) {
        weir::Catalog catalog;
        weir::SessionConfig config;
        auto script = weir::sql::parse(text);
        for (const auto& statement : script.statements) {
            auto result = weir::Binder(catalog, config).bind(*statement);
            bool errors = false;
            for (const auto& diagnostic : result.diagnostics) {
                errors = errors || diagnostic.severity == weir::Severity::Error;
                QVERIFY2(diagnostic.error.code != weir::ErrorCode::Internal, (diagnostic.error.text() + "\n" + text).c_str());
                QVERIFY2(diagnostic.error.place.known(), (diagnostic.error.text() + "\n" + text).c_str());
            }
            QVERIFY(!(errors && result.ok()));
            if (result.ok())
                (void)weir::apply(*result.statement, catalog, config);
        }
    }
private slots:
    void mutilated_data() {
        QTest::addColumn<QString>("path");
        int number = 0;
        for (const auto& folder : {"conformance", "plans"})
            for (const auto& path : testFiles(folder, "*.sql"))
                if (number++ % 3 == 0)
                    QTest::newRow(qPrintable(path.section('/', -2))) << path;
    }
    void mutilated() {
        QFETCH(QString, path);
        std::string text = readText(path);
        auto tokens = weir::sql::tokenize(text);
        size_t stride = tokens.size() / 24 + 1;
        for (size_t i = 0; i + 1 < tokens.size(); i += stride) {
            const auto& place = tokens[i].place;
            std::string without = text;
            without.erase(static_cast<size_t>(place.offset), static_cast<size_t>(place.length));
            bindAll(without);
            bindAll(text.substr(0, static_cast<size_t>(place.offset)));
            // Another token in its place: names become numbers, numbers keywords, and so on.
            const auto& other = tokens[(i * 7 + 3) % (tokens.size() - 1)].place;
            std::string swapped = text;
            swapped.replace(static_cast<size_t>(place.offset), static_cast<size_t>(place.length), text.substr(static_cast<size_t>(other.offset), static_cast<size_t>(other.length)));
            bindAll(swapped);
        }
    }
    void deepNesting() {
        std::string expression = "1", query = "SELECT 1 AS a";
        for (int i = 0; i < 400; ++i)
            expression = "(" + expression + " + 1)";
        bindAll("SELECT " + expression);
        for (int i = 0; i < 250; ++i)
            query = "SELECT * FROM (" + query + ")";
        bindAll(query);
        std::string ands = "1 = 1";
        for (int i = 0; i < 3000; ++i)
            ands += " AND " + std::to_string(i) + " = " + std::to_string(i);
        bindAll("SELECT 1 WHERE " + ands);
    }
    void aViewOfItself() {
        bindAll("CREATE VIEW a AS SELECT 1 AS x; CREATE VIEW b AS SELECT * FROM a; ALTER VIEW a AS SELECT * FROM b; SELECT * FROM a;");
    }
    void selectListsTwoLevelsUp() {
        const std::string rows = "CREATE VIEW b AS SELECT * FROM (VALUES (1, 10), (2, 20)) AS t(k, p); ";
        for (const char* condition : {"p > ALL (SELECT p x WHERE p > ALL (SELECT p))", "p IN (SELECT p WHERE p IN (SELECT p))", "p > ALL (SELECT q.p FROM b q WHERE q.p > ALL (SELECT b.p))",
                                      "k IN (SELECT q.k FROM b q WHERE q.k < (SELECT COUNT(*) + b.k FROM b r WHERE r.k = q.k))",
                                      "EXISTS (SELECT 1 FROM b q WHERE EXISTS (SELECT 1 FROM b r WHERE r.k IN (SELECT b.k + q.k - s.k FROM b s)))"})
            bindAll(rows + "SELECT k FROM b WHERE " + condition + ";");
    }
    void everyMistakeIsReported() {
        BoundScript script("SELECT nope, 1 + 'a', UNKNOWN_FN(2) FROM (VALUES (1)) AS t(x) WHERE y > 1;");
        QCOMPARE(script.diagnostics.size(), size_t(4));
    }
};

QTEST_APPLESS_MAIN(RobustnessTest)
#include "robustness_test.moc"
