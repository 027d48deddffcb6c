// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/editor/find_bar.h"
#include "ui/editor/sql_editor.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace weir;
using namespace weir::ui;

class EditorTest : public QObject {
    Q_OBJECT
    const Engine engine_ = fakeEngine();

    static int styleAt(SqlEditor& editor, int position) { return static_cast<int>(editor.SendScintilla(QsciScintilla::SCI_GETSTYLEAT, position)); }
    static std::unique_ptr<SqlEditor> shown(const Engine& engine, const std::string& text) {
        auto editor = std::make_unique<SqlEditor>(engine, SqlEditor::Language::Sql);
        editor->resize(600, 300);
        editor->setContent(text);
        editor->show();
        QApplication::setActiveWindow(editor.get());
        editor->setFocus();
        return editor;
    }

private slots:
    void tokensGiveColours() {
        auto editor = shown(engine_, "SELECT a, 'ä' -- note\nFROM t");
        editor->SendScintilla(QsciScintilla::SCI_COLOURISE, 0ul, -1l);
        QCOMPARE(styleAt(*editor, 0), static_cast<int>(TokenKind::Keyword) + 1);
        QCOMPARE(styleAt(*editor, 7), static_cast<int>(TokenKind::Identifier) + 1);
        QCOMPARE(styleAt(*editor, 10), static_cast<int>(TokenKind::String) + 1);
        QCOMPARE(styleAt(*editor, 16), static_cast<int>(TokenKind::Comment) + 1);
        QCOMPARE(styleAt(*editor, 25), static_cast<int>(TokenKind::Keyword) + 1);
    }

    void aMistakeHasASquiggleAndItsText() {
        const std::string text = "SELECT custmer FROM orders";
        auto editor = shown(engine_, text);
        editor->setDiagnostics(engine_.analyze(text, "").diagnostics);
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 8, 7l));
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 8, 13l));
        QVERIFY(!editor->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 8, 15l));
        QVERIFY(editor->annotation(0).contains("Column 'custmer' is not in table 'orders'. Did you mean 'customer'?"));
        editor->setDiagnostics({});
        QVERIFY(!editor->SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 8, 7l));
        QVERIFY(editor->annotation(0).isEmpty());
        // Places outside of the text, of a text that is shorter by now, do no harm.
        editor->setDiagnostics({{Severity::Error, {ErrorCode::Syntax, "Beyond.", {900, 5, 40, 1}, ""}}, {Severity::Error, {ErrorCode::Syntax, "Nowhere.", {}, ""}}});
    }

    void typingAsksForCompletion() {
        auto editor = shown(engine_, "");
        QTest::keyClicks(editor.get(), "SELECT ord");
        QTRY_VERIFY(editor->isListActive());
        QTest::keyClick(editor.get(), Qt::Key_Down);
        QTest::keyClick(editor.get(), Qt::Key_Return);
        QTRY_COMPARE(QString::fromStdString(editor->content()), "SELECT order_time");
    }

    void pauseIsToldOnce() {
        auto editor = shown(engine_, "");
        QSignalSpy paused(editor.get(), &SqlEditor::textPaused);
        QTest::keyClicks(editor.get(), "abc (");
        QTRY_COMPARE(paused.count(), 1);
    }

    void commentAndBack() {
        auto editor = shown(engine_, "SELECT 1\n  FROM t\n");
        editor->setSelection(0, 0, 1, 4);
        editor->toggleComment();
        QCOMPARE(editor->content(), std::string("-- SELECT 1\n  -- FROM t\n"));
        editor->toggleComment();
        QCOMPARE(editor->content(), std::string("SELECT 1\n  FROM t\n"));
        editor->undo();
        editor->undo();
        QCOMPARE(editor->content(), std::string("SELECT 1\n  FROM t\n"));
    }

    void statementsFold() {
        auto editor = shown(engine_, "CREATE TABLE t (\n  a INT\n);\nSELECT 1;\n");
        editor->SendScintilla(QsciScintilla::SCI_COLOURISE, 0ul, -1l);
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, 0) & QsciScintilla::SC_FOLDLEVELHEADERFLAG);
        QVERIFY(!(editor->SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, 3) & QsciScintilla::SC_FOLDLEVELHEADERFLAG));
        editor->foldLine(0);
        QVERIFY(!editor->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, 1));
        QVERIFY(editor->SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, 3));
    }

    void formatIsOneStep() {
        auto editor = shown(engine_, "select 1");
        editor->formatText();
        QTRY_COMPARE(editor->content(), std::string("SELECT 1"));
        editor->undo();
        QCOMPARE(editor->content(), std::string("select 1"));
    }

    void statementUnderTheCaret() {
        const std::string text = "CREATE TABLE t (a INT);\nSELECT 1;\nINSERT INTO t SELECT 2;\n";
        auto editor = shown(engine_, text);
        editor->setStatements(engine_.analyze(text, "").statements);
        editor->setCaret(30);
        QCOMPARE(editor->statementAtCaret()->title, std::string("SELECT 1"));
        editor->setCaret(0);
        QCOMPARE(editor->statementAtCaret()->title, std::string("CREATE TABLE t (a INT)"));
    }

    void findAndReplace() {
        auto editor = shown(engine_, "one two one");
        FindBar bar(editor.get());
        bar.open(true);
        auto fields = bar.findChildren<QLineEdit*>();
        QCOMPARE(fields.size(), 2);
        fields[0]->setText("one");
        bar.find(true);
        QCOMPARE(editor->selectedText(), "one");
        fields[1]->setText("three");
        QVERIFY(QMetaObject::invokeMethod(&bar, [&] { QTest::keyClick(fields[0], Qt::Key_Return); }));
        QCOMPARE(editor->selectedText(), "one");
    }

    void twoCarets() {
        auto editor = shown(engine_, "abc abc");
        editor->setSelection(0, 0, 0, 3);
        editor->addNextOccurrence();
        QCOMPARE(editor->SendScintilla(QsciScintilla::SCI_GETSELECTIONS), 2l);
    }

    void zeroBytesAndOddTextsAreKept() {
        auto editor = shown(engine_, std::string("a\0b", 3));
        QCOMPARE(editor->content().size(), size_t{3});
        editor->setContent("\xff\xfe broken utf-8 \xc3");
        QCOMPARE(editor->content().size(), size_t{17});
        editor->setContent("");
        editor->complete();
        editor->toggleComment();
        editor->showPlace({5, 10, 1, 6}, true);
    }

    void createAndDestroyOften() {
        for (int i = 0; i < 60; ++i) {
            auto editor = shown(engine_, "SELECT order_id FROM orders");
            editor->setCaret(10);
            editor->complete();
        }
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    loadFonts();
    applyTheme(application, darkTheme());
    EditorTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "editor_test.moc"
