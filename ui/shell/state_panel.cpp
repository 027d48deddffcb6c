// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/state_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/charts/curve_chart.h"
#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/plain_table.h"
#include "ui/kit/theme.h"
#include "ui/shell/pinned_keys.h"
#include "ui/shell/studio.h"

#include <QAction>
#include <QComboBox>
#include <QIntValidator>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace weir::ui {

namespace {

/// Differs whenever the run has done something: a step of a replay may be over between two looks.
uint64_t momentOf(const RunSnapshot& snapshot) {
    uint64_t mark = 0xcbf29ce484222325ULL;
    auto add = [&mark](int64_t number) { mark = (mark ^ static_cast<uint64_t>(number)) * 0x100000001b3ULL; };
    for (const VertexSnapshot& vertex : snapshot.vertices)
        for (const SubtaskSnapshot& subtask : vertex.subtasks)
            for (const int64_t number : {subtask.rowsIn, subtask.rowsOut, subtask.watermark, subtask.stateRows, subtask.stateBytes}) add(number);
    return mark;
}

int64_t stateBytes(const VertexSnapshot& vertex) {
    int64_t bytes = 0;
    for (const SubtaskSnapshot& subtask : vertex.subtasks) bytes += subtask.stateBytes;
    return bytes;
}

} // namespace

StatePanel::StatePanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("statePanel");
    makeBar();
    makePages();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    auto* halves = new QSplitter(Qt::Horizontal);
    halves->setChildrenCollapsible(false);
    halves->addWidget(pages_);
    halves->addWidget(side_);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setSizes({540, 400});
    column->addWidget(halves, 1);

    connect(operators_, &QComboBox::activated, this, [this] {
        sections_->clear();
        showGrowth();
        ask();
    });
    connect(sections_, &QComboBox::activated, this, &StatePanel::ask);
    for (QLineEdit* field : {key_, group_}) connect(field, &QLineEdit::textChanged, this, &StatePanel::ask);
    connect(largest_, &QToolButton::toggled, this, &StatePanel::ask);
    connect(pin_, &QToolButton::clicked, this, &StatePanel::pinChosen);
    connect(table_, &QWidget::customContextMenuRequested, this, &StatePanel::showMenu);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &StatePanel::showPinning);
    connect(&model_, &QAbstractItemModel::modelReset, this, &StatePanel::showPinning);
    connect(pinned_, &PinnedKeys::changed, this, &StatePanel::showPinning);
    connect(pause_, &QToolButton::clicked, this, [this] { studio_.runner.pauseOrResume(); });
    connect(&studio_.feed, &RunFeed::changed, this, &StatePanel::looked);
    connect(&studio_.feed, &RunFeed::stateChanged, this, &StatePanel::stateChanged);
    connect(&studio_.feed, &RunFeed::runChanged, this, &StatePanel::anotherRun);
    connect(&studio_.selection, &Selection::changed, this, [this] {
        const int place = operators_->findData(studio_.selection.vertex());
        if (place < 0 || place == operators_->currentIndex()) return;
        operators_->setCurrentIndex(place);
        sections_->clear();
        showGrowth();
        ask();
    });
    showPinning();
    stateChanged();
}

void StatePanel::makeBar() {
    auto* bar = new PanelBar(tr("State"));
    auto combo = [&](const char* name, const QString& what) {
        auto* made = new QComboBox;
        made->setObjectName(name);
        made->setAccessibleName(what);
        made->setToolTip(what);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(16);
        return made;
    };
    auto field = [](const char* name, const QString& what, int width) {
        auto* made = new QLineEdit;
        made->setObjectName(name);
        made->setPlaceholderText(what);
        made->setAccessibleName(what);
        made->setClearButtonEnabled(true);
        made->setMaximumWidth(width);
        return made;
    };
    count_ = new ElidedLabel;
    count_->setObjectName("muted");
    count_->setAccessibleName(tr("How much it holds"));
    count_->setContentsMargins(0, 0, 10, 0);
    operators_ = combo("stateOperator", tr("Operator"));
    sections_ = combo("stateSection", tr("Which of its state"));
    key_ = field("stateKey", tr("Key begins with…"), 160);
    group_ = field("stateGroup", tr("Key group"), 96);
    group_->setValidator(new QIntValidator(0, (1 << 15) - 1, group_));
    for (QWidget* each : std::initializer_list<QWidget*>{count_, operators_, sections_, key_, group_}) bar->addWidget(each);
    largest_ = bar->addButton("sort", tr("The largest entries first"));
    largest_->setObjectName("largestFirst");
    largest_->setCheckable(true);
    pin_ = bar->addButton("pin", tr("Pin the chosen key (Space): it is read again whenever the run stands still"));
    pin_->setObjectName("pinKey");
    pause_ = bar->addLabelled("pauseAndLook", "pause", tr("Pause and look"), tr("Pause the run and show what its operators hold"));
    bar_ = bar;
}

