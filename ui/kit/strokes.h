// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QKeyCombination>
#include <QKeySequence>
#include <QList>
#include <QString>

class QAction;
class QKeyEvent;
class QWidget;

namespace weir::ui {

/// The ways in which a press may be written: what Shift was needed for on one keyboard is a key of its own on another.
QList<QKeyCombination> strokesOf(const QKeyEvent& press);
/// Shift, Ctrl, Alt and their like: pressed on the way to another key.
bool isModifier(int key);
/// "Ctrl+K Ctrl+S": the strokes of a key in the order in which they are pressed.
QString shownKey(const QKeySequence& key);
/// Words with the first key of an action in brackets, where it has one.
QString withKey(const QString& words, const QAction& action);
/// Does one begin with the other, so that the longer could never be pressed?
bool shadow(const QKeySequence& one, const QKeySequence& other);
/// Which of the actions that belong to a widget alone a press means, if it is one stroke. Qt does not hear of their keys, so that none meets another's.
QAction* ownActionOf(const QWidget& widget, const QKeyEvent& press);

} // namespace weir::ui
