// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pressure_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/charts/lane_chart.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/fonts.h"
#include "ui/kit/panel_bar.h"
#include "ui/models/pressure_text.h"
#include "ui/shell/studio.h"

#include "engine/session/pressure_watch.h"

#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir::ui {

namespace {
constexpr int TicksALook = 5;       // twice a second
} // namespace

PressurePanel::PressurePanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("pressurePanel");
    auto* bar = new PanelBar(tr("Pressure"));
    go_ = bar->addLabelled("pressureGo", "arrow-right", tr("Show the operator"), tr("Choose the operator at which the waiting ends, in the graph"));
    sentence_ = new QLabel;
    sentence_->setObjectName("pressureSentence");
    sentence_->setTextFormat(Qt::PlainText);
    sentence_->setWordWrap(true);
    sentence_->setFont(interfaceFont(14, QFont::DemiBold));
    sentence_->setContentsMargins(14, 10, 14, 8);
    sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    lanes_ = new LaneChart;
    auto* scroll = new QScrollArea;
    scroll->setWidget(lanes_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    shown_ = new QWidget;
    auto* below = new QVBoxLayout(shown_);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(sentence_);
    below->addWidget(scroll, 1);
    empty_ = new EmptyState("gauge", QString(), QString());
    pages_ = new QStackedWidget;
    pages_->addWidget(empty_);
    pages_->addWidget(shown_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);
    connect(go_, &QToolButton::clicked, this, [this] {
        if (const auto& snapshot = studio_.feed.live().snapshot)
            for (const VertexSnapshot& one : snapshot->vertices)
                if (one.id == causeVertex_) studio_.selection.select(one.id, one.place);
    });
    connect(&studio_.feed, &RunFeed::runChanged, this, &PressurePanel::runChanged);
    connect(&studio_.feed, &RunFeed::changed, this, &PressurePanel::tick);
    describe();
}

void PressurePanel::runChanged() {
    background_.forget();
    watch_.reset();
    isAsking_ = false;
    causeVertex_ = -1;
    sentence_->clear();
    lanes_->show({}, 0, 1);
    describe();
}

void PressurePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ticks_ = 0;
    tick();
}

void PressurePanel::hideEvent(QHideEvent* event) {
    background_.forget();
    isAsking_ = false;
    watch_.reset();
    QWidget::hideEvent(event);
}

QString PressurePanel::nameOf(int vertex) const {
    if (const auto& snapshot = studio_.feed.live().snapshot)
        for (const VertexSnapshot& one : snapshot->vertices)
            if (one.id == vertex) return nodeTexts(one).title;
    return QString::number(vertex);
}

void PressurePanel::tick() {
    if (!isVisible() || !studio_.feed.isActive() || studio_.feed.state() == RunState::Paused) return describe();
    if (!watch_) watch_ = studio_.feed.run()->watchPressure();
    if (watch_ && !isAsking_ && ticks_++ % TicksALook == 0) {
        // Thousands of waits may lie in the time looked at.
        isAsking_ = true;
        background_.request(
            [watch = watch_] {
                Look look{watch->look(Nanos), {}};
                look.cause = causeOf(look.page);
                return look;
            },
            [this](Look look) {
                isAsking_ = false;
                take(look);
            });
    }
    describe();
}

void PressurePanel::take(const Look& look) {
    if (look.page.tasks.empty()) return;
    auto name = [this](int vertex) { return nameOf(vertex); };
    std::vector<LaneChart::Lane> lanes;
    const double all = static_cast<double>(std::max<int64_t>(1, look.page.to - look.page.from));
    for (size_t number = 0; number < look.page.tasks.size(); ++number) {
        const PressureTask& task = look.page.tasks[number];
        if (task.operators.empty()) continue;
        LaneChart::Lane lane{taskName(task, name), {}, static_cast<int>(number) == look.cause.task && (look.cause.kind == PressureCause::Kind::Operator || look.cause.kind == PressureCause::Kind::Cores), 0};
        for (const BlockedInterval& one : task.blocked) {
            const QString on = one.on >= 0 && static_cast<size_t>(one.on) < look.page.tasks.size() ? taskName(look.page.tasks[static_cast<size_t>(one.on)], name)
                               : one.on == BlockedInterval::Reader ? tr("who takes the rows") : tr("room");
            lane.blocks.push_back({one.start, one.end, on});
            lane.waited += static_cast<double>(one.end - one.start) / all;
        }
        lanes.push_back(std::move(lane));
    }
    sentence_->setText(pressureSentence(look.page, look.cause, name));
    causeVertex_ = look.cause.vertex;
    lanes_->show(std::move(lanes), look.page.from, look.page.to);
    describe();
}

void PressurePanel::describe() {
    const bool known = !sentence_->text().isEmpty();
    go_->setEnabled(known && causeVertex_ >= 0);
    if (!studio_.feed.run()) empty_->setTexts(tr("No run to look at"), tr("Run a job: who waits for whom is drawn here, with a sentence that names the cause."));
    else if (!studio_.feed.isActive()) empty_->setTexts(tr("The run has ended"), tr("Waiting is shown while a job runs."));
    else empty_->setTexts(tr("Looking"), tr("The first answer comes in a moment."));
    if (QWidget* page = known ? shown_ : static_cast<QWidget*>(empty_); pages_->currentWidget() != page) pages_->setCurrentWidget(page);
}

} // namespace weir::ui
