// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/models/position_model.h"
#include "ui/results/results_panel.h"
#include "ui/shell/replay_panel.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>

using namespace weir;
using namespace weir::ui;

/// Recording and replay in the window, over the engine itself.
class ReplayTest : public WindowFixture {
    Q_OBJECT
    QToolButton* button(const char* name) { return window_->findChild<QToolButton*>(name); }
    QString verdict() { return window_->findChild<QLabel*>("replayVerdict")->text(); }
    bool ended() { return !window_->studio().feed.isActive() && window_->studio().feed.run(); }

private slots:
    void init() {
        WindowFixture::init();
        openJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '20000', 'rows-per-second' = '1000000', 'fields.x.kind' = 'sequence', "
                   "'fields.x.start' = '1', 'fields.x.end' = '20000');\nSELECT MOD(x, 30) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 30);\n");
    }

    void aRecordedRunStandsAtAMomentStepsAndEnds() {
        auto* table = window_->findChild<QTableView*>("positionsTable");
        QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        button("recordRuns")->click();
        window_->run();
        QTRY_VERIFY(ended());
        const int64_t rows = window_->studio().feed.live().snapshot->resultRows.front();
        QVERIFY(rows > 30);
        button("replayLast")->click();
        QTRY_COMPARE(verdict(), "Stands at the moment asked for");
        QCOMPARE(window_->studio().feed.live().snapshot->sourceRows, int64_t{0});
        QTRY_VERIFY(table->model()->rowCount() > 0);

        auto* moment = window_->findChild<QLineEdit*>("replayMoment");
        moment->setText("rows n/0");
        button("replayGo")->click();
        QVERIFY2(verdict().contains("is no moment of a run"), qPrintable(verdict()));
        moment->setText("rows n/0:5000");
        button("replayGo")->click();
        auto sourceRows = [&] { return window_->studio().feed.live().snapshot->sourceRows; };
        QTRY_VERIFY(sourceRows() >= 5000 && verdict() == "Stands at the moment asked for");
        QVERIFY(sourceRows() < 20000);

        table->selectRow(0);
        auto elements = [&] { return table->model()->index(0, PositionModel::ElementsColumn).data().toString(); };
        const QString before = elements();
        QTRY_VERIFY(button("replayStep")->isEnabled());
        button("replayStep")->click();
        QTRY_VERIFY(elements() != before);

        QTRY_VERIFY(button("replayContinue")->isEnabled());
        button("replayContinue")->click();
        QTRY_VERIFY2(ended() && verdict().startsWith("As recorded"), qPrintable(verdict()));
        QCOMPARE(window_->studio().feed.live().snapshot->resultRows.front(), rows);
    }

    void aRunIsEndedBeforeItIsReplayed() {
        openJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', "
                   "'fields.x.end' = '100000000');\nSELECT x FROM n;\n");
        button("recordRuns")->click();
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive() && window_->studio().feed.live().snapshot && window_->studio().feed.live().snapshot->sourceRows > 0);
        button("replayLast")->click();
        QTRY_COMPARE(verdict(), "Stands at the moment asked for");
        QTRY_VERIFY(button("replayContinue")->isEnabled());
        button("replayContinue")->click();
        QTRY_VERIFY2(ended() && verdict().startsWith("As recorded"), qPrintable(verdict()));
    }

    void whatIsNoRecordingIsNamed() {
        QFile file(folder_->filePath("bad.weirrun"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no recording");
        file.close();
        window_->findChild<ReplayPanel*>()->open(file.fileName());
        QTRY_VERIFY(window_->studio().problems.rowCount() > 0);
        QVERIFY(window_->studio().problems.index(0, ProblemModel::MessageColumn).data().toString().contains("bad.weirrun"));
    }
};

QTEST_MAIN(ReplayTest)
#include "replay_test.moc"
