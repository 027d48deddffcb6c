// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/sql_editor.h"

#include "ui/bridge/value_text.h"
#include "ui/editor/code_help.h"
#include "ui/editor/snippet_fields.h"
#include "ui/editor/sql_lexer.h"
#include "ui/kit/fonts.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QAction>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPalette>
#include <QToolTip>
#include <Qsci/qscicommand.h>
#include <Qsci/qscicommandset.h>
#include <Qsci/qscistyle.h>

#include <algorithm>
#include <cctype>

namespace weir::ui {

namespace {

enum Indicator { ErrorMark = 8, WarningMark = 9, InformationMark = 10, PlaceMark = 11 };
enum Marker { ErrorSign = 1, WarningSign = 2, RunSign = 3 };
enum Margin { LineNumbers = 0, Signs = 1, Folds = 2 };
constexpr int ErrorStyle = 80, WarningStyle = 81;
constexpr int PauseMillis = 150, SoonMillis = 15;
constexpr int MaxAnnotations = 30;
constexpr size_t MaxOffered = 400;

bool isWord(int c) { return c == '_' || c >= 128 || std::isalnum(c); }

QImage sign(const QString& name, const QColor& colour) {
    QImage image = iconPixmap(name, colour, 28, 1).toImage().convertToFormat(QImage::Format_ARGB32);
    image.setDevicePixelRatio(2);
    return image;
}

} // namespace

SqlEditor::SqlEditor(const Engine& engine, Language language, QWidget* parent) : QsciScintilla(parent), engine_(engine) {
    setObjectName("sqlEditor");
    setAccessibleName(tr("SQL text"));
    if (language == Language::Sql) {
        lexer_ = new SqlLexer([this](std::string_view text) { return engine_.tokens(text); }, this);
        setLexer(lexer_);
    }
    setUp();
    if (lexer_) {
        code_ = new CodeHelp(this);
        snippets_ = std::make_unique<SnippetFields>(this);
    }
    applyTheme();
    pause_.setSingleShot(true);
    pause_.setInterval(PauseMillis);
    connect(&pause_, &QTimer::timeout, this, &SqlEditor::textPaused);
    soon_.setSingleShot(true);
    soon_.setInterval(SoonMillis);
    connect(&soon_, &QTimer::timeout, this, &SqlEditor::typed);
    connect(this, &QsciScintilla::textChanged, this, [this] {
        completing_.forget();
        pause_.start();
        if (!soon_.isActive()) soon_.start();
    });
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this] { emit caretMoved(caret()); });
    connect(this, &QsciScintilla::SCN_CHARADDED, this, &SqlEditor::charAdded);
    connect(this, qOverload<const char*, int, int, int>(&QsciScintillaBase::SCN_AUTOCSELECTION), this,
            [this](const char* item, int, int, int) { chosen(item); });
    connect(this, &QsciScintilla::SCN_DWELLSTART, this, &SqlEditor::hoverAt);
    connect(this, &QsciScintilla::SCN_DWELLEND, this, [] { QToolTip::hideText(); });
    connect(this, &QsciScintilla::marginClicked, this, [this](int margin, int line, Qt::KeyboardModifiers) {
        if (margin == Signs && (markersAtLine(line) & (1u << RunSign))) emit runRequested(positionFromLineIndex(line, 0));
    });
}

SqlEditor::~SqlEditor() = default;

