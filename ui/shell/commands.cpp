// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include "ui/shell/main_window.h"

namespace weir::ui {

namespace {

#define TEXT(x) QT_TRANSLATE_NOOP("Commands", x)
constexpr CommandRow Table[] = {
    {"new", TEXT("New SQL file"), "plus", "Ctrl+N", MenuPlace::File, true, false, &MainWindow::newFile},
    {"new-source", TEXT("New source from file …"), "file-data", "Ctrl+Shift+N", MenuPlace::File, true, false, &MainWindow::newSource},
    {"open-file", TEXT("Open file …"), "file-sql", "Ctrl+O", MenuPlace::File, false, false, &MainWindow::askForFile},
    {"open-folder", TEXT("Open folder …"), "folder-open", "Ctrl+Shift+O", MenuPlace::File, true, false, &MainWindow::askForFolder},
    {"save", TEXT("Save"), "save", "Ctrl+S", MenuPlace::File, true, true, &MainWindow::save},
    {"close-file", TEXT("Close file"), "", "Ctrl+W", MenuPlace::File, false, false, &MainWindow::closeFile},
    {"history", TEXT("Local history …"), "clock", "", MenuPlace::File, false, false, &MainWindow::showHistory},
    {"settings", TEXT("Settings"), "settings", "Ctrl+,", MenuPlace::File, false, true, &MainWindow::showSettings},
    {"quit", TEXT("Quit"), "", "Ctrl+Q", MenuPlace::File, false, true, &MainWindow::quit},

    {"undo", TEXT("Undo"), "undo", "", MenuPlace::Edit, false, false, &MainWindow::undo},
    {"redo", TEXT("Redo"), "redo", "", MenuPlace::Edit, false, false, &MainWindow::redo},
    {"project-find", TEXT("Find in project"), "search", "Ctrl+Alt+F", MenuPlace::Edit, false, true, &MainWindow::findInProject},
    {"find", TEXT("Find"), "search", "Ctrl+F", MenuPlace::Edit, false, true, &MainWindow::find},
    {"replace", TEXT("Replace"), "replace", "Ctrl+H", MenuPlace::Edit, false, false, &MainWindow::replace},
    {"find-next", TEXT("Find next"), "", "F3", MenuPlace::Edit, false, false, &MainWindow::findNext},
    {"find-previous", TEXT("Find previous"), "", "Shift+F3", MenuPlace::Edit, false, false, &MainWindow::findPrevious},
    {"complete", TEXT("Complete"), "", "Ctrl+Space", MenuPlace::Edit, false, true, &MainWindow::complete},
    {"comment", TEXT("Comment or uncomment lines"), "comment", "Ctrl+/", MenuPlace::Edit, false, false, &MainWindow::toggleComment},
    {"format", TEXT("Format SQL"), "format", "Ctrl+Shift+F; Ctrl+I", MenuPlace::Edit, false, false, &MainWindow::format},
    {"duplicate", TEXT("Duplicate lines"), "copy", "Ctrl+Shift+D", MenuPlace::Edit, false, false, &MainWindow::duplicateLines},
    {"line-up", TEXT("Move lines up"), "", "Alt+Up", MenuPlace::Edit, false, false, &MainWindow::moveLinesUp},
    {"line-down", TEXT("Move lines down"), "", "Alt+Down", MenuPlace::Edit, false, false, &MainWindow::moveLinesDown},
    {"snippet", TEXT("Insert a snippet …"), "", "Ctrl+J", MenuPlace::Edit, false, false, &MainWindow::insertSnippet},
    {"definition", TEXT("Go to definition"), "", "F2", MenuPlace::Edit, false, true, &MainWindow::goToDefinition},
    {"uses", TEXT("Find uses"), "", "Ctrl+Shift+U", MenuPlace::Edit, false, false, &MainWindow::findUses},
    {"rename", TEXT("Rename everywhere …"), "", "Ctrl+Shift+R", MenuPlace::Edit, false, false, &MainWindow::renameName},
    {"fix", TEXT("Quick fix"), "", "Alt+Return", MenuPlace::Edit, false, false, &MainWindow::quickFix},
    {"next-occurrence", TEXT("Add the next occurrence to the selection"), "", "Ctrl+D", MenuPlace::Edit, false, false, &MainWindow::addNextOccurrence},

    {"palette", TEXT("Search everywhere"), "search", "Ctrl+K; Ctrl+P", MenuPlace::View, false, false, &MainWindow::searchEverywhere},
    {"commands", TEXT("Command palette"), "command", "Ctrl+Shift+P; Ctrl+Alt+I", MenuPlace::View, false, false, &MainWindow::showCommands},
    {"theme", TEXT("Dark or light"), "moon", "Ctrl+Shift+L", MenuPlace::View, false, true, &MainWindow::toggleTheme},
    {"fit", TEXT("Show the whole graph"), "fit", "", MenuPlace::View, false, true, &MainWindow::fitGraph},
    {"design", TEXT("Graph as design or job"), "graph", "Ctrl+Shift+G", MenuPlace::View, false, false, &MainWindow::toggleDesign},
    {"switch", TEXT("Switch between graph and text"), "graph", "F4", MenuPlace::View, false, false, &MainWindow::switchGraphAndText},
    {"split", TEXT("Split the text"), "", "Ctrl+\\", MenuPlace::View, false, false, &MainWindow::splitText},
    {"editor", TEXT("Back to the text"), "", "Escape", MenuPlace::View, false, false, &MainWindow::backToText},
    {"changelog", TEXT("Results as table or changelog"), "changelog", "Ctrl+Shift+T", MenuPlace::View, false, false, &MainWindow::toggleChangelog},

    {"run", TEXT("Run"), "play-solid", "F5", MenuPlace::Job, false, false, &MainWindow::run},
    {"run-statement", TEXT("Run the statement under the caret"), "play-line", "Ctrl+Return", MenuPlace::Job, true, false, &MainWindow::runStatement},
    {"pause", TEXT("Pause or resume"), "pause", "F6", MenuPlace::Job, true, false, &MainWindow::pauseOrResume},
    {"stop", TEXT("Stop"), "stop", "Shift+F5", MenuPlace::Job, true, false, &MainWindow::stop},
    {"restart", TEXT("Restart"), "restart", "Ctrl+Shift+F5", MenuPlace::Job, false, false, &MainWindow::run},

    {"welcome", TEXT("Welcome"), "home", "", MenuPlace::Help, false, false, &MainWindow::showWelcome},
    {"help", TEXT("Help on what is under the caret"), "help", "F1", MenuPlace::Help, false, false, &MainWindow::helpAtCaret},
    {"about", TEXT("About Weir Studio"), "info", "", MenuPlace::Help, false, false, &MainWindow::about},
};
#undef TEXT

} // namespace

std::span<const CommandRow> commandTable() { return Table; }

} // namespace weir::ui
