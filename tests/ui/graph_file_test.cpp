// SPDX-License-Identifier: GPL-3.0-or-later
// A .weirgraph in the window: shown as SQL and drawn, run, and saved as a graph with small differences.
#include "engine/graph/graph_file.h"
#include "tests/ui/window_fixture.h"
#include "ui/canvas/design_view.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"

#include <QApplication>
#include <QFile>
#include <QFrame>

using namespace weir;
using namespace weir::ui;

namespace {

const char* Script = "-- Three numbers.\nCREATE TABLE numbers (\n  n BIGINT\n) WITH (\n  'connector' = 'datagen',\n  'fields.n.kind' = 'sequence',\n  'fields.n.start' = '1',\n"
                     "  'fields.n.end' = '3'\n);\n\nCREATE VIEW big AS\nSELECT n\nFROM numbers\nWHERE n > 1;\n\nSELECT n\nFROM big;\n";

QByteArray graphOf(const char* script) { return QByteArray::fromStdString(*graph::toGraphFile(script)); }

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class GraphFileTest : public WindowFixture {
    Q_OBJECT
    QString path_;

    void openGraph() {
        path_ = write("job.weirgraph", graphOf(Script));
        openWindow();
        window_->openPath(path_);
        QTRY_VERIFY(window_->editors()->current());
    }

private slots:
    void itIsShownAsSqlAndDrawn() {
        openGraph();
        QCOMPARE(text(), QString::fromStdString(*graph::fromGraphFile(graphOf(Script).toStdString())));
        QVERIFY(editor()->isSql());
        QVERIFY(!window_->editors()->current()->isModified());
        QVERIFY(window_->graph()->isDesign());
        QTRY_COMPARE(window_->graph()->design()->view()->drawing().cards.size(), 3u);
    }
    void aFolderOpensIt() {
        path_ = write("job.weirgraph", graphOf(Script));
        openWindow();
        window_->openPath(folder_->path());
        QTRY_VERIFY(window_->editors()->current());
        QCOMPARE(window_->editors()->current()->title(), "job.weirgraph");
        QVERIFY(window_->graph()->isDesign());
    }
    void savingWhatWasNotTouchedChangesNothing() {
        openGraph();
        window_->save();
        QCOMPARE(bytesOf(path_), graphOf(Script));
    }
    void aChangeIsALine() {
        openGraph();
        const int at = static_cast<int>(text().indexOf("n > 1"));
        editor()->apply({{at + 4, at + 5, "2"}});
        window_->save();
        QVERIFY(!window_->editors()->current()->isModified());
        QCOMPARE(bytesOf(path_), graphOf(Script).replace("n > 1", "n > 2"));
    }
    void itRuns() {
        openGraph();
        window_->run();
        QTRY_VERIFY(window_->studio().feed.live().snapshot && window_->studio().feed.state() == RunState::Finished);
    }
    void aScriptWithMistakesStaysInTheJournal() {
        openGraph();
        editor()->setContent("SELECT FROM WHERE");
        const Status saved = window_->editors()->current()->save();
        QVERIFY(!saved.ok());
        QVERIFY2(saved.error().message.find("could not be saved as a graph") != std::string::npos, saved.error().message.c_str());
        QCOMPARE(bytesOf(path_), graphOf(Script));
    }
    void whatIsNoGraphIsSaid() {
        openWindow();
        Document document(window_->studio().engine, *workspace_, write("broken.weirgraph", "# Weir graph 1\n\nvieww x\n"));
        const Status loaded = document.load();
        QVERIFY(!loaded.ok());
        QVERIFY2(loaded.error().message.find("3:1: There is no node 'vieww'") != std::string::npos, loaded.error().message.c_str());
    }
    void unsavedTextComesBackWithoutAsking() {
        openGraph();
        editor()->insert("-- More.\n");
        const QString typed = text();
        window_->editors()->current()->flushJournal();
        Document again(window_->studio().engine, *workspace_, path_);
        QVERIFY(again.load().ok());
        QCOMPARE(QString::fromStdString(again.editor()->content()), typed);
        // Nobody else wrote the file.
        QVERIFY(again.findChild<QFrame*>("banner")->isHidden());
    }
    void aScriptIsExported() {
        openJob(Script);
        const QString path = folder_->filePath("out.weirgraph");
        QVERIFY(window_->editors()->current()->exportGraph(path).ok());
        QCOMPARE(bytesOf(path), graphOf(Script));
        QCOMPARE(window_->editors()->current()->title(), "job.sql");
        editor()->setContent("SELECT FROM WHERE");
        QVERIFY(!window_->editors()->current()->exportGraph(path).ok());
        QCOMPARE(bytesOf(path), graphOf(Script));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    GraphFileTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "graph_file_test.moc"