void SqlEditor::setUp() {
    setUtf8(true);
    setEolMode(EolUnix);
    setFrameShape(QFrame::NoFrame);
    setIndentationsUseTabs(false);
    setTabWidth(4);
    setIndentationWidth(4);
    setAutoIndent(true);
    setIndentationGuides(true);
    setBraceMatching(SloppyBraceMatch);
    setExtraAscent(2);
    setExtraDescent(2);
    setCaretWidth(2);
    setCaretLineVisible(true);
    setScrollWidth(100);
    setScrollWidthTracking(true);
    setMarginType(LineNumbers, NumberMargin);
    setMarginWidth(LineNumbers, QStringLiteral("00000"));
    setMarginType(Signs, SymbolMargin);
    setMarginWidth(Signs, 20);
    setMarginMarkerMask(Signs, 1 << ErrorSign | 1 << WarningSign | 1 << RunSign);
    setMarginSensitivity(Signs, true);
    showFolds();
    setAnnotationDisplay(AnnotationStandard);
    SendScintilla(SCI_SETBUFFEREDDRAW, 1);
    SendScintilla(SCI_SETMULTIPLESELECTION, 1);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1);
    SendScintilla(SCI_SETMULTIPASTE, SC_MULTIPASTE_EACH);
    SendScintilla(SCI_SETRECTANGULARSELECTIONMODIFIER, SCMOD_ALT);
    SendScintilla(SCI_SETVIRTUALSPACEOPTIONS, SCVS_RECTANGULARSELECTION);
    SendScintilla(SCI_SETMOUSEDWELLTIME, 450);
    SendScintilla(SCI_SETENDATLASTLINE, 0);
    SendScintilla(SCI_AUTOCSETSEPARATOR, '\n');
    SendScintilla(SCI_AUTOCSETTYPESEPARATOR, '\1');
    SendScintilla(SCI_AUTOCSETIGNORECASE, 1);
    SendScintilla(SCI_AUTOCSETORDER, SC_ORDER_CUSTOM);
    SendScintilla(SCI_AUTOCSETMAXHEIGHT, 10);
    SendScintilla(SCI_AUTOCSETDROPRESTOFWORD, 0);
    SendScintilla(SCI_SETCARETPERIOD, 530);
    indicatorDefine(SquiggleIndicator, ErrorMark);
    indicatorDefine(SquiggleIndicator, WarningMark);
    indicatorDefine(DotsIndicator, InformationMark);
    indicatorDefine(StraightBoxIndicator, PlaceMark);
    for (int mark : {ErrorMark, WarningMark, InformationMark, PlaceMark}) setIndicatorDrawUnder(mark != ErrorMark, mark);
    // Ours to give to the window's actions: what Scintilla binds never reaches them.
    for (const QKeyCombination keys : {Qt::CTRL | Qt::Key_D, Qt::CTRL | Qt::Key_L, Qt::CTRL | Qt::Key_T, Qt::CTRL | Qt::Key_Slash, Qt::CTRL | Qt::Key_Backslash, Qt::CTRL | Qt::Key_J, Qt::CTRL | Qt::Key_Plus,
                          Qt::CTRL | Qt::Key_Minus, Qt::CTRL | Qt::SHIFT | Qt::Key_D, Qt::CTRL | Qt::SHIFT | Qt::Key_L, Qt::CTRL | Qt::SHIFT | Qt::Key_T, Qt::CTRL | Qt::SHIFT | Qt::Key_U,
                          Qt::CTRL | Qt::SHIFT | Qt::Key_R})
        while (QsciCommand* bound = standardCommands()->boundTo(keys.toCombined())) {
            if (bound->key() == keys.toCombined()) bound->setKey(0);
            else bound->setAlternateKey(0);
        }
}

void SqlEditor::showFolds() {
    setFolding(isSql() ? PlainFoldStyle : NoFoldStyle, Folds);
    setMarginWidth(Folds, isSql() ? 16 : 0);
}

void SqlEditor::setPlain(bool plain) {
    if (!lexer_ || plain == plain_) return;
    plain_ = plain;
    if (plain && snippets_->isActive()) snippets_->leave();
    completing_.forget();
    setAllFolded(false);
    setStatements({});
    setDiagnostics({});
    showPlace({}, false);
    setLexer(plain ? nullptr : lexer_);
    showFolds();
    applyTheme();
}

// Scintilla keeps a palette of its own, so the program's says which theme it is.
const Theme& SqlEditor::theme() const { return themeOf(QGuiApplication::palette()); }

