// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/run_curves.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/run_charts.h"
#include "ui/models/checkpoint_model.h"
#include "ui/models/past_runs_model.h"
#include "ui/models/run_differences.h"
#include "ui/shell/runs_panel.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

#include <cmath>

using namespace weir;
using namespace weir::ui;

/// Past runs: what is kept of them, how two compare, and the tree of what they left. As models, and in the window over the engine itself.
class RunsTest : public WindowFixture {
    Q_OBJECT
    static PastRunRow past(int64_t number, std::vector<LeftRow> left = {}, std::string from = {}) {
        PastRunRow run;
        run.number = number;
        run.startedMillis = number * 1000;
        run.version = "abcdef12";
        run.outcome = "Finished";
        run.left = std::move(left);
        run.restoredFrom = std::move(from);
        return run;
    }
    static QString printed(const PastRunsModel& model, const QModelIndex& parent = {}, int depth = 0) {
        QString out;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex at = model.index(row, 0, parent);
            const QString what = model.run(at) ? QString("run %1").arg(model.run(at)->number)
                                               : QString("%1 %2%3").arg(model.left(at)->isSavepoint ? "savepoint" : "checkpoint").arg(model.left(at)->number).arg(model.canBegin(at) ? "" : ", not to begin with");
            out += QString(depth * 2, ' ') + what + '\n' + printed(model, at, depth + 1);
        }
        return out;
    }
    QToolButton* button(const char* name) { return window_->findChild<QToolButton*>(name); }
    QTreeView* tree() { return window_->findChild<QTreeView*>("runsTree"); }
    PastRunsModel* runs() { return static_cast<PastRunsModel*>(tree()->model()); }
    const CurveChart& chart(RunCurveKind kind) { return static_cast<RunCharts*>(find<QScrollArea>("runCharts")->widget())->chart(kind); }
    void choose(const QModelIndex& row, bool also = false) {
        tree()->selectionModel()->select(row, (also ? QItemSelectionModel::Select : QItemSelectionModel::ClearAndSelect) | QItemSelectionModel::Rows);
    }
    bool isOver() { return window_->studio().feed.run() && !window_->studio().feed.isActive(); }
    int64_t sourceRows() {
        const auto& snapshot = window_->studio().feed.live().snapshot;
        return snapshot ? snapshot->sourceRows : 0;
    }
    static QByteArray counting(const QByteArray& settings) {
        return settings + "CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', "
                          "'fields.x.end' = '100000000');\nSELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 3);\n";
    }

