// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/answer_label.h"

#include <QLabel>

namespace weir::ui {

QLabel* answerLabel(const char* objectName) {
    auto* label = new QLabel;
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(12, 6, 12, 6);
    label->hide();
    return label;
}

} // namespace weir::ui
