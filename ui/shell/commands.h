// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>

namespace weir::ui {

class MainWindow;

enum class MenuPlace { File, Edit, View, Job, Help };

/// What a user can do: a row in commands.cpp gives the menu entry, the line in the palette and, with `toolBar`, the button; its keys are
/// in key_table.cpp.
struct CommandRow {
    const char* id;
    const char* text;
    const char* icon;            // "" = none
    MenuPlace menu;
    bool toolBar;
    bool startsGroup;            // a line above it in the menu
    void (MainWindow::*run)();
};

std::span<const CommandRow> commandTable();

} // namespace weir::ui