private slots:
    void aSeriesIsThinnedAsItGrows() {
        constexpr int64_t Step = ThinnedSeries::FirstStepNanos;
        ThinnedSeries mean, largest(ThinnedSeries::Keeps::Largest), last(ThinnedSeries::Keeps::Last);
        for (int64_t i = 0; i < 300; ++i)
            for (ThinnedSeries* each : {&mean, &largest, &last}) each->add(i * Step, static_cast<double>(i % 4));
        QCOMPARE(mean.values().size(), size_t{300});
        QCOMPARE(mean.stepNanos(), Step);
        for (ThinnedSeries* each : {&mean, &largest, &last}) each->add(300 * Step, 8);
        QCOMPARE(mean.stepNanos(), 2 * Step);
        QCOMPARE(mean.values().size(), size_t{151});
        QVERIFY(mean.values()[0] == 0.5 && mean.values()[1] == 2.5 && mean.values()[150] == 8);
        QVERIFY(largest.values()[0] == 1 && largest.values()[1] == 3);
        QVERIFY(last.values()[0] == 1 && last.values()[149] == 3);
        // However long a run takes.
        mean.add(24LL * 3600 * 1'000'000'000, 1);
        QVERIFY(mean.values().size() <= ThinnedSeries::MostPoints);
        QCOMPARE(mean.values().back(), 1.0);
    }

    void holesStayAndLateLooksDoNot() {
        constexpr int64_t Step = ThinnedSeries::FirstStepNanos;
        ThinnedSeries series;
        for (const int64_t at : {0, 3, 9}) series.add(at * Step, static_cast<double>(at));
        series.add(10 * Step, std::nan(""));
        QString text;
        for (const double value : series.values()) text += (std::isnan(value) ? QString("-") : QString::number(value)) + ' ';
        QCOMPARE(text, "0 0 0 3 - - - - - 9 ");
    }

    void whatDiffersBetweenTwoRuns() {
        PastRunRow one = past(1), other = past(2, {}, "/s/savepoint-1");
        one.options = {{"parallelism", "1"}, {"workers", "2"}};
        other.options = {{"parallelism", "4"}, {"workers", "2"}, {"state.backend.type", "rocksdb"}};
        other.version = "0123456789";
        other.sourceRows = 1200;
        QString text;
        for (const RunDifference& each : differencesOf(one, other)) text += each.what + ": " + each.one + " / " + each.other + (each.isSetting ? "\n" : " (came of it)\n");
        QCOMPARE(text, "Version: abcdef / 012345\nparallelism: 1 / 4\nstate.backend.type: not set / rocksdb\nBegan with: the beginning / /s/savepoint-1\nRows read: 0 / 1,200 (came of it)\n");
        QVERIFY(differencesOf(one, one).empty());
        // Of a run of a former version the settings are words.
        one.options.clear();
        one.settings = "parallelism 1";
        QCOMPARE(differencesOf(one, other)[1].what, "Settings");
        RunDifferences model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(differencesOf(one, other), "12:00", "12:01");
        QCOMPARE(model.headerData(RunDifferences::OtherColumn, Qt::Horizontal, Qt::DisplayRole).toString(), "12:01");
    }

    void runsLieBelowWhatTheyBeganWith() {
        PastRunsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show({past(5, {}, "/s/6"), past(4), past(3, {{"/c/9", 9, 90, 10, false}}, "/s/6"), past(2, {{"/c/1", 1, 10, 1, false}, {"/s/6", 6, 60, 10, true}}), past(1, {}, "/elsewhere")});
        // The tree with the newest run is on top.
        QCOMPARE(printed(model), "run 2\n  savepoint 6\n    run 5\n    run 3\n      checkpoint 9\n  checkpoint 1\nrun 4\nrun 1\n");
        QCOMPARE(model.waysToRuns().size(), size_t{2});
        model.addNewest(past(6, {{"/c/1", 1, 500, 1, false}}));
        // Another run has written there since.
        QCOMPARE(printed(model), "run 6\n  checkpoint 1\nrun 2\n  savepoint 6\n    run 5\n    run 3\n      checkpoint 9\n  checkpoint 1, not to begin with\nrun 4\nrun 1\n");
        model.setGone({"/s/6"});
        QVERIFY(printed(model).contains("savepoint 6, not to begin with\n    run 5"));
        const QModelIndex gone = model.index(0, 0, model.indexOf(2));
        QVERIFY(gone.siblingAtColumn(PastRunsModel::OutcomeColumn).data().toString().startsWith("Gone from disk: /s/6"));
        QVERIFY(model.index(1, PastRunsModel::OutcomeColumn, model.indexOf(2)).data().toString().startsWith("Another run's now"));
        model.setGone({});
        QVERIFY(model.canBegin(gone));
    }

    void chartsPointAtTheSameTime() {
        RunCharts charts;
        charts.resize(700, 300);
        charts.show();
        RunLines one;
        one.name = "12:00:00";
        for (RunLines::Curve& curve : one.curves) curve = {1'000'000'000, {1, 2, 3, std::nan("")}};
        RunLines other = one;
        other.name = "12:01:00";
        other.curves[0].values = {5, 6};
        charts.setRuns({one, other});
        auto* rows = charts.findChild<CurveChart*>("runChart.rows in");
        auto* state = charts.findChild<CurveChart*>("runChart.state bytes");
        QCOMPARE(rows->lines().size(), size_t{2});
        QCOMPARE(rows->accessibleName(), "Rows read per second");
        QCOMPARE(rows->accessibleDescription(), "12:00:00 at most 3, 12:01:00 at most 6");
        rows->setFocus();
        QTest::keyClick(rows, Qt::Key_Right);
        QTest::keyClick(rows, Qt::Key_Right);
        QCOMPARE(rows->accessibleDescription(), "after 1.0 s: 12:00:00 2, 12:01:00 6");
        QVERIFY(state->accessibleDescription().startsWith("after 1.0 s: "));
        QTest::keyClick(rows, Qt::Key_Left);
        QCOMPARE(rows->accessibleDescription(), "after 0 ms: 12:00:00 1, 12:01:00 5");
        charts.setRuns({});
        QCOMPARE(rows->accessibleDescription(), "No curve was kept");
    }

    void curvesOfTwoRunsAreKeptAndCompared() {
        openJob(counting(""));
        window_->showPanel("runs");
        for (int parallelism : {1, 2}) {
            window_->studio().runner.parallelism = parallelism;
            window_->run();
            QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 2000);
            window_->stop();
            QTRY_COMPARE(workspace_->pastRuns().size(), static_cast<size_t>(parallelism));
        }
        QCOMPARE(runs()->runCount(), 2);
        QAbstractItemModelTester tester(runs(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto past = workspace_->pastRuns();
        QVERIFY((past[0].options == std::vector<RunSetting>{{"parallelism", "2"}}));
        for (const PastRun& run : past) {
            const auto curves = workspace_->curvesOf(run.number);
            QCOMPARE(curves.size(), RunCurveKinds);
            for (const RunCurve& curve : curves) QVERIFY(curve.values.size() <= ThinnedSeries::MostPoints);
        }
        window_->showPanel("runs");
        QVERIFY(!find<QScrollArea>("runCharts")->isVisible());
        choose(runs()->indexOf(past[0].number));
        QVERIFY(find<QScrollArea>("runCharts")->isVisible());
        QCOMPARE(chart(RunCurveKind::RowsIn).lines().size(), size_t{1});
        double most = 0;
        for (const double value : chart(RunCurveKind::RowsIn).lines()[0].values) most = std::max(most, std::isnan(value) ? 0 : value);
        QVERIFY(most > 1000);
        QVERIFY(!button("compareRuns")->isEnabled());

        choose(runs()->indexOf(past[1].number), true);
        QCOMPARE(chart(RunCurveKind::State).lines().size(), size_t{2});
        QVERIFY(!button("openRunText")->isEnabled());
        QVERIFY(window_->findChild<RunsPanel*>()->minimumSizeHint().width() <= 800);
        QVERIFY(button("compareRuns")->isEnabled());
        button("compareRuns")->click();
        auto* differing = find<QTableView>("runDifferences");
        QVERIFY(differing->isVisible() && !tree()->isVisible());
        QCOMPARE(differing->model()->index(0, RunDifferences::WhatColumn).data().toString(), "parallelism");
        QCOMPARE(differing->model()->index(0, RunDifferences::OneColumn).data().toString(), "1");
        QCOMPARE(differing->model()->index(0, RunDifferences::OtherColumn).data().toString(), "2");
        button("compareRuns")->click();
        QVERIFY(tree()->isVisible());
    }

    void aRunThatIsLetGoIsKeptToo() {
        openJob(counting(""));
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 100);
        window_->run();
        QTRY_COMPARE(workspace_->pastRuns().size(), size_t{1});
        QCOMPARE(workspace_->pastRuns()[0].outcome, std::string("Cancelled"));
        QTRY_VERIFY(window_->studio().feed.isActive());
        window_->stop();
        QTRY_COMPARE(workspace_->pastRuns().size(), size_t{2});
        // So is one that runs when the program ends, once.
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 100);
        QVERIFY(QMetaObject::invokeMethod(qApp, "aboutToQuit"));
        QCOMPARE(workspace_->pastRuns().size(), size_t{3});
        window_->stop();
        QTRY_VERIFY(isOver());
        QCOMPARE(workspace_->pastRuns().size(), size_t{3});
    }

    void aRunBeginsWithASavepointOfAnother() {
        openJob(counting("SET 'execution.checkpointing.dir' = 'kept';\nSET 'execution.checkpointing.interval' = '30 ms';\n"));
        window_->showPanel("runs");
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 100);
        QTRY_VERIFY(button("stopWithSavepoint")->isEnabled());
        button("stopWithSavepoint")->click();
        QTRY_VERIFY(isOver());
        QTRY_COMPARE(runs()->runCount(), 1);
        const QModelIndex first = runs()->index(0, 0);
        auto savepointOf = [&](const QModelIndex& run) {
            for (int row = 0; row < runs()->rowCount(run); ++row)
                if (runs()->left(runs()->index(row, 0, run))->isSavepoint) return runs()->index(row, 0, run);
            return QModelIndex();
        };
        QModelIndex savepoint = savepointOf(first);
        QVERIFY(savepoint.isValid());
        const std::string path = runs()->left(savepoint)->path;
        QVERIFY(QFile::exists(QString::fromStdString(path + "/manifest.json")));
        choose(first);
        QVERIFY(!button("startFromLeft")->isEnabled());
        choose(savepoint);
        QVERIFY(button("startFromLeft")->isEnabled());
        button("startFromLeft")->click();
        QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 100);
        QCOMPARE(window_->studio().feed.live().snapshot->checkpoints.begunWith, path);
        window_->stop();
        QTRY_COMPARE(runs()->runCount(), 2);
        QCOMPARE(runs()->rowCount(), 1);
        savepoint = savepointOf(runs()->index(0, 0));
        QCOMPARE(runs()->rowCount(savepoint), 1);
        QVERIFY(tree()->isExpanded(savepoint));
        QCOMPARE(workspace_->pastRuns()[0].restoredFrom, path);

        // What has gone from the disk is said, and not offered.
        QVERIFY(QDir(QString::fromStdString(path)).removeRecursively());
        choose(savepoint);
        QVERIFY(button("startFromLeft")->isEnabled());
        button("startFromLeft")->click();
        QTRY_VERIFY(!button("startFromLeft")->isEnabled());
        QVERIFY(savepoint.siblingAtColumn(PastRunsModel::OutcomeColumn).data().toString().startsWith("Gone from disk: "));
        QVERIFY(isOver());

        // It is all there again at the next start.
        window_.reset();
        openWindow();
        QCOMPARE(runs()->runCount(), 2);
        QTRY_VERIFY(printed(*runs()).contains(", not to begin with\n    run "));
    }
};

QTEST_MAIN(RunsTest)
#include "runs_test.moc"
