// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_edit.h"

#include "ui/kit/strokes.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace weir::ui {

KeyEdit::KeyEdit(QWidget* parent) : QKeySequenceEdit(parent) {
    auto* line = findChild<QLineEdit*>();
    if (!line) return;
    connect(line, &QLineEdit::textChanged, this, [this, line] {
        if (const QString shown = shownKey(keySequence()); line->text() != shown) line->setText(shown);
    });
}

void KeyEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Shift || event->modifiers() & ~Qt::ShiftModifier) shift_.forget();
    else if (!event->isAutoRepeat()) shift_.press(event->timestamp());
    const QKeySequence before = keySequence();
    QKeySequenceEdit::keyPressEvent(event);
    if (keySequence() != before) emit keySequenceChanged(keySequence());
}

void KeyEdit::keyReleaseEvent(QKeyEvent* event) {
    QKeySequenceEdit::keyReleaseEvent(event);
    if (event->key() == Qt::Key_Shift && !event->isAutoRepeat() && shift_.release()) setKeySequence(QKeySequence(Qt::Key_Shift, Qt::Key_Shift));
}

} // namespace weir::ui