void SqlEditor::applyTheme() {
    const Theme& theme = this->theme();
    shownTheme_ = &theme;
    if (isSql()) lexer_->applyTheme(theme);
    setFont(codeFont());
    setPaper(theme.base);
    setColor(theme.text);
    setMarginsBackgroundColor(theme.base);
    setMarginsForegroundColor(mixed(theme.muted, theme.base, 0.35));
    setMarginsFont(codeFont(9));
    setFoldMarginColors(theme.base, theme.base);
    setCaretForegroundColor(theme.accent);
    setCaretLineBackgroundColor(mixed(theme.base, theme.hover, theme.dark ? 0.45 : 0.55));
    setSelectionBackgroundColor(theme.selection);
    resetSelectionForegroundColor();
    setIndentationGuidesForegroundColor(theme.border);
    setIndentationGuidesBackgroundColor(theme.base);
    setMatchedBraceBackgroundColor(theme.selection);
    setMatchedBraceForegroundColor(theme.text);
    setUnmatchedBraceBackgroundColor(theme.base);
    setUnmatchedBraceForegroundColor(theme.error);
    setIndicatorForegroundColor(theme.error, ErrorMark);
    setIndicatorForegroundColor(theme.warn, WarningMark);
    setIndicatorForegroundColor(theme.accent, InformationMark);
    setIndicatorForegroundColor(theme.accent, PlaceMark);
    SendScintilla(SCI_INDICSETALPHA, PlaceMark, theme.dark ? 40 : 30);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, PlaceMark, 90);
    SendScintilla(SCI_SETADDITIONALSELBACK, theme.selection);
    SendScintilla(SCI_SETADDITIONALCARETFORE, theme.accent);
    defineMarkers();
    annotateAll();
}

void SqlEditor::defineMarkers() {
    const Theme& theme = this->theme();
    // Images are drawn twice as large as they show, for sharp screens.
    SendScintilla(SCI_RGBAIMAGESETSCALE, 200);
    markerDefine(sign("error", theme.error), ErrorSign);
    markerDefine(sign("warning", theme.warn), WarningSign);
    markerDefine(sign("play", theme.ok), RunSign);
    const QImage open = sign("chevron-down", theme.muted), closed = sign("chevron-right", theme.muted);
    markerDefine(closed, SC_MARKNUM_FOLDER);
    markerDefine(open, SC_MARKNUM_FOLDEROPEN);
    markerDefine(closed, SC_MARKNUM_FOLDEREND);
    markerDefine(open, SC_MARKNUM_FOLDEROPENMID);
    for (int marker : {SC_MARKNUM_FOLDERSUB, SC_MARKNUM_FOLDERTAIL, SC_MARKNUM_FOLDERMIDTAIL}) markerDefine(Invisible, marker);
    const struct { CompletionItem::Kind kind; const char* icon; QColor colour; } kinds[] = {
        {CompletionItem::Kind::Keyword, "tag", theme.keyword}, {CompletionItem::Kind::Table, "table", theme.ok},
        {CompletionItem::Kind::View, "view", theme.teal},      {CompletionItem::Kind::Column, "column", theme.warn},
        {CompletionItem::Kind::Function, "function", theme.function}, {CompletionItem::Kind::Option, "settings", theme.accent},
        {CompletionItem::Kind::Value, "check", theme.string},  {CompletionItem::Kind::Type, "type", theme.type},
    };
    SendScintilla(SCI_RGBAIMAGESETSCALE, 100);
    for (const auto& [kind, name, colour] : kinds) registerImage(static_cast<int>(kind), iconPixmap(name, colour, 16, 1));
    SendScintilla(SCI_RGBAIMAGESETSCALE, 200);
}

void SqlEditor::changeEvent(QEvent* event) {
    QsciScintilla::changeEvent(event);
    const bool mayDiffer = event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange;
    if (mayDiffer && shownTheme_ && shownTheme_ != &theme()) applyTheme();
}

std::string SqlEditor::content() const {
    const auto size = static_cast<size_t>(SendScintilla(SCI_GETLENGTH));
    const auto* bytes = static_cast<const char*>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return {bytes, size};
}

