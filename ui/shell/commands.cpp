// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include "ui/shell/main_window.h"

namespace weir::ui {

namespace {

#define TEXT(x) QT_TRANSLATE_NOOP("Commands", x)
constexpr CommandRow Table[] = {
    {"new", TEXT("New SQL file"), "plus", MenuPlace::File, true, false, &MainWindow::newFile},
    {"new-source", TEXT("New source from file …"), "file-data", MenuPlace::File, true, false, &MainWindow::newSource},
    {"open-file", TEXT("Open file …"), "file-sql", MenuPlace::File, false, false, &MainWindow::askForFile},
    {"open-folder", TEXT("Open folder …"), "folder-open", MenuPlace::File, true, false, &MainWindow::askForFolder},
    {"save", TEXT("Save"), "save", MenuPlace::File, true, true, &MainWindow::save},
    {"save-graph", TEXT("Save as graph …"), "graph", MenuPlace::File, false, false, &MainWindow::saveAsGraph},
    {"close-file", TEXT("Close file"), "", MenuPlace::File, false, false, &MainWindow::closeFile},
    {"history", TEXT("Local history …"), "clock", MenuPlace::File, false, false, &MainWindow::showHistory},
    {"settings", TEXT("Settings"), "settings", MenuPlace::File, false, true, &MainWindow::showSettings},
    {"keys", TEXT("Keyboard shortcuts …"), "", MenuPlace::File, false, false, &MainWindow::showKeysPage},
    {"quit", TEXT("Quit"), "", MenuPlace::File, false, true, &MainWindow::quit},

    {"undo", TEXT("Undo"), "undo", MenuPlace::Edit, false, false, &MainWindow::undo},
    {"redo", TEXT("Redo"), "redo", MenuPlace::Edit, false, false, &MainWindow::redo},
    {"project-find", TEXT("Find in project"), "search", MenuPlace::Edit, false, true, &MainWindow::findInProject},
    {"find", TEXT("Find"), "search", MenuPlace::Edit, false, true, &MainWindow::find},
    {"replace", TEXT("Replace"), "replace", MenuPlace::Edit, false, false, &MainWindow::replace},
    {"find-next", TEXT("Find next"), "", MenuPlace::Edit, false, false, &MainWindow::findNext},
    {"find-previous", TEXT("Find previous"), "", MenuPlace::Edit, false, false, &MainWindow::findPrevious},
    {"complete", TEXT("Complete"), "", MenuPlace::Edit, false, true, &MainWindow::complete},
    {"signature", TEXT("Show what a function takes"), "", MenuPlace::Edit, false, false, &MainWindow::showSignature},
    {"comment", TEXT("Comment or uncomment lines"), "comment", MenuPlace::Edit, false, false, &MainWindow::toggleComment},
    {"format", TEXT("Format SQL"), "format", MenuPlace::Edit, false, false, &MainWindow::format},
    {"duplicate", TEXT("Duplicate lines"), "copy", MenuPlace::Edit, false, false, &MainWindow::duplicateLines},
    {"line-up", TEXT("Move lines up"), "", MenuPlace::Edit, false, false, &MainWindow::moveLinesUp},
    {"line-down", TEXT("Move lines down"), "", MenuPlace::Edit, false, false, &MainWindow::moveLinesDown},
    {"fold-all", TEXT("Fold all"), "", MenuPlace::Edit, false, false, &MainWindow::foldAll},
    {"unfold-all", TEXT("Unfold all"), "", MenuPlace::Edit, false, false, &MainWindow::unfoldAll},
    {"snippet", TEXT("Insert a snippet …"), "", MenuPlace::Edit, false, false, &MainWindow::insertSnippet},
    {"definition", TEXT("Go to definition"), "", MenuPlace::Edit, false, true, &MainWindow::goToDefinition},
    {"uses", TEXT("Find uses"), "", MenuPlace::Edit, false, false, &MainWindow::findUses},
    {"rename", TEXT("Rename everywhere …"), "", MenuPlace::Edit, false, false, &MainWindow::renameName},
    {"fix", TEXT("Quick fix"), "", MenuPlace::Edit, false, false, &MainWindow::quickFix},
    {"next-occurrence", TEXT("Add the next occurrence to the selection"), "", MenuPlace::Edit, false, false, &MainWindow::addNextOccurrence},

    {"palette", TEXT("Search everywhere"), "search", MenuPlace::View, false, false, &MainWindow::searchEverywhere},
    {"commands", TEXT("Command palette"), "command", MenuPlace::View, false, false, &MainWindow::showCommands},
    {"theme", TEXT("Dark or light"), "moon", MenuPlace::View, false, true, &MainWindow::toggleTheme},
    {"fit", TEXT("Show the whole graph"), "fit", MenuPlace::View, false, true, &MainWindow::fitGraph},
    {"design", TEXT("Graph as design or job"), "graph", MenuPlace::View, false, false, &MainWindow::toggleDesign},
    {"switch", TEXT("Switch between graph and text"), "graph", MenuPlace::View, false, false, &MainWindow::switchGraphAndText},
    {"split", TEXT("Split the text"), "", MenuPlace::View, false, false, &MainWindow::splitText},
    {"editor", TEXT("Back to the text"), "", MenuPlace::View, false, false, &MainWindow::backToText},
    {"changelog", TEXT("Results as table or changelog"), "changelog", MenuPlace::View, false, false, &MainWindow::toggleChangelog},

    {"run", TEXT("Run"), "play-solid", MenuPlace::Job, false, false, &MainWindow::run},
    {"run-statement", TEXT("Run the statement under the caret"), "play-line", MenuPlace::Job, true, false, &MainWindow::runStatement},
    {"pause", TEXT("Pause or resume"), "pause", MenuPlace::Job, true, false, &MainWindow::pauseOrResume},
    {"stop", TEXT("Stop"), "stop", MenuPlace::Job, true, false, &MainWindow::stop},
    {"restart", TEXT("Restart"), "restart", MenuPlace::Job, false, false, &MainWindow::run},

    {"configurations", TEXT("Edit run configurations …"), "settings", MenuPlace::Job, false, true, &MainWindow::editConfigurations},
    {"new-configuration", TEXT("New run configuration from this script …"), "", MenuPlace::Job, false, false, &MainWindow::newConfiguration},

    {"welcome", TEXT("Welcome"), "home", MenuPlace::Help, false, false, &MainWindow::showWelcome},
    {"help", TEXT("Help on what is under the caret"), "help", MenuPlace::Help, false, false, &MainWindow::helpAtCaret},
    {"about", TEXT("About Weir Studio"), "info", MenuPlace::Help, false, false, &MainWindow::about},
};
#undef TEXT

} // namespace

std::span<const CommandRow> commandTable() { return Table; }

} // namespace weir::ui
