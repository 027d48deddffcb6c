// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/empty_state.h"

#include "ui/kit/icons.h"
#include "ui/kit/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace weir::ui {

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent), iconName_(icon), icon_(new QLabel), title_(new QLabel(title)), text_(new QLabel(text)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(4);
    column->addStretch();
    column->addWidget(icon_, 0, Qt::AlignHCenter);
    for (auto* label : {title_, text_}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    }
    column->addStretch();
    title_->setObjectName("emptyTitle");
    text_->setObjectName("emptyText");
    showIcon();
}

void EmptyState::setTexts(const QString& title, const QString& text) {
    title_->setText(title);
    text_->setText(text);
}

void EmptyState::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showIcon();
}

void EmptyState::showIcon() { icon_->setPixmap(iconPixmap(iconName_, themeOf(this).muted, 24, devicePixelRatioF())); }

} // namespace weir::ui
