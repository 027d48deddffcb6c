// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pinned_keys.h"

#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QAction>
#include <QHeaderView>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir::ui {

PinnedKeys::PinnedKeys(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    auto* bar = new PanelBar(tr("Pinned"));
    remove_ = bar->addButton("close", tr("Take the pin of the chosen key away (Delete)"));
    remove_->setObjectName("unpinKey");
    table_ = plainTable(&model_, "pinnedTable", tr("Pinned keys"));
    for (const auto& [column, width] : {std::pair{PinnedModel::KeyColumn, 110}, {PinnedModel::NowColumn, 180}, {PinnedModel::ChangeColumn, 150}, {PinnedModel::BeforeColumn, 180}})
        table_->setColumnWidth(column, width);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(table_, 1);

    auto* unpin = new QAction(tr("Unpin"), table_);
    unpin->setShortcut(Qt::Key_Delete);
    unpin->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(unpin);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(unpin, &QAction::triggered, this, &PinnedKeys::unpinChosen);
    connect(remove_, &QToolButton::clicked, this, &PinnedKeys::unpinChosen);
    auto enable = [this] { remove_->setEnabled(table_->selectionModel()->hasSelection()); };
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, enable);
    enable();
}

void PinnedKeys::toggle(const PinnedKey& key) {
    if (const int row = model_.find(key); row >= 0) model_.unpin(row);
    else model_.pin(key);
    emit changed();
    if (!isEmpty() && stand_.number > 0) read(stand_);
}

void PinnedKeys::unpinChosen() {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (rows.isEmpty()) return;
    model_.unpin(rows.front().row());
    emit changed();
}

void PinnedKeys::read(const StandStill& stand) {
    stand_ = stand;
    const auto& snapshot = studio_.feed.live().snapshot;
    if (isEmpty() || !snapshot) return;
    background_.request([run = studio_.feed.run(), questions = model_.questions(*snapshot)] { return PinnedModel::read(*run, questions); },
                        [this, stand](const std::vector<PinnedModel::Answer>& answers) { model_.take(answers, stand); });
}

void PinnedKeys::forget(bool isAnotherRun) {
    stand_ = {};
    background_.forget();
    if (isAnotherRun) model_.forgetValues();
}

} // namespace weir::ui
