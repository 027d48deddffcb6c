// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/charts/lane_chart.h"
#include "ui/charts/time_plot.h"
#include "ui/models/late_model.h"
#include "ui/models/pressure_text.h"
#include "ui/models/time_history.h"
#include "ui/shell/watermarks_panel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include <set>

using namespace weir;
using namespace weir::ui;

/// The panels of event time and of pressure over the engine itself, and their words.
class ObserveTest : public WindowFixture {
    Q_OBJECT
private slots:
    void rowsWatermarksAndLateOnes() {
        runJob("CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(CASE WHEN MOD(x, 100) = 0 THEN x - 90000 ELSE x END, 3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH "
             "('connector' = 'datagen', 'rows-per-second' = '5000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '100000', 'fields.x.end' = '100000000');\n"
             "SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end;\n");
        auto* table = window_->findChild<QTableView*>("lateTable");
        QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        window_->showPanel("watermarks");
        auto* panel = window_->findChild<WatermarksPanel*>("watermarksPanel");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 3, 20'000);
        QVERIFY(!table->model()->index(0, LateModel::LateByColumn).data().toString().isEmpty());
        QVERIFY(table->model()->index(0, LateModel::RowColumn).data().toString().contains("ts = "));
        // Asked about, a late row is told what the table says of it, while others come in above.
        const QString by = table->model()->index(0, LateModel::LateByColumn).data().toString();
        QTimer::singleShot(0, this, [] {
            if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
                menu->actions().front()->trigger();
                menu->close();
            }
        });
        emit table->customContextMenuRequested(table->visualRect(table->model()->index(0, 0)).center());
        auto* answer = window_->findChild<QLabel*>("lateAnswer");
        QVERIFY(answer->isVisible());
        QVERIFY2(answer->text().contains("did not take it, for it came " + by + " too late."), qPrintable(answer->text()));
        QVERIFY(panel->history().sources().size() == 1);
        QTRY_VERIFY(!panel->history().panes().empty());
        QTRY_VERIFY2(window_->findChild<QLabel*>("watermarkHold")->text().contains("watermark"), qPrintable(window_->findChild<QLabel*>("watermarkHold")->text()));
        QVERIFY(window_->findChild<TimePlot*>("timePlot")->isVisible());
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void whoHoldsTheWatermark() {
        // Of two sources one gives a row a second: what reads both waits for it.
        runJob("CREATE TABLE a (x BIGINT, ts AS TO_TIMESTAMP_LTZ(x * 60000, 3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'rows-per-second' = '1000', 'fields.x.kind' = "
             "'sequence', 'fields.x.start' = '1', 'fields.x.end' = '100000000');\n"
             "CREATE TABLE quiet (x BIGINT, ts AS TO_TIMESTAMP_LTZ(x, 3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'rows-per-second' = '1', 'fields.x.kind' = 'sequence', "
             "'fields.x.start' = '1', 'fields.x.end' = '100000000');\n"
             "SELECT a.x FROM a JOIN quiet q ON a.x = q.x AND a.ts BETWEEN q.ts AND q.ts + INTERVAL '1' DAY;\n");
        window_->showPanel("watermarks");
        auto* hold = window_->findChild<QLabel*>("watermarkHold");
        QTRY_VERIFY2(hold->text().contains("held by quiet"), qPrintable(hold->text()));
        QVERIFY2(hold->text().contains("behind the furthest input"), qPrintable(hold->text()));
    }

