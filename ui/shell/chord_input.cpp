// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/chord_input.h"

#include "ui/kit/strokes.h"
#include "ui/shell/key_map.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QWidget>
#include <QWindow>

#include <array>
#include <utility>

namespace weir::ui {

namespace {

constexpr int PatienceMillis = 5000;

bool countsHere(const QAction& action, const QWidget* focus) {
    if (action.shortcutContext() == Qt::WindowShortcut) return true;
    if (action.shortcutContext() == Qt::WidgetShortcut) return focus && action.parent() == focus;
    for (QObject* object : action.associatedObjects())
        if (const auto* widget = qobject_cast<QWidget*>(object); widget && widget->isAncestorOf(focus)) return true;
    return false;
}

QKeySequence followedBy(const QKeySequence& strokes, QKeyCombination next) {
    std::array<int, 4> all{};
    for (int i = 0; i < strokes.count(); ++i) all[static_cast<size_t>(i)] = strokes[static_cast<uint>(i)].toCombined();
    if (strokes.count() < 4) all[static_cast<size_t>(strokes.count())] = next.toCombined();
    return QKeySequence(all[0], all[1], all[2], all[3]);
}

} // namespace

ChordInput::ChordInput(QWidget* window, const KeyMap& keys, std::function<QAction*(const QString&)> actionOf)
    : QObject(window), window_(window), keys_(keys), actionOf_(std::move(actionOf)), patience_(this) {
    patience_.setSingleShot(true);
    patience_.setInterval(PatienceMillis);
    connect(&patience_, &QTimer::timeout, this, &ChordInput::leave);
    connect(&keys_, &KeyMap::changed, this, &ChordInput::readKeys);
    readKeys();
    qApp->installEventFilter(this);
}

ChordInput::~ChordInput() { qApp->removeEventFilter(this); }

bool ChordInput::isOurs(QObject* watched) const {
    if (QApplication::activeModalWidget() || QApplication::activePopupWidget()) return false;
    if (watched == window_->windowHandle()) return true;
    const auto* widget = qobject_cast<QWidget*>(watched);
    return widget && widget->window() == window_;
}

QAction* ChordInput::actionOf(const QKeySequence& strokes, bool& begins) const {
    QAction* found = nullptr;
    for (const auto& [id, key] : chords_) {
        if (key.count() < strokes.count() || !shadow(key, strokes)) continue;
        QAction* action = actionOf_(id);
        if (!action || !action->isEnabled() || !countsHere(*action, QApplication::focusWidget())) continue;
        if (key.count() > strokes.count()) begins = true;
        else if (!found || action->shortcutContext() == Qt::WidgetShortcut) found = action;
    }
    return found;
}

void ChordInput::readKeys() {
    leave();
    chords_.clear();
    for (const KeyRow& row : keyTable())
        for (const QKeySequence& key : keys_.keys(QLatin1String(row.action)))
            if (key.count() > 1) chords_.push_back({QLatin1String(row.action), key});
}

void ChordInput::leave() {
    if (pressed_.isEmpty()) return;
    pressed_ = {};
    patience_.stop();
    emit waiting({});
}

bool ChordInput::stroke(const QKeyEvent& press) {
    if (isModifier(press.key())) return false;
    const bool isFirst = pressed_.isEmpty();
    // A stroke that is held is one stroke.
    if (press.isAutoRepeat() && press.key() == last_) return true;
    last_ = 0;
    // A canvas has its own keys, and they come before the window's.
    if (const QWidget* focus = QApplication::focusWidget(); isFirst && focus && ownActionOf(*focus, press)) return false;
    if (!isFirst && press.key() == Qt::Key_Escape) {
        leave();
        return true;
    }
    QKeySequence strokes;
    for (const QKeyCombination one : strokesOf(press)) {
        bool begins = false;
        strokes = followedBy(pressed_, one);
        QAction* action = actionOf(strokes, begins);
        if (begins) {
            pressed_ = strokes;
            last_ = press.key();
            patience_.start();
            emit waiting(shownKey(strokes));
            return true;
        }
        if (action) {
            leave();
            due_ = action;
            last_ = press.key();
            return true;
        }
    }
    if (isFirst) return false;
    leave();
    emit unknown(shownKey(strokes));
    return true;
}

void ChordInput::follow(const QKeyEvent& event) {
    if (event.isAutoRepeat()) return;
    const bool isPress = event.type() == QEvent::KeyPress;
    if (event.key() != Qt::Key_Shift) {
        if (isPress) shift_.forget();
        return;
    }
    if (isPress && event.modifiers() & ~Qt::ShiftModifier) return shift_.forget();
    if (isPress) return shift_.press(event.timestamp());
    if (!shift_.release()) return;
    bool begins = false;
    if (QAction* action = actionOf(QKeySequence(Qt::Key_Shift, Qt::Key_Shift), begins)) action->trigger();
}

bool ChordInput::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (!isOurs(watched) || !stroke(*static_cast<QKeyEvent*>(event))) return false;
        // Taken as a key that a widget wants for itself: Qt's own reading of strokes does not see it.
        swallows_ = true;
        event->accept();
        return true;
    case QEvent::KeyPress:
        if (!isOurs(watched)) {
            shift_.forget();
            return false;
        }
        follow(*static_cast<QKeyEvent*>(event));
        if (!std::exchange(swallows_, false)) return false;
        if (QAction* action = std::exchange(due_, nullptr)) action->trigger();
        return true;
    case QEvent::KeyRelease:
        if (isOurs(watched)) follow(*static_cast<QKeyEvent*>(event));
        return false;
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
    case QEvent::WindowDeactivate:
        shift_.forget();
        leave();
        return false;
    default: return false;
    }
}

} // namespace weir::ui
