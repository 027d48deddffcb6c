// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/studio.h"

#include <QStatusBar>

namespace weir::ui {

class Chip;

/// The chips at the foot of the window: state, rate, watermark and its lag, backpressure; at the right memory and the caret.
class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    StatusLine(Studio& studio, QWidget* parent = nullptr);
    void showCaret(int line, int column);
    /// The first strokes of a key that goes on; "" = no longer.
    void showWaiting(const QString& pressed);
    void showUnknown(const QString& pressed);

private:
    void refresh();
    Studio& studio_;
    Chip* state_;
    Chip* rate_;
    Chip* watermark_;
    Chip* pressure_;
    Chip* memory_;
    Chip* caret_;
    Chip* dialect_;
};

} // namespace weir::ui
