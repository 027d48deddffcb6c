// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QWidget>

namespace weir::ui {

/// A short piece of information in the status bar: optional coloured dot or icon, and text. Plain text always.
class Chip : public QWidget {
    Q_OBJECT
public:
    explicit Chip(QString name, QWidget* parent = nullptr);
    void show(const QString& text, const QString& toolTip = {});
    void setDot(const QColor& colour);
    void setIcon(const QString& name);
    QString text() const { return text_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString name_, text_, icon_;
    QColor dot_;
};

} // namespace weir::ui
