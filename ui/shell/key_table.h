// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>

namespace weir::ui {

/// Where a key counts: in the whole window, or only while a text is written in.
enum class KeyContext { Window, Text };

constexpr int KeyMaps = 3;

/// An action and its keys in each ready map; several with "; ". `action`: a row of commands.cpp, or "panel.ID" of panels.cpp.
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

/// Keys that every text and table has, and those of the menu bar; nobody may take them.
struct FixedKey {
    const char* keys;
    const char* name;
};
std::span<const FixedKey> fixedKeys();

} // namespace weir::ui
