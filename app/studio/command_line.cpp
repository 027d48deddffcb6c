// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/command_line.h"

#include "ui/shell/panels.h"

#include <cstdio>

namespace weir::ui {

namespace {

constexpr const char* Usage = R"(weir-studio [--open FOLDER|FILE] [--run] [--theme dark|light] [--mode welcome|author|design|run]
            [--panel NAME] [--tap NUMBER] [--node NAME] [--changelog] [--size WxH]
            [--after SECONDS] [--screenshot FILE.png] [--measure SECONDS]

  --open        a folder (its job.sql is shown) or a file; without it what was open last
  --run         start the job
  --panel       %s,
                %s;
                all: those at the bottom one after the other, two seconds each
  --tap         the edge of the running job whose rows are shown, counted from 1
  --node        a node of the design to choose
  --screenshot  wait --after seconds (1), write a picture of the window, end
  --measure     wait that long, print the longest gaps of the event loop as JSON, end
)";

QStringList panelNames(bool bottomOnly) {
    QStringList names;
    for (const PanelRow& row : panelTable())
        if (!bottomOnly || row.place == PanelPlace::Bottom) names += QLatin1String(row.id);
    return names;
}

} // namespace

QStringList bottomPanelNames() { return panelNames(true); }

std::optional<CommandLine> readCommandLine(const QStringList& arguments, QString& error) {
    CommandLine line;
    auto fail = [&error](const QString& why) {
        error = why;
        return std::nullopt;
    };
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        QString name = arguments[i], value;
        if (name == "--help" || name == "-h") {
            const QStringList names = panelNames(false);
            const QString first = names.mid(0, names.size() / 2).join(", "), rest = names.mid(names.size() / 2).join(", ");
            std::printf(Usage, qPrintable(first), qPrintable(rest));
            return std::nullopt;
        }
        if (name == "--version") {
            std::puts("weir-studio " WEIR_VERSION);
            return std::nullopt;
        }
        if (name == "--run") {
            line.run = true;
            continue;
        }
        if (name == "--changelog") {
            line.changelog = true;
            continue;
        }
        if (!name.startsWith("--")) {
            line.open = name;
            continue;
        }
        if (const auto equals = name.indexOf('='); equals > 0) {
            value = name.mid(equals + 1);
            name.truncate(equals);
        } else if (i + 1 < arguments.size()) {
            value = arguments[++i];
        } else {
            return fail(QStringLiteral("%1 needs a value").arg(name));
        }
        bool ok = true;
        if (name == "--open") {
            line.open = value;
        } else if (name == "--theme") {
            if (value != "dark" && value != "light") return fail(QStringLiteral("--theme is dark or light, not '%1'").arg(value));
            line.theme = value;
        } else if (name == "--mode") {
            line.mode = value;
        } else if (name == "--node") {
            line.node = value;
        } else if (name == "--panel") {
            if (const QStringList names = panelNames(false); value != "all" && !names.contains(value)) return fail(QStringLiteral("--panel is %1 or all, not '%2'").arg(names.join(", "), value));
            line.panel = value;
        } else if (name == "--tap") {
            line.tap = value.toInt(&ok);
            if (!ok || line.tap < 1) return fail(QStringLiteral("--tap needs the number of an edge, not '%1'").arg(value));
        } else if (name == "--after") {
            line.afterSeconds = value.toDouble(&ok);
            if (!ok || line.afterSeconds < 0) return fail(QStringLiteral("--after needs seconds, not '%1'").arg(value));
        } else if (name == "--measure") {
            line.measureSeconds = value.toDouble(&ok);
            if (!ok || line.measureSeconds <= 0) return fail(QStringLiteral("--measure needs seconds, not '%1'").arg(value));
        } else if (name == "--screenshot") {
            line.screenshot = value;
        } else if (name == "--size") {
            const QStringList parts = value.split('x');
            bool okHeight = false;
            if (parts.size() == 2) line.size = QSize(parts[0].toInt(&ok), parts[1].toInt(&okHeight));
            if (!ok || !okHeight || line.size.width() < 400 || line.size.height() < 300 || line.size.width() > 8000 || line.size.height() > 8000)
                return fail(QStringLiteral("--size is WIDTHxHEIGHT from 400x300, not '%1'").arg(value));
        } else {
            return fail(QStringLiteral("%1 is no option; --help lists them").arg(name));
        }
    }
    return line;
}

} // namespace weir::ui
