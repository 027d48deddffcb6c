// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/expression_field.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/fonts.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStringListModel>

#include <algorithm>

namespace weir::ui {

namespace {

constexpr int MostWords = 200;
bool isWord(QChar c) { return c.isLetterOrNumber() || c == '_'; }

} // namespace

ExpressionField::ExpressionField(const Engine& engine, Whole whole, QWidget* parent)
    : QPlainTextEdit(parent), engine_(engine), whole_(std::move(whole)), completer_(new QCompleter(this)), words_(new QStringListModel(this)) {
    setFont(codeFont(9.5));
    setFrameStyle(QFrame::Box | QFrame::Plain);
    setLineWidth(2);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(5);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] { setFixedHeight(sizeHint().height()); });
    completer_->setModel(words_);
    completer_->setWidget(this);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    completer_->setCompletionMode(QCompleter::PopupCompletion);
    completer_->popup()->setObjectName("fieldCompletion");
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, &ExpressionField::insertCompletion);
}

void ExpressionField::setValue(const QString& value) {
    if (value == value_) return;
    const bool begun = isChanged() && toPlainText().trimmed() != value;
    value_ = value;
    if (!begun && toPlainText() != value) setPlainText(value);
}

QSize ExpressionField::sizeHint() const {
    const int lines = std::clamp(static_cast<int>(document()->size().height()), 1, 7);
    return {160, lines * fontMetrics().lineSpacing() + 16 + 2 * frameWidth()};
}

// Another width breaks the lines elsewhere.
void ExpressionField::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    setFixedHeight(sizeHint().height());
}

void ExpressionField::commit() {
    if (isChanged()) emit committed(toPlainText());
}

void ExpressionField::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && !completer_->popup()->isVisible()) commit();
}

bool ExpressionField::event(QEvent* event) {
    // Ours before the window's: Esc gives the old text back.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
        (isChanged() || completer_->popup()->isVisible())) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void ExpressionField::keyPressEvent(QKeyEvent* event) {
    const bool open = completer_->popup()->isVisible();
    if (open)
        switch (event->key()) {
        case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Escape: case Qt::Key_Tab: case Qt::Key_Backtab:
            event->ignore();         // the list's own
            return;
        default: break;
        }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !(event->modifiers() & Qt::ShiftModifier)) return commit();
    if (event->key() == Qt::Key_Escape) {
        if (!isChanged()) return event->ignore();
        return setPlainText(value_);
    }
    if (event->key() == Qt::Key_Space && event->modifiers() & Qt::ControlModifier) return askCompletion();
    QPlainTextEdit::keyPressEvent(event);
    const QString typed = event->text();
    if (!typed.isEmpty() && (isWord(typed[0]) || typed[0] == '.')) askCompletion();
    else if (open) completer_->popup()->hide();
}

void ExpressionField::askCompletion() {
    if (!engine_.complete || !whole_) return;
    const auto [script, offset] = whole_(toPlainText(), textCursor().position());
    if (offset < 0) return;
    completing_.request([complete = engine_.complete, script = script, offset = offset] { return complete(script, offset); },
                        [this](const Completion& completion) {
                            if (!hasFocus() && !completer_->popup()->isVisible()) return;
                            QStringList words;
                            for (const auto& item : completion.items) {
                                if (words.size() == MostWords) break;
                                words += text(item.text);
                            }
                            words_->setStringList(words);
                            const QString before = toPlainText().left(textCursor().position());
                            auto begin = before.size();
                            while (begin > 0 && isWord(before[begin - 1])) --begin;
                            completer_->setCompletionPrefix(before.mid(begin));
                            if (!completer_->completionCount() || completer_->currentCompletion() == before.mid(begin)) return completer_->popup()->hide();
                            QRect at = cursorRect();
                            at.setWidth(completer_->popup()->sizeHintForColumn(0) + 40);
                            completer_->popup()->setCurrentIndex(completer_->completionModel()->index(0, 0));
                            completer_->complete(at);
                        });
}

void ExpressionField::insertCompletion(const QString& word) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(completer_->completionPrefix().size()));
    cursor.insertText(word);
    setTextCursor(cursor);
}

} // namespace weir::ui
