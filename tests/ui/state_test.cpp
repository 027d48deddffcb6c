// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/models/state_model.h"
#include "ui/shell/state_panel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>

#include <set>

using namespace weir;
using namespace weir::ui;

/// The state panel over the engine itself.
class StateTest : public WindowFixture {
    Q_OBJECT
    QAbstractItemModel* entries() { return window_->findChild<QTableView*>("stateTable")->model(); }
    std::set<QString> keys(int column) {
        std::set<QString> out;
        for (int row = 0; row < entries()->rowCount(); ++row) out.insert(entries()->index(row, column).data().toString());
        return out;
    }

private slots:
    void keysOfAPausedRun() {
        runJob("SET 'parallelism.default' = '2';\nCREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100000', 'fields.x.kind' = 'sequence', "
             "'fields.x.start' = '1', 'fields.x.end' = '100000000');\nSELECT MOD(x, 30) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 30);\n");
        QAbstractItemModelTester tester(entries(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(window_->studio().feed.live().snapshot && window_->studio().feed.live().snapshot->sourceRows > 1000);
        QCOMPARE(entries()->rowCount(), 0);
        window_->findChild<QToolButton*>("pauseAndLook")->click();
        QTRY_COMPARE(entries()->rowCount(), 30);
        QCOMPARE(entries()->headerData(0, Qt::Horizontal).toString(), "Subtask");
        QCOMPARE(keys(0), (std::set<QString>{"0", "1"}));
        QCOMPARE(keys(1).size(), size_t{30});
        auto* key = window_->findChild<QLineEdit*>("stateKey");
        key->setText("2");
        QTRY_COMPARE(keys(1), (std::set<QString>{"2", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29"}));
        key->setText("nothing");
        QTRY_COMPARE(entries()->rowCount(), 0);
        key->clear();
        QTRY_COMPARE(entries()->rowCount(), 30);
        window_->pauseOrResume();
        QTRY_COMPARE(entries()->rowCount(), 0);
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void aJobWithoutStateSaysSo() {
        runJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000');\nSELECT x FROM n;\n");
        window_->pauseOrResume();
        QTRY_VERIFY(window_->studio().feed.state() == RunState::Paused);
        auto* which = window_->findChild<QComboBox*>("stateOperator");
        QTRY_COMPARE(which->count(), 0);
        QVERIFY(!window_->findChild<QTableView*>("stateTable")->isVisible());
    }
};

QTEST_MAIN(StateTest)
#include "state_test.moc"
