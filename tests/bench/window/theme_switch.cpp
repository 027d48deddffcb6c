// SPDX-License-Identifier: GPL-3.0-or-later
// What a switch of the theme takes from the window's thread: the whole window with a job that runs, switched again and again.
// bench_theme_switch FOLDER, as "samples/nexmark-q5"; QT_QPA_PLATFORM=offscreen will do.
#include "engine/workspace/workspace.h"
#include "ui/bridge/engine.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace weir;
using namespace weir::ui;

namespace {

constexpr int Switches = 20, WarmUpMillis = 3000, BetweenMillis = 150;

void pass(int millis) {
    QEventLoop loop;
    QTimer::singleShot(millis, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "bench_theme_switch FOLDER\n");
        return 2;
    }
    loadFonts();
    applyTheme(application, darkTheme());
    const auto workspace = Workspace::inMemory();
    MainWindow window(sessionEngine(), *workspace, true);
    window.resize(1440, 900);
    window.show();
    window.openPath(QString::fromLocal8Bit(argv[1]));
    window.run();
    pass(WarmUpMillis);
    std::vector<double> calls, whole;
    for (int i = 0; i < Switches; ++i) {
        QElapsedTimer time;
        time.start();
        window.toggleTheme();
        calls.push_back(static_cast<double>(time.nsecsElapsed()) / 1e6);
        QApplication::processEvents();
        whole.push_back(static_cast<double>(time.nsecsElapsed()) / 1e6);
        pass(BetweenMillis);
    }
    auto longest = [](const std::vector<double>& times) { return *std::max_element(times.begin(), times.end()); };
    std::sort(whole.begin(), whole.end());
    std::printf("%d switches, %d widgets: the call takes at most %.0f ms, with all events and painting %.0f ms at most, %.0f ms in the middle\n", Switches,
                static_cast<int>(QApplication::allWidgets().size()), longest(calls), longest(whole), whole[Switches / 2]);
    return 0;
}
