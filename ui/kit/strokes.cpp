// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/strokes.h"

#include <QAction>
#include <QKeyEvent>
#include <QWidget>

#include <algorithm>

namespace weir::ui {

QList<QKeyCombination> strokesOf(const QKeyEvent& press) {
    const auto key = static_cast<Qt::Key>(press.key());
    const Qt::KeyboardModifiers modifiers = press.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    QList<QKeyCombination> strokes{QKeyCombination(modifiers, key)};
    const bool isLetter = key >= Qt::Key_A && key <= Qt::Key_Z;
    if (modifiers & Qt::ShiftModifier && key > Qt::Key_Space && key < Qt::Key_Escape && !isLetter) strokes += QKeyCombination(modifiers & ~Qt::ShiftModifier, key);
    return strokes;
}

bool isModifier(int key) { return (key >= Qt::Key_Shift && key <= Qt::Key_ScrollLock) || (key >= Qt::Key_Super_L && key <= Qt::Key_Hyper_R) || key == Qt::Key_AltGr; }

QString shownKey(const QKeySequence& key) {
    QString shown;
    for (int i = 0; i < key.count(); ++i) shown += (i ? " " : "") + QKeySequence(key[static_cast<uint>(i)]).toString(QKeySequence::NativeText);
    return shown;
}

QString withKey(const QString& words, const QAction& action) {
    const QString key = shownKey(action.shortcut());
    return key.isEmpty() ? words : words + " (" + key + ')';
}

bool shadow(const QKeySequence& one, const QKeySequence& other) {
    const int common = std::min(one.count(), other.count());
    for (int i = 0; i < common; ++i)
        if (one[static_cast<uint>(i)] != other[static_cast<uint>(i)]) return false;
    return common > 0;
}

QAction* ownActionOf(const QWidget& widget, const QKeyEvent& press) {
    const QList<QKeyCombination> strokes = strokesOf(press);
    for (QAction* action : widget.findChildren<QAction*>(Qt::FindDirectChildrenOnly))
        for (const QKeyCombination stroke : strokes)
            if (action->isEnabled() && action->shortcuts().contains(QKeySequence(stroke))) return action;
    return nullptr;
}

} // namespace weir::ui
