// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/models/checkpoint_model.h"
#include "ui/shell/checkpoints_panel.h"

#include <QComboBox>
#include <QFile>
#include <QTableView>
#include <QToolButton>

using namespace weir;
using namespace weir::ui;

/// The checkpoints panel over the engine itself.
class CheckpointsTest : public WindowFixture {
    Q_OBJECT
    void open(const QByteArray& settings) {
        openJob(settings + "CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', "
                              "'fields.x.end' = '100000000');\nSELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 3);\n");
    }
    QToolButton* button(const char* name) { return window_->findChild<QToolButton*>(name); }
    QTableView* table() { return window_->findChild<QTableView*>("checkpointsTable"); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    int64_t begunWith() { return window_->studio().feed.live().snapshot ? window_->studio().feed.live().snapshot->checkpoints.restoredFrom : -1; }

private slots:
    void savepointsAreTakenAndStartedFrom() {
        open("SET 'execution.checkpointing.dir' = '" + folder_->filePath("kept").toUtf8() + "';\nSET 'execution.checkpointing.interval' = '30 ms';\n");
        QVERIFY(!button("takeSavepoint")->isEnabled());
        window_->run();
        QTRY_VERIFY(table()->model()->rowCount() > 1);
        QTRY_VERIFY(button("takeSavepoint")->isEnabled());
        QVERIFY(!button("startFromChosen")->isEnabled());
        button("takeSavepoint")->click();
        auto savepoint = [&] {
            for (int row = 0; row < table()->model()->rowCount(); ++row)
                if (cell(row, CheckpointModel::KindColumn) == "Savepoint") return row;
            return -1;
        };
        QTRY_VERIFY(savepoint() >= 0);
        QVERIFY(QFile::exists(cell(savepoint(), CheckpointModel::OutcomeColumn) + "/manifest.json"));
        // Old checkpoints go, and are no place to start from.
        QTRY_VERIFY(cell(table()->model()->rowCount() - 1, CheckpointModel::OutcomeColumn).startsWith("Removed"));
        table()->selectRow(table()->model()->rowCount() - 1);
        QVERIFY(!button("startFromChosen")->isEnabled());

        button("stopWithSavepoint")->click();
        QTRY_VERIFY(!window_->studio().feed.isActive());
        QTRY_COMPARE(cell(0, CheckpointModel::KindColumn), "Savepoint");
        table()->selectRow(0);
        const int64_t number = cell(0, CheckpointModel::NumberColumn).toLongLong();
        QTRY_VERIFY(button("startFromChosen")->isEnabled());
        button("startFromChosen")->click();
        QTRY_COMPARE(begunWith(), number);
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void theIntervalOfTheWindowHolds() {
        open("");
        auto* interval = window_->findChild<QComboBox*>("checkpointInterval");
        interval->setCurrentIndex(interval->findData(1));
        emit interval->activated(interval->currentIndex());
        window_->run();
        QTRY_VERIFY_WITH_TIMEOUT(table()->model()->rowCount() > 0, 20'000);
        QVERIFY(cell(0, CheckpointModel::OutcomeColumn).startsWith(folder_->path() + "/.weir/checkpoints/"));
        QCOMPARE(workspace_->setting("checkpoints.seconds"), std::string("1"));
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }
};

QTEST_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
