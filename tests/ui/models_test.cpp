// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/bridge/live_run.h"
#include "ui/bridge/value_text.h"
#include "ui/kit/numbers.h"
#include "ui/models/applied_table.h"
#include "ui/models/catalog_model.h"
#include "ui/models/checkpoint_model.h"
#include "ui/models/changelog_rows.h"
#include "ui/models/subtask_model.h"
#include "ui/models/table_rows.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/job_runner.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace weir;
using namespace weir::ui;

class ModelsTest : public QObject {
    Q_OBJECT

    static QString printed(const AppliedTable& table) {
        QStringList rows;
        for (int64_t i = 0; i < table.rowCount(); ++i) rows += text(table.row(i).bytes);
        return rows.join(' ');
    }

private slots:
    void changelogBecomesATable() {
        AppliedTable table;
        table.apply(RowKind::Insert, "a1", 1);
        table.apply(RowKind::Insert, "b1", 1);
        table.apply(RowKind::Insert, "c1", 1);
        QCOMPARE(printed(table), "a1 b1 c1");
        table.apply(RowKind::UpdateBefore, "b1", 2);
        table.apply(RowKind::UpdateAfter, "b2", 2);
        QCOMPARE(printed(table), "a1 b2 c1");       // in its place
        table.apply(RowKind::Delete, "a1", 3);
        QCOMPARE(printed(table), "b2 c1");
        table.apply(RowKind::Insert, "d1", 3);
        QCOMPARE(printed(table), "d1 b2 c1");       // in the free place
        table.apply(RowKind::UpdateBefore, "c1", 4);
        table.apply(RowKind::Delete, "b2", 4);      // a -U without its +U
        QCOMPARE(printed(table), "d1");
        table.apply(RowKind::Delete, "zz", 4);
        QCOMPARE(table.unknownRetractions(), int64_t{1});
        table.apply(RowKind::Insert, "d1", 5);      // equal rows are two rows
        QCOMPARE(table.rowCount(), int64_t{2});
        table.apply(RowKind::Delete, "d1", 5);
        QCOMPARE(table.rowCount(), int64_t{1});
    }

    void manyRowsKeepTheirOrder() {
        AppliedTable table;
        for (int i = 0; i < 1000; ++i) table.apply(RowKind::Insert, std::to_string(i), 0);
        for (int i = 0; i < 1000; i += 2) table.apply(RowKind::Delete, std::to_string(i), 0);
        QCOMPARE(table.rowCount(), int64_t{500});
        for (int i = 0; i < 500; ++i) QCOMPARE(text(table.row(i).bytes), QString::number(2 * i + 1));
    }