void SqlEditor::setContent(const std::string& utf8) {
    // By length: a text may hold zero bytes.
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_ADDTEXT, static_cast<uintptr_t>(utf8.size()), utf8.data());
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    setCaret(0);
}

void SqlEditor::apply(const std::vector<TextChange>& changes) {
    SendScintilla(SCI_BEGINUNDOACTION);
    // From the end, so that the places before stay right.
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        SendScintilla(SCI_SETTARGETSTART, static_cast<uintptr_t>(change->from));
        SendScintilla(SCI_SETTARGETEND, static_cast<uintptr_t>(change->to));
        SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(change->text.size()), change->text.data());
    }
    SendScintilla(SCI_ENDUNDOACTION);
}

int SqlEditor::caret() const { return static_cast<int>(SendScintilla(SCI_GETCURRENTPOS)); }
void SqlEditor::setCaret(int offset) { SendScintilla(SCI_GOTOPOS, static_cast<uintptr_t>(std::max(0, offset))); }
int SqlEditor::firstLine() const { return static_cast<int>(SendScintilla(SCI_GETFIRSTVISIBLELINE)); }
void SqlEditor::setFirstLine(int line) { SendScintilla(SCI_SETFIRSTVISIBLELINE, static_cast<uintptr_t>(line)); }

void SqlEditor::clearIndicator(int indicator) {
    SendScintilla(SCI_SETINDICATORCURRENT, indicator);
    SendScintilla(SCI_INDICATORCLEARRANGE, 0ul, SendScintilla(SCI_GETLENGTH));
}

void SqlEditor::indicate(int indicator, const Place& place) {
    const int size = static_cast<int>(SendScintilla(SCI_GETLENGTH));
    int from = std::clamp(place.offset, 0, size), to = std::clamp(place.offset + std::max(1, place.length), 0, size);
    if (from == to && from > 0) --from;         // an error at the end of the text sits on the last character
    SendScintilla(SCI_SETINDICATORCURRENT, indicator);
    SendScintilla(SCI_INDICATORFILLRANGE, static_cast<uintptr_t>(from), static_cast<long>(to - from));
}

void SqlEditor::setDiagnostics(std::vector<Diagnostic> diagnostics) {
    diagnostics_ = std::move(diagnostics);
    for (int mark : {ErrorMark, WarningMark, InformationMark}) clearIndicator(mark);
    markerDeleteAll(ErrorSign);
    markerDeleteAll(WarningSign);
    for (const auto& diagnostic : diagnostics_) {
        if (!diagnostic.error.place.known()) continue;
        const int mark = diagnostic.severity == Severity::Error ? ErrorMark : diagnostic.severity == Severity::Warning ? WarningMark : InformationMark;
        indicate(mark, diagnostic.error.place);
        const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<uintptr_t>(diagnostic.error.place.offset)));
        if (mark != InformationMark) markerAdd(line, mark == ErrorMark ? ErrorSign : WarningSign);
    }
    annotateAll();
}

// An annotation keeps the colours it was made with, so all are made again after a change of theme.
void SqlEditor::annotateAll() {
    if (diagnostics_.empty() && !SendScintilla(SCI_ANNOTATIONGETVISIBLE)) return;
    clearAnnotations();
    const Theme& theme = this->theme();
    const QsciStyle error(ErrorStyle, {}, mixed(theme.error, theme.text, 0.15), mixed(theme.base, theme.error, 0.16), codeFont(9.5));
    const QsciStyle warning(WarningStyle, {}, mixed(theme.warn, theme.text, 0.2), mixed(theme.base, theme.warn, 0.14), codeFont(9.5));
    std::map<int, std::pair<QString, Severity>> lines;
    for (const auto& diagnostic : diagnostics_) {
        if (!diagnostic.error.place.known() || diagnostic.severity == Severity::Information) continue;
        const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<uintptr_t>(diagnostic.error.place.offset)));
        QString message = ui::text(diagnostic.error.message);
        if (!diagnostic.error.hint.empty()) message += ' ' + ui::text(diagnostic.error.hint);
        message = message.simplified();
        if (message.size() > 220) message = message.left(219) + QChar(0x2026);
        auto [at, isNew] = lines.try_emplace(line, "  " + message, diagnostic.severity);
        if (!isNew) {
            at->second.first += "\n  " + message;
            if (diagnostic.severity == Severity::Error) at->second.second = Severity::Error;
        }
        if (static_cast<int>(lines.size()) >= MaxAnnotations) break;
    }
    for (const auto& [line, what] : lines) annotate(line, what.first, what.second == Severity::Error ? error : warning);
}

