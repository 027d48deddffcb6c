// SPDX-License-Identifier: GPL-3.0-or-later
// What the editor and the catalog do with names, mistakes and tables, over the real engine.
#include "tests/ui/window_fixture.h"
#include "ui/canvas/arrange_nodes.h"
#include "ui/canvas/design_view.h"
#include "ui/editor/code_help.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/results/table_preview.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/search_panel.h"
#include "ui/shell/side_panels.h"
#include "ui/shell/studio.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

#include <ctime>

using namespace weir;
using namespace weir::ui;

namespace {

const char* Script = "CREATE TABLE orders (id BIGINT, amount DOUBLE, name STRING) WITH ('connector' = 'datagen', 'rows-per-second' = '5000');\n"
                     "CREATE TABLE few (id BIGINT, name STRING) WITH ('connector' = 'filesystem', 'path' = 'few.csv', 'format' = 'csv');\n"
                     "CREATE VIEW many_rows AS SELECT id, amount * 2 AS doubled FROM orders WHERE amount > 1;\n"
                     "SELECT id, doubled FROM many_rows WHERE id > 3;\n";

} // namespace

class CodeTest : public WindowFixture {
    Q_OBJECT
    void caretAt(const QString& words, int further = 0) {
        editor()->setFocus();
        editor()->setCaret(static_cast<int>(text().indexOf(words)) + further);
    }
    void picture(QWidget* widget, const QString& name) {
        const QString folder = qEnvironmentVariable("WEIR_PICTURES");
        if (folder.isEmpty()) return;
        for (const bool dark : {true, false}) {
            applyTheme(*qApp, dark ? darkTheme() : lightTheme());
            QTest::qWait(50);
            QVERIFY(widget->grab().save(folder + '/' + name + (dark ? "-dark.png" : "-light.png")));
        }
        applyTheme(*qApp, darkTheme());
    }

private slots:
    void init() {
        WindowFixture::init();
        write("few.csv", "1,Ann\n2,Bob\n3,Cid\n");
        openJob(Script);
        QTRY_VERIFY(window_->studio().catalog.tables() == 3 && !editor()->statements().empty());
    }
    void definitionByF2() {
        caretAt("doubled FROM many_rows");
        QTest::keyClick(editor(), Qt::Key_F2);
        QTRY_COMPARE(editor()->selectedText(), "doubled");
        QVERIFY(text().left(editor()->caret()).endsWith("AS doubled"));
        caretAt("many_rows WHERE", 2);
        window_->goToDefinition();
        QTRY_COMPARE(editor()->selectedText(), "many_rows");
    }

