// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_table.h"

#include <QtGlobal>

namespace weir::ui {

namespace {

constexpr KeyMapRow Maps[] = {{"default", QT_TRANSLATE_NOOP("KeyMaps", "Qt Creator / Visual Studio")}, {"vscode", "VS Code"}, {"jetbrains", "JetBrains"}};

constexpr auto Window = KeyContext::Window;
constexpr auto Text = KeyContext::Text;
constexpr auto Canvas = KeyContext::Canvas;

constexpr KeyRow Table[] = {
    // action                     Qt Creator / Visual Studio   VS Code                        JetBrains
    {"new", Window,              {"Ctrl+N",                    "Ctrl+N",                      "Ctrl+N"}},
    {"new-source", Window,       {"Ctrl+Shift+N",              "Ctrl+Alt+N",                  "Ctrl+Alt+Shift+N"}},
    {"open-file", Window,        {"Ctrl+O",                    "Ctrl+O",                      "Ctrl+O"}},
    {"open-folder", Window,      {"Ctrl+Shift+O",              "Ctrl+Shift+O; Ctrl+K, Ctrl+O", "Ctrl+Shift+O"}},
    {"save", Window,             {"Ctrl+S",                    "Ctrl+S",                      "Ctrl+S"}},
    {"save-graph", Window,       {"",                          "",                            ""}},
    {"close-file", Window,       {"Ctrl+W",                    "Ctrl+W; Ctrl+F4",             "Ctrl+F4"}},
    {"history", Window,          {"",                          "",                            ""}},
    {"settings", Window,         {"Ctrl+,",                    "Ctrl+,",                      "Ctrl+Alt+S"}},
    {"keys", Window,             {"",                          "Ctrl+K, Ctrl+S",              ""}},
    {"quit", Window,             {"Ctrl+Q",                    "Ctrl+Q",                      ""}},
    {"undo", Window,             {"",                          "",                            ""}},
    {"redo", Window,             {"",                          "",                            ""}},
    {"project-find", Window,     {"Ctrl+Alt+F",                "Ctrl+Shift+F",                "Ctrl+Shift+F"}},
    {"find", Window,             {"Ctrl+F",                    "Ctrl+F",                      "Ctrl+F"}},
    {"replace", Window,          {"Ctrl+H",                    "Ctrl+H",                      "Ctrl+R"}},
    {"find-next", Window,        {"F3",                        "F3",                          "F3"}},
    {"find-previous", Window,    {"Shift+F3",                  "Shift+F3",                    "Shift+F3"}},
    {"complete", Text,           {"Ctrl+Space",                "Ctrl+Space",                  "Ctrl+Space"}},
    {"signature", Text,          {"Ctrl+Shift+Space",          "Ctrl+Shift+Space",            "Ctrl+P"}},
    {"comment", Window,          {"Ctrl+/",                    "Ctrl+/; Ctrl+K, Ctrl+C",      "Ctrl+/"}},
    {"format", Window,           {"Ctrl+Shift+F; Ctrl+I",      "Alt+Shift+F; Ctrl+K, Ctrl+F", "Ctrl+Alt+L"}},
    {"duplicate", Window,        {"Ctrl+Shift+D",              "Alt+Shift+Down",              "Ctrl+D"}},
    {"line-up", Text,            {"Alt+Up",                    "Alt+Up",                      "Alt+Shift+Up"}},
    {"line-down", Text,          {"Alt+Down",                  "Alt+Down",                    "Alt+Shift+Down"}},
    {"fold-all", Window,         {"",                          "Ctrl+K, Ctrl+0",              "Ctrl+Shift+-"}},
    {"unfold-all", Window,       {"",                          "Ctrl+K, Ctrl+J",              "Ctrl+Shift++"}},
    {"snippet", Window,          {"Ctrl+J",                    "Ctrl+Alt+J",                  "Ctrl+J"}},
    {"definition", Text,         {"F2",                        "F12",                         "Ctrl+B"}},
    {"uses", Window,             {"Ctrl+Shift+U",              "Shift+F12",                   "Alt+F7"}},
    {"rename", Window,           {"Ctrl+Shift+R",              "F2",                          "Shift+F6"}},
    {"fix", Window,              {"Alt+Return",                "Ctrl+.",                      "Alt+Return"}},
    {"next-occurrence", Window,  {"Ctrl+D",                    "Ctrl+D",                      "Alt+J"}},
    {"palette", Window,          {"Ctrl+K; Ctrl+P",            "Ctrl+P",                      "Shift, Shift; Ctrl+Shift+N"}},
    {"commands", Window,         {"Ctrl+Shift+P; Ctrl+Alt+I",  "Ctrl+Shift+P; Ctrl+Alt+I",    "Ctrl+Shift+A; Ctrl+Alt+I"}},
    {"theme", Window,            {"Ctrl+Shift+L",              "Ctrl+Shift+L; Ctrl+K, Ctrl+T", "Ctrl+Shift+L"}},
    {"fit", Window,              {"",                          "",                            ""}},
    {"design", Window,           {"Ctrl+Shift+G",              "Ctrl+Shift+G",                "Ctrl+Shift+G"}},
    {"switch", Window,           {"F4",                        "Ctrl+\\",                     "Alt+F1"}},
    {"split", Window,            {"Ctrl+\\",                   "Ctrl+Alt+\\; Ctrl+K, Ctrl+\\", "Ctrl+\\"}},
    {"editor", Window,           {"Escape",                    "Escape",                      "Escape"}},
    {"changelog", Window,        {"Ctrl+Shift+T",              "Ctrl+Shift+T",                "Ctrl+Shift+T"}},
    {"run", Window,              {"F5; Ctrl+R",                "F5; Ctrl+F5",                 "Shift+F10; Shift+F9"}},
    {"run-statement", Window,    {"Ctrl+Return",               "Ctrl+Return",                 "Ctrl+Return"}},
    {"pause", Window,            {"F6",                        "F6",                          "Ctrl+Pause"}},
    {"stop", Window,             {"Shift+F5",                  "Shift+F5",                    "Ctrl+F2"}},
    {"restart", Window,          {"Ctrl+Shift+F5",             "Ctrl+Shift+F5",               "Ctrl+F5"}},
    {"configurations", Window,   {"",                          "",                            "Alt+Shift+F10"}},
    {"new-configuration", Window, {"",                         "",                            ""}},
    {"welcome", Window,          {"",                          "",                            ""}},
    {"help", Window,             {"F1",                        "F1; Ctrl+K, Ctrl+I",          "Ctrl+Q; F1"}},
    {"about", Window,            {"",                          "",                            ""}},

    {"panel.project", Window,    {"Alt+0",                     "Alt+0; Ctrl+B",               "Alt+0"}},
    {"panel.catalog", Window,    {"Alt+Shift+C",               "Alt+Shift+C",                 "Alt+Shift+C"}},
    {"panel.outline", Window,    {"Alt+Shift+O",               "Alt+Shift+O",                 "Alt+Shift+O"}},
    {"panel.inspector", Window,  {"Alt+Shift+0",               "Alt+Shift+0",                 "Alt+Shift+0"}},
    {"panel.problems", Window,   {"Alt+1",                     "Alt+1; Ctrl+J",               "Alt+1"}},
    {"panel.results", Window,    {"Alt+2",                     "Alt+2",                       "Alt+2"}},
    {"panel.metrics", Window,    {"Alt+3",                     "Alt+3",                       "Alt+3"}},
    {"panel.subtasks", Window,   {"Alt+4",                     "Alt+4",                       "Alt+4"}},
    {"panel.log", Window,        {"Alt+5",                     "Alt+5",                       "Alt+5"}},
    {"panel.checkpoints", Window, {"Alt+6",                    "Alt+6",                       "Alt+6"}},
    {"panel.state", Window,      {"Alt+7",                     "Alt+7",                       "Alt+7"}},
    {"panel.replay", Window,     {"Alt+8",                     "Alt+8",                       "Alt+8"}},
    {"panel.runs", Window,       {"Alt+9",                     "Alt+9",                       "Alt+9"}},
    {"panel.preview", Window,    {"Alt+Shift+V",               "Alt+Shift+V",                 "Alt+Shift+V"}},
    {"panel.tap", Window,        {"Alt+Shift+T",               "Alt+Shift+T",                 "Alt+Shift+T"}},
    {"panel.watermarks", Window, {"Alt+Shift+W",               "Alt+Shift+W",                 "Alt+Shift+W"}},
    {"panel.pressure", Window,   {"Alt+Shift+P",               "Alt+Shift+P",                 "Alt+Shift+P"}},
    {"panel.ledger", Window,     {"Alt+Shift+L",               "Alt+Shift+L",                 "Alt+Shift+L"}},
    {"panel.search", Window,     {"Alt+Shift+F",               "Ctrl+Alt+F",                  "Alt+Shift+F"}},

    {"canvas.next", Canvas,      {"N",                         "N",                           "N"}},
    {"canvas.previous", Canvas,  {"Shift+N",                   "Shift+N",                     "Shift+N"}},
    {"canvas.find", Canvas,      {"/",                         "/",                           "/"}},
    {"canvas.add", Canvas,       {"A; Ins",                    "A; Ins",                      "A; Alt+Ins; Ins"}},
    {"canvas.edit", Canvas,      {"Return; Enter",             "Return; Enter",               "Return; Enter"}},
    {"canvas.rename", Canvas,    {"F2",                        "F2",                          "Shift+F6; F2"}},
    {"canvas.remove", Canvas,    {"Del; Backspace",            "Del; Backspace",              "Del; Backspace"}},
    {"canvas.tap", Canvas,       {"T",                         "T",                           "T"}},
    {"canvas.tidy", Canvas,      {"L",                         "L",                           "L"}},
    {"canvas.fit", Canvas,       {"F",                         "F",                           "F"}},
    {"canvas.zoom-in", Canvas,   {"+; =",                      "+; =",                        "+; ="}},
    {"canvas.zoom-out", Canvas,  {"-",                         "-",                           "-"}},
    {"canvas.full-size", Canvas, {"0",                         "0",                           "0"}},
};

constexpr FixedKey Fixed[] = {
    {"Ctrl+C; Ctrl+Insert", QT_TRANSLATE_NOOP("KeyMaps", "Copy")}, {"Ctrl+V; Shift+Insert", QT_TRANSLATE_NOOP("KeyMaps", "Paste")},
    {"Ctrl+X; Shift+Delete", QT_TRANSLATE_NOOP("KeyMaps", "Cut")}, {"Ctrl+A", QT_TRANSLATE_NOOP("KeyMaps", "Select all")},
    {"Ctrl+Z", QT_TRANSLATE_NOOP("KeyMaps", "Undo")},              {"Ctrl+Y; Ctrl+Shift+Z", QT_TRANSLATE_NOOP("KeyMaps", "Redo")},
    {"Alt+F; Alt+E; Alt+V; Alt+O; Alt+H", QT_TRANSLATE_NOOP("KeyMaps", "Open a menu")},
    {"Left; Right; Up; Down", QT_TRANSLATE_NOOP("KeyMaps", "Choose a card"), Canvas},
    {"Alt+Left; Alt+Right; Alt+Up; Alt+Down", QT_TRANSLATE_NOOP("KeyMaps", "Move cards"), Canvas},
    {"Escape", QT_TRANSLATE_NOOP("KeyMaps", "Let go"), Canvas},
    {"Tab; Shift+Tab; Shift+Backtab", QT_TRANSLATE_NOOP("KeyMaps", "Go to the next field"), Canvas},
};

} // namespace

std::span<const KeyRow> keyTable() { return Table; }
std::span<const KeyMapRow> keyMapTable() { return Maps; }
std::span<const FixedKey> fixedKeys() { return Fixed; }

} // namespace weir::ui