void StatePanel::makePages() {
    table_ = plainTable(&model_, "stateTable", tr("Entries of the state"));
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* pin = new QAction(tr("Pin"), table_);
    pin->setShortcut(Qt::Key_Space);
    pin->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(pin);
    connect(pin, &QAction::triggered, this, &StatePanel::pinChosen);
    empty_ = new EmptyState("database", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(table_);
    growth_ = new CurveChart(tr("Size of the state"), [](double bytes) { return byteSize(static_cast<int64_t>(bytes)); });
    growth_->setObjectName("stateGrowth");
    growth_->setBinary();
    growth_->setEmptyText(tr("Nothing is held yet"));
    connect(growth_, &CurveChart::pointed, growth_, &CurveChart::pointAt);
    pinned_ = new PinnedKeys(studio_);
    side_ = new QWidget;
    side_->setMinimumWidth(220);
    auto* column = new QVBoxLayout(side_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(growth_, 2);
    column->addWidget(pinned_, 3);
}

bool StatePanel::standsStill() const { return studio_.feed.run() && (studio_.feed.state() == RunState::Paused || isEnd(studio_.feed.state())); }

const VertexSnapshot* StatePanel::vertex() const {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot || operators_->currentIndex() < 0) return nullptr;
    auto found = std::find_if(snapshot->vertices.begin(), snapshot->vertices.end(), [this](const VertexSnapshot& one) { return one.id == operators_->currentData().toInt(); });
    return found == snapshot->vertices.end() ? nullptr : &*found;
}

void StatePanel::explain(const QString& title, const QString& text) {
    empty_->setTexts(title, text);
    pages_->setCurrentWidget(empty_);
}

void StatePanel::anotherRun() {
    sizes_.clear();
    stand_ = 0;
    moment_ = 0;
    pinned_->forget(true);
    stateChanged();
}

void StatePanel::looked() {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot) return;
    for (const VertexSnapshot& one : snapshot->vertices) {
        ThinnedSeries& sizes = sizes_.try_emplace(one.uid, ThinnedSeries::Keeps::Last).first->second;
        if (const int64_t bytes = stateBytes(one); bytes > 0 || !sizes.isEmpty()) sizes.add(snapshot->runNanos, static_cast<double>(bytes));
    }
    if (isVisible()) {
        listOperators();
        showGrowth();
    }
    if (standsStill() && stand_ > 0 && momentOf(*snapshot) != moment_) stateChanged();
}

void StatePanel::stateChanged() {
    const bool still = standsStill();
    for (QWidget* each : std::initializer_list<QWidget*>{sections_, key_, group_, count_, largest_, pin_}) each->setVisible(still);
    pause_->setVisible(!still && studio_.feed.isActive());
    sections_->clear();
    listOperators();
    showGrowth();
    if (!still) {
        background_.forget();
        pinned_->forget(false);
        model_.show({});
        if (studio_.feed.isActive()) return explain(tr("The job runs"), tr("Pause it to see what its operators hold, key by key."));
        return explain(tr("No state"), tr("Run a job and pause it: what its operators hold is shown here, key by key."));
    }
    const auto& snapshot = studio_.feed.live().snapshot;
    if (const uint64_t now = momentOf(*snapshot); stand_ == 0 || now != moment_) {
        moment_ = now;
        pinned_->read({++stand_, snapshot->sourceRows});
    } else {
        pinned_->read({stand_, snapshot->sourceRows});
    }
    ask();
}

void StatePanel::listOperators() {
    std::vector<std::pair<QString, int>> holders;
    if (const auto& snapshot = studio_.feed.live().snapshot)
        for (const VertexSnapshot& one : snapshot->vertices) {
            int64_t rows = 0;
            for (const SubtaskSnapshot& subtask : one.subtasks) rows += subtask.stateRows;
            if (rows > 0) holders.emplace_back(tr("%1 (%2)").arg(nodeTexts(one).title, compactNumber(static_cast<double>(rows))), one.id);
        }
    operators_->setVisible(!holders.empty());
    bool isSame = operators_->count() == static_cast<int>(holders.size());
    for (int i = 0; isSame && i < operators_->count(); ++i) isSame = operators_->itemData(i).toInt() == holders[static_cast<size_t>(i)].second;
    if (isSame) {
        for (int i = 0; i < operators_->count(); ++i) operators_->setItemText(i, holders[static_cast<size_t>(i)].first);
        return;
    }
    const QVariant before = operators_->currentIndex() >= 0 ? operators_->currentData() : QVariant(studio_.selection.vertex());
    QSignalBlocker quiet(operators_);
    operators_->clear();
    for (const auto& [text, id] : holders) operators_->addItem(text, id);
    operators_->setCurrentIndex(holders.empty() ? -1 : std::max(0, operators_->findData(before)));
}