void SqlEditor::setStatements(std::vector<StatementOutline> statements) {
    statements_ = std::move(statements);
    markerDeleteAll(RunSign);
    for (const auto& statement : statements_)
        if (statement.kind == StatementKind::Query || statement.kind == StatementKind::Insert || statement.kind == StatementKind::StatementSet) {
            const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<uintptr_t>(std::max(0, statement.place.offset))));
            if (!(markersAtLine(line) & (1u << ErrorSign | 1u << WarningSign))) markerAdd(line, RunSign);
        }
}

const StatementOutline* SqlEditor::statementAtCaret() const {
    const StatementOutline* found = nullptr;
    for (const auto& statement : statements_)
        if (statement.place.offset <= caret()) found = &statement;
    if (!found && !statements_.empty()) found = &statements_.front();
    return found;
}

void SqlEditor::showPlace(const Place& place, bool jump) {
    clearIndicator(PlaceMark);
    if (!place.known()) return;
    indicate(PlaceMark, place);
    if (!jump) return;
    setCaret(place.offset);
    const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<uintptr_t>(place.offset)));
    ensureLineVisible(line);
    const int shown = static_cast<int>(SendScintilla(SCI_VISIBLEFROMDOCLINE, static_cast<uintptr_t>(line)));
    const int room = static_cast<int>(SendScintilla(SCI_LINESONSCREEN));
    if (shown < firstLine() + 2 || shown > firstLine() + room - 3) setFirstLine(std::max(0, shown - room / 3));
}

// Files that are dropped are the window's.
bool SqlEditor::canInsertFromMimeData(const QMimeData* data) const { return !data->hasUrls() && QsciScintilla::canInsertFromMimeData(data); }

// Scintilla takes what it has bound before any action hears of it: the keys of the actions around the text, whichever they are now, come first.
bool SqlEditor::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isFunction = key->key() >= Qt::Key_F1 && key->key() <= Qt::Key_F35;
        if (isFunction || key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
            const QKeySequence pressed(key->keyCombination());
            for (QWidget* around = this; around; around = around->parentWidget())
                for (const QAction* action : around->actions())
                    if (action->shortcuts().contains(pressed)) {
                        event->ignore();
                        return true;
                    }
        }
    }
    return QsciScintilla::event(event);
}

void SqlEditor::keyPressEvent(QKeyEvent* event) {
    const auto keys = event->modifiers() & ~Qt::KeypadModifier;
    if (isSql() && keys == Qt::NoModifier && event->key() == Qt::Key_Tab && !hasSelectedText() && !snippets_->isActive() && snippets_->expand()) return;
    if (snippets_ && snippets_->isActive() && keys == Qt::NoModifier && !isListActive()) {
        if (event->key() == Qt::Key_Tab && snippets_->next()) return;
        if (event->key() == Qt::Key_Escape) snippets_->leave();
    }
    QsciScintilla::keyPressEvent(event);
}

void SqlEditor::duplicateLines() { SendScintilla(SCI_SELECTIONDUPLICATE); }
void SqlEditor::moveLines(bool down) { SendScintilla(down ? SCI_MOVESELECTEDLINESDOWN : SCI_MOVESELECTEDLINESUP); }

void SqlEditor::setAllFolded(bool folded) { SendScintilla(SCI_FOLDALL, folded ? SC_FOLDACTION_CONTRACT : SC_FOLDACTION_EXPAND); }

