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
#include <QPushButton>

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

    static QByteArray broken() { return graphOf(Script).replace("\nview big", "\nvieww big"); }
    void openBroken() {
        path_ = write("job.weirgraph", broken());
        openWindow();
        window_->openPath(path_);
        QTRY_VERIFY(window_->editors()->current());
    }
    void mend() {
        const int at = static_cast<int>(text().toUtf8().indexOf("vieww")) + 4;
        editor()->setCaret(at + 1);
        QTest::keyClick(editor(), Qt::Key_Backspace);
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
    /// A graph that cannot be read is a text with a mistake; when that is mended it is drawn, and undo leads back.
    void whatIsNoGraphIsATextUntilItIsOne() {
        openBroken();
        QCOMPARE(text().toUtf8(), broken());
        QVERIFY(!editor()->isSql());
        QVERIFY(!window_->editors()->current()->isModified());
        const int line = static_cast<int>(broken().left(broken().indexOf("vieww")).count('\n')) + 1;
        const ProblemModel& problems = window_->studio().problems;
        QCOMPARE(problems.rowCount(), 1);
        QVERIFY2(problems.problem(0).message.startsWith("There is no node 'vieww'."), qPrintable(problems.problem(0).message));
        QCOMPARE(problems.problem(0).place.line, line);
        QCOMPARE(problems.problem(0).place.offset, static_cast<int>(broken().indexOf("vieww")));
        QVERIFY(editor()->markersAtLine(line - 1) != 0);
        QVERIFY(window_->graph()->design()->session().trouble().contains("'vieww'"));
        window_->run();
        QVERIFY2(problems.problem(0).message.contains("cannot be read as a graph"), qPrintable(problems.problem(0).message));
        QVERIFY(!window_->studio().feed.isActive());

        mend();
        QTRY_VERIFY(editor()->isSql());
        QCOMPARE(text(), QString::fromStdString(*graph::fromGraphFile(graphOf(Script).toStdString())));
        QVERIFY(window_->editors()->current()->isModified());
        QTRY_COMPARE(window_->graph()->design()->view()->drawing().cards.size(), 3u);
        QTRY_COMPARE(problems.rowCount(), 1);                                  // what Run said
        QVERIFY(text().mid(editor()->caret()).startsWith("CREATE VIEW big"));   // where the mistake was
        QVERIFY(!editor()->markersAtLine(line - 1));

        editor()->undo();                                                      // as it was mended, and not SQL again at once
        QTRY_VERIFY(!editor()->isSql());
        QCOMPARE(text().toUtf8(), graphOf(Script));
        emit editor()->textPaused();
        QVERIFY(!editor()->isSql());
        QVERIFY(editor()->diagnostics().empty());
        editor()->redo();
        QTRY_VERIFY(editor()->isSql());
        window_->save();
        QCOMPARE(bytesOf(path_), graphOf(Script));
    }
    void aBrokenGraphIsSavedAsItStands() {
        openBroken();
        const QByteArray odd = broken() + "\r\n<<<<<<< ours\n\xC3\xA4 \xFF\t end without a line";
        editor()->apply({{0, static_cast<int>(broken().size()), odd.toStdString()}});
        QVERIFY(window_->editors()->current()->save().ok());
        QCOMPARE(bytesOf(path_), odd);
        QVERIFY(!window_->editors()->current()->isModified());
        QVERIFY(!editor()->isSql());
        // Mended and saved before anybody read it: written as it stands, then shown as SQL, with nothing left to save.
        const QByteArray spaced = "\n" + graphOf(Script) + "\n\n";
        editor()->apply({{0, static_cast<int>(odd.size()), spaced.toStdString()}});
        QVERIFY(window_->editors()->current()->save().ok());
        QCOMPARE(bytesOf(path_), spaced);
        QVERIFY(editor()->isSql());
        QVERIFY(!window_->editors()->current()->isModified());
        // Undo between two readings: what is saved is what stands there.
        editor()->undo();
        QVERIFY(window_->editors()->current()->save().ok());
        QCOMPARE(bytesOf(path_), spaced);
    }
    void aBrokenGraphComesBackFromTheJournal_data() {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<bool>("isSql");
        QTest::newRow("still broken") << broken() + "more\n" << false;
        QTest::newRow("no headline") << QByteArray("<<<<<<< ours\n") + broken() << false;
        QTest::newRow("mended") << graphOf(Script) + "\n" << true;
        QTest::newRow("emptied") << QByteArray() << true;                      // a script without statements
    }
    void aBrokenGraphComesBackFromTheJournal() {
        QFETCH(QByteArray, typed);
        QFETCH(bool, isSql);
        openBroken();
        editor()->apply({{0, static_cast<int>(broken().size()), typed.toStdString()}});
        window_->editors()->current()->flushJournal();
        Document again(window_->studio().engine, *workspace_, path_);
        QVERIFY(again.load().ok());
        QCOMPARE(again.editor()->isSql(), isSql);
        QVERIFY(again.isModified());
        if (!isSql) QCOMPARE(QByteArray::fromStdString(again.editor()->content()), typed);
        QCOMPARE(again.graphMistake() != nullptr, !isSql);
        QCOMPARE(bytesOf(path_), broken());
    }
    void theSqlOfAMendedGraphComesBackFromTheJournal() {
        openBroken();
        mend();
        QTRY_VERIFY(editor()->isSql());
        editor()->insert("-- More.\n");
        const QString typed = text();
        window_->editors()->current()->flushJournal();
        Document again(window_->studio().engine, *workspace_, path_);
        QVERIFY(again.load().ok());
        QVERIFY(again.editor()->isSql());
        QCOMPARE(QString::fromStdString(again.editor()->content()), typed);
    }
    void anotherProgramMendsTheFile() {
        openBroken();
        editor()->insert("# mine\n");
        window_->editors()->current()->flushJournal();
        write("job.weirgraph", graphOf(Script));
        Document again(window_->studio().engine, *workspace_, path_);
        QVERIFY(again.load().ok());
        auto* banner = again.findChild<QFrame*>("banner");
        QVERIFY(!banner->isHidden());
        for (QPushButton* button : banner->findChildren<QPushButton*>())
            if (button->text() == "Take the file") button->click();
        QVERIFY(again.editor()->isSql());
        QCOMPARE(QString::fromStdString(again.editor()->content()), QString::fromStdString(*graph::fromGraphFile(graphOf(Script).toStdString())));
        QVERIFY(!again.isModified());
        // What was typed is in the history.
        const auto versions = workspace_->versions(path_.toStdString());
        QVERIFY(!versions.empty() && versions.front().text.find("# mine") != std::string::npos);
    }
    void theSecondViewIsAsPlain() {
        openBroken();
        Document* document = window_->editors()->current();
        document->toggleSplit();
        QVERIFY(!document->secondView()->isSql());
        mend();
        QTRY_VERIFY(editor()->isSql());
        QVERIFY(document->secondView()->isSql());
        QCOMPARE(document->secondView()->content(), editor()->content());
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
