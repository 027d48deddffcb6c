// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tap_panel.h"

#include "engine/session/ledger.h"
#include "ui/bridge/value_text.h"
#include "ui/kit/answer_label.h"
#include "ui/kit/elided_label.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/numbers.h"
#include "ui/kit/panel_bar.h"
#include "ui/models/row_fate_text.h"
#include "ui/results/row_grid.h"
#include "ui/shell/studio.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir::ui {

namespace {

enum Way { ByText, ByCondition };

QPoint endsOf(const QVariant& edge) { return edge.toPoint(); }

} // namespace

TapPanel::TapPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("tapPanel");
    auto* bar = new PanelBar(tr("Tap"));
    auto combo = [](const char* name, const QString& what) {
        auto* made = new QComboBox;
        made->setObjectName(name);
        made->setAccessibleName(what);
        made->setToolTip(what);
        return made;
    };
    auto toggle = [&](const char* name, const QString& words, const QString& tip) {
        auto* made = new QToolButton;
        made->setObjectName(name);
        made->setText(words);
        made->setToolTip(tip);
        made->setAccessibleName(words);
        made->setCheckable(true);
        made->setAutoExclusive(true);
        bar->addWidget(made);
        return made;
    };
    count_ = new ElidedLabel;
    count_->setObjectName("muted");
    count_->setContentsMargins(0, 0, 10, 0);
    bar->addWidget(count_);
    edges_ = combo("tapEdge", tr("Edge whose rows are shown"));
    edges_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    edges_->setMinimumContentsLength(20);
    bar->addWidget(edges_);
    sample_ = toggle("tapSample", tr("Sample"), tr("Some rows of each moment"));
    all_ = toggle("tapAll", tr("All"), tr("Every row, as long as there is room for it"));
    sample_->setChecked(true);
    way_ = combo("tapWay", tr("How rows are chosen"));
    way_->addItem(tr("Contains"), ByText);
    way_->addItem(tr("WHERE"), ByCondition);
    filter_ = new QLineEdit;
    filter_->setObjectName("tapFilter");
    filter_->setAccessibleName(tr("Which rows are shown"));
    filter_->setClearButtonEnabled(true);
    filter_->setMinimumWidth(110);
    for (QWidget* each : std::initializer_list<QWidget*>{way_, filter_}) bar->addWidget(each);
    hold_ = bar->addLabelled("tapHold", "pause", tr("Hold"), tr("Keep these rows in sight; the job goes on"));
    hold_->setCheckable(true);
    clear_ = bar->addLabelled("tapClear", "trash", tr("Clear"), tr("Forget the rows shown"));
    clear_->setToolButtonStyle(Qt::ToolButtonIconOnly);
    close_ = bar->addLabelled("tapClose", "close", tr("Close tap"), tr("Take the tap off the edge"));
    problem_ = new QLabel;
    problem_->setObjectName("problemText");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    problem_->setContentsMargins(12, 4, 12, 4);
    problem_->hide();
    grid_ = new RowGrid;
    grid_->setAccessibleName(tr("Rows of the edge"));
    grid_->setSource(&rows_);
    grid_->setQuestion(tr("What became of it?"));
    connect(grid_, &RowGrid::asked, this, &TapPanel::tellFate);
    answer_ = answerLabel("tapAnswer");
    connect(grid_, &RowGrid::currentRowChanged, answer_, &QWidget::hide);
    connect(&rows_, &RowSource::reset, answer_, &QWidget::hide);
    empty_ = new EmptyState("tap", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(grid_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(problem_);
    column->addWidget(pages_, 1);
    column->addWidget(answer_);

    typing_.setSingleShot(true);
    typing_.setInterval(250);
    auto again = [this] {
        if (isWanted_) open();
    };
    connect(&typing_, &QTimer::timeout, this, again);
    connect(filter_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
    connect(filter_, &QLineEdit::returnPressed, this, again);
    connect(way_, &QComboBox::currentIndexChanged, this, [this, again] {
        filter_->setPlaceholderText(way_->currentData() == ByCondition ? tr("amount > 10 AND name = 'x'") : tr("Text in any column"));
        again();
    });
    filter_->setPlaceholderText(tr("Text in any column"));
    connect(all_, &QToolButton::toggled, this, again);
    connect(edges_, &QComboBox::activated, this, [this] { tap(endsOf(edges_->currentData()).x(), endsOf(edges_->currentData()).y()); });
    connect(hold_, &QToolButton::toggled, this, [this](bool held) {
        // What came meanwhile is counted, not shown.
        if (!held && tap_) tap_->take();
        describe();
    });
    connect(clear_, &QToolButton::clicked, this, [this] {
        rows_.clear();
        describe();
    });
    connect(close_, &QToolButton::clicked, this, [this] {
        isWanted_ = false;
        letGo();
        fate_ = RowFate::PassedOn;
        edges_->setCurrentIndex(-1);
        describe();
    });
    connect(&studio_, &Studio::tapWanted, this, &TapPanel::tap);
    connect(&studio_, &Studio::verdictWanted, this, [this](int vertex, int input, int fate) {
        emit studio_.panelWanted(QStringLiteral("tap"));
        tapVerdict(vertex, input, static_cast<RowFate>(fate));
    });
    connect(&studio_.feed, &RunFeed::runChanged, this, &TapPanel::runChanged);
    connect(&studio_.feed, &RunFeed::changed, this, &TapPanel::tick);
    describe();
}

const VertexSnapshot* TapPanel::vertex(int id) const {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot) return nullptr;
    auto found = std::find_if(snapshot->vertices.begin(), snapshot->vertices.end(), [id](const VertexSnapshot& one) { return one.id == id; });
    return found == snapshot->vertices.end() ? nullptr : &*found;
}

void TapPanel::runChanged() {
    // The same edge of the next run, if it has it: found with its first snapshot.
    letGo();
    isWanted_ = isWanted_ && isEdge();
    fate_ = RowFate::PassedOn;
    edges_->clear();
    rows_.open({}, TimeZone::utc(), false);
    describe();
}

void TapPanel::listEdges() {
    const auto& snapshot = studio_.feed.live().snapshot;
    if (!snapshot || edges_->count() == static_cast<int>(snapshot->edges.size())) return;
    QSignalBlocker quiet(edges_);
    edges_->clear();
    for (const EdgeSnapshot& edge : snapshot->edges) {
        const VertexSnapshot *from = vertex(edge.from), *to = vertex(edge.to);
        if (from && to) edges_->addItem(nodeTexts(*from).title + QStringLiteral(" → ") + nodeTexts(*to).title, QPoint(edge.from, edge.to));
    }
    edges_->setPlaceholderText(tr("Choose an edge"));
    edges_->setCurrentIndex(isWanted_ && isEdge() ? edges_->findData(QPoint(from_, to_)) : -1);
    if (edges_->currentIndex() < 0 && isEdge()) isWanted_ = false;
}

void TapPanel::tap(int from, int to) {
    from_ = from;
    to_ = to;
    fate_ = RowFate::PassedOn;
    isWanted_ = true;
    hold_->setChecked(false);
    listEdges();
    edges_->setCurrentIndex(edges_->findData(QPoint(from, to)));
    open();
}

void TapPanel::tapVerdict(int vertex, int input, RowFate fate) {
    from_ = to_ = vertex;
    input_ = input;
    fate_ = fate;
    isWanted_ = true;
    hold_->setChecked(false);
    listEdges();
    edges_->setCurrentIndex(-1);
    rows_.open({}, TimeZone::utc(), false);
    open();
}

QString TapPanel::verdictText() const {
    const VertexSnapshot* at = vertex(to_);
    return tr("%1 at %2").arg(text(std::string_view(nameOf(fate_))), at ? nodeTexts(*at).title : QString::number(to_));
}

void TapPanel::tellFate() {
    const auto& snapshot = studio_.feed.live().snapshot;
    const auto ledger = studio_.feed.run() && snapshot ? studio_.feed.run()->ledger() : nullptr;
    if (!ledger) return;
    answer_->setText(isEdge() ? fateOverEdge(*snapshot, *ledger, from_, to_) : fateWithVerdict(*snapshot, *ledger, to_, input_, fate_));
    answer_->show();
}

void TapPanel::open() {
    if (!isVisible() || !studio_.feed.isActive() || from_ < 0) return describe();
    TapQuery query;
    query.from = from_;
    query.to = to_;
    query.fate = fate_;
    query.input = input_;
    query.all = all_->isChecked();
    const bool byCondition = way_->currentData() == ByCondition;
    if (byCondition) query.condition = filter_->text().toStdString();
    // The condition is bound like a query: not in this thread.
    isOpening_ = true;
    background_.request([run = studio_.feed.run(), query] { return run->tap(query); },
                        [this, byCondition](Result<std::shared_ptr<EdgeTap>> opened) {
                            refusal_.clear();
                            isOpening_ = false;
                            if (!opened) {
                                refusal_ = text(opened.error().text());      // the tap before stays
                                return describe();
                            }
                            const VertexSnapshot* from = vertex(from_);
                            tap_ = std::move(*opened);
                            rows_.setText(byCondition ? QString() : filter_->text());
                            rows_.open(tap_->schema(), tap_->zone(), from && from->parallelism > 1);
                            describe();
                        });
}

void TapPanel::letGo() {
    background_.forget();
    isOpening_ = false;
    tap_.reset();
    refusal_.clear();
}

void TapPanel::tick() {
    listEdges();
    if (isWanted_ && !tap_ && !isOpening_ && refusal_.isEmpty()) open();
    if (tap_ && !hold_->isChecked() && isVisible()) {
        rows_.add(tap_->take());
        if (!studio_.feed.isActive()) letGo();       // that was all
    }
    describe();
}

void TapPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (isWanted_ && !tap_) open();
    describe();
}

