// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/runs_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QFile>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

PastRunRow rowOf(PastRun run) {
    PastRunRow row;
    row.startedMillis = run.startedMillis;
    row.runNanos = run.runNanos;
    row.sourceRows = run.sourceRows;
    row.resultRows = run.resultRows;
    row.peakMemoryBytes = run.peakMemoryBytes;
    row.version = textHash(run.script);
    row.folder = std::move(run.folder);
    row.script = std::move(run.script);
    row.settings = std::move(run.settings);
    row.outcome = std::move(run.outcome);
    row.error = std::move(run.error);
    row.recording = std::move(run.recording);
    return row;
}

const char* outcomeOf(RunState state) { return state == RunState::Failed ? "Failed" : state == RunState::Cancelled ? "Cancelled" : "Finished"; }

} // namespace

RunsPanel::RunsPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto* bar = new PanelBar(tr("Runs"));
    text_ = bar->addLabelled("openRunText", "file-sql", tr("Open its text"), tr("The text that ran, in a new document"));
    replay_ = bar->addLabelled("replayRun", "restart", tr("Replay"), tr("Run the recorded run again"));
    table_ = plainTable(&model_, "runsTable", tr("Past runs"));
    for (int column = 0; column < PastRunsModel::ColumnCount; ++column)
        table_->setColumnWidth(column, column == PastRunsModel::StartedColumn ? 170 : column == PastRunsModel::OutcomeColumn ? 220 : 90);
    pages_ = new QStackedWidget;
    pages_->addWidget(new EmptyState("clock", tr("No runs yet"), tr("Each run leaves a line here when it ends: which text ran, how long, how many rows, and how it ended.")));
    pages_->addWidget(table_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);

    connect(text_, &QToolButton::clicked, this, [this] {
        if (const PastRunRow* run = chosen()) emit studio_.textWanted(QString::fromStdString(run->script));
    });
    connect(replay_, &QToolButton::clicked, this, [this] {
        if (const PastRunRow* run = chosen()) studio_.runner.replay(run->recording);
    });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::refresh);
    connect(&studio_.feed, &RunFeed::ended, this, &RunsPanel::keep);
    std::vector<PastRunRow> rows;
    for (PastRun& run : studio_.workspace.pastRuns()) rows.push_back(rowOf(std::move(run)));
    model_.show(std::move(rows));
    refresh();
}

const PastRunRow* RunsPanel::chosen() const {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &model_.row(rows.front().row());
}

void RunsPanel::refresh() {
    const PastRunRow* run = chosen();
    text_->setEnabled(run != nullptr);
    replay_->setEnabled(run && !run->recording.empty() && QFile::exists(QString::fromStdString(run->recording)));
    if (QWidget* page = pages_->widget(model_.rowCount() > 0 ? 1 : 0); pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

/// A replay is no new run.
void RunsPanel::keep() {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot || studio_.runner.script().empty()) return;
    PastRun run;
    run.folder = studio_.runner.folder();
    run.script = studio_.runner.script();
    run.settings = studio_.runner.settings();
    run.startedMillis = snapshot->startedMillis;
    run.runNanos = snapshot->runNanos;
    run.sourceRows = snapshot->sourceRows;
    for (const int64_t rows : snapshot->resultRows) run.resultRows += rows;
    run.peakMemoryBytes = snapshot->peakMemoryBytes;
    run.outcome = outcomeOf(snapshot->state);
    if (!snapshot->errors.empty()) run.error = snapshot->errors.front().text();
    run.recording = studio_.runner.recording();
    (void)studio_.workspace.addPastRun(run);
    model_.addNewest(rowOf(std::move(run)));
    refresh();
}

} // namespace weir::ui