    void theSentenceOfARun() {
        runJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100', 'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '100000000');\n"
             "SELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 3);\n");
        window_->showPanel("pressure");
        auto* sentence = window_->findChild<QLabel*>("pressureSentence");
        QTRY_VERIFY2(sentence->text().contains("waits for its sources"), qPrintable(sentence->text()));
        auto* lanes = window_->findChild<LaneChart*>("laneChart");
        QVERIFY(!lanes->lanes().empty());
        auto* go = window_->findChild<QToolButton*>("pressureGo");
        QVERIFY(go->isEnabled());
        go->click();
        QVERIFY(window_->studio().selection.vertex() >= 0);
    }

    void sentences() {
        PressurePage page;
        page.to = 10'000'000'000;
        auto name = [](int vertex) { return vertex == 4 ? QString("Join") : QString("orders"); };
        PressureCause cause;
        cause.kind = PressureCause::Kind::Operator;
        cause.share = 0.92;
        cause.vertex = 4;
        cause.subtask = 2;
        cause.operatorShare = 1;
        cause.key = "u-17";
        cause.keyShare = 0.61;
        QCOMPARE(pressureSentence(page, cause, name), "92 % of the waiting of the sources in the last 10 s ends at Join[2]: key u-17 has 61 % of its rows.");
        cause.key.clear();
        cause.operatorShare = 0.8;
        QCOMPARE(pressureSentence(page, cause, name), "92 % of the waiting of the sources in the last 10 s ends at Join[2]: Join[2] takes 80 % of the work of its task.");
        cause.kind = PressureCause::Kind::Reader;
        QCOMPARE(pressureSentence(page, cause, name), "92 % of the waiting of the sources in the last 10 s ends behind Join[2]: nobody takes its rows.");
        cause.kind = PressureCause::Kind::Input;
        cause.busy = 0.04;
        QCOMPARE(pressureSentence(page, cause, name), "Nobody waits for room. The job waits for its sources: the busiest task, with Join[2], works 4 % of the time.");
        PressureTask task;
        task.operators = {{1, 0, "", 0, 0}, {4, 0, "", 0, 0}};
        task.subtask = 3;
        QCOMPARE(taskName(task, name), QString::fromUtf8("orders → Join [3]"));
    }

    /// A file is read in no time: what was in the run is drawn when somebody comes to look.
    void aRunThatIsOver() {
        QByteArray rows;
        for (int i = 0; i < 3000; ++i) rows += QByteArray::number(i) + ",2024-01-01 00:" + QByteArray::number(10 + i / 60 % 50) + ":" + QByteArray::number(10 + (i % 97 == 96 ? 0 : i % 50)) + "\n";
        write("rides.csv", rows);
        openJob("CREATE TABLE rides (id BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND) WITH ('connector' = 'filesystem', 'path' = 'rides.csv', 'format' = 'csv');\n"
               "SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE rides, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;");
        window_->run();
        QTRY_VERIFY(window_->studio().feed.run() && !window_->studio().feed.isActive());
        auto* panel = window_->findChild<WatermarksPanel*>("watermarksPanel");
        QVERIFY(!panel->isVisible());
        window_->showPanel("watermarks");
        QTRY_VERIFY(!panel->history().sources().empty());
        const auto& source = panel->history().sources().begin()->second;
        QVERIFY(source.samples.size() > 10);
        QVERIFY(source.merged.steps.size() > 1);
        // As they came, late ones among the others.
        for (const auto& one : source.samples) QVERIFY(one.watermark == INT64_MIN || std::abs(one.time - one.watermark) < 120'000);
        for (size_t i = 1; i < source.samples.size(); ++i) QVERIFY(source.samples[i - 1].watermark <= source.samples[i].watermark);
        QVERIFY(!panel->history().panes().empty());
        const TimeHistory::View view = panel->history().view(panel->history().sources().begin()->first, panel->history().panes().begin()->first);
        QVERIFY(view.isByOrder);
        QCOMPARE(view.span, static_cast<int64_t>(view.source.samples.size()));
        // Of the rows that came too late none is missing, however thin the sample.
        const auto* lateRows = find<QTableView>("lateTable")->model();
        std::set<int64_t> lateTimes;
        for (const auto& one : view.source.samples)
            if (one.timeliness == Timeliness::Late) lateTimes.insert(one.time);
        QVERIFY(!lateTimes.empty() && static_cast<int>(lateTimes.size()) <= lateRows->rowCount());
        for (size_t i = 0; i < view.source.samples.size(); ++i) QCOMPARE(view.source.samples[i].at, static_cast<int64_t>(i));
        for (const auto& pane : view.panes) QVERIFY(pane.firstAt <= pane.firedAt && pane.firedAt <= view.now);
        QVERIFY(lateRows->rowCount() > 0);
        // It stays when one looks elsewhere and comes back.
        const auto samples = source.samples.size();
        window_->showPanel("results");
        window_->showPanel("watermarks");
        QCOMPARE(panel->history().sources().begin()->second.samples.size(), samples);
    }

    /// Long names and sentences in a panel take nothing from the docks beside it.
    void panelsLeaveTheirNeighboursAlone() {
        runJob("CREATE TABLE a_source_with_a_rather_long_name (x BIGINT, ts AS TO_TIMESTAMP_LTZ(x, 3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH "
               "('connector' = 'datagen', 'rows-per-second' = '5000', 'fields.x.kind' = 'sequence', 'fields.x.start' = '100000', 'fields.x.end' = '100000000');\n"
               "SELECT window_start, MOD(x, 10) AS a_remainder_of_x, COUNT(*) AS how_many_there_were FROM TABLE(TUMBLE(TABLE a_source_with_a_rather_long_name, DESCRIPTOR(ts), "
               "INTERVAL '10' SECOND)) GROUP BY window_start, window_end, MOD(x, 10);");
        auto* tabs = find<QTabWidget>("bottomTabs");
        const auto& snapshot = window_->studio().feed.live().snapshot;
        QTRY_VERIFY(snapshot && !snapshot->edges.empty());
        emit window_->studio().tapWanted(snapshot->edges[0].from, snapshot->edges[0].to);
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QTest::qWait(250);
            QVERIFY2(tabs->widget(i)->minimumSizeHint().width() <= 800, qPrintable(tabs->tabText(i) + QString(" wants %1").arg(tabs->widget(i)->minimumSizeHint().width())));
        }
    }

    /// A late row stands at the watermark that it met, and moves nobody's line.
    void lateRowsAreDrawnEachOfThem() {
        TimeHistory history;
        TimePage page;
        page.nowMillis = 1'000'000;
        TimeSubtask source, window;
        source.inputs = {MergeInput{"a", -1, 0, 900, 999'990, TimeState::Finished}};
        for (int64_t time : {100, 500, 900}) source.samples.push_back({time, 999'990, time - 100, 0, Timeliness::OnTime});
        source.samples.push_back({950, 999'990, 850, 0, Timeliness::OnTime});
        window.vertex = 1;
        LateRows late;
        late.times = {50, 60};
        late.watermark = 450;
        late.wallMillis = 999'990;
        window.late = {late};
        page.subtasks = {source, window};
        history.add(page, true);
        const TimeHistory::View view = history.view(0, 1), other = history.view(0, 2);
        QVERIFY(view.isByOrder && other.isByOrder);
        QCOMPARE(other.source.samples.size(), size_t{4});
        QString order;
        for (const auto& one : view.source.samples) order += QString("%1%2 ").arg(one.timeliness == Timeliness::Late ? "late " : "").arg(one.time);
        QCOMPARE(order, QString("100 500 late 50 late 60 900 950 "));
        QCOMPARE(view.source.merged.steps.size(), size_t{4});
        QCOMPARE(view.source.merged.steps[2].at, int64_t{4});
    }

    void historyForgets() {
        TimeHistory history;
        TimePage page;
        page.nowMillis = 1'000'000;
        TimeSubtask source;
        source.inputs = {MergeInput{"a", -1, 0, 500, 999'000, TimeState::Active}, MergeInput{"b", -1, 0, INT64_MAX, 1, TimeState::Finished}};
        source.watermark = 500;
        source.samples = {{600, 1'000'000, 500, 0, Timeliness::OnTime}};
        source.firings = {{500, 700, 700, 1'000'000}};
        page.subtasks = {source};
        history.add(page);
        QCOMPARE(history.sources().at(0).samples.size(), size_t{1});
        QCOMPARE(history.sources().at(0).merged.steps.size(), size_t{1});
        QCOMPARE(history.panes().at(0).size(), size_t{1});
        QCOMPARE(history.panes().at(0).front().firstAt, int64_t{1'000'000});
        page.nowMillis += TimeHistory::SpanMillis + 1;
        page.subtasks[0].samples.clear();
        page.subtasks[0].firings.clear();
        page.subtasks[0].watermark = page.subtasks[0].inputs[0].watermark = 900;
        history.add(page);
        QVERIFY(history.sources().at(0).samples.empty());
        QVERIFY(history.panes().at(0).empty());
        QCOMPARE(history.sources().at(0).merged.steps.back().watermark, int64_t{900});
        QVERIFY(history.sources().at(0).splits.at({0, 1}).state == TimeState::Finished);
    }
};

QTEST_MAIN(ObserveTest)
#include "observe_test.moc"
