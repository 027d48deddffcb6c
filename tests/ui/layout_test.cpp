// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/canvas/graph_view.h"
#include "ui/canvas/job_drawing.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace weir;
using namespace weir::ui;

class LayoutTest : public QObject {
    Q_OBJECT

    static void checkLaws(const PlanPreview& plan) {
        const JobDrawing drawing = drawJob(plan.vertices, plan.edges);
        QCOMPARE(drawing.nodes.size(), plan.vertices.size());
        for (size_t a = 0; a < drawing.nodes.size(); ++a)
            for (size_t b = a + 1; b < drawing.nodes.size(); ++b)
                QVERIFY2(!drawing.nodes[a].adjusted(1, 1, -1, -1).intersects(drawing.nodes[b]), qPrintable(QString("%1 and %2 overlap").arg(a).arg(b)));
        for (const auto& frame : drawing.frames)
            for (size_t v = 0; v < plan.vertices.size(); ++v) {
                const bool inside = plan.vertices[v].task == frame.task;
                QCOMPARE(frame.rect.contains(drawing.nodes[v]), inside);
                QCOMPARE(frame.rect.adjusted(1, 1, -1, -1).intersects(drawing.nodes[v]), inside);
            }
        for (size_t e = 0; e < plan.edges.size(); ++e) {
            const QRectF from = drawing.nodes[static_cast<size_t>(plan.edges[e].from)], to = drawing.nodes[static_cast<size_t>(plan.edges[e].to)];
            QVERIFY2(from.right() < to.left(), qPrintable(QString("edge %1 does not lead to the right").arg(e)));
            const QPainterPath& path = drawing.edges[e];
            QVERIFY(QLineF(path.pointAtPercent(0), QPointF(from.right(), from.center().y())).length() < 1);
            QVERIFY(std::abs(path.currentPosition().x() - to.left()) < 1);
            QVERIFY(path.currentPosition().y() > to.top() && path.currentPosition().y() < to.bottom());
        }
    }

private slots:
    void nothingOverlapsAndEdgesLeadToTheRight() {
        checkLaws(fakePlan());
        for (unsigned seed = 1; seed <= 12; ++seed) checkLaws(randomPlan(6 + static_cast<int>(seed) * 9, seed));
    }

    void theSameGraphLooksTheSame() {
        const PlanPreview plan = randomPlan(120, 3);
        const JobDrawing a = drawJob(plan.vertices, plan.edges), b = drawJob(plan.vertices, plan.edges);
        for (size_t i = 0; i < a.nodes.size(); ++i) QCOMPARE(a.nodes[i], b.nodes[i]);
    }

    void aChainIsAStraightLine() {
        std::vector<LayoutNode> nodes(5, {100, 40});
        std::vector<LayoutEdge> edges{{0, 1, 20, 20}, {1, 2, 20, 20}, {2, 3, 20, 20}, {3, 4, 20, 20}};
        const LayoutResult drawn = layoutLayers(nodes, edges);
        for (const Spot& spot : drawn.nodes) QVERIFY(std::abs(spot.y - drawn.nodes[0].y) < 0.01);
    }

    void crossingsThatNeedNotBeAreNot() {
        // Two pairs given crosswise.
        std::vector<LayoutNode> nodes(4, {100, 40});
        QCOMPARE(layoutLayers(nodes, {{0, 3, 20, 20}, {1, 2, 20, 20}}).crossings, 0);
        // A reader's ports decide which of its inputs stands above.
        nodes.resize(3);
        const LayoutResult joined = layoutLayers(nodes, {{0, 2, 20, 30}, {1, 2, 20, 10}});
        QVERIFY(joined.nodes[1].y < joined.nodes[0].y);
    }

    void cyclesAndOddGraphsAreDrawn() {
        std::vector<LayoutNode> nodes(3, {100, 40});
        const LayoutResult cycle = layoutLayers(nodes, {{0, 1, 20, 20}, {1, 2, 20, 20}, {2, 0, 20, 20}, {1, 1, 20, 20}});
        QCOMPARE(cycle.nodes.size(), size_t{3});
        QVERIFY(layoutLayers({}, {}).nodes.empty());
        PlanPreview plan = fakePlan();
        plan.edges.push_back({99, 3, 0, "HASH", 0, 0, true});       // from nowhere
        QCOMPARE(drawJob(plan.vertices, plan.edges).nodes.size(), plan.vertices.size());
        // Chained vertices whose task another task both feeds and reads.
        plan = fakePlan();
        plan.vertices[4].task = 0;
        QCOMPARE(drawJob(plan.vertices, plan.edges).nodes.size(), plan.vertices.size());
    }

    void howLongItTakes() {
        for (int nodes : {50, 200, 500}) {
            const PlanPreview plan = randomPlan(nodes, 7);
            QElapsedTimer time;
            time.start();
            const JobDrawing drawing = drawJob(plan.vertices, plan.edges);
            qInfo("layout of %d nodes, %d edges: %.1f ms", nodes, static_cast<int>(plan.edges.size()), static_cast<double>(time.nsecsElapsed()) / 1e6);
        }
        const PlanPreview plan = randomPlan(500, 7);
        GraphView view;
        view.resize(1400, 860);
        view.setJob(plan.vertices, plan.edges);
        view.show();
        for (double zoom : {0.0, 0.5, 1.0}) {
            if (zoom > 0) view.zoomBy(zoom / view.zoom());
            QImage image(view.size(), QImage::Format_ARGB32_Premultiplied);
            std::vector<double> frames;
            for (int i = 0; i < 60; ++i) {
                view.panBy({i % 2 ? 3.0 : -5.0, 2.0});
                QElapsedTimer time;
                time.start();
                view.render(&image);
                frames.push_back(static_cast<double>(time.nsecsElapsed()) / 1e6);
            }
            std::sort(frames.begin(), frames.end());
            qInfo("500 nodes, zoom %.2f: a frame of panning takes %.1f ms, at most %.1f ms", view.zoom(), frames[frames.size() / 2], frames.back());
        }
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    LayoutTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "layout_test.moc"