void SqlEditor::chooseSnippet() {
    if (!isSql()) return;
    auto* menu = new QMenu(this);
    menu->setObjectName("snippetMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    snippets_->fill(menu);
    const long at = SendScintilla(SCI_GETCURRENTPOS);
    menu->popup(viewport()->mapToGlobal(QPoint(static_cast<int>(SendScintilla(SCI_POINTXFROMPOSITION, 0ul, at)), static_cast<int>(SendScintilla(SCI_POINTYFROMPOSITION, 0ul, at)) + 20)));
    menu->setActiveAction(menu->actions().front());
}

void SqlEditor::charAdded(int character) {
    if (!isSql()) return;
    if (character == '(' || character == ',') return code_->showSignature();
    if (isWord(character) || character == '.' || character == '\'') complete();
}

void SqlEditor::complete() {
    if (!isSql() || !engine_.complete) return;
    const int at = caret();
    completing_.request([complete = engine_.complete, text = content(), at] { return complete(text, at); },
                        [this, at](const Completion& completion) { showCompletion(at, completion); });
}

bool SqlEditor::isOnScreen(int offset) const {
    const QPoint place(static_cast<int>(SendScintilla(SCI_POINTXFROMPOSITION, 0UL, static_cast<long>(offset))), static_cast<int>(SendScintilla(SCI_POINTYFROMPOSITION, 0UL, static_cast<long>(offset))));
    return QGuiApplication::screenAt(mapToGlobal(place)) && QGuiApplication::screenAt(viewport()->mapToGlobal(place));
}

void SqlEditor::showCompletion(int askedAt, const Completion& completion) {
    if (caret() != askedAt || !hasFocus()) return;
    const int typed = askedAt - completion.replaceFrom;
    const std::string text = content();
    if (completion.items.empty() || typed < 0 || completion.replaceFrom < 0) {
        cancelList();
        return;
    }
    // The one thing that is there already needs no list.
    if (completion.items.size() == 1 && completion.items[0].text == text.substr(static_cast<size_t>(completion.replaceFrom), static_cast<size_t>(typed))) {
        cancelList();
        return;
    }
    offered_.clear();
    replaceFrom_ = completion.replaceFrom;
    size_t widest = 0;
    for (const auto& item : completion.items) widest = std::max(widest, std::min<size_t>(item.text.size(), 32));
    std::string list;
    for (const auto& item : completion.items) {
        if (offered_.size() >= MaxOffered) break;
        std::string shown = item.text;
        std::replace(shown.begin(), shown.end(), '\n', ' ');
        if (!item.detail.empty()) {
            shown.append(shown.size() < widest ? widest - shown.size() : 0, ' ');
            std::string detail = item.detail.size() > 44 ? item.detail.substr(0, 43) + "…" : item.detail;
            std::replace(detail.begin(), detail.end(), '\n', ' ');
            shown += "  " + detail;
        }
        if (!offered_.try_emplace(shown, item).second) continue;
        if (!list.empty()) list += '\n';
        list += shown + '\1' + std::to_string(static_cast<int>(item.kind));
    }
    if (!isOnScreen(completion.replaceFrom)) ensureCursorVisible();
    if (!isOnScreen(completion.replaceFrom) || !isOnScreen(askedAt)) return;
    SendScintilla(SCI_AUTOCSHOW, static_cast<uintptr_t>(typed), list.c_str());
}

void SqlEditor::chosen(const char* item) {
    const auto found = offered_.find(item);
    SendScintilla(SCI_AUTOCCANCEL);
    if (found == offered_.end()) return;
    const std::string text = found->second.text;
    SendScintilla(SCI_SETTARGETSTART, static_cast<uintptr_t>(replaceFrom_));
    SendScintilla(SCI_SETTARGETEND, static_cast<uintptr_t>(caret()));
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.c_str());
    setCaret(replaceFrom_ + static_cast<int>(text.size()));
    completing_.forget();
}