    void usesAreListed() {
        caretAt("orders");
        window_->findUses();
        auto* table = window_->findChild<QTableView*>("searchTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QAbstractItemModelTester tester(table->model());
        QCOMPARE(table->model()->index(1, 1).data().toString(), "3");
        emit table->clicked(table->model()->index(1, 0));
        QVERIFY(text().mid(editor()->caret()).startsWith("orders WHERE"));
    }

    void renameEverywhere() {
        caretAt("amount DOUBLE", 2);
        window_->renameName();
        QTRY_VERIFY(window_->findChild<QInputDialog*>("renameDialog"));
        auto* dialog = window_->findChild<QInputDialog*>("renameDialog");
        QVERIFY(dialog->labelText().contains("3 places"));
        dialog->setTextValue("price");
        dialog->accept();
        QTRY_VERIFY(text().contains("price DOUBLE"));
        QVERIFY(text().contains("SELECT id, price * 2 AS doubled FROM orders WHERE price > 1") && !text().contains("amount"));
        window_->undo();
        QCOMPARE(text(), QString(Script));
        // What would break the script is not done, and said.
        QSignalSpy said(editor()->code(), &CodeHelp::said);
        caretAt("amount DOUBLE", 2);
        editor()->code()->rename("name");
        QTRY_COMPARE(said.count(), 1);
        QVERIFY(said[0][0].toString().contains("already"));
        QCOMPARE(text(), QString(Script));
    }

    void quickFixes() {
        editor()->setContent(std::string(Script) + "SELECT ammount FROM orders;\n");
        QTRY_VERIFY(!editor()->diagnostics().empty());
        caretAt("ammount", 3);
        window_->quickFix();
        QTRY_VERIFY(window_->findChild<QMenu*>("quickFixMenu") && window_->findChild<QMenu*>("quickFixMenu")->isVisible());
        auto* menu = window_->findChild<QMenu*>("quickFixMenu");
        picture(menu, "fix");
        QCOMPARE(menu->actions().front()->text(), "Replace with 'amount'");
        menu->actions().front()->trigger();
        menu->close();
        QVERIFY(text().endsWith("SELECT amount FROM orders;\n"));
        QTRY_VERIFY(editor()->diagnostics().empty());
    }

    void signatureWhileTyping() {
        caretAt("SELECT id, doubled");
        editor()->setCaret(static_cast<int>(text().size()));
        QTest::keyClicks(editor(), "SELECT LPAD(");
        QTRY_VERIFY(editor()->SendScintilla(QsciScintilla::SCI_CALLTIPACTIVE));
        QTest::keyClicks(editor(), "1, ");
        QTRY_VERIFY(editor()->SendScintilla(QsciScintilla::SCI_CALLTIPACTIVE));
        QTest::keyClicks(editor(), "2, 3)");
        QTRY_VERIFY(!editor()->SendScintilla(QsciScintilla::SCI_CALLTIPACTIVE));
    }

    void snippetsHaveFields() {
        window_->newFile();
        editor()->setFocus();
        QTest::keyClicks(editor(), "tumble");
        QTest::keyClick(editor(), Qt::Key_Escape);
        QTest::keyClick(editor(), Qt::Key_Tab);
        QVERIFY2(text().startsWith("SELECT window_start, window_end, COUNT(*) AS n\n"), qPrintable(text()));
        QTRY_COMPARE(editor()->SendScintilla(QsciScintilla::SCI_GETSELECTIONEND) - editor()->SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART), 1l);
        QTest::keyClicks(editor(), "many");
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(text().contains("AS many\n"));
        editor()->setContent("");
        QTest::keyClicks(editor(), "session");
        QTest::keyClick(editor(), Qt::Key_Escape);
        QTest::keyClick(editor(), Qt::Key_Tab);
        QTest::keyClicks(editor(), "k");           // the key, three times at once
        QVERIFY2(text().count(" k,") + text().count("BY k") == 3 && text().endsWith("window_end, k;\n"), qPrintable(text()));
    }