void StatePanel::showGrowth() {
    const VertexSnapshot* chosen = vertex();
    // While nothing is chosen it is that of the largest.
    if (const auto& snapshot = studio_.feed.live().snapshot; !chosen && snapshot)
        for (const VertexSnapshot& one : snapshot->vertices)
            if (stateBytes(one) > (chosen ? stateBytes(*chosen) : 0)) chosen = &one;
    const auto found = chosen ? sizes_.find(chosen->uid) : sizes_.end();
    const bool any = found != sizes_.end() && !found->second.isEmpty();
    growth_->setVisible(any);
    side_->setVisible(any || !pinned_->isEmpty());
    if (!any) return;
    growth_->setTitle(tr("State of %1: %2").arg(nodeTexts(*chosen).title, byteSize(stateBytes(*chosen))));
    growth_->setLines({{QString(), found->second.stepNanos(), found->second.values(), [](const Theme& theme) { return theme.teal; }}});
}

void StatePanel::ask() {
    if (!standsStill()) return;
    const VertexSnapshot* chosen = vertex();
    if (!chosen) {
        model_.show({});
        return explain(tr("No operator holds state"), tr("Filters and projections remember nothing. Aggregates, joins, windows and top-N do."));
    }
    StateQuery query;
    query.uid = chosen->uid;
    query.section = sections_->currentText().toStdString();
    query.key = key_->text().toStdString();
    if (!group_->text().isEmpty()) query.keyGroup = group_->text().toInt();
    if (largest_->isChecked()) query.order = StateOrder::LargestFirst;
    background_.request([run = studio_.feed.run(), query, parallelism = chosen->parallelism] { return StateModel::read(*run, query, parallelism); },
                        [this](StateModel::Entries entries) { take(std::move(entries)); });
}

void StatePanel::showCount(const StateModel::Entries& entries) {
    const auto shown = static_cast<int64_t>(entries.rows.size()), matching = entries.all.matching;
    QStringList parts{shown == matching ? tr("%1 rows").arg(groupedNumber(matching)) : tr("%1 of %2 rows").arg(groupedNumber(shown), groupedNumber(matching))};
    if (matching > 0) parts += byteSize(entries.all.bytes);
    if (entries.all.end == StateEnd::TimeToLive && entries.all.endless > 0) parts += tr("%1 without TTL").arg(groupedNumber(entries.all.endless));
    if (entries.all.end == StateEnd::Timer && entries.all.endless > 0) parts += tr("%1 without timer").arg(groupedNumber(entries.all.endless));
    count_->setText(parts.join(QStringLiteral(" · ")));
}

void StatePanel::take(StateModel::Entries entries) {
    if (!standsStill()) return;
    if (entries.error) {
        model_.show({});
        return explain(tr("The state cannot be shown"), QString::fromStdString(entries.error->text()));
    }
    if (sections_->count() == 0) {
        QSignalBlocker quiet(sections_);
        for (const std::string& section : entries.all.sections) sections_->addItem(QString::fromStdString(section));
        sections_->setCurrentText(QString::fromStdString(entries.all.section));
    }
    sections_->setVisible(sections_->count() > 1);
    showCount(entries);
    const bool searched = !key_->text().isEmpty() || !group_->text().isEmpty(), any = !entries.rows.empty();
    const int before = model_.columnCount();
    model_.show(std::move(entries));
    if (model_.columnCount() != before) {
        constexpr int Narrow = 76;
        for (int column = 0; column < model_.columnCount(); ++column) table_->setColumnWidth(column, column < model_.firstColumn() ? Narrow : 130);
    }
    if (any) pages_->setCurrentWidget(table_);
    else if (searched) explain(tr("No such key"), tr("No key of this operator is so."));
    else explain(tr("Nothing is held"), tr("This operator has no entries at this moment."));
}

PinnedKey StatePanel::keyOf(int row) const {
    const VertexSnapshot* chosen = vertex();
    return {chosen ? chosen->uid : std::string(), model_.entries().all.section, model_.keyOf(row), chosen ? nodeTexts(*chosen).title : QString()};
}

void StatePanel::showPinning() {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    pin_->setEnabled(!rows.isEmpty());
    pinned_->setVisible(!pinned_->isEmpty());
    showGrowth();
}

void StatePanel::showMenu(const QPoint& at) {
    const QModelIndex chosen = table_->indexAt(at);
    if (!chosen.isValid()) return;
    table_->selectRow(chosen.row());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(pinned_->isPinned(keyOf(chosen.row())) ? tr("Unpin this key") : tr("Pin this key"), this, &StatePanel::pinChosen);
    menu->popup(table_->viewport()->mapToGlobal(at));
}

void StatePanel::pinChosen() {
    const QModelIndexList rows = table_->selectionModel()->selectedRows();
    if (!rows.isEmpty() && vertex()) pinned_->toggle(keyOf(rows.front().row()));
}

} // namespace weir::ui
