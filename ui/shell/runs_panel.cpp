// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/runs_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/charts/run_charts.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QDateTime>
#include <QFile>
#include <QHeaderView>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

namespace {

PastRunRow rowOf(PastRun run) {
    PastRunRow row;
    row.number = run.number;
    row.startedMillis = run.startedMillis;
    row.runNanos = run.runNanos;
    row.sourceRows = run.sourceRows;
    row.resultRows = run.resultRows;
    row.peakMemoryBytes = run.peakMemoryBytes;
    row.version = textHash(run.script);
    for (RunSetting& one : run.options) row.options.emplace_back(std::move(one.name), std::move(one.value));
    for (LeftCheckpoint& one : run.checkpoints) row.left.push_back({std::move(one.path), one.number, one.takenMillis, one.bytes, one.isSavepoint});
    row.restoredFrom = std::move(run.restoredFrom);
    row.folder = std::move(run.folder);
    row.script = std::move(run.script);
    row.settings = std::move(run.settings);
    row.outcome = std::move(run.outcome);
    row.error = std::move(run.error);
    row.recording = std::move(run.recording);
    return row;
}

bool isOnDisk(const std::string& checkpoint) { return QFile::exists(QString::fromStdString(checkpoint) + QStringLiteral("/manifest.json")); }

/// What the runs are called beside each other: when they began, as exactly as tells them apart.
std::vector<QString> namesOf(const std::vector<const PastRunRow*>& runs) {
    std::vector<QString> names;
    for (const char* format : {"HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "HH:mm:ss.zzz"}) {
        names.clear();
        for (const PastRunRow* run : runs) names.push_back(QDateTime::fromMSecsSinceEpoch(run->startedMillis).toString(QLatin1String(format)));
        if (runs.size() < 2 || names[0] != names[1]) break;
    }
    return names;
}

} // namespace

RunsPanel::RunsPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio), journal_(studio) {
    makeBar();
    makePages();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addWidget(pages_, 1);

    connect(text_, &QToolButton::clicked, this, [this] {
        if (const PastRunRow* run = model_.run(chosen())) emit studio_.textWanted(QString::fromStdString(run->script));
    });
    connect(replay_, &QToolButton::clicked, this, [this] {
        if (const PastRunRow* run = model_.run(chosen())) studio_.runner.replay(run->recording);
    });
    connect(compare_, &QToolButton::toggled, this, &RunsPanel::refresh);
    connect(start_, &QToolButton::clicked, this, &RunsPanel::startFromChosen);
    connect(tree_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::refresh);
    connect(&journal_, &RunJournal::kept, this, &RunsPanel::kept);
    std::vector<PastRunRow> rows;
    for (PastRun& run : studio_.workspace.pastRuns()) rows.push_back(rowOf(std::move(run)));
    model_.show(std::move(rows));
    arranged();
}

void RunsPanel::makeBar() {
    auto* bar = new PanelBar(tr("Runs"));
    text_ = bar->addLabelled("openRunText", "file-sql", tr("Open its text"), tr("The text that ran, in a new document"));
    replay_ = bar->addLabelled("replayRun", "restart", tr("Replay"), tr("Run the recorded run again"));
    compare_ = bar->addLabelled("compareRuns", "activity", tr("Compare"), tr("What differs between the two chosen runs (Ctrl+click chooses a second one)"));
    compare_->setCheckable(true);
    start_ = bar->addLabelled("startFromLeft", "play-line", tr("Start from here"), tr("Run the open text from the chosen checkpoint or savepoint"));
    bar_ = bar;
}

void RunsPanel::makePages() {
    tree_ = new QTreeView;
    tree_->setObjectName("runsTree");
    tree_->setAccessibleName(tr("Past runs and what they have left"));
    tree_->setModel(&model_);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setIndentation(14);
    tree_->setAlternatingRowColors(true);
    tree_->setUniformRowHeights(true);
    tree_->setSelectionBehavior(QAbstractItemView::SelectRows);
    tree_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    tree_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (int column = 0; column < PastRunsModel::ColumnCount; ++column)
        tree_->setColumnWidth(column, column == PastRunsModel::StartedColumn ? 240 : column == PastRunsModel::OutcomeColumn ? 240 : column == PastRunsModel::VersionColumn ? 70 : 84);
    differing_ = plainTable(&differences_, "runDifferences", tr("What differs between the chosen runs"));
    differing_->setColumnWidth(RunDifferences::WhatColumn, 130);
    differing_->setColumnWidth(RunDifferences::OneColumn, 120);
    lists_ = new QStackedWidget;
    lists_->addWidget(tree_);
    lists_->addWidget(differing_);
    charts_ = new RunCharts;
    side_ = new QScrollArea;
    side_->setObjectName("runCharts");
    side_->setAccessibleName(tr("Curves of the chosen runs"));
    side_->setFrameShape(QFrame::NoFrame);
    side_->setWidgetResizable(true);
    side_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    side_->setFocusPolicy(Qt::NoFocus);
    side_->setMinimumWidth(230);
    side_->setWidget(charts_);
    side_->hide();
    auto* halves = new QSplitter(Qt::Horizontal);
    halves->setChildrenCollapsible(false);
    halves->addWidget(lists_);
    halves->addWidget(side_);
    halves->setSizes({500, 460});
    pages_ = new QStackedWidget;
    pages_->addWidget(new EmptyState("clock", tr("No runs yet"), tr("Each run leaves a line here when it ends: which text ran, how long, how many rows, and how it ended.")));
    pages_->addWidget(halves);
}

