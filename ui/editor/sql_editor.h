// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"

#include <QTimer>
#include <Qsci/qsciscintilla.h>

#include <map>
#include <string>
#include <vector>

namespace weir::ui {

class CodeHelp;
class SnippetFields;
class SqlLexer;
struct Theme;

/// Bytes `from` to `to` of the text give way to `text`.
struct TextChange { int from = 0, to = 0; std::string text; };

/// The text editor. Offsets are UTF-8 bytes, as the engine's places are. What the engine has to think about is asked in the background.
class SqlEditor : public QsciScintilla {
    Q_OBJECT
public:
    enum class Language { Sql, Plain };
    SqlEditor(const Engine& engine, Language language, QWidget* parent = nullptr);
    ~SqlEditor() override;
    /// Names and mistakes at the caret; null in a plain text.
    CodeHelp* code() const { return isSql() ? code_ : nullptr; }

    std::string content() const;
    void setContent(const std::string& utf8);          // undo starts here
    /// Changes in the order of the text, all places those of the text before; one step of undo.
    void apply(const std::vector<TextChange>& changes);
    int caret() const;
    void setCaret(int offset);
    /// Whether a list or a tip can be shown there. QScintilla asks the screen under it and takes for granted that there is one.
    bool isOnScreen(int offset) const;
    int firstLine() const;
    void setFirstLine(int line);
    bool isSql() const { return lexer_ && !plain_; }
    /// A text that is no SQL for now: without colours, folds, completion and mistakes of SQL.
    void setPlain(bool plain);

    void setDiagnostics(std::vector<Diagnostic> diagnostics);
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
    void setStatements(std::vector<StatementOutline> statements);
    const std::vector<StatementOutline>& statements() const { return statements_; }
    /// The statement the caret is in or behind; null when there is none.
    const StatementOutline* statementAtCaret() const;
    /// Shows where something comes from; an unknown place takes the mark away.
    void showPlace(const Place& place, bool jump);
    void applyTheme();

public slots:
    void complete();
    void toggleComment();
    void formatText();
    void addNextOccurrence();
    void duplicateLines();
    void moveLines(bool down);
    void setAllFolded(bool folded);
    void chooseSnippet();

signals:
    void typed();                        // 15 ms behind a key: what is quick to answer and wanted soon
    void textPaused();                   // 150 ms without a key
    void caretMoved(int offset);
    void runRequested(int offset);       // the mark in the margin

protected:
    bool canInsertFromMimeData(const QMimeData* data) const override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& theme() const;
    void setUp();
    void showFolds();
    void charAdded(int character);
    void showCompletion(int askedAt, const Completion& completion);
    void chosen(const char* item);
    void hoverAt(int position, int x, int y);
    void defineMarkers();
    void annotateAll();
    void indicate(int indicator, const Place& place);
    void clearIndicator(int indicator);

    const Engine& engine_;
    SqlLexer* lexer_ = nullptr;
    bool plain_ = false;
    ui::Background completing_, hovering_, formatting_;
    CodeHelp* code_ = nullptr;
    std::unique_ptr<SnippetFields> snippets_;
    QTimer pause_, soon_;
    std::vector<Diagnostic> diagnostics_;
    std::vector<StatementOutline> statements_;
    std::map<std::string, CompletionItem> offered_;
    int replaceFrom_ = 0;
    const Theme* shownTheme_ = nullptr;
};

} // namespace weir::ui
