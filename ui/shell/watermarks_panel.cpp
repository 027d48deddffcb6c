// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/watermarks_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/charts/time_plot.h"
#include "ui/kit/answer_label.h"
#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/shell/studio.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPersistentModelIndex>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

WatermarksPanel::WatermarksPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("watermarksPanel");
    auto* bar = new PanelBar(tr("Watermarks"));
    hold_ = new ElidedLabel;
    hold_->setObjectName("watermarkHold");
    hold_->setContentsMargins(0, 0, 10, 0);
    sources_ = new QComboBox;
    sources_->setObjectName("watermarkSource");
    sources_->setAccessibleName(tr("Source"));
    sources_->setToolTip(tr("Whose rows are drawn"));
    sources_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    bar->addWidget(hold_);
    bar->addWidget(sources_);
    plot_ = new TimePlot;
    table_ = plainTable(&late_, "lateTable", tr("Rows that came too late"));
    table_->setColumnWidth(LateModel::OperatorColumn, 160);
    for (int column : {LateModel::TimeColumn, LateModel::WatermarkColumn}) table_->setColumnWidth(column, 116);
    table_->setColumnWidth(LateModel::LateByColumn, 88);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table_, &QWidget::customContextMenuRequested, this, &WatermarksPanel::askAbout);
    answer_ = answerLabel("lateAnswer");
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, answer_, &QWidget::hide);
    lateTitle_ = new QLabel;
    lateTitle_->setObjectName("muted");
    lateTitle_->setTextFormat(Qt::PlainText);
    lateTitle_->setContentsMargins(12, 8, 12, 8);
    lateTitle_->setWordWrap(true);
    auto* right = new QWidget;
    auto* below = new QVBoxLayout(right);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(lateTitle_);
    below->addWidget(table_, 1);
    split_ = new QSplitter(Qt::Horizontal);
    split_->addWidget(plot_);
    split_->addWidget(right);
    split_->setStretchFactor(0, 3);
    split_->setStretchFactor(1, 2);
    split_->setSizes({560, 420});
    empty_ = new EmptyState("clock", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(split_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);
    column->addWidget(answer_);
    connect(sources_, &QComboBox::activated, this, &WatermarksPanel::draw);
    connect(&studio_.feed, &RunFeed::runChanged, this, &WatermarksPanel::runChanged);
    connect(&studio_.feed, &RunFeed::changed, this, &WatermarksPanel::tick);
    describe();
}

void WatermarksPanel::runChanged() {
    watch_.reset();
    isOver_ = false;
    history_.clear();
    late_.clear();
    answer_->hide();
    plot_->clear();
    sources_->clear();
    hold_->clear();
    describe();
}

void WatermarksPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    tick();
}

void WatermarksPanel::hideEvent(QHideEvent* event) {
    if (!isOver_) watch_.reset();
    QWidget::hideEvent(event);
}

QString WatermarksPanel::nameOf(int vertex) const {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (snapshot)
        for (const VertexSnapshot& one : snapshot->vertices)
            if (one.id == vertex) return nodeTexts(one).title;
    return QString::number(vertex);
}

void WatermarksPanel::tick() {
    if (!isVisible() || !studio_.feed.run()) return describe();
    if (isOver_) return;
    if (!watch_) watch_ = studio_.feed.run()->watchTime();
    isOver_ = !studio_.feed.isActive();
    if (watch_) {
        const TimePage page = watch_->take();
        if (page.nowMillis > 0) {
            history_.add(page, isOver_);
            late_.add(page, *watch_, [this](int vertex) { return nameOf(vertex); });
            hold_->setText(holdText(page));
        }
        listSources();
        if (++ticks_ % 2 == 0 || isOver_) draw();
    }
    describe();
}

void WatermarksPanel::listSources() {
    std::vector<int> timed;
    for (const auto& [vertex, source] : history_.sources())
        if (!source.samples.empty() || !source.merged.steps.empty()) timed.push_back(vertex);
    if (static_cast<int>(timed.size()) == sources_->count()) return;
    QSignalBlocker quiet(sources_);
    const QVariant before = sources_->currentData();
    sources_->clear();
    for (int vertex : timed) sources_->addItem(nameOf(vertex), vertex);
    sources_->setCurrentIndex(std::max(0, sources_->findData(before)));
}

