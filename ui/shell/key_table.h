// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>

namespace weir::ui {

/// Where a key counts: in the whole window, only while a text is written in, or on the graph, whose keys come before the window's.
enum class KeyContext { Window, Text, Canvas };

constexpr int KeyMaps = 3;

/// An action and its keys in each ready map; several with "; ", strokes of one with ", ". "Shift, Shift" is the double tap.
/// `action`: a row of commands.cpp, "panel.ID" of panels.cpp, or a row of canvas_commands.cpp.
struct KeyRow {
    const char* action;
    KeyContext context;
    const char* keys[KeyMaps];
};
std::span<const KeyRow> keyTable();

struct KeyMapRow {
    const char* id;              // in the settings
    const char* name;
};
std::span<const KeyMapRow> keyMapTable();

/// Keys that every text and table has, and those of the menu bar; nobody may take them. With Canvas: nobody on the graph.
struct FixedKey {
    const char* keys;
    const char* name;
    KeyContext context = KeyContext::Window;
};
std::span<const FixedKey> fixedKeys();

} // namespace weir::ui
