// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/replay_panel.h"

#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace weir::ui {

ReplayPanel::ReplayPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto* bar = new PanelBar(tr("Replay"));
    verdict_ = new ElidedLabel;
    verdict_->setObjectName("replayVerdict");
    verdict_->setContentsMargins(0, 0, 10, 0);
    moment_ = new QLineEdit;
    moment_->setObjectName("replayMoment");
    moment_->setAccessibleName(tr("Moment to stop at"));
    moment_->setPlaceholderText(tr("rows orders/0:1000"));
    moment_->setToolTip(tr("'rows TABLE/SUBTASK:N', 'step OPERATOR/SUBTASK:N', 'checkpoint N' or 'watermark 2024-05-01 12:00:00'"));
    moment_->setMaximumWidth(220);
    bar->addWidget(verdict_);
    bar->addWidget(moment_);
    goTo_ = bar->addLabelled("replayGo", "play-line", tr("Go to"), tr("Run on to this moment and stand still there"));
    step_ = bar->addLabelled("replayStep", "arrow-right", tr("Step"), tr("One more batch, watermark or barrier into the chosen task"));
    onward_ = bar->addLabelled("replayContinue", "play", tr("Continue"), tr("Run on to the end of the recording"));
    record_ = bar->addLabelled("recordRuns", "activity", tr("Record runs"), tr("Runs started from now on can be replayed"));
    record_->setCheckable(true);
    record_->setChecked(studio_.runner.records);
    auto* again = bar->addLabelled("replayLast", "restart", tr("Replay last"), tr("Run the last recorded run again"));
    auto* other = bar->addLabelled("replayOpen", "folder-open", tr("Open…"), tr("Open a recording"));

    table_ = plainTable(&model_, "positionsTable", tr("Where the tasks stand"));
    table_->setColumnWidth(PositionModel::OperatorsColumn, 320);
    table_->setColumnWidth(PositionModel::NextColumn, 260);
    empty_ = new EmptyState("restart", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(table_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);

    connect(record_, &QToolButton::toggled, this, [this](bool on) {
        studio_.runner.records = on;
        refresh();
    });
    connect(again, &QToolButton::clicked, this, [this] {
        if (!studio_.runner.recording().empty()) open(QString::fromStdString(studio_.runner.recording()));
        else ask();
    });
    connect(other, &QToolButton::clicked, this, &ReplayPanel::ask);
    connect(goTo_, &QToolButton::clicked, this, &ReplayPanel::goToMoment);
    connect(moment_, &QLineEdit::returnPressed, this, &ReplayPanel::goToMoment);
    connect(step_, &QToolButton::clicked, this, &ReplayPanel::stepChosen);
    connect(onward_, &QToolButton::clicked, this, [this] {
        if (auto run = replay()) run->resume();
    });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ReplayPanel::showButtons);
    connect(&studio_.feed, &RunFeed::changed, this, &ReplayPanel::refresh);
    connect(&studio_.feed, &RunFeed::runChanged, this, &ReplayPanel::refresh);
    // Queued: whoever else hears of the end sees the run that ended.
    connect(&studio_.feed, &RunFeed::ended, this, [this] {
        if (!waiting_.isEmpty()) studio_.runner.replay(std::exchange(waiting_, QString()).toStdString());
    }, Qt::QueuedConnection);
    refresh();
}

std::shared_ptr<Replay> ReplayPanel::replay() const { return std::dynamic_pointer_cast<Replay>(studio_.feed.run()); }

void ReplayPanel::ask() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a recording"), QString::fromStdString(studio_.runner.placeOf("recordings")), tr("Recordings (*.weirrun)"));
    if (!path.isEmpty()) open(path);
}

void ReplayPanel::open(const QString& path) {
    if (!studio_.feed.isActive()) return studio_.runner.replay(path.toStdString());
    waiting_ = path;      // a recording is whole when its run has ended
    studio_.runner.stop();
}

void ReplayPanel::complain(const Error& error) {
    verdict_->setText(QString::fromStdString(error.text()));
    verdict_->setToolTip(verdict_->text());
}

void ReplayPanel::goToMoment() {
    auto run = replay();
    if (!run) return;
    auto moment = parseMoment(moment_->text().trimmed().toStdString());
    if (!moment) return complain(moment.error());
    if (Status status = run->runTo(*moment); !status.ok()) complain(status.error());
}

void ReplayPanel::stepChosen() {
    auto run = replay();
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (!run || rows.isEmpty()) return;
    const TaskPosition& chosen = model_.position(rows.front().row());
    if (Status status = run->step(chosen.uids.front(), chosen.subtask); !status.ok()) complain(status.error());
}

void ReplayPanel::showVerdict(const Replay& replay) {
    const auto divergence = replay.divergence();
    if (divergence) verdict_->setText(QString::fromStdString(divergence->text()));
    else if (isEnd(studio_.feed.state()))
        verdict_->setText(tr("As recorded: %1 states and %2 hashes of rows agree").arg(groupedNumber(replay.agreedStates()), groupedNumber(replay.agreedSinks())));
    else if (replay.isAtMoment()) verdict_->setText(tr("Stands at the moment asked for"));
    else verdict_->setText(tr("%1 hashes agree so far").arg(groupedNumber(replay.agreedStates() + replay.agreedSinks())));
    verdict_->setToolTip(verdict_->text());
    verdict_->setForegroundRole(divergence ? QPalette::BrightText : QPalette::WindowText);
}

bool ReplayPanel::standsStill() const {
    auto run = replay();
    return run && (run->isAtMoment() || studio_.feed.state() == RunState::Paused);
}

void ReplayPanel::showButtons() {
    const bool running = replay() && studio_.feed.isActive(), still = standsStill();
    goTo_->setEnabled(running);
    moment_->setEnabled(running);
    onward_->setEnabled(running && still);
    step_->setEnabled(running && still && table_->selectionModel()->hasSelection());
}

void ReplayPanel::refresh() {
    auto run = replay();
    const bool still = standsStill(), running = run && studio_.feed.isActive();
    for (QWidget* each : std::initializer_list<QWidget*>{verdict_, moment_, goTo_, step_, onward_}) each->setVisible(run != nullptr);
    showButtons();
    if (run && (still || !running)) {
        if (auto positions = run->positions()) model_.show(std::move(*positions));
    } else if (!run) {
        model_.show({});
    }
    if (run) showVerdict(*run);
    if (studio_.runner.records)
        empty_->setTexts(tr("Runs are recorded"), tr("When a recorded run has ended, 'Replay last' runs it again: the same rows in the same order, stopped wherever you like."));
    else empty_->setTexts(tr("Nothing to replay"), tr("Switch on 'Record runs' and run a job, or open a recording that 'weir run --record' has written."));
    if (QWidget* page = model_.rowCount() > 0 ? static_cast<QWidget*>(table_) : empty_; pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

} // namespace weir::ui