void WatermarksPanel::draw() {
    if (sources_->currentIndex() < 0 || !watch_) return;
    const int source = sources_->currentData().toInt();
    // Windows of the chosen operator, else of the first that has any.
    int windows = history_.panes().contains(studio_.selection.vertex()) ? studio_.selection.vertex() : -1;
    for (const auto& [vertex, panes] : history_.panes())
        if (windows < 0 && !panes.empty()) windows = vertex;
    zone_.reset();
    for (const Field& field : watch_->outputOf(source).fields)
        if (field.type.isRowtime() && field.type.kind() == TypeKind::TimestampLtz && watch_->zone()->name() != "UTC") zone_ = watch_->zone();
    plot_->show(history_, source, windows, zone_);
}

QString WatermarksPanel::holdText(const TimePage& page) const {
    // The chosen operator, else the last one; of its subtasks the furthest behind.
    const TimeSubtask* focus = nullptr;
    for (const TimeSubtask& one : page.subtasks) {
        const bool chosen = one.vertex == studio_.selection.vertex();
        const bool better = !focus || (focus->vertex != studio_.selection.vertex() && (chosen || one.vertex > focus->vertex));
        if (better || (focus->vertex == one.vertex && holdOf(page, one.vertex, one.subtask) && one.watermark < focus->watermark)) focus = &one;
    }
    if (!focus) return {};
    const QString name = nameOf(focus->vertex);
    const auto hold = holdOf(page, focus->vertex, focus->subtask);
    if (!hold) {
        const bool ended = !focus->inputs.empty() && std::all_of(focus->inputs.begin(), focus->inputs.end(), [](const MergeInput& one) { return one.state == TimeState::Finished; });
        if (ended || focus->watermark == INT64_MAX) return tr("%1: all its input has ended").arg(name);
        const bool idle = std::any_of(focus->inputs.begin(), focus->inputs.end(), [](const MergeInput& one) { return one.state == TimeState::Idle; });
        return idle ? tr("%1: all its inputs are idle, nobody holds the watermark").arg(name) : tr("%1: no watermark").arg(name);
    }
    const int source = hold->way.back().first;
    QString split = text(hold->split);
    if (split.isEmpty()) split = tr("%1, which has no split yet").arg(nameOf(source));
    else if (!split.contains(nameOf(source))) split = nameOf(source) + '/' + split;
    const QString at = hold->watermark == INT64_MIN ? tr("none yet") : watermarkLongText(zone_ && hold->watermark != INT64_MAX ? zone_->localFromUtc(hold->watermark) : hold->watermark);
    if (hold->lastRowMillis == INT64_MIN) return tr("%1: watermark %2, held by %3: no rows yet").arg(name, at, split);
    const int64_t quiet = page.nowMillis - hold->lastRowMillis;
    if (quiet >= 2'000) return tr("%1: watermark %2, held for %4 by %3: no data").arg(name, at, split, durationText(quiet));
    if (hold->ahead != INT64_MIN && hold->ahead != INT64_MAX && hold->watermark != INT64_MIN && hold->ahead - hold->watermark > 1000)
        return tr("%1: watermark %2, held by %3: %4 behind the furthest input").arg(name, at, split, durationText(hold->ahead - hold->watermark));
    return tr("%1: watermark %2, follows %3").arg(name, at, split);
}

void WatermarksPanel::askAbout(QPoint position) {
    const QModelIndex row = table_->indexAt(position);
    if (!row.isValid()) return;
    table_->setCurrentIndex(row);
    // New rows come in above it while the menu is open.
    const QPersistentModelIndex asked = row;
    QMenu menu(this);
    menu.addAction(tr("What became of it?"), this, [this, &asked] {
        if (!asked.isValid()) return;
        answer_->setText(late_.fate(asked.row()));
        answer_->show();
    });
    menu.exec(table_->viewport()->mapToGlobal(position));
}

void WatermarksPanel::describe() {
    sources_->setVisible(sources_->count() > 1);
    lateTitle_->setText(late_.total() > 0 ? tr("%1 rows came too late").arg(groupedNumber(late_.total()))
                                          : tr("No row came too late. Rows behind the watermark that an operator does not take are listed here."));
    const bool known = sources_->count() > 0;
    if (!studio_.feed.run()) empty_->setTexts(tr("No run to look at"), tr("Run a job whose tables have a WATERMARK: its rows are drawn here by event time and by the time they came."));
    else if (!studio_.feed.isActive()) empty_->setTexts(tr("No event time"), tr("No source of this run had a WATERMARK and a row. A table gets one with WATERMARK FOR ts AS ts - INTERVAL '5' SECOND."));
    else empty_->setTexts(tr("No event time yet"), tr("No source with a WATERMARK has given a row. A table gets one with WATERMARK FOR ts AS ts - INTERVAL '5' SECOND."));
    if (QWidget* page = known ? static_cast<QWidget*>(split_) : empty_; pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

} // namespace weir::ui
