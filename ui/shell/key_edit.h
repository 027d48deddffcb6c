// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/shell/double_tap.h"

#include <QKeySequenceEdit>

namespace weir::ui {

/// Takes down a key as it is pressed, with all its strokes, and the double tap of Shift. Every stroke is told at once.
class KeyEdit : public QKeySequenceEdit {
    Q_OBJECT
public:
    explicit KeyEdit(QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    DoubleTap shift_;
};

} // namespace weir::ui
