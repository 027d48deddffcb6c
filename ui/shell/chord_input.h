// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/double_tap.h"

#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <utility>
#include <vector>

class QAction;
class QKeyEvent;
class QWidget;

namespace weir::ui {

class KeyMap;

/// Keys of several strokes (Ctrl+K Ctrl+S) and the double tap of Shift: follows what is pressed in the window and does the action it means.
/// Qt reads rows of strokes itself, but tells nobody that it waits for the next, and knows no taps.
class ChordInput : public QObject {
    Q_OBJECT
public:
    ChordInput(QWidget* window, const KeyMap& keys, std::function<QAction*(const QString&)> actionOf);
    ~ChordInput() override;

signals:
    void waiting(const QString& pressed);        // "" = no longer
    void unknown(const QString& pressed);        // nothing has these strokes

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isOurs(QObject* watched) const;
    bool stroke(const QKeyEvent& press);         // true: it is a stroke of ours
    void follow(const QKeyEvent& event);         // taps
    void leave();
    void readKeys();
    /// The action of these strokes, the graph's before the window's; `begins` is set where there are longer ones with this beginning.
    QAction* actionOf(const QKeySequence& strokes, bool& begins) const;

    QWidget* window_;
    const KeyMap& keys_;
    std::function<QAction*(const QString&)> actionOf_;
    std::vector<std::pair<QString, QKeySequence>> chords_;      // actions and their keys of several strokes, as they are now
    QKeySequence pressed_;
    int last_ = 0;                               // key of the last stroke that was one
    bool swallows_ = false;                      // the press behind an override that was ours
    QPointer<QAction> due_;                      // then
    DoubleTap shift_;
    QTimer patience_;
};

} // namespace weir::ui
