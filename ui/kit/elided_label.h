// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>

namespace weir::ui {

/// One line of plain text that takes what room there is: where that is too little it ends with "…", and resting the mouse on it shows all.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override { return {40, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace weir::ui
