// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/charts/curve_chart.h"
#include "ui/models/pinned_model.h"
#include "ui/models/state_model.h"
#include "ui/shell/state_panel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
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
    QAbstractItemModel* pinned() { return window_->findChild<QTableView*>("pinnedTable")->model(); }
    QString pin(int column) { return pinned()->index(0, column).data().toString(); }
    QString count() { return find<StatePanel>("statePanel")->findChild<QLabel*>("muted")->text(); }
    int64_t sourceRows() {
        const auto& snapshot = window_->studio().feed.live().snapshot;
        return snapshot ? snapshot->sourceRows : 0;
    }
    void select(const QString& key) {
        auto* table = window_->findChild<QTableView*>("stateTable");
        const auto* model = static_cast<StateModel*>(entries());
        for (int row = 0; row < entries()->rowCount(); ++row)
            if (entries()->index(row, model->firstColumn()).data().toString() == key) return table->selectRow(row);
        QFAIL(qPrintable("no key " + key));
    }
    static QString printed(const QAbstractItemModel& model) {
        QString out;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column) cells += model.index(row, column).data().toString();
            out += cells.join('|') + '\n';
        }
        return out;
    }
    QString column(int column) {
        QStringList cells;
        for (int row = 0; row < entries()->rowCount(); ++row) cells += entries()->index(row, column).data().toString();
        return cells.join(' ');
    }
    void runJob(const QByteArray& script, bool recorded = false) {
        openJob(script);
        window_->showPanel("state");
        if (recorded) find<QToolButton>("recordRuns")->click();
        window_->run();
        QTRY_VERIFY(window_->studio().feed.run());
    }
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
        auto* operators = window_->findChild<QComboBox*>("stateOperator");
        QTRY_COMPARE(operators->currentText().left(16), "GroupAggregate (");      // also while it runs
        window_->findChild<QToolButton*>("pauseAndLook")->click();
        QTRY_COMPARE(entries()->rowCount(), 30);
        QCOMPARE(entries()->headerData(0, Qt::Horizontal).toString(), "Subtask");
        QCOMPARE(entries()->headerData(1, Qt::Horizontal).toString(), "Group");
        QCOMPARE(entries()->headerData(2, Qt::Horizontal).toString(), "Size");
        QCOMPARE(keys(0), (std::set<QString>{"0", "1"}));
        QCOMPARE(keys(3).size(), size_t{30});
        QVERIFY2(count().startsWith("30 rows · ") && count().endsWith(" · 30 without TTL"), qPrintable(count()));
        auto* key = window_->findChild<QLineEdit*>("stateKey");
        key->setText("2");
        QTRY_COMPARE(keys(3), (std::set<QString>{"2", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29"}));
        key->setText("nothing");
        QTRY_COMPARE(entries()->rowCount(), 0);
        key->clear();
        QTRY_COMPARE(entries()->rowCount(), 30);
        const QString group = entries()->index(0, 1).data().toString();
        find<QLineEdit>("stateGroup")->setText(group);
        QTRY_COMPARE(keys(1), std::set<QString>{group});
        find<QLineEdit>("stateGroup")->clear();
        QTRY_COMPARE(entries()->rowCount(), 30);
        QVERIFY(!find<CurveChart>("stateGrowth")->lines().empty());
        window_->pauseOrResume();
        QTRY_COMPARE(entries()->rowCount(), 0);
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void theLargestComeFirst() {
        runJob("SET 'parallelism.default' = '3';\nSELECT k, COUNT(*) AS c FROM (VALUES ('a'), ('bbbbbbbbbbbb'), ('cc'), ('cc'), ('dddd')) AS t (k) GROUP BY k;\n");
        QTRY_COMPARE(entries()->rowCount(), 4);
        find<QToolButton>("largestFirst")->click();
        QTRY_COMPARE(column(3), "bbbbbbbbbbbb dddd cc a");
        find<QToolButton>("largestFirst")->click();
        QTRY_COMPARE(entries()->rowCount(), 4);
    }

    void aPinnedKeyIsReadWheneverTheRunStandsStill() {
        runJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '100000', 'fields.x.kind' = 'sequence', "
               "'fields.x.start' = '1', 'fields.x.end' = '100000000');\nSELECT MOD(x, 30) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 30);\n");
        QTRY_VERIFY(sourceRows() > 1000);
        window_->pauseOrResume();
        QTRY_COMPARE(entries()->rowCount(), 30);
        QAbstractItemModelTester tester(pinned(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(!find<QToolButton>("pinKey")->isEnabled());
        select("7");
        find<QToolButton>("pinKey")->click();
        QCOMPARE(pinned()->rowCount(), 1);
        QCOMPARE(pin(PinnedModel::KeyColumn), "7");
        QTRY_VERIFY2(pin(PinnedModel::NowColumn).startsWith("group_rows = "), qPrintable(pin(PinnedModel::NowColumn)));
        QCOMPARE(pin(PinnedModel::ChangeColumn), QString());
        QCOMPARE(pin(PinnedModel::BeforeColumn), QString());

        QVERIFY(find<StatePanel>("statePanel")->minimumSizeHint().width() <= 800);

        const QString before = pin(PinnedModel::NowColumn);
        const int64_t rows = sourceRows();
        window_->pauseOrResume();
        QTRY_VERIFY(sourceRows() > rows + 1000);
        window_->pauseOrResume();
        QTRY_VERIFY(pin(PinnedModel::NowColumn) != before);
        QCOMPARE(pin(PinnedModel::BeforeColumn), before);
        QVERIFY2(pin(PinnedModel::ChangeColumn).startsWith("changed: group_rows"), qPrintable(pin(PinnedModel::ChangeColumn)));

        // The next run of the text has the same operator.
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive() && sourceRows() > 1000);
        QCOMPARE(pinned()->rowCount(), 1);
        QCOMPARE(pin(PinnedModel::BeforeColumn), QString());
        window_->pauseOrResume();
        QTRY_VERIFY2(pin(PinnedModel::NowColumn).startsWith("group_rows = "), qPrintable(pin(PinnedModel::NowColumn)));

        // The same key again takes the pin away, by key too.
        QTRY_COMPARE(entries()->rowCount(), 30);
        window_->showPanel("state");
        select("7");
        find<QTableView>("stateTable")->setFocus();
        QTest::keyClick(find<QTableView>("stateTable"), Qt::Key_Space);
        QCOMPARE(pinned()->rowCount(), 0);
        QVERIFY(!find<QTableView>("pinnedTable")->isVisible());
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void aPinnedKeyIsReadAtEachStepOfAReplay() {
        runJob("CREATE TABLE n (x BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '20000', 'rows-per-second' = '1000000', 'fields.x.kind' = 'sequence', "
               "'fields.x.start' = '1', 'fields.x.end' = '20000');\nSELECT x / 1000000 AS k, COUNT(*) AS c FROM n GROUP BY x / 1000000;\n", true);
        QTRY_VERIFY(!window_->studio().feed.isActive());
        find<QToolButton>("replayLast")->click();
        QTRY_VERIFY(find<QTableView>("positionsTable")->model()->rowCount() > 0 && window_->studio().feed.state() == RunState::Paused);
        find<QLineEdit>("replayMoment")->setText("rows n/0:5000");
        QTRY_VERIFY(find<QToolButton>("replayGo")->isEnabled());
        find<QToolButton>("replayGo")->click();
        QTRY_COMPARE(entries()->rowCount(), 1);
        select("0");
        find<QToolButton>("pinKey")->click();
        QTRY_VERIFY(!pin(PinnedModel::NowColumn).isEmpty());
        const QString first = pin(PinnedModel::NowColumn);
        find<QTableView>("positionsTable")->selectRow(0);
        QTRY_VERIFY(find<QToolButton>("replayStep")->isEnabled());
        for (int step = 0; step < 3; ++step) {
            const QString now = pin(PinnedModel::NowColumn);
            const int64_t rows = sourceRows();
            QTRY_VERIFY(find<QToolButton>("replayStep")->isEnabled());
            find<QToolButton>("replayStep")->click();
            QTRY_VERIFY(sourceRows() > rows);
            QTRY_VERIFY(pin(PinnedModel::NowColumn) != now);
            QCOMPARE(pin(PinnedModel::BeforeColumn), now);
        }
        QVERIFY(pin(PinnedModel::NowColumn) != first);
    }

    void aKeyThatGoesSaysSo() {
        PinnedModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.pin({"a.Join", "left", {"x"}, "Join"});
        model.pin({"a.Join", "left", {"y"}, "Join"});
        model.pin({"b.Rank", "rows", {}, "Rank"});
        model.pin({"a.Join", "left", {"x"}, "Join"});
        QCOMPARE(printed(model), "x||||Join\ny||||Join\n(all)||||Rank\n");
        const std::vector<std::string> columns{"amount INT", "state_expires TIMESTAMP_LTZ(3)"};
        auto row = [](const char* key, const char* amount) { return StateRow{{key, amount, "NULL"}, 3, 40}; };
        const PinnedModel::Question join{"a.Join", "left", {{"x"}, {"y"}}, 1}, rank{"b.Rank", "rows", {{}}, 0};
        model.take({{join, columns, {row("x", "5"), row("y", "1"), row("y", "2")}, 1, {}}, {rank, {}, {}, 0, {}}}, {1, 100});
        QCOMPARE(printed(model), "x|amount = 5, state_expires = NULL|||Join\ny|2 rows: amount = 1, state_expires = NULL; amount = 2, state_expires = NULL|||Join\n"
                                 "(all)|no such operator in this job|||Rank\n");
        model.take({{join, columns, {row("x", "6"), row("y", "2")}, 1, {}}}, {2, 250});
        QCOMPARE(printed(model).section('\n', 0, 1), "x|amount = 6, state_expires = NULL|changed: amount|amount = 5, state_expires = NULL|Join\n"
                                 "y|amount = 2, state_expires = NULL|2 rows before, 1 now|2 rows: amount = 1, state_expires = NULL; amount = 2, state_expires = NULL|Join");
        for (const int64_t stand : {3, 4}) {
            model.take({{join, columns, {row("y", "2")}, 1, {}}}, {stand, stand * 100});
            QCOMPARE(printed(model).section('|', 1, 2), stand == 3 ? "not there; gone since 300 rows were read|gone" : "not there; gone since 300 rows were read|");
        }
        // Read twice where it stands: nothing moves.
        model.take({{join, columns, {row("y", "2")}, 1, {}}}, {4, 400});
        QCOMPARE(printed(model).section('|', 1, 2), "not there; gone since 300 rows were read|");
        model.take({{join, columns, {row("x", "9"), row("y", "2")}, 1, {}}}, {5, 500});
        QCOMPARE(printed(model).section('|', 1, 3), "amount = 9, state_expires = NULL|new|not there");
        model.unpin(1);
        model.forgetValues();
        QCOMPARE(printed(model), "x||||Join\n(all)||||Rank\n");
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
