// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panels.h"

#include "ui/charts/metrics_panel.h"
#include "ui/results/results_panel.h"
#include "ui/shell/catalog_panel.h"
#include "ui/shell/checkpoints_panel.h"
#include "ui/shell/inspector.h"
#include "ui/shell/ledger_panel.h"
#include "ui/shell/pressure_panel.h"
#include "ui/shell/replay_panel.h"
#include "ui/shell/runs_panel.h"
#include "ui/shell/search_panel.h"
#include "ui/shell/side_panels.h"
#include "ui/shell/state_panel.h"
#include "ui/shell/studio.h"
#include "ui/shell/tap_panel.h"
#include "ui/shell/watermarks_panel.h"
#include "ui/workspace/project_panel.h"

namespace weir::ui {

namespace {

// Titles are marked here and translated where they are shown.
constexpr PanelRow Table[] = {
    {"project", QT_TRANSLATE_NOOP("Panels", "Project"), "folder", PanelPlace::Left, true, [](Studio&) -> QWidget* { return new ProjectPanel; }},
    {"catalog", QT_TRANSLATE_NOOP("Panels", "Catalog"), "database", PanelPlace::Left, true, makeCatalogPanel},
    {"outline", QT_TRANSLATE_NOOP("Panels", "Outline"), "outline", PanelPlace::Left, false, makeOutlinePanel},
    {"inspector", QT_TRANSLATE_NOOP("Panels", "Inspector"), "inspector", PanelPlace::Right, true,
     [](Studio& studio) -> QWidget* { return new Inspector(studio); }},
    {"results", QT_TRANSLATE_NOOP("Panels", "Results"), "table", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new ResultsPanel(studio.feed); }},
    {"preview", QT_TRANSLATE_NOOP("Panels", "Preview"), "view", PanelPlace::Bottom, true, makePreviewPanel},
    {"tap", QT_TRANSLATE_NOOP("Panels", "Tap"), "tap", PanelPlace::Bottom, true, [](Studio& studio) -> QWidget* { return new TapPanel(studio); }},
    {"watermarks", QT_TRANSLATE_NOOP("Panels", "Watermarks"), "clock", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new WatermarksPanel(studio); }},
    {"pressure", QT_TRANSLATE_NOOP("Panels", "Pressure"), "gauge", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new PressurePanel(studio); }},
    {"ledger", QT_TRANSLATE_NOOP("Panels", "Ledger"), "layers", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new LedgerPanel(studio); }},
    {"metrics", QT_TRANSLATE_NOOP("Panels", "Metrics"), "activity", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new MetricsPanel(studio.feed); }},
    {"subtasks", QT_TRANSLATE_NOOP("Panels", "Subtasks"), "layers", PanelPlace::Bottom, true, makeSubtasksPanel},
    {"state", QT_TRANSLATE_NOOP("Panels", "State"), "database", PanelPlace::Bottom, true, [](Studio& studio) -> QWidget* { return new StatePanel(studio); }},
    {"replay", QT_TRANSLATE_NOOP("Panels", "Replay"), "restart", PanelPlace::Bottom, true, [](Studio& studio) -> QWidget* { return new ReplayPanel(studio); }},
    {"checkpoints", QT_TRANSLATE_NOOP("Panels", "Checkpoints"), "save", PanelPlace::Bottom, true,
     [](Studio& studio) -> QWidget* { return new CheckpointsPanel(studio); }},
    {"runs", QT_TRANSLATE_NOOP("Panels", "Runs"), "clock", PanelPlace::Bottom, true, [](Studio& studio) -> QWidget* { return new RunsPanel(studio); }},
    {"problems", QT_TRANSLATE_NOOP("Panels", "Problems"), "warning", PanelPlace::Bottom, true, makeProblemsPanel},
    {"search", QT_TRANSLATE_NOOP("Panels", "Search"), "search", PanelPlace::Bottom, true, [](Studio& studio) -> QWidget* { return new SearchPanel(studio); }},
    {"log", QT_TRANSLATE_NOOP("Panels", "Log"), "terminal", PanelPlace::Bottom, true, makeLogPanel},
};

} // namespace

std::span<const PanelRow> panelTable() { return Table; }

} // namespace weir::ui
