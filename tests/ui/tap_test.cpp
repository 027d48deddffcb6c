// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"
#include "ui/bridge/engine.h"
#include "ui/canvas/graph_view.h"
#include "ui/results/row_grid.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/tap_panel.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace weir;
using namespace weir::ui;

/// The tap panel over the engine itself.
class TapTest : public WindowFixture {
    Q_OBJECT
    TapPanel* panel_ = nullptr;

    void open(const QByteArray& query) {
        runJob("CREATE TABLE n (x BIGINT, ts AS TO_TIMESTAMP_LTZ(x, 3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'rows-per-second' = '5000', "
                   "'fields.x.kind' = 'sequence', 'fields.x.start' = '1', 'fields.x.end' = '100000000');\n" + query);
        QTRY_VERIFY(window_->studio().feed.live().snapshot && window_->studio().feed.live().snapshot->sourceRows > 100);
        QTRY_VERIFY(!window_->graph()->view()->drawing().edges.empty());
        panel_ = window_->findChild<TapPanel*>("tapPanel");
    }
    QStringList cells(int64_t row) {
        QStringList out;
        for (const CellText& cell : panel_->rows().row(row).cells) out += cell.text;
        return out;
    }

private slots:
    void aClickOnAnEdgeShowsItsRows() {
        open("SELECT MOD(x, 3) AS k, COUNT(*) AS c FROM n GROUP BY MOD(x, 3);\n");
        GraphView* view = window_->graph()->view();
        const QPointF middle = view->drawing().edges.back().pointAtPercent(0.5) * view->zoom() + view->offset();
        QVERIFY(view->edgeAt(middle) >= 0);
        QTest::mouseClick(view, Qt::LeftButton, {}, middle.toPoint());
        QVERIFY(panel_->isVisible());
        QTRY_VERIFY(panel_->rows().rowCount() > 0);
        QVERIFY(panel_->isOpen());
        QCOMPARE(panel_->rows().columns().front().name, "watermark");
        QCOMPARE(cells(0).size(), static_cast<qsizetype>(panel_->rows().columns().size()));
        // Another panel in front: the job pays nothing; back again: it goes on.
        window_->showPanel("metrics");
        QVERIFY(!panel_->isOpen());
        window_->showPanel("tap");
        QTRY_VERIFY(panel_->isOpen());
        find<QToolButton>("tapClose")->click();
        QVERIFY(!panel_->isOpen());
        QCOMPARE(find<QComboBox>("tapEdge")->currentIndex(), -1);
        window_->stop();
        QTRY_VERIFY(!window_->studio().feed.isActive());
    }

    void theKeyTapsTheEdgesOfACardInTurn() {
        open("SELECT x FROM n WHERE x > 5;\n");
        GraphView* view = window_->graph()->view();
        view->setFocus();
        QTest::keyClick(view, Qt::Key_N);
        QTest::keyClick(view, Qt::Key_T);
        QVERIFY(view->chosenEdge() >= 0);
        QTRY_VERIFY(panel_->rows().rowCount() > 0);
    }

    void textAndConditionsChooseRows() {
        open("SELECT x, ts FROM n;\n");
        const auto& edges = window_->studio().feed.live().snapshot->edges;
        emit window_->studio().tapWanted(edges.front().from, edges.front().to);
        find<QToolButton>("tapAll")->click();
        auto* way = find<QComboBox>("tapWay");
        auto* filter = find<QLineEdit>("tapFilter");
        way->setCurrentIndex(1);
        filter->setText("MOD(x, 1000) = 7");
        QTRY_VERIFY(panel_->rows().rowCount() >= 2 && cells(0).contains(cells(0).at(1)) && cells(0).at(1).endsWith("007"));
        for (int64_t row = 0; row < panel_->rows().rowCount(); ++row) QVERIFY2(cells(row).at(1).endsWith('7'), qPrintable(cells(row).at(1)));
        QVERIFY(panel_->rows().passed() > panel_->rows().matched());
        // A mistake is said and the rows stay.
        filter->setText("nothing > 1");
        auto* problem = find<QLabel>("problemText");
        Q_UNUSED(problem);
        QTRY_VERIFY([&] {
            for (auto* label : panel_->findChildren<QLabel*>("problemText"))
                if (label->isVisible() && label->text().contains("nothing")) return true;
            return false;
        }());
        filter->clear();
        way->setCurrentIndex(0);
        filter->setText("99");
        // Rows of the tap before stand there until the new one is open.
        QTRY_VERIFY([&] {
            for (int64_t row = 0; row < panel_->rows().rowCount(); ++row)
                if (!cells(row).mid(1).join(' ').contains("99")) return false;
            return panel_->rows().rowCount() > 0;
        }());
    }

    void rowsStayWhileHeldAndCanBeCleared() {
        open("SELECT x FROM n;\n");
        const auto& edges = window_->studio().feed.live().snapshot->edges;
        emit window_->studio().tapWanted(edges.front().from, edges.front().to);
        QTRY_VERIFY(panel_->rows().rowCount() > 0);
        find<QToolButton>("tapHold")->click();
        const int64_t held = panel_->rows().total();
        const int64_t read = window_->studio().feed.live().snapshot->sourceRows;
        QTRY_VERIFY(window_->studio().feed.live().snapshot->sourceRows > read + 500);
        QCOMPARE(panel_->rows().total(), held);
        find<QToolButton>("tapClear")->click();
        QCOMPARE(panel_->rows().rowCount(), int64_t{0});
        find<QToolButton>("tapHold")->click();
        QTRY_VERIFY(panel_->rows().rowCount() > 0);
        // While the run is paused the rows stay and none come.
        window_->pauseOrResume();
        QTRY_VERIFY(window_->studio().feed.state() == RunState::Paused);
        QVERIFY(panel_->rows().rowCount() > 0);
    }
};

QTEST_MAIN(TapTest)
#include "tap_test.moc"
