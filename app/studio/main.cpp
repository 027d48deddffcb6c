// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/command_line.h"
#include "engine/workspace/workspace.h"
#include "ui/bridge/engine.h"
#include "ui/bridge/ui_watchdog.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/design_panel.h"
#include "ui/shell/graph_panel.h"
#include "ui/shell/job_runner.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>

namespace {

using namespace weir;
using namespace weir::ui;

// Two messages of the offscreen platform that mean nothing to anybody.
void message(QtMsgType, const QMessageLogContext&, const QString& text) {
    if (text.contains("propagateSizeHints") || text.contains("does not support raise")) return;
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

// Pictures and measurements leave no trace in the user's workspace.
std::unique_ptr<Workspace> openWorkspace(bool lasting) {
    if (!lasting) return Workspace::inMemory();
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    auto opened = Workspace::open((folder + "/workspace.db").toStdString());
    if (opened) return std::move(opened).value();
    std::fprintf(stderr, "weir-studio: %s Nothing will be remembered.\n", opened.error().message.c_str());
    return Workspace::inMemory();
}

} // namespace

int main(int argc, char** argv) {
    qInstallMessageHandler(message);
    QStringList arguments;
    for (int i = 0; i < argc; ++i) arguments += QString::fromLocal8Bit(argv[i]);
    QString error;
    const auto line = readCommandLine(arguments, error);
    if (!line) {
        if (error.isEmpty()) return 0;
        std::fprintf(stderr, "weir-studio: %s\n", qPrintable(error));
        return 2;
    }
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName("weir-studio");
    QApplication::setApplicationDisplayName("Weir Studio");
    QApplication::setApplicationVersion(WEIR_VERSION);
    QGuiApplication::setDesktopFileName("io.github.weir.Studio");
    loadFonts();

    const bool lasting = line->screenshot.isEmpty() && line->measureSeconds == 0;
    const auto workspace = openWorkspace(lasting);
    const bool dark = (line->theme.isEmpty() ? QString::fromStdString(workspace->setting("theme", "dark")) : line->theme) != "light";
    applyTheme(application, dark ? darkTheme() : lightTheme());

    MainWindow window(sessionEngine(), *workspace, dark);
    if (!line->size.isEmpty()) window.resize(line->size);
    window.show();
    if (!line->open.isEmpty()) {
        if (!QFileInfo::exists(line->open)) {
            std::fprintf(stderr, "weir-studio: there is no file or folder '%s'\n", qPrintable(line->open));
            return 2;
        }
        window.openPath(line->open);
    } else {
        window.restoreLast();
    }
    if (!line->mode.isEmpty() && !window.setMode(line->mode)) {
        std::fprintf(stderr, "weir-studio: --mode is welcome, author, design or run, not '%s'\n", qPrintable(line->mode));
        return 2;
    }
    if (line->run) QTimer::singleShot(0, &window, &MainWindow::run);
    const bool onePanel = !line->panel.isEmpty() && line->panel != "all";
    // A run shows its job; what was asked for comes behind it.
    if (line->run)
        QObject::connect(&window.studio().runner, &JobRunner::started, &window, [&] {
            if (!line->mode.isEmpty()) window.setMode(line->mode);
            if (onePanel) window.showPanel(line->panel);
        });
    if (line->changelog) QTimer::singleShot(0, &window, &MainWindow::toggleChangelog);
    if (!line->node.isEmpty()) QTimer::singleShot(700, &window, [&] { window.graph()->design()->choose(line->node); });
    if (line->tap > 0)
        QTimer::singleShot(700, &window, [&] {
            const auto& snapshot = window.studio().feed.live().snapshot;
            if (!snapshot || static_cast<size_t>(line->tap) > snapshot->edges.size()) return;
            const EdgeSnapshot& edge = snapshot->edges[static_cast<size_t>(line->tap) - 1];
            emit window.studio().tapWanted(edge.from, edge.to);
        });
    QTimer turns;
    if (line->panel == "all") {
        turns.callOnTimeout(&window, [&window, next = 0]() mutable {
            static const QStringList panels = bottomPanelNames();
            window.showPanel(panels[next++ % panels.size()]);
        });
        turns.start(2000);
    } else if (onePanel) {
        QTimer::singleShot(50, &window, [&] { window.showPanel(line->panel); });
    }

    UiWatchdog watchdog;
    if (line->measureSeconds > 0) {
        QTimer::singleShot(500, &watchdog, [&] { watchdog.start(); });
        QTimer::singleShot(static_cast<int>(line->measureSeconds * 1000) + 500, &application, [&] {
            std::printf("%s\n", watchdog.json().constData());
            std::fflush(stdout);
            QApplication::exit(0);
        });
    } else if (!line->screenshot.isEmpty()) {
        QTimer::singleShot(static_cast<int>(line->afterSeconds * 1000), &application, [&] {
            const bool written = window.grab().save(line->screenshot);
            if (!written) std::fprintf(stderr, "weir-studio: '%s' cannot be written\n", qPrintable(line->screenshot));
            QApplication::exit(written ? 0 : 1);
        });
    }
    return QApplication::exec();
}
