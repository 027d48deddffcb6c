// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

class QModelIndex;
class QWidget;

namespace weir::ui {

struct Studio;

/// The tables of the open script as a tree: double click inserts a name, choosing one shows its first rows, a table can be dragged into the text or onto the canvas.
QWidget* makeCatalogPanel(Studio& studio);
/// The rows of what is chosen there.
QWidget* makePreviewPanel(Studio& studio);
/// The statements of the script that define something and are without mistakes.
std::string definitionsOf(const Studio& studio);

} // namespace weir::ui
