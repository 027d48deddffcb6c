// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/ledger_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/theme.h"
#include "ui/shell/studio.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

/// A share as a number over a bar.
class ShareDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = themeOf(option.palette);
        const double share = index.data(LedgerModel::ShareRole).toDouble();
        const QVariant fate = index.data(LedgerModel::FateRole);
        QStyledItemDelegate::paint(painter, option, index);
        QColor colour = theme.muted;
        if (fate.isValid()) {
            const FateTone tone = toneOf(static_cast<RowFate>(fate.toInt()));
            colour = tone == FateTone::Lost ? theme.warn : tone == FateTone::Open ? theme.accent : theme.ok;
        }
        QRectF track = QRectF(option.rect).adjusted(8, 0, -8, 0);
        track.setTop(track.bottom() - 4);
        track.setHeight(2.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.border);
        painter->drawRoundedRect(track, 1, 1);
        track.setWidth(share > 0 ? std::max(2.0, track.width() * share) : 0);
        painter->setBrush(colour);
        painter->drawRoundedRect(track, 1, 1);
        painter->restore();
    }
};

} // namespace

LedgerPanel::LedgerPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("ledgerPanel");
    auto* bar = new PanelBar(tr("Ledger"));
    auto label = [](const char* name) {
        auto* made = new ElidedLabel;
        made->setObjectName(name);
        return made;
    };
    state_ = label("muted");
    state_->setContentsMargins(0, 0, 10, 0);
    bar->addWidget(state_);
    pause_ = bar->addLabelled("ledgerPause", "pause", tr("Pause"), tr("Pause the run: every number is exact while it stands still"));
    open_ = bar->addLabelled("ledgerOpen", "view", tr("Open rows"), tr("Show rows of the chosen line (Enter, or a click on it)"));
    problem_ = label("problemText");
    problem_->setWordWrap(true);
    problem_->setContentsMargins(12, 4, 12, 4);
    problem_->hide();
    tree_ = new QTreeView;
    tree_->setObjectName("ledgerTree");
    tree_->setAccessibleName(tr("What became of the rows"));
    tree_->setModel(&model_);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setAlternatingRowColors(false);
    tree_->setUniformRowHeights(true);
    tree_->setSelectionBehavior(QAbstractItemView::SelectRows);
    tree_->setItemDelegateForColumn(LedgerModel::ShareColumn, new ShareDelegate(tree_));
    tree_->setColumnWidth(LedgerModel::WhatColumn, 260);
    tree_->setColumnWidth(LedgerModel::RowsColumn, 120);
    tree_->setColumnWidth(LedgerModel::ShareColumn, 110);
    tree_->setColumnWidth(LedgerModel::OperatorColumn, 170);
    tree_->header()->setStretchLastSection(true);
    tree_->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    hint_ = label("ledgerHint");
    hint_->setWordWrap(true);
    hint_->setContentsMargins(12, 4, 12, 6);
    filled_ = new QWidget;
    auto* below = new QVBoxLayout(filled_);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(tree_, 1);
    below->addWidget(hint_);
    empty_ = new EmptyState("layers", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(filled_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(problem_);
    column->addWidget(pages_, 1);
    connect(pause_, &QToolButton::clicked, this, [this] { studio_.runner.pauseOrResume(); });
    connect(open_, &QToolButton::clicked, this, [this] { open(tree_->currentIndex()); });
    connect(tree_, &QTreeView::clicked, this, &LedgerPanel::open);
    connect(tree_, &QTreeView::activated, this, &LedgerPanel::open);
    connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &LedgerPanel::choose);
    connect(&model_, &LedgerModel::modelReset, tree_, &QTreeView::expandAll);
    connect(&studio_.feed, &RunFeed::runChanged, this, [this] {
        model_.show(nullptr, {});
        tick();
    });
    connect(&studio_.feed, &RunFeed::changed, this, &LedgerPanel::tick);
    describe();
}

void LedgerPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ticks_ = 0;
    tick();
}

QString LedgerPanel::nameOf(int vertex) const {
    if (const auto& snapshot = studio_.feed.live().snapshot)
        for (const VertexSnapshot& one : snapshot->vertices)
            if (one.id == vertex) return nodeTexts(one).title;
    return QString::number(vertex);
}

void LedgerPanel::tick() {
    // Twice a second while it runs; at once when it stands still.
    const bool due = ticks_++ % 5 == 0 || studio_.feed.state() != RunState::Running || (model_.page() && model_.page()->isExact);
    if (isVisible() && studio_.feed.run() && studio_.feed.live().snapshot && due)
        model_.show(studio_.feed.run()->ledger(), [this](int vertex) { return nameOf(vertex); });
    describe();
}

void LedgerPanel::describe() {
    const LedgerPage* page = model_.page();
    bool any = false;
    if (page)
        for (const LedgerLine& line : page->lines) any = any || line.rows != 0;
    pause_->setVisible(studio_.feed.isActive() && studio_.feed.state() == RunState::Running);
    open_->setEnabled(any && tree_->currentIndex().isValid());
    if (!any) state_->clear();
    else if (page->isExact) state_->setText(page->isOver ? tr("the run is over: every row is accounted for") : tr("the run stands still: every row is accounted for"));
    else state_->setText(studio_.feed.state() == RunState::Failed ? tr("the run failed: what it was working on is not told apart") : tr("about; exact while the run stands still"));
    const auto problem = page ? imbalanceOf(*page) : std::nullopt;
    problem_->setText(problem ? tr("These numbers do not add up, which is a mistake of the program: %1.").arg(text(*problem)) : QString());
    problem_->setVisible(problem.has_value());
    if (!studio_.feed.run()) empty_->setTexts(tr("No run to account for"), tr("Run a job: for each source it is told here what became of its rows, from rejected to committed, and the sum is always 100 %."));
    else empty_->setTexts(tr("No rows yet"), tr("No source has given a row. The Watermarks and Pressure panels say what a run waits for."));
    choose(tree_->currentIndex());
    if (QWidget* wanted = any ? filled_ : empty_; pages_->currentWidget() != wanted) pages_->setCurrentWidget(wanted);
}

void LedgerPanel::choose(const QModelIndex& index) {
    const auto& snapshot = studio_.feed.live().snapshot;
    hint_->setText(index.isValid() && snapshot ? model_.opening(index, *snapshot).words : tr("Click a line to see its rows."));
}

void LedgerPanel::open(const QModelIndex& index) {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!index.isValid() || !snapshot) return;
    const LedgerOpening opening = model_.opening(index, *snapshot);
    if (opening.to >= 0)
        for (const VertexSnapshot& one : snapshot->vertices)
            if (one.id == opening.to) studio_.selection.select(one.id, one.place);
    switch (opening.kind) {
    case LedgerOpening::Kind::None: break;
    case LedgerOpening::Kind::Edge: emit studio_.tapWanted(opening.from, opening.to); break;
    case LedgerOpening::Kind::Verdict: emit studio_.verdictWanted(opening.to, opening.input, static_cast<int>(opening.fate)); break;
    case LedgerOpening::Kind::State: emit studio_.panelWanted(QStringLiteral("state")); break;
    case LedgerOpening::Kind::Results: emit studio_.panelWanted(QStringLiteral("results")); break;
    }
}

} // namespace weir::ui