QModelIndex RunsPanel::chosen() const {
    const QModelIndexList rows = tree_->selectionModel()->selectedRows();
    return rows.size() == 1 ? rows.front() : QModelIndex();
}

std::vector<const PastRunRow*> RunsPanel::chosenRuns() const {
    std::vector<const PastRunRow*> out;
    for (const QModelIndex& row : tree_->selectionModel()->selectedRows())
        if (const PastRunRow* run = model_.run(row)) out.push_back(run);
    std::sort(out.begin(), out.end(), [](const PastRunRow* a, const PastRunRow* b) { return a->startedMillis < b->startedMillis || (a->startedMillis == b->startedMillis && a->number < b->number); });
    return out;
}

void RunsPanel::kept(const PastRun& run) {
    std::vector<int64_t> chosen;
    for (const PastRunRow* one : chosenRuns()) chosen.push_back(one->number);
    model_.addNewest(rowOf(run));
    for (const int64_t number : chosen) tree_->selectionModel()->select(model_.indexOf(number), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    arranged();
}

void RunsPanel::arranged() {
    for (const QModelIndex& way : model_.waysToRuns()) tree_->expand(way);
    pages_->setCurrentIndex(model_.rowCount() > 0 ? 1 : 0);
    lookAtDisk();
    refresh();
}

void RunsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    lookAtDisk();
}

// Folders may lie far away.
void RunsPanel::lookAtDisk() {
    background_.request(
        [paths = model_.paths()] {
            std::set<std::string> gone;
            for (const std::string& path : paths)
                if (!isOnDisk(path)) gone.insert(path);
            return gone;
        },
        [this](std::set<std::string> gone) {
            model_.setGone(std::move(gone));
            refresh();
        });
}

void RunsPanel::refresh() {
    const QModelIndex one = chosen();
    const PastRunRow* run = model_.run(one);
    text_->setEnabled(run != nullptr);
    replay_->setEnabled(run && !run->recording.empty() && QFile::exists(QString::fromStdString(run->recording)));
    start_->setEnabled(model_.canBegin(one));
    const std::vector<const PastRunRow*> runs = chosenRuns();
    const bool two = runs.size() == 2;
    compare_->setEnabled(two);
    if (!two) compare_->setChecked(false);
    if (two) {
        const std::vector<QString> names = namesOf(runs);
        differences_.show(differencesOf(*runs[0], *runs[1]), names[0], names[1]);
    }
    lists_->setCurrentWidget(compare_->isChecked() ? static_cast<QWidget*>(differing_) : tree_);
    showCurves();
}

void RunsPanel::showCurves() {
    std::vector<const PastRunRow*> runs = chosenRuns();
    if (runs.size() > 2) runs.clear();
    std::vector<int64_t> numbers;
    for (const PastRunRow* run : runs) numbers.push_back(run->number);
    side_->setVisible(!runs.empty());
    if (numbers == shown_) return;
    shown_ = std::move(numbers);
    const std::vector<QString> names = namesOf(runs);
    std::vector<RunLines> lines;
    for (size_t run = 0; run < runs.size(); ++run) {
        RunLines& one = lines.emplace_back();
        one.name = names[run];
        std::vector<RunCurve> curves = RunJournal::inOrder(studio_.workspace.curvesOf(runs[run]->number));
        for (size_t i = 0; i < curves.size(); ++i) one.curves[i] = {curves[i].stepNanos, std::move(curves[i].values)};
    }
    charts_->setRuns(lines);
}

void RunsPanel::startFromChosen() {
    const QModelIndex row = chosen();
    const LeftRow* left = model_.left(row);
    if (!left || !model_.canBegin(row)) return;
    // It may have gone since the last look.
    if (!isOnDisk(left->path)) return lookAtDisk();
    emit studio_.startFromWanted(QString::fromStdString(left->path));
}

} // namespace weir::ui