void SqlEditor::hoverAt(int position, int x, int y) {
    if (position < 0) return;
    const QPoint spot = viewport()->mapToGlobal(QPoint(x, y + 12));
    for (const auto& diagnostic : diagnostics_) {
        const Place& place = diagnostic.error.place;
        if (position < place.offset || position > place.offset + std::max(1, place.length)) continue;
        const QString hint = diagnostic.error.hint.empty() ? QString() : "<br>" + ui::text(diagnostic.error.hint).toHtmlEscaped();
        QToolTip::showText(spot, "<p>" + ui::text(diagnostic.error.message).toHtmlEscaped() + hint + "</p>", this);
        return;
    }
    if (!isSql() || !engine_.hover) return;
    hovering_.request([hover = engine_.hover, text = content(), position] { return hover(text, position); },
                      [this, spot](const Hover& hover) {
                          if (hover.title.empty() || !underMouse()) return;
                          // What comes from the user's text is shown as it is, never as markup.
                          QToolTip::showText(spot, "<p><b>" + ui::text(hover.title).toHtmlEscaped() + "</b></p><p>" +
                                                       ui::text(hover.text).toHtmlEscaped().replace('\n', "<br>") + "</p>", this);
                      });
}

void SqlEditor::toggleComment() {
    int firstLine = 0, firstIndex = 0, lastLine = 0, lastIndex = 0;
    if (hasSelectedText()) {
        getSelection(&firstLine, &firstIndex, &lastLine, &lastIndex);
        if (lastIndex == 0 && lastLine > firstLine) --lastLine;
    } else {
        getCursorPosition(&firstLine, &firstIndex);
        lastLine = firstLine;
    }
    bool allCommented = true;
    for (int line = firstLine; line <= lastLine; ++line) {
        const QString content = text(line).trimmed();
        if (!content.isEmpty() && !content.startsWith("--")) allCommented = false;
    }
    beginUndoAction();
    for (int line = firstLine; line <= lastLine; ++line) {
        const QString content = text(line);
        const int indent = static_cast<int>(std::find_if(content.begin(), content.end(), [](QChar c) { return !c.isSpace(); }) - content.begin());
        if (content.trimmed().isEmpty()) continue;
        if (allCommented) {
            const int dashes = content.mid(indent, 3) == "-- " ? 3 : 2;
            setSelection(line, indent, line, indent + dashes);
            removeSelectedText();
        } else {
            insertAt("-- ", line, indent);
        }
    }
    endUndoAction();
    if (firstLine == lastLine) setCursorPosition(firstLine, std::min(lineLength(firstLine), firstIndex + (allCommented ? -3 : 3) < 0 ? 0 : firstIndex + (allCommented ? -3 : 3)));
    else setSelection(firstLine, 0, lastLine, std::max(0, lineLength(lastLine) - 1));
}

void SqlEditor::formatText() {
    if (!isSql() || !engine_.format) return;
    const std::string before = content();
    formatting_.request([format = engine_.format, before] { return format(before); },
                        [this, before](const std::string& after) {
                            // Whoever typed meanwhile wins.
                            if (after == before || content() != before) return;
                            const int line = static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<uintptr_t>(caret())));
                            const int top = firstLine();
                            beginUndoAction();
                            SendScintilla(SCI_SETTARGETSTART, 0ul);
                            SendScintilla(SCI_SETTARGETEND, static_cast<uintptr_t>(SendScintilla(SCI_GETLENGTH)));
                            SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(after.size()), after.c_str());
                            endUndoAction();
                            setCursorPosition(std::min(line, lines() - 1), 0);
                            setFirstLine(top);
                        });
}

void SqlEditor::addNextOccurrence() {
    if (!hasSelectedText()) {
        const int at = caret();
        SendScintilla(SCI_SETSEL, static_cast<uintptr_t>(SendScintilla(SCI_WORDSTARTPOSITION, static_cast<uintptr_t>(at), 1l)),
                      SendScintilla(SCI_WORDENDPOSITION, static_cast<uintptr_t>(at), 1l));
        return;
    }
    SendScintilla(SCI_TARGETWHOLEDOCUMENT);
    SendScintilla(SCI_MULTIPLESELECTADDNEXT);
}

} // namespace weir::ui
