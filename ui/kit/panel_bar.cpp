// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/panel_bar.h"

#include "ui/kit/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace weir::ui {

namespace {

constexpr int Height = 34;

} // namespace

PanelBar::PanelBar(const QString& title, QWidget* parent) : QWidget(parent), row_(new QHBoxLayout(this)), title_(title) {
    setObjectName("panelBar");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(Height);
    row_->setContentsMargins(10, 0, 6, 0);
    row_->setSpacing(2);
    auto* label = new QLabel(title);
    label->setObjectName("panelTitle");
    row_->addWidget(label);
    row_->addStretch();
}

QToolButton* PanelBar::addButton(const QString& icon, const QString& toolTip) {
    auto* button = flatButton(icon, toolTip, this);
    button->setIconSize({16, 16});
    row_->addWidget(button);
    return button;
}

QToolButton* PanelBar::addLabelled(const char* name, const QString& icon, const QString& label, const QString& toolTip) {
    QToolButton* button = addButton(icon, toolTip);
    button->setObjectName(name);
    button->setText(label);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

void PanelBar::addWidget(QWidget* widget) { row_->addWidget(widget); }

QSize PanelBar::sizeHint() const { return {QWidget::sizeHint().width(), Height}; }

void PanelBar::addClose() {
    auto* button = addButton("close", tr("Close %1").arg(title_));
    button->setIconSize({14, 14});
    connect(button, &QToolButton::clicked, this, &PanelBar::closed);
}

QToolButton* flatButton(const QString& name, const QString& toolTip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(name));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAutoRaise(true);
    return button;
}

} // namespace weir::ui
