// SPDX-License-Identifier: Apache-2.0
#include "engine/session/session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace weir;

/// A savepoint's operators, tables and columns are offered like others.
class SavepointCompletionTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string checkpoint_;

    QStringList offered(const std::string& text) const {
        const std::string all = "CREATE CATALOG sp WITH ('type' = 'savepoint', 'path' = '" + checkpoint_ + "');\n" + text;
        const size_t cursor = all.find('|');
        std::string whole = all;
        whole.erase(cursor, 1);
        QStringList out;
        for (const CompletionItem& item : Session().complete(whole, static_cast<int>(cursor)).items) out << QString::fromStdString(item.text);
        return out;
    }

private slots:
    void initTestCase() {
        Session session;
        RunOptions options;
        options.settings["execution.checkpointing.dir"] = folder_.path().toStdString();
        options.settings["execution.checkpointing.interval"] = "10 min";
        auto run = session.start("CREATE VIEW orders AS SELECT * FROM (VALUES ('a', 1), ('b', 2)) AS t (k, v);\nSELECT k, SUM(v) AS s FROM orders GROUP BY k;\n", options);
        if (!run) qFatal("%s", run.error().text().c_str());
        while (!(*run)->wait(1000)) {}
        const auto snapshot = (*run)->snapshot();
        checkpoint_ = snapshot->checkpoints.folder + "/chk-" + std::to_string(snapshot->checkpoints.lastNumber);
    }
    void completes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("the catalog") << "SELECT * FROM s|" << "sp.";
        QTest::newRow("operators") << "SELECT * FROM sp.|" << "`orders.GroupAggregate`.";
        QTest::newRow("state") << "SELECT * FROM sp.`orders.GroupAggregate`.|" << "`groups`";
        QTest::newRow("timers") << "SELECT * FROM sp.`orders.GroupAggregate`.ti|" << "timers";
        QTest::newRow("calls") << "SELECT SU| FROM sp.`orders.GroupAggregate`.`groups`" << "`SUM(v)`";
        QTest::newRow("keys") << "SELECT g.k, g.| FROM sp.`orders.GroupAggregate`.`groups` AS g" << "state_expires";
    }
    void completes() {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        const QStringList found = offered(text.toStdString());
        QVERIFY2(found.contains(wanted), qPrintable(found.mid(0, 30).join(" ")));
    }
    /// A catalog that cannot be made offers nothing, and nothing else is lost.
    void nothingIsThere() {
        checkpoint_.swap(none_);
        QVERIFY(!offered("SELECT * FROM s|").contains("sp."));
        QVERIFY(offered("SEL|").contains("SELECT"));
        checkpoint_.swap(none_);
    }

private:
    std::string none_ = "/nowhere at all";
};

QTEST_GUILESS_MAIN(SavepointCompletionTest)
#include "savepoint_completion_test.moc"
