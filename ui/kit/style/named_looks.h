// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace weir::ui {

struct StyleCall;

enum class ButtonLook { Plain, Primary, SearchBox, Link };

/// Some widgets look by their object name; the tables lie in named_looks.cpp. Colours are palette roles, so that a new palette is all that a new
/// theme takes. Called once for each widget, before it is first shown.
void giveNamedLook(QWidget* widget);

/// The widget's own ground, if its name has one; see WA_StyledBackground.
bool paintNamedSurface(const StyleCall& call);

ButtonLook buttonLook(const QWidget* button);
/// The large line on top of the command palette.
bool isHeadline(const QWidget* lineEdit);
/// The completion list of the text: Scintilla works out its height and allows little padding.
bool isCodeList(const QWidget* list);
int treeRow(const QWidget* tree, int usual);

} // namespace weir::ui