void TapPanel::hideEvent(QHideEvent* event) {
    letGo();
    QWidget::hideEvent(event);
}

void TapPanel::describe() {
    const bool active = studio_.feed.isActive();
    const bool hasRows = rows_.rowCount() > 0;
    for (QWidget* each : std::initializer_list<QWidget*>{sample_, all_, way_, filter_, hold_}) each->setEnabled(active && isWanted_);
    edges_->setVisible(edges_->count() > 0);
    if (edges_->count() > 0) edges_->setPlaceholderText(isEdge() ? tr("Choose an edge") : verdictText());
    clear_->setEnabled(hasRows);
    close_->setEnabled(tap_ != nullptr);
    problem_->setText(refusal_);
    problem_->setVisible(!refusal_.isEmpty());
    count_->setText(hold_->isChecked() && tap_ ? tr("held · %1").arg(rows_.notice()) : rows_.notice());
    if (!studio_.feed.run()) empty_->setTexts(tr("No run to tap"), tr("Run a job and click an edge of its graph: the rows that flow over it come here."));
    else if (!isWanted_ && active) empty_->setTexts(tr("No edge is tapped"), tr("Click an edge of the graph, or choose a card and press T. The job is not changed by it."));
    else if (!active) empty_->setTexts(tr("The run has ended"), tr("Rows can be seen while they flow: run the job again and click an edge of its graph."));
    else if (studio_.feed.state() == RunState::Paused) empty_->setTexts(tr("The run is paused"), tr("Rows come when it goes on."));
    else if (rows_.passed() == 0 && !isEdge()) empty_->setTexts(tr("Waiting for the first row"), tr("No row was %1 since this was opened. Rows that were counted before are not kept.").arg(verdictText()));
    else if (rows_.passed() == 0) empty_->setTexts(tr("Waiting for the first row"), tr("Nothing has passed this edge since it was tapped. A window gives its rows when the watermark passes its end."));
    else empty_->setTexts(tr("No row matches"), rows_.notice());
    if (QWidget* page = hasRows ? static_cast<QWidget*>(grid_) : empty_; pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

} // namespace weir::ui
