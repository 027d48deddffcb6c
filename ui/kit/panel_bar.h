// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace weir::ui {

/// The flat line on top of a panel: a muted title, room for buttons, and a close button where the panel is a dock.
class PanelBar : public QWidget {
    Q_OBJECT
public:
    explicit PanelBar(const QString& title, QWidget* parent = nullptr);
    QToolButton* addButton(const QString& icon, const QString& toolTip);
    /// With its label beside the icon; `name` is for findChild().
    QToolButton* addLabelled(const char* name, const QString& icon, const QString& label, const QString& toolTip);
    void addWidget(QWidget* widget);
    void addClose();
    /// A dock asks for it; the buttons alone would make a lower bar there than elsewhere.
    QSize sizeHint() const override;

signals:
    void closed();

private:
    QHBoxLayout* row_;
    QString title_;
};

/// A flat icon button with a name for tooltips and screen readers.
QToolButton* flatButton(const QString& icon, const QString& name, QWidget* parent = nullptr);

} // namespace weir::ui