    void keysReachTheirCommands() {
        editor()->setContent("ab ab\n");
        editor()->setFocus();
        editor()->setSelection(0, 0, 0, 2);
        QTest::keyClick(editor(), Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(editor()->SendScintilla(QsciScintilla::SCI_GETSELECTIONS), 2l);
        editor()->setCaret(0);
        QTest::keyClick(editor(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(text(), "-- ab ab\n");
        QTest::keyClick(editor(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(text(), "-- ab ab\n-- ab ab\n");
        QTest::keyClick(editor(), Qt::Key_Backslash, Qt::ControlModifier);
        QVERIFY(window_->editors()->current()->secondView());
        window_->splitText();
        editor()->setFocus();
        QSignalSpy said(editor()->code(), &CodeHelp::said);
        editor()->setCaret(5);
        for (const auto& [key, with] : {std::pair{Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier}, {Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier}, {Qt::Key_Return, Qt::KeyboardModifiers(Qt::AltModifier)},
                                        {Qt::Key_F2, Qt::KeyboardModifiers()}}) {
            const int before = static_cast<int>(said.count());
            QTest::keyClick(editor(), key, with);
            QTRY_COMPARE(said.count(), before + 1);
        }
        QCOMPARE(text(), "-- ab ab\n-- ab ab\n");
    }

    void linesMoveAndDouble() {
        editor()->setContent("a\nb\nc\n");
        editor()->setCaret(0);
        editor()->setFocus();
        window_->duplicateLines();
        QCOMPARE(text(), "a\na\nb\nc\n");
        editor()->setCaret(2);
        QTest::keyClick(editor(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(text(), "a\nb\na\nc\n");
        QTest::keyClick(editor(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(text(), "a\na\nb\nc\n");
    }

    void twoViewsOfAText() {
        window_->splitText();
        SqlEditor* second = window_->editors()->current()->secondView();
        QVERIFY(second);
        second->setCaret(0);
        second->insert("-- both\n");
        QVERIFY(text().startsWith("-- both\nCREATE"));
        QTRY_VERIFY(window_->editors()->current()->isModified());
        window_->undo();
        QCOMPARE(QString::fromStdString(second->content()), QString(Script));
        window_->splitText();
        QVERIFY(!window_->editors()->current()->secondView());
        QCOMPARE(text(), QString(Script));
        window_->splitText();          // closing while split
    }

    void whatWasSavedComesBack() {
        editor()->setContent("first\n");
        window_->save();
        editor()->setContent("second\n");
        window_->save();
        window_->save();
        const std::string file = window_->editors()->current()->name().toStdString();
        QCOMPARE(workspace_->versions(file).size(), size_t{2});
        window_->showHistory();
        auto* palette = window_->commandPalette();
        QTRY_VERIFY(palette->isVisible());
        auto* input = palette->findChild<QLineEdit*>();
        QTest::keyClick(input, Qt::Key_Down);
        QTest::keyClick(input, Qt::Key_Return);
        QTRY_COMPARE(text(), "first\n");
        window_->undo();
        QCOMPARE(text(), "second\n");
    }

    /// Who goes to a problem or a statement opens another file, and that changes the lists they came from.
    void aChosenProblemOutlivesItsList() {
        Studio studio(sessionEngine(), *workspace_);
        std::unique_ptr<QWidget> problems(makeProblemsPanel(studio)), outline(makeOutlinePanel(studio));
        studio.problems.show({{Severity::Error, "no such column", "b.sql", "b.sql", {12, 1, 1, 13}, false}});
        studio.outline.show({{StatementKind::Other, "SELECT", {7, 6, 1, 8}}});
        Problem seen;
        connect(&studio, &Studio::problemWanted, this, [&](const Problem& problem) {
            QVERIFY(&problem != &studio.problems.problem(0));
            studio.problems.show({});
            seen = problem;
        });
        Place place;
        connect(&studio, &Studio::placeWanted, this, [&](const Place& wanted) {
            QVERIFY(&wanted != &studio.outline.statements()[0].place);
            studio.outline.show({});
            place = wanted;
        });
        auto* table = problems->findChild<QTableView*>("problemsTable");
        emit table->clicked(table->model()->index(0, 0));
        QCOMPARE(seen.message, QString("no such column"));
        QCOMPARE(seen.place.offset, 12);
        auto* list = outline->findChild<QAbstractItemView*>();
        emit list->clicked(list->model()->index(0, 0));
        QCOMPARE(place.offset, 7);
    }

    void findInProject() {
        write("other.sql", "-- Orders of old\nSELECT 1 AS orders;\n");
        write("binary.dat", QByteArray("orders\0orders", 13));
        QDir(folder_->path()).mkdir(".hidden");
        write(".hidden/x.sql", "orders");
        editor()->setCaret(0);
        editor()->insert("-- orders, not saved\n");
        window_->findInProject();
        auto* words = window_->findChild<QLineEdit*>("searchWords");
        words->setText("orders");
        QTest::keyClick(words, Qt::Key_Return);
        auto* table = window_->findChild<QTableView*>("searchTable");
        QTRY_COMPARE(table->model()->rowCount(), 5);
        picture(window_.get(), "search");
        QCOMPARE(hitsIn("f", "ab Ab\nAB", "ab", false, 10).size(), size_t{3});
        QCOMPARE(hitsIn("f", "ab Ab\nAB", "ab", true, 10).size(), size_t{1});
        QCOMPARE(hitsIn("f", "aaaa", "aa", true, 1).size(), size_t{1});
        QVERIFY(hitsIn("f", "", "a", true, 10).empty() && hitsIn("f", "a", "", true, 10).empty());
    }

    void theFirstRowsOfATable() {
        auto* tree = window_->findChild<QTreeView*>("catalogTree");
        auto* preview = window_->findChild<TablePreview*>("tablePreview");
        auto choose = [&](const QString& name) {
            for (int row = 0; row < tree->model()->rowCount(); ++row)
                if (tree->model()->index(row, 0).data().toString() == name) emit tree->clicked(tree->model()->index(row, 0));
        };
        choose("few");
        QTRY_COMPARE(preview->status(), "all 3 rows");
        QCOMPARE(preview->rows().row(1).cells[1].text, "Bob");
        QVERIFY(preview->isVisible());
        picture(window_.get(), "preview");
        choose("orders");           // never ends
        QTRY_COMPARE(preview->status(), "the first 100 rows");
        QVERIFY(!preview->isReading());
        choose("many_rows");
        QTRY_COMPARE(preview->status(), "the first 100 rows");
        QCOMPARE(preview->rows().columns().size(), size_t{2});
        // A file that is not there, and a mistake further down that does not matter.
        QFile::remove(folder_->filePath("few.csv"));
        editor()->setContent(std::string(Script) + "SELECT nothing FROM orders;\nSELECT");
        QTRY_VERIFY(window_->studio().script.text.size() == editor()->content().size());
        choose("few");
        QTRY_VERIFY(preview->findChild<QLabel*>() && !preview->isReading());
        QTRY_COMPARE(preview->status(), "");
        QCOMPARE(preview->rows().rowCount(), int64_t{0});
        choose("orders");
        QTRY_COMPARE(preview->status(), "the first 100 rows");
    }

    void aTableIsDraggedOntoTheCanvas() {
        QVERIFY(window_->setMode("design"));
        DesignView* view = window_->graph()->design()->view();
        QTRY_VERIFY(view->drawing().find("few") >= 0 && window_->graph()->design()->session().columns().count("few"));
        auto* tree = window_->findChild<QTreeView*>("catalogTree");
        QModelIndex few;
        for (int row = 0; row < tree->model()->rowCount(); ++row)
            if (tree->model()->index(row, 0).data().toString() == "few") few = tree->model()->index(row, 0);
        std::unique_ptr<QMimeData> data(tree->model()->mimeData({few}));
        QCOMPARE(data->text(), "few");
        auto drop = [&](QPointF at) {
            QDragEnterEvent enter(at.toPoint(), Qt::CopyAction, data.get(), Qt::LeftButton, {});
            QApplication::sendEvent(view, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event(at, Qt::CopyAction, data.get(), Qt::LeftButton, {});
            QApplication::sendEvent(view, &event);
        };
        const auto before = text();
        drop(QPointF(view->width() - 4, view->height() - 4));
        QTRY_VERIFY(text() != before);
        QVERIFY2(text().contains("FROM few"), qPrintable(text()));
        window_->undo();
        QCOMPARE(text(), before);
    }

    void nodesInLine() {
        const std::vector<QRectF> boxes{{0, 0, 10, 10}, {30, 5, 20, 10}, {100, 40, 10, 30}};
        auto places = arranged(boxes, Arrangement::Left);
        QVERIFY(places[0] == QPointF(0, 0) && places[1] == QPointF(0, 5) && places[2] == QPointF(0, 40));
        places = arranged(boxes, Arrangement::Bottom);
        QVERIFY(places[0].y() == 60 && places[1].y() == 60 && places[2].y() == 40);
        places = arranged(boxes, Arrangement::Across);
        QVERIFY(places[0].x() == 0 && places[1].x() == 45 && places[2].x() == 100);
        QCOMPARE(arranged({{1, 2, 3, 4}}, Arrangement::Right), std::vector<QPointF>({QPointF(1, 2)}));
        QCOMPARE(arranged({}, Arrangement::Down).size(), size_t{0});

        QVERIFY(window_->setMode("design"));
        DesignView* view = window_->graph()->design()->view();
        QTRY_VERIFY(view->drawing().cards.size() == 4);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
        view->arrange(Arrangement::Top);
        for (const auto& card : view->drawing().cards) QCOMPARE(card.rect.top(), view->drawing().cards.front().rect.top());
        QVERIFY(QFile::exists(folder_->filePath("job.layout.json")));
    }

    void aCaretOutsideEveryScreenHasNoList() {
        caretAt("doubled FROM many_rows", 3);
        window_->move(9000, 9000);
        window_->complete();
        QTest::qWait(200);
        QVERIFY(!editor()->isListActive());
        caretAt("amount * 2", 3);
        QTest::keyClick(editor(), Qt::Key_ParenLeft);
        QTest::qWait(200);
        editor()->undo();
        window_->move(0, 0);
        caretAt("doubled FROM many_rows", 3);
        window_->complete();
        QTRY_VERIFY(editor()->isListActive());
        editor()->cancelList();
    }

    void mistakesAreSaidSoon() {
        std::string script;
        int tables = 0;
        while (std::count(script.begin(), script.end(), '\n') < 2000) {
            const std::string n = std::to_string(++tables);
            script += "CREATE TABLE orders_" + n + " (\n  id BIGINT,\n  customer STRING,\n  amount DECIMAL(10, 2),\n  ts TIMESTAMP(3),\n  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND\n) WITH (\n  'connector' = 'datagen'\n);\n"
                      "CREATE VIEW totals_" + n + " AS\nSELECT window_start, window_end, customer, COUNT(*) AS n, SUM(amount) AS total\nFROM TABLE(TUMBLE(TABLE orders_" + n +
                      ", DESCRIPTOR(ts), INTERVAL '1' MINUTE))\nWHERE amount > 10\nGROUP BY window_start, window_end, customer;\n"
                      "CREATE TABLE sink_" + n + " (a STRING, n BIGINT) WITH ('connector' = 'blackhole');\nINSERT INTO sink_" + n + "\nSELECT customer, n\nFROM totals_" + n + ";\n";
        }
        editor()->setContent(script);
        QTRY_VERIFY(editor()->statements().size() == static_cast<size_t>(tables) * 4);
        editor()->setCaret(static_cast<int>(script.find("customer, n\n")));
        editor()->setFocus();
        std::vector<qint64> times;
        std::clock_t work = 0;
        for (int i = 0; i < 10; ++i) {
            QElapsedTimer time;
            time.start();
            QTest::keyClick(editor(), Qt::Key_X);
            const std::clock_t before = std::clock();
            while (editor()->diagnostics().empty() && time.elapsed() < 5000) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            QVERIFY(!editor()->diagnostics().empty());
            times.push_back(time.elapsed());
            work += std::clock() - before;
            QTest::keyClick(editor(), Qt::Key_Backspace);
            QTRY_VERIFY(editor()->diagnostics().empty());
        }
        std::sort(times.begin(), times.end());
        qInfo("a mistake in %d lines is said after %lld ms, at most %lld ms; %ld ms of work", static_cast<int>(std::count(script.begin(), script.end(), '\n')), static_cast<long long>(times[5]),
              static_cast<long long>(times.back()), static_cast<long>(work * 1000 / CLOCKS_PER_SEC / 10));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    CodeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "code_test.moc"
