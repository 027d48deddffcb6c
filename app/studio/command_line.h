// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace weir::ui {

/// What the program was asked for.
struct CommandLine {
    QString open;                    // folder or file
    bool run = false;
    QString theme;                   // "dark", "light", "" = as last time
    QString mode;
    double afterSeconds = 1;
    QString screenshot;
    QSize size;
    double measureSeconds = 0;
    bool changelog = false;          // results as changelog
    QString node;                    // of the design, to choose
    int tap = 0;                     // an edge of the job, from 1; 0: none
    QString panel;                   // to show; "all": those at the bottom in turn
};

/// The panels at the bottom of the window, in their order: what `--panel all` goes through.
QStringList bottomPanelNames();

/// Reads the arguments; none and a reason in `error` when they are wrong. `--help` and `--version` print and give none without a reason.
std::optional<CommandLine> readCommandLine(const QStringList& arguments, QString& error);

} // namespace weir::ui
