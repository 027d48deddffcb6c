// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/canvas/graph_view.h"
#include "ui/editor/editor_area.h"
#include "ui/kit/chip.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/results/results_panel.h"
#include "ui/results/row_grid.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/main_window.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace weir;
using namespace weir::ui;

class WindowTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::shared_ptr<FakeRun> run_;
    std::unique_ptr<Workspace> workspace_;
    std::unique_ptr<MainWindow> window_;

    void write(const QString& name, const QByteArray& text) {
        QFile file(folder_.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    void open() {
        window_ = std::make_unique<MainWindow>(fakeEngine(&run_), *workspace_, true);
        window_->resize(1280, 760);
        window_->show();
        window_->openPath(folder_.path());
    }

private slots:
    void init() {
        write("job.sql", "CREATE TABLE orders (a INT);\nSELECT a FROM orders;\n");
        workspace_ = Workspace::inMemory();
        run_.reset();
        open();
    }
    void cleanup() {
        window_.reset();
        workspace_.reset();
        applyTheme(*qApp, darkTheme());
    }

    void aFolderOpensItsJob() {
        QCOMPARE(window_->editors()->count(), 1);
        QCOMPARE(window_->editors()->current()->title(), "job.sql");
        QTRY_COMPARE(window_->graph()->view()->vertices().size(), size_t{8});       // the plan before a run
        QTRY_VERIFY(window_->studio().catalog.rowCount() > 0);
        QCOMPARE(window_->studio().outline.rowCount(), 2);
    }

    void whatStatementsSayIsShownAsText() {
        write("show.sql", "CREATE TABLE orders (a INT);\nSHOW TABLES;\n");
        window_->openPath(folder_.filePath("show.sql"));
        window_->run();
        auto* text = window_->results()->findChild<QPlainTextEdit*>("statementText");
        QVERIFY(text);
        QTRY_COMPARE(text->toPlainText(), "orders\n");
        QTRY_VERIFY(text->isVisible());
        QVERIFY(text->isReadOnly());
        QVERIFY(run_ == nullptr);
        QTRY_VERIFY(std::ranges::any_of(window_->findChildren<Chip*>(), [](const Chip* chip) { return chip->text() == "Not running"; }));

        write("explain.sql", "EXPLAIN SELECT a FROM orders;\nSELECT a FROM orders;\n");
        window_->openPath(folder_.filePath("explain.sql"));
        window_->run();
        QTRY_VERIFY(run_ != nullptr);
        auto* which = window_->results()->findChild<QComboBox*>();
        QTRY_VERIFY(which->count() == run_->resultCount() + 1);
        window_->results()->showResult(run_->resultCount());
        QVERIFY(text->toPlainText().contains("<b>Calc</b>(select=[a])"));          // plain text, not markup
        QVERIFY(text->isVisible());
        window_->results()->showResult(0);
        QTRY_VERIFY(!text->isVisible());
    }

    void aRunIsShown() {
        window_->run();
        QTRY_VERIFY(run_ != nullptr);
        QTRY_VERIFY(window_->studio().feed.isActive());
        for (int i = 0; i < 10; ++i) {
            run_->advance(200);
            window_->studio().feed.pull();
        }
        QVERIFY(window_->studio().feed.live().sourceRate > 1000);
        QTRY_VERIFY(window_->results()->table().rowCount() > 0 && window_->results()->table().isUpdating());
        QVERIFY(window_->results()->changelog().columns().size() == 5);
        window_->results()->showChangelog(true);
        run_->advance(100);
        window_->studio().feed.pull();
        QVERIFY(window_->results()->changelog().rowCount() > 1000);
        RowGrid* grid = window_->results()->grid();
        QTest::keyClick(grid, Qt::Key_Home);
        grid->copy();
        QVERIFY(QApplication::clipboard()->text().startsWith("op\twindow_start\t"));
        QVERIFY(!grid->isFollowing());

        window_->pauseOrResume();
        window_->studio().feed.pull();
        QVERIFY(window_->studio().feed.state() == RunState::Paused);
        window_->pauseOrResume();
        window_->stop();
        window_->studio().feed.pull();
        QVERIFY(!window_->studio().feed.isActive());
    }

    void runsThatEndedAreKept() {
        window_->run();
        QTRY_VERIFY(run_ && window_->studio().feed.isActive());
        run_->advance(500);
        window_->studio().feed.pull();
        window_->stop();
        window_->studio().feed.pull();
        QCOMPARE(workspace_->pastRuns().size(), size_t{1});
        QCOMPARE(workspace_->pastRuns()[0].outcome, std::string("Finished"));
        auto* tree = window_->findChild<QTreeView*>("runsTree");
        QCOMPARE(tree->model()->rowCount(), 1);
        tree->setCurrentIndex(tree->model()->index(0, 0));
        window_->findChild<QToolButton*>("openRunText")->click();
        QCOMPARE(window_->editors()->count(), 2);
        QCOMPARE(window_->editors()->current()->editor()->content(), workspace_->pastRuns()[0].script);
        QVERIFY(!window_->findChild<QToolButton*>("replayRun")->isEnabled());
        // They are there again at the next start.
        open();
        QCOMPARE(window_->findChild<QTreeView*>("runsTree")->model()->rowCount(), 1);
    }

    void aRunThatFailsSaysWhy() {
        window_->run();
        QTRY_VERIFY(run_ && window_->studio().feed.isActive());
        run_->fail({ErrorCode::Data, "'abc' is no number.", {5, 3, 1, 6}, "Change the type to STRING."});
        window_->studio().feed.pull();
        QCOMPARE(window_->studio().problems.rowCount(), 1);
        QCOMPARE(window_->studio().problems.problem(0).message, "'abc' is no number. Change the type to STRING.");
        QCOMPARE(window_->studio().problems.index(0, ProblemModel::PlaceColumn).data().toString(), "1:6");
    }

    void mistakesAreListedWhileTyping() {
        Document* document = window_->editors()->current();
        document->editor()->setContent("SELECT custmer FROM orders;");
        QTRY_COMPARE(window_->studio().problems.rowCount(), 1);
        QVERIFY(window_->studio().problems.problem(0).message.contains("custmer"));
        window_->run();
        QTRY_VERIFY(!window_->studio().runner.isStarting());
        QVERIFY(!window_->studio().feed.run());
        document->editor()->setContent("SELECT customer FROM orders;");
        QTRY_VERIFY(document->editor()->diagnostics().empty());
    }

    void graphAndTextChooseTogether() {
        QTRY_COMPARE(window_->graph()->view()->vertices().size(), size_t{8});
        GraphView* view = window_->graph()->view();
        view->setFocus();
        QTest::keyClick(view, Qt::Key_N);
        QCOMPARE(window_->studio().selection.vertex(), 0);
        QVERIFY(window_->editors()->current()->editor()->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 11, 14l));
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(window_->studio().selection.vertex(), 1);
        QVERIFY(!view->accessibleDescription().isEmpty());
        QTest::keyClick(view, Qt::Key_Escape);
        QCOMPARE(window_->studio().selection.vertex(), -1);
    }

    void themesSwitchLive() {
        QCOMPARE(window_->palette().color(QPalette::Window), darkTheme().window);
        window_->toggleTheme();
        QCOMPARE(window_->palette().color(QPalette::Window), lightTheme().window);
        SqlEditor* editor = window_->editors()->current()->editor();
        editor->setFocus();
        const QImage text = editor->viewport()->grab().toImage();
        QCOMPARE(text.pixelColor(text.width() / 2, text.height() - 4), lightTheme().base);
        QCOMPARE(workspace_->setting("theme"), std::string("light"));
        const QImage picture = window_->grab().toImage();
        QVERIFY(picture.pixelColor(picture.width() / 2, 4).lightness() > 180);
    }

    void everythingHasAName() {
        window_->run();
        QTRY_VERIFY(window_->studio().feed.isActive());
        QStringList nameless;
        for (QWidget* widget : window_->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()) continue;
            if (widget->objectName().startsWith("qt_") || widget->parentWidget()->inherits("QSpinBox")) continue;
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            if (face && face->text(QAccessible::Name).isEmpty()) nameless += QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    }

    void paletteFindsAndDoes() {
        window_->showCommands();
        auto* input = window_->commandPalette()->findChild<QLineEdit*>();
        QVERIFY(window_->commandPalette()->isVisible());
        input->setText("> dark");
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(!window_->commandPalette()->isVisible());
        QCOMPARE(window_->palette().color(QPalette::Window), lightTheme().window);
    }

    void itComesBackAsItWas() {
        write("other.sql", "SELECT 2;\n");
        window_->openPath(folder_.filePath("other.sql"));
        window_->editors()->current()->editor()->setCaret(4);
        window_->editors()->current()->editor()->insert("x");
        window_->close();
        window_ = std::make_unique<MainWindow>(fakeEngine(&run_), *workspace_, true);
        window_->show();
        window_->restoreLast();
        QCOMPARE(window_->editors()->count(), 2);
        QCOMPARE(window_->editors()->current()->title(), "other.sql");
        QVERIFY(window_->editors()->current()->isModified());
        QCOMPARE(window_->editors()->current()->editor()->content(), std::string("SELExCT 2;\n"));
        window_->save();
        QVERIFY(!window_->editors()->current()->isModified());
        QFile file(folder_.filePath("other.sql"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "SELExCT 2;\n");
    }

    void badPathsAreSaid() {
        window_->openPath(folder_.filePath("missing.sql"));
        QVERIFY(window_->studio().problems.problem(0).message.contains("missing.sql"));
        write("big.csv", QByteArray(9 * 1024 * 1024, 'x'));
        window_->openPath(folder_.filePath("big.csv"));
        QVERIFY(window_->studio().problems.problem(0).message.contains("8 MB"));
        QFile::remove(folder_.filePath("big.csv"));
    }

    void modes() {
        QVERIFY(window_->setMode("author"));
        QVERIFY(window_->setMode("run"));
        QVERIFY(window_->setMode("welcome"));
        QVERIFY(!window_->setMode("nothing"));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    WindowTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "window_test.moc"
