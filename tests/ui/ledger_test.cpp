// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/engine.h"
#include "ui/models/ledger_model.h"
#include "ui/models/row_fate_text.h"
#include "ui/results/row_grid.h"
#include "ui/shell/ledger_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/tap_panel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QContextMenuEvent>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace weir;
using namespace weir::ui;

/// The ledger as a model, and its panel over the engine itself.
class LedgerUiTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<Workspace> workspace_;
    std::unique_ptr<MainWindow> window_;

    static LedgerLine line(LedgerLine::Kind kind, int parent, RowFate fate, int vertex, int64_t rows, const char* words = "") {
        LedgerLine out;
        out.kind = kind;
        out.parent = parent;
        out.fate = fate;
        out.vertex = vertex;
        out.rows = rows;
        out.words = words;
        return out;
    }
    static std::shared_ptr<LedgerPage> page(int64_t late) {
        using Kind = LedgerLine::Kind;
        auto out = std::make_shared<LedgerPage>();
        out->isExact = true;
        out->lines = {line(Kind::Flow, -1, RowFate::PassedOn, 0, 10'000, "orders"), line(Kind::Verdict, 0, RowFate::Filtered, -1, 500), line(Kind::Operator, 1, RowFate::Filtered, 1, 300, "WHERE was not TRUE"),
                      line(Kind::Operator, 1, RowFate::Filtered, 2, 200, "WHERE was not TRUE"), line(Kind::Verdict, 0, RowFate::Late, 3, late, "their windows had closed"),
                      line(Kind::Verdict, 0, RowFate::Folded, 3, 9'500 - late, "in windows that have closed")};
        return out;
    }
    static QString textOf(const LedgerModel& model, const QModelIndex& parent = {}, int depth = 0) {
        QString out;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            QStringList cells;
            for (int column = 0; column < LedgerModel::ColumnCount; ++column) cells += model.index(row, column, parent).data().toString();
            out += QString(depth * 2, ' ') + cells.join('|') + '\n' + textOf(model, model.index(row, 0, parent), depth + 1);
        }
        return out;
    }
    static QModelIndex find(const LedgerModel& model, RowFate fate, const QModelIndex& parent = {}) {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex at = model.index(row, 0, parent);
            const LedgerLine* one = model.line(at);
            if (one->kind != LedgerLine::Kind::Flow && one->fate == fate && one->vertex >= 0) return at;
            if (QModelIndex below = find(model, fate, at); below.isValid()) return below;
        }
        return {};
    }
    template <class Widget> Widget* child(const char* name) { return window_->findChild<Widget*>(name); }
    void open(const QByteArray& query) {
        QFile file(folder_.filePath("job.sql"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(CASE WHEN MOD(x, 10) = 3 AND x > 1000 THEN 0 ELSE x END, 3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'rows-per-second' = '20000', "
                   "'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '100000000');\n" + query);
        file.close();
        workspace_ = Workspace::inMemory();
        window_ = std::make_unique<MainWindow>(sessionEngine(), *workspace_, true);
        window_->show();
        window_->openPath(folder_.path());
        window_->showPanel("ledger");
    }

private slots:
    void cleanup() {
        window_.reset();
        workspace_.reset();
    }

    void aPageIsATree() {
        LedgerModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto nameOf = [](int vertex) { return QString("op%1").arg(vertex); };
        model.show(page(250), nameOf);
        QCOMPARE(textOf(model), QString("orders|10,000|100.0 %||\n"
                                        "  filtered|500|5.0 %||\n"
                                        "    op1|300|3.0 %|op1|WHERE was not TRUE\n"
                                        "    op2|200|2.0 %|op2|WHERE was not TRUE\n"
                                        "  late|250|2.5 %|op3|their windows had closed\n"
                                        "  folded|9,250|92.5 %|op3|in windows that have closed\n"));
        // Numbers change in place; other lines are another tree.
        QPersistentModelIndex late = find(model, RowFate::Late);
        model.show(page(300), nameOf);
        QVERIFY(late.isValid());
        QCOMPARE(late.sibling(late.row(), LedgerModel::RowsColumn).data().toString(), QString("300"));
        auto about = page(1);
        about->isExact = false;
        about->lines.pop_back();
        model.show(about, nameOf);
        QVERIFY(!late.isValid());
        QCOMPARE(model.index(1, LedgerModel::RowsColumn, model.index(0, 0)).data().toString(), QString("about 1"));
        model.show(nullptr, nameOf);
        QCOMPARE(model.rowCount(), 0);
    }

    void linesSayWhereTheirRowsAre() {
        LedgerModel model;
        auto shown = page(250);
        model.show(shown, [](int) { return QString("op"); });
        RunSnapshot snapshot;
        snapshot.edges.push_back({2, 3, 0, "FORWARD", 0, 0, false});
        QCOMPARE(model.opening(find(model, RowFate::Late), snapshot).kind, LedgerOpening::Kind::Verdict);
        const LedgerOpening folded = model.opening(find(model, RowFate::Folded), snapshot);
        QCOMPARE(folded.kind, LedgerOpening::Kind::Edge);
        QCOMPARE(folded.from, 2);
        // Of several operators one is to be chosen; of a run that is over nothing was kept.
        QVERIFY(model.opening(model.index(0, 0, model.index(0, 0)), snapshot).words.contains("below"));
        shown->isOver = true;
        QCOMPARE(model.opening(find(model, RowFate::Late), snapshot).kind, LedgerOpening::Kind::None);
        QVERIFY(model.opening(find(model, RowFate::Late), snapshot).words.contains("not kept"));
    }

    void aRowIsToldWhatIsKnownOfIt() {
        RunSnapshot snapshot;
        const char* names[] = {"Source: orders", "Calc", "Calc", "WindowAggregate"};
        for (int id = 0; id < 4; ++id) {
            VertexSnapshot vertex;
            vertex.id = id;
            vertex.name = names[id];
            if (id == 1) vertex.detail = "where=[x > 5]";
            snapshot.vertices.push_back(vertex);
        }
        snapshot.edges = {{0, 1, 0, "FORWARD", 0, 0, false}, {0, 2, 0, "FORWARD", 0, 0, false}, {2, 3, 0, "HASH", 0, 0, false}};
        const auto exact = page(250);
        QCOMPARE(fateOverEdge(snapshot, *exact, 2, 3),
                 "It went to 'WindowAggregate'. Of all rows that came there until now: 250 late (their windows had closed), 9,250 folded (in windows that have closed). "
                 "Which of these it is, or whether it went on, is not recorded of a single row.");
        QVERIFY(fateOverEdge(snapshot, *exact, 0, 1).startsWith("It went to 'Calc', and to 'Calc', too. Of all rows that came there until now: 300 filtered (WHERE was not TRUE)."));
        QCOMPARE(fateWithVerdict(snapshot, *exact, 1, 0, RowFate::Filtered), "Filtered at 'Calc', one of 300 rows until now: WHERE was not TRUE. There: where=[x > 5]");
        auto about = page(250);
        about->isExact = false;
        QVERIFY(fateWithVerdict(snapshot, *about, 3, 0, RowFate::Late).startsWith("Late at 'WindowAggregate', one of about 250 rows until now: their windows had closed."));
        // Nothing is claimed where nothing was counted.
        about->lines.resize(1);
        QCOMPARE(fateOverEdge(snapshot, *about, 2, 3), "It went to 'WindowAggregate'. No verdict was counted there until now: rows that came there went on, or are on their way.");
        QVERIFY(fateWithVerdict(snapshot, *about, 3, 0, RowFate::Late).startsWith("Late at 'WindowAggregate'. "));
    }

    void thePanelAccountsForARunAndOpensRows() {
        open("SELECT window_start, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(ts), INTERVAL '1' SECOND)) WHERE MOD(x, 5) <> 1 GROUP BY window_start, window_end;\n");
        auto* panel = child<LedgerPanel>("ledgerPanel");
        QVERIFY(panel && panel->isVisible());
        QVERIFY(!child<QTreeView>("ledgerTree")->isVisible());
        QAbstractItemModelTester tester(&panel->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive());
        window_->showPanel("ledger");
        QTRY_VERIFY(find(panel->model(), RowFate::Late).isValid() && find(panel->model(), RowFate::Filtered).isValid());
        QVERIFY(child<QTreeView>("ledgerTree")->isVisible());
        // Standing still it is exact.
        child<QToolButton>("ledgerPause")->click();
        QTRY_VERIFY(window_->studio().feed.state() == RunState::Paused && panel->model().page()->isExact);
        QVERIFY(!imbalanceOf(*panel->model().page()));
        QVERIFY(!panel->model().index(0, LedgerModel::RowsColumn).data().toString().contains("about"));
        window_->studio().runner.pauseOrResume();
        QTRY_VERIFY(window_->studio().feed.state() == RunState::Running);
        // Filtered rows, then late ones, as rows.
        auto* tap = child<TapPanel>("tapPanel");
        for (RowFate fate : {RowFate::Filtered, RowFate::Late}) {
            window_->showPanel("ledger");
            auto* tree = child<QTreeView>("ledgerTree");
            const QModelIndex at = find(panel->model(), fate);
            tree->scrollTo(at);
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(at).center());
            QVERIFY(tap->isVisible());
            QTRY_VERIFY(tap->isOpen());
            QTRY_VERIFY2(tap->rows().rowCount() > 0, qPrintable(QString(nameOf(fate)) + ": " + QString::number(tap->rows().passed()) + " passed"));
            int x = -1;
            for (size_t i = 0; i < tap->rows().columns().size(); ++i)
                if (tap->rows().columns()[i].name == "x") x = static_cast<int>(i);
            QVERIFY(x >= 0 || fate == RowFate::Late);
            for (int64_t row = 0; x >= 0 && fate == RowFate::Filtered && row < tap->rows().rowCount(); ++row) {
                QString value = tap->rows().row(row).cells[static_cast<size_t>(x)].text;
                QCOMPARE(value.remove(',').toLongLong() % 5, 1);
            }
            // What became of one of them.
            auto* answer = child<QLabel>("tapAnswer");
            QVERIFY(!answer->isVisible());
            QTest::keyClick(tap->grid(), Qt::Key_Home);
            QTimer::singleShot(0, this, [] {
                if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
                    for (QAction* action : menu->actions())
                        if (action->text() == "What became of it?") action->trigger();
                    menu->close();
                }
            });
            QContextMenuEvent asking(QContextMenuEvent::Keyboard, QPoint(20, 20), tap->grid()->viewport()->mapToGlobal(QPoint(20, 20)));
            QApplication::sendEvent(tap->grid()->viewport(), &asking);
            QVERIFY(answer->isVisible());
            QVERIFY2(answer->text().startsWith(fate == RowFate::Filtered ? "Filtered at '" : "Late at '"), qPrintable(answer->text()));
            QTest::keyClick(tap->grid(), Qt::Key_End);
            QVERIFY(!answer->isVisible());
        }
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
        window_->showPanel("ledger");
        QTRY_VERIFY(panel->model().page()->isOver);
        QVERIFY(panel->model().page()->isExact && !imbalanceOf(*panel->model().page()));
    }
};

QTEST_MAIN(LedgerUiTest)
#include "ledger_test.moc"
