// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
class QLabel;

namespace weir::ui {

/// Sentences about what was asked for, below the rows of a panel: plain text that can be copied. Hidden until there is an answer; the caller owns it.
QLabel* answerLabel(const char* objectName);

} // namespace weir::ui