    void ringIsReadWhereItIsLookedAt() {
        FakeRun run;
        run.advance(1000);
        ChangelogRows rows;
        rows.read(ResultReader::of(run.result(0)));
        QCOMPARE(rows.rowCount(), int64_t{20'000});
        QCOMPARE(rows.row(0).cells[1].text, "Espresso");
        QCOMPARE(rows.row(0).number, int64_t{1});
        QCOMPARE(rows.row(19'999).number, int64_t{20'000});
        QVERIFY(rows.row(12).kind == RowKind::UpdateBefore);
        QVERIFY(rows.row(13).kind == RowKind::UpdateAfter);
        QVERIFY(rows.row(4).cells[4].isNull);
        QCOMPARE(rows.row(0).cells[4].text, "<b>plain</b>");        // data is never markup
        QCOMPARE(rows.columns()[3].type, "DECIMAL(10, 2)");
        QVERIFY(rows.columns()[2].isNumber);
        QSignalSpy changed(&rows, &RowSource::changed);
        run.advance(100);
        rows.refresh();
        QCOMPARE(changed.count(), 1);               // not one a row
        QCOMPARE(rows.rowCount(), int64_t{22'000});
        run.advance(60'000);
        rows.refresh();
        QVERIFY(rows.rowCount() <= 1'001'024);      // whole batches are kept
        QVERIFY(rows.droppedRows() > 0);
        QCOMPARE(rows.row(0).number, rows.droppedRows() + 1);
        QVERIFY(!rows.notice().isEmpty());
    }

    void tableIsAppliedInTheBackground() {
        FakeRun run;
        run.advance(500);
        TableRows table;
        table.read(ResultReader::of(run.result(0)));
        for (int i = 0; i < 200 && !(table.isUpdating() && table.rowCount() == 17); ++i) {
            table.refresh();
            QTest::qWait(5);
        }
        QVERIFY(table.isUpdating());
        // Six products with two first rows each, then updates of what is there.
        QVERIFY2(table.rowCount() >= 12 && table.rowCount() <= 18, qPrintable(QString::number(table.rowCount())));
        table.clear();
        QCOMPARE(table.rowCount(), int64_t{0});
    }

    void ratesAreDifferences() {
        RunHistory history;
        auto snapshot = [](int64_t nanos, int64_t rows, int64_t busy) {
            auto out = std::make_shared<RunSnapshot>();
            out->takenNanos = nanos;
            out->sourceRows = rows;
            VertexSnapshot vertex;
            vertex.id = 7;
            SubtaskSnapshot subtask;
            subtask.rowsOut = rows;
            subtask.busyNanos = busy;
            subtask.idleNanos = nanos - busy;
            subtask.watermark = 1000;
            vertex.subtasks = {subtask};
            out->vertices = {vertex};
            return out;
        };
        history.add(snapshot(0, 0, 0), 5000);
        const LiveRun live = history.add(snapshot(500'000'000, 1000, 125'000'000), 5000);
        QCOMPARE(live.sourceRate, 2000.0);
        QCOMPARE(live.vertices[0].load.busy, 0.25);
        QCOMPARE(*live.lagMillis, int64_t{4000});
        QVERIFY(live.reference == LagReference::Clock);
        QVERIFY(live.vertex(7) && !live.vertex(8));
    }

    void watermarkHolderIsAnEdge() {
        FakeRun run;
        run.advance(100);
        const auto snapshot = run.snapshot();
        // The join's channels 0 and 1 are the first input's two subtasks, 2 is the second input's one.
        QCOMPARE(edgeOfChannel(*snapshot, 3, 1), 1);
        QCOMPARE(edgeOfChannel(*snapshot, 3, 2), 2);
        QCOMPARE(edgeOfChannel(*snapshot, 3, 9), -1);
    }

    void catalogShowsWhatIsThere() {
        CatalogModel model;
        const auto trees = fakeEngine().catalog("orders", "");
        QVERIFY(model.show(trees));
        QVERIFY(!model.show(trees));                // the same again is no change
        QCOMPARE(model.index(0, 0).data().toString(), "orders");
        QCOMPARE(model.rowCount(model.index(0, 0)), 4);
        QCOMPARE(model.index(1, 0, model.index(0, 0)).data(CatalogModel::DetailRole).toString(), "STRING");
    }

    void subtasksAreUpdatedInPlace() {
        FakeRun run;
        RunHistory history;
        run.advance(100);
        history.add(run.snapshot(), 0);
        run.advance(500);
        SubtaskModel model;
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.show(history.add(run.snapshot(), 0), -1);
        QCOMPARE(model.rowCount(), 15);
        QCOMPARE(resets.count(), 1);
        run.advance(100);
        model.show(history.add(run.snapshot(), 0), -1);
        QCOMPARE(resets.count(), 1);
        model.show(history.add(run.snapshot(), 0), 3);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, SubtaskModel::BusyColumn).data().toString(), "90%");
    }

    void checkpointsAreInsertedOnTop() {
        CheckpointModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset), inserted(&model, &QAbstractItemModel::rowsInserted), changed(&model, &QAbstractItemModel::dataChanged);
        std::vector<CheckpointRecord> history{{1, 1000, 2'500'000, 4096, "/c/chk-1", "", false, false, true, 2048}};
        model.show(history);
        history.push_back({2, 2000, 40'000'000, 0, "", "the disk is full", false, false});
        history.push_back({3, 3000, 1'500'000'000, 1 << 20, "/s/savepoint-3", "", true, false});
        model.show(history);
        model.show(history);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(changed.count(), 0);
        auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, CheckpointModel::KindColumn), "Savepoint");
        QCOMPARE(text(0, CheckpointModel::DurationColumn), "1.5 s");
        QCOMPARE(text(1, CheckpointModel::OutcomeColumn), "Failed: the disk is full");
        QCOMPARE(text(2, CheckpointModel::DurationColumn), "2.5 ms");
        QCOMPARE(text(2, CheckpointModel::KindColumn), "Unaligned checkpoint");
        QCOMPARE(model.index(2, CheckpointModel::SizeColumn).data(Qt::ToolTipRole).toString(), "2.0 KB of it were rows in flight");
        QCOMPARE(text(2, CheckpointModel::SizeColumn), "4.0 KB");
        history[0].isRemoved = true;
        model.show(history);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(text(2, CheckpointModel::OutcomeColumn), "Removed: newer ones are complete");
        model.show({});
        QCOMPARE(resets.count(), 1);
        QCOMPARE(model.rowCount(), 0);
    }

    void oneStatementOfAScript() {
        const std::string script = "CREATE TABLE t (a INT);\nSELECT 1;\nINSERT INTO t SELECT 2;\n";
        const auto statements = fakeEngine().analyze(script, "").statements;
        QCOMPARE(statements.size(), size_t{3});
        QCOMPARE(text(scriptOfStatement(script, statements, statements[2])), "CREATE TABLE t (a INT);\n         \nINSERT INTO t SELECT 2;\n");
        QCOMPARE(text(scriptOfStatement(script, statements, statements[1])), "CREATE TABLE t (a INT);\nSELECT 1;\n                       \n");
    }

    void numbersAndWords() {
        QCOMPARE(compactNumber(0), "0");
        QCOMPARE(compactNumber(999), "999");
        QCOMPARE(compactNumber(37'400), "37.4k");
        QCOMPARE(compactNumber(999'960), "1.0M");
        QCOMPARE(groupedNumber(1'234'567), "1,234,567");
        QCOMPARE(byteSize(43'800'000), "41.8 MB");
        QCOMPARE(durationText(5400), "5.4 s");
        QCOMPARE(durationText(130'000), "2 m 10 s");
        QCOMPARE(watermarkText(INT64_MIN), QStringLiteral("–"));
        QCOMPARE(changelogText("[I,UB,UA,D]"), "+I -U +U -D");
        QVERIFY(fuzzyScore("rsc", "Run the statement under the caret") > 0);
        QCOMPARE(fuzzyScore("xyz", "Run"), -1);
        QVERIFY(fuzzyScore("run", "Run") > fuzzyScore("run", "Restart under new"));
    }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
