// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/find_bar.h"

#include "ui/editor/sql_editor.h"
#include "ui/kit/panel_bar.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace weir::ui {

FindBar::FindBar(SqlEditor* editor, QWidget* parent)
    : QWidget(parent), editor_(editor), what_(new QLineEdit), with_(new QLineEdit), replaceRow_(new QWidget), found_(new QLabel),
      matchCase_(new QCheckBox(tr("Match case"))) {
    setObjectName("stripe");
    setAttribute(Qt::WA_StyledBackground);
    what_->setPlaceholderText(tr("Find"));
    what_->setAccessibleName(tr("Find"));
    what_->setMaximumWidth(260);
    with_->setPlaceholderText(tr("Replace with"));
    with_->setAccessibleName(tr("Replace with"));
    with_->setMaximumWidth(220);
    found_->setObjectName("muted");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 5, 6, 5);
    auto* previous = flatButton("chevron-up", tr("Previous (Shift+F3)"));
    auto* next = flatButton("chevron-down", tr("Next (F3)"));
    auto* close = flatButton("close", tr("Close (Esc)"));
    auto* replaceOne = new QPushButton(tr("Replace"));
    auto* replaceAll = new QPushButton(tr("All"));
    auto* inner = new QHBoxLayout(replaceRow_);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(with_);
    inner->addWidget(replaceOne);
    inner->addWidget(replaceAll);
    row->addWidget(what_, 1);
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(replaceRow_, 1);
    row->addWidget(matchCase_);
    row->addWidget(found_);
    row->addStretch();
    row->addWidget(close);
    connect(what_, &QLineEdit::textEdited, this, [this] { search(true, true); });
    connect(what_, &QLineEdit::returnPressed, this, [this] { find(true); });
    connect(next, &QToolButton::clicked, this, [this] { find(true); });
    connect(previous, &QToolButton::clicked, this, [this] { find(false); });
    connect(close, &QToolButton::clicked, this, [this] { hide(); editor_->setFocus(); });
    connect(replaceOne, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(replaceAll, &QPushButton::clicked, this, &FindBar::replaceAll);
    hide();
}

void FindBar::open(bool replace) {
    replaceRow_->setVisible(replace);
    if (editor_->hasSelectedText() && !editor_->selectedText().contains('\n')) what_->setText(editor_->selectedText());
    found_->clear();
    show();
    what_->setFocus();
    what_->selectAll();
}

void FindBar::find(bool forward) {
    if (what_->text().isEmpty()) return open(replaceRow_->isVisible());
    search(forward, false);
}

bool FindBar::search(bool forward, bool fromSelectionStart) {
    int line = -1, index = -1, endLine, endIndex;
    if (editor_->hasSelectedText()) {
        editor_->getSelection(&line, &index, &endLine, &endIndex);
        if (forward && !fromSelectionStart) line = endLine, index = endIndex;
    }
    const bool hit = !what_->text().isEmpty() && editor_->findFirst(what_->text(), false, matchCase_->isChecked(), false, true, forward, line, index);
    found_->setText(hit || what_->text().isEmpty() ? QString() : tr("Not found"));
    return hit;
}

void FindBar::replaceOne() {
    const auto sensitivity = matchCase_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    if (editor_->selectedText().compare(what_->text(), sensitivity) == 0) editor_->replaceSelectedText(with_->text());
    search(true, false);
}

void FindBar::replaceAll() {
    if (what_->text().isEmpty()) return;
    const QByteArray what = what_->text().toUtf8(), with = with_->text().toUtf8();
    editor_->SendScintilla(QsciScintilla::SCI_SETSEARCHFLAGS, matchCase_->isChecked() ? QsciScintilla::SCFIND_MATCHCASE : 0);
    editor_->beginUndoAction();
    int count = 0;
    long from = 0;
    while (true) {
        editor_->SendScintilla(QsciScintilla::SCI_SETTARGETSTART, static_cast<uintptr_t>(from));
        editor_->SendScintilla(QsciScintilla::SCI_SETTARGETEND, static_cast<uintptr_t>(editor_->SendScintilla(QsciScintilla::SCI_GETLENGTH)));
        const long at = editor_->SendScintilla(QsciScintilla::SCI_SEARCHINTARGET, static_cast<uintptr_t>(what.size()), what.constData());
        if (at < 0) break;
        editor_->SendScintilla(QsciScintilla::SCI_REPLACETARGET, static_cast<uintptr_t>(with.size()), with.constData());
        from = at + with.size();
        ++count;
    }
    editor_->endUndoAction();
    found_->setText(tr("%n replaced", nullptr, count));
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        editor_->setFocus();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace weir::ui
