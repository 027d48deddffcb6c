// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>

class QWidget;

namespace weir::ui {

struct Studio;

enum class PanelPlace { Left, Right, Bottom };

/// A panel of the window: a row in panels.cpp is all it takes to have one.
struct PanelRow {
    const char* id;              // also the object name of its dock or page
    const char* title;
    const char* icon;
    PanelPlace place;
    bool shownAtFirst;
    QWidget* (*make)(Studio& studio);
};

std::span<const PanelRow> panelTable();

} // namespace weir::ui
