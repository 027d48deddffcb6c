// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/code_help.h"

#include "ui/bridge/value_text.h"
#include "ui/editor/sql_editor.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QGuiApplication>
#include <QInputDialog>
#include <QMenu>
#include <QToolTip>

namespace weir::ui {

CodeHelp::CodeHelp(SqlEditor* editor) : QObject(editor), editor_(editor) {
    // While a call's tip is shown it follows the caret.
    connect(editor, &SqlEditor::caretMoved, this, [this] {
        if (editor_->SendScintilla(QsciScintilla::SCI_CALLTIPACTIVE)) showSignature();
    });
}

void CodeHelp::say(const QString& message) {
    const long at = editor_->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS);
    const QPoint spot(static_cast<int>(editor_->SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0ul, at)), static_cast<int>(editor_->SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0ul, at)) + 22);
    QToolTip::showText(editor_->viewport()->mapToGlobal(spot), "<p>" + message.toHtmlEscaped() + "</p>", editor_);
    emit said(message);
}

void CodeHelp::apply(const std::vector<assist::TextChange>& changes) {
    std::vector<TextChange> edits;
    for (const auto& change : changes) edits.push_back({change.place.offset, change.place.offset + change.place.length, change.text});
    const int caret = editor_->caret();
    int shift = 0;
    for (const auto& edit : edits)
        if (edit.to <= caret && edit.from < caret) shift += static_cast<int>(edit.text.size()) - (edit.to - edit.from);
    editor_->apply(edits);
    editor_->setCaret(caret + shift);
}

void CodeHelp::goToDefinition() {
    const std::string text = editor_->content();
    asking_.request([text, at = editor_->caret()] { return definitionAt(text, at); },
                    [this, text](const Place& place) {
                        if (editor_->content() != text) return;
                        if (!place.known()) return say(tr("Nothing in this script defines this."));
                        editor_->showPlace(place, true);
                        editor_->SendScintilla(QsciScintilla::SCI_SETSEL, static_cast<uintptr_t>(place.offset), static_cast<long>(place.offset + place.length));
                    });
}

void CodeHelp::findUses() {
    const std::string text = editor_->content();
    asking_.request([text, at = editor_->caret()] { return usesAt(text, at); },
                    [this, text](const assist::NameUses& uses) {
                        if (editor_->content() != text) return;
                        if (uses.places.empty()) return say(tr("There is no name here that the script defines."));
                        emit usesFound(ui::text(uses.name), uses.places);
                    });
}

void CodeHelp::askName() {
    const std::string text = editor_->content();
    asking_.request([text, at = editor_->caret()] { return usesAt(text, at); },
                    [this, text](const assist::NameUses& uses) {
                        if (editor_->content() != text) return;
                        if (uses.places.empty()) return say(tr("There is no name here that the script defines."));
                        auto* dialog = new QInputDialog(editor_);
                        dialog->setObjectName("renameDialog");
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                        dialog->setWindowTitle(tr("Rename everywhere"));
                        const int count = static_cast<int>(uses.places.size());
                        dialog->setLabelText(count == 1 ? tr("New name for %1, which stands in one place:").arg(ui::text(uses.name)) : tr("New name for %1, which stands in %2 places:").arg(ui::text(uses.name)).arg(count));
                        dialog->setTextValue(ui::text(uses.name));
                        dialog->setOkButtonText(tr("Rename"));
                        connect(dialog, &QInputDialog::textValueSelected, this, &CodeHelp::rename);
                        naming_ = dialog;
                        dialog->open();
                    });
}

void CodeHelp::rename(const QString& name) {
    const std::string text = editor_->content();
    asking_.request([text, at = editor_->caret(), name = name.trimmed().toStdString()] { return renameAt(text, at, name); },
                    [this, text](const Result<assist::Renaming>& renaming) {
                        if (editor_->content() != text) return;
                        if (!renaming) return say(ui::text(renaming.error().message + (renaming.error().hint.empty() ? "" : " " + renaming.error().hint)));
                        apply(renaming->changes);
                        if (!renaming->note.empty()) say(ui::text(renaming->note));
                    });
}

void CodeHelp::quickFix() {
    const std::string text = editor_->content();
    asking_.request([text, at = editor_->caret(), diagnostics = editor_->diagnostics()] { return quickFixes(text, at, diagnostics); },
                    [this, text](const std::vector<assist::QuickFix>& found) {
                        if (editor_->content() != text) return;
                        if (found.empty()) return say(tr("Nothing to mend here."));
                        offer(found);
                    });
}

void CodeHelp::offer(const std::vector<assist::QuickFix>& found) {
    delete fixes_;
    fixes_ = new QMenu(editor_);
    fixes_->setObjectName("quickFixMenu");
    fixes_->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto& fix : found) {
        QString title = ui::text(fix.title);
        fixes_->addAction(icon("check"), title.replace('&', "&&"), this, [this, fix] {
            apply(fix.changes);
            if (fix.selectFrom >= 0) editor_->SendScintilla(QsciScintilla::SCI_SETSEL, static_cast<uintptr_t>(fix.selectFrom), static_cast<long>(fix.selectTo));
            editor_->setFocus();
        });
    }
    const long at = editor_->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS);
    const QPoint spot(static_cast<int>(editor_->SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0ul, at)), static_cast<int>(editor_->SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0ul, at)) + 20);
    fixes_->popup(editor_->viewport()->mapToGlobal(spot));
    fixes_->setActiveAction(fixes_->actions().front());
}

void CodeHelp::showSignature() {
    const int at = editor_->caret();
    signing_.request([text = editor_->content(), at] { return signatureAt(text, at); },
                     [this, at](const assist::Signature& signature) {
                         if (editor_->caret() == at && editor_->hasFocus()) show(signature);
                     });
}

void CodeHelp::show(const assist::Signature& signature) {
    if (signature.text.empty() || editor_->isListActive() || !editor_->isOnScreen(signature.open + 1)) {
        editor_->SendScintilla(QsciScintilla::SCI_CALLTIPCANCEL);
        return;
    }
    const Theme& theme = themeOf(QGuiApplication::palette());
    editor_->setCallTipsBackgroundColor(theme.raised);
    editor_->setCallTipsForegroundColor(theme.muted);
    editor_->setCallTipsHighlightColor(theme.accent);
    editor_->SendScintilla(QsciScintilla::SCI_CALLTIPSHOW, static_cast<uintptr_t>(signature.open + 1), signature.text.c_str());
    if (signature.activeTo > signature.activeFrom) editor_->SendScintilla(QsciScintilla::SCI_CALLTIPSETHLT, static_cast<uintptr_t>(signature.activeFrom), static_cast<long>(signature.activeTo));
}

} // namespace weir::ui
