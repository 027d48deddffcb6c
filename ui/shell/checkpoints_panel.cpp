// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/checkpoints_panel.h"

#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

CheckpointsPanel::CheckpointsPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto* bar = new PanelBar(tr("Checkpoints"));
    summary_ = new ElidedLabel;
    summary_->setObjectName("muted");
    summary_->setContentsMargins(0, 0, 10, 0);
    interval_ = new QComboBox;
    interval_->setObjectName("checkpointInterval");
    interval_->setAccessibleName(tr("How often checkpoints are taken"));
    interval_->setToolTip(tr("How often runs take checkpoints from their next start on. Rows of results and files come with them then."));
    interval_->addItem(tr("As the script says"), 0);
    interval_->addItem(tr("Every second"), 1);
    interval_->addItem(tr("Every 10 seconds"), 10);
    interval_->addItem(tr("Every minute"), 60);
    interval_->setCurrentIndex(std::max(0, interval_->findData(studio_.runner.checkpointSeconds)));
    bar->addWidget(summary_);
    bar->addWidget(interval_);
    savepoint_ = bar->addLabelled("takeSavepoint", "save", tr("Savepoint"), tr("Take a savepoint of the running job; it stays until you delete it"));
    stopWith_ = bar->addLabelled("stopWithSavepoint", "stop", tr("Stop with savepoint"), tr("End the job with a savepoint, so that it can go on from there"));
    startHere_ = bar->addLabelled("startFromChosen", "restart", tr("Start from here"), tr("Run the open text from the chosen checkpoint or savepoint"));
    auto* other = bar->addLabelled("startFromFolder", "folder-open", tr("Start from…"), tr("Run the open text from a checkpoint or savepoint on disk"));

    table_ = plainTable(&model_, "checkpointsTable", tr("Checkpoints and savepoints"));
    for (int column = 0; column < CheckpointModel::OutcomeColumn; ++column) table_->setColumnWidth(column, column == CheckpointModel::StartedColumn || column == CheckpointModel::KindColumn ? 120 : 90);
    empty_ = new EmptyState("save", tr("No checkpoints"), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(table_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);

    connect(interval_, &QComboBox::activated, this, [this] {
        studio_.runner.checkpointSeconds = interval_->currentData().toInt();
        (void)studio_.workspace.setSetting("checkpoints.seconds", std::to_string(studio_.runner.checkpointSeconds));
        refresh();
    });
    connect(savepoint_, &QToolButton::clicked, this, [this] { takeSavepoint(false); });
    connect(stopWith_, &QToolButton::clicked, this, [this] { takeSavepoint(true); });
    connect(startHere_, &QToolButton::clicked, this, &CheckpointsPanel::startFromChosen);
    connect(other, &QToolButton::clicked, this, &CheckpointsPanel::startFromAsked);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { startHere_->setEnabled(!chosen().isEmpty()); });
    connect(&studio_.feed, &RunFeed::changed, this, &CheckpointsPanel::refresh);
    connect(&studio_.feed, &RunFeed::runChanged, this, &CheckpointsPanel::refresh);
    refresh();
}

QString CheckpointsPanel::summary() const {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot || !snapshot->checkpoints.enabled) return {};
    const CheckpointSnapshot& all = snapshot->checkpoints;
    if (!all.savepoints.empty() && !all.savepoints.back().error.empty()) return tr("No savepoint: %1").arg(QString::fromStdString(all.savepoints.back().error));
    QStringList parts{tr("%1 complete").arg(groupedNumber(all.completed))};
    if (all.failed > 0) parts += tr("%1 failed").arg(groupedNumber(all.failed));
    if (all.restoredFrom > 0) parts += tr("begun with %1").arg(all.restoredFrom);
    if (all.restarts > 0) parts += tr("restarted %1 times").arg(all.restarts);
    return parts.join(QStringLiteral(" · "));
}

void CheckpointsPanel::refresh() {
    const auto& snapshot = studio_.feed.live().snapshot;
    static const std::vector<CheckpointRecord> none;
    model_.show(snapshot ? snapshot->checkpoints.history : none);
    const bool takes = snapshot && snapshot->checkpoints.enabled, running = takes && studio_.feed.isActive();
    savepoint_->setEnabled(running && !studio_.runner.placeOf("savepoints").empty());
    stopWith_->setEnabled(savepoint_->isEnabled());
    startHere_->setEnabled(!chosen().isEmpty());
    summary_->setText(summary());
    summary_->setToolTip(snapshot ? QString::fromStdString(snapshot->checkpoints.lastFailure) : QString());
    if (takes) empty_->setTexts(tr("No checkpoint yet"), tr("The first one comes after the interval."));
    else if (studio_.feed.isActive())
        empty_->setTexts(tr("This run takes no checkpoints"), tr("Choose above how often, and start it again; or SET 'execution.checkpointing.dir' and 'execution.checkpointing.interval' in the script."));
    else
        empty_->setTexts(tr("No checkpoints"), tr("A checkpoint holds one moment of the whole job: state, positions of sources, what sinks have prepared. Choose above how often a run takes one."));
    if (QWidget* page = model_.rowCount() > 0 ? static_cast<QWidget*>(table_) : empty_; pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

void CheckpointsPanel::takeSavepoint(bool stop) {
    if (studio_.feed.isActive()) studio_.feed.run()->savepoint(studio_.runner.placeOf("savepoints"), "", stop);
}

QString CheckpointsPanel::chosen() const {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (rows.isEmpty()) return {};
    const CheckpointRecord& one = model_.record(rows.front().row());
    return one.isRemoved ? QString() : QString::fromStdString(one.folder);
}

void CheckpointsPanel::startFromChosen() {
    if (const QString folder = chosen(); !folder.isEmpty()) emit studio_.startFromWanted(folder);
}

void CheckpointsPanel::startFromAsked() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Start from a checkpoint or savepoint"), QString::fromStdString(studio_.runner.placeOf("savepoints")));
    if (!folder.isEmpty()) emit studio_.startFromWanted(folder);
}

} // namespace weir::ui
