// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QLabel;

namespace weir::ui {

/// What an empty panel shows: an icon, why it is empty, and what would fill it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showIcon();
    QString iconName_;
    QLabel* icon_;
    QLabel* title_;
    QLabel* text_;
};

} // namespace weir::ui
