// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/graph_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/design_view.h"
#include "ui/canvas/graph_view.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/panel_bar.h"
#include "ui/kit/strokes.h"
#include "ui/shell/design_panel.h"

#include <QAction>
#include <QButtonGroup>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <tuple>

namespace weir::ui {

GraphPanel::GraphPanel(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), view_(new GraphView), design_(new DesignPanel(studio)), pages_(new QStackedWidget),
      empty_(new EmptyState("graph", tr("No job yet"), tr("Write a SELECT or an INSERT; its graph appears here before it runs."))), title_(new QLabel) {
    auto* bar = new PanelBar(tr("Graph"));
    auto* ways = new QButtonGroup(this);
    auto way = [&](const QString& name, const QString& words, const QString& tip) {
        auto* button = new QToolButton;
        button->setObjectName(name);
        button->setText(words);
        button->setToolTip(tip);
        button->setAccessibleName(words);
        button->setCheckable(true);
        ways->addButton(button);
        bar->addWidget(button);
        return button;
    };
    designButton_ = way("designMode", tr("Design"), tr("Edit the script as a graph"));
    jobButton_ = way("jobMode", tr("Job"), tr("The job that runs, with its numbers"));
    jobButton_->setChecked(true);
    connect(designButton_, &QAbstractButton::clicked, this, [this] { setDesign(true); emit designChanged(true); });
    connect(jobButton_, &QAbstractButton::clicked, this, [this] { setDesign(false); emit designChanged(false); });
    title_->setObjectName("muted");
    title_->setTextFormat(Qt::PlainText);
    title_->setContentsMargins(8, 0, 8, 0);
    bar->addWidget(title_);
    fit_ = bar->addButton("fit", tr("Show the whole graph"));
    smaller_ = bar->addButton("zoom-out", tr("Smaller"));
    larger_ = bar->addButton("zoom-in", tr("Larger"));
    pages_->addWidget(empty_);
    pages_->addWidget(view_);
    pages_->addWidget(design_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(pages_, 1);

    auto zoom = [this](double factor) { isDesign_ ? design_->view()->zoomBy(factor) : view_->zoomBy(factor); };
    connect(fit_, &QAbstractButton::clicked, this, &GraphPanel::fit);
    connect(larger_, &QAbstractButton::clicked, this, [zoom] { zoom(1.25); });
    connect(smaller_, &QAbstractButton::clicked, this, [zoom] { zoom(0.8); });
    connect(&design_->session(), &DesignSession::changed, this, &GraphPanel::describe);
    connect(&studio_.feed, &RunFeed::runChanged, this, &GraphPanel::runChanged);
    connect(&studio_.feed, &RunFeed::changed, this, &GraphPanel::tick);
    connect(view_, &GraphView::vertexSelected, this, [this](int id) {
        Place place;
        for (const auto& vertex : view_->vertices())
            if (vertex.id == id) place = vertex.place;
        studio_.selection.select(id, place);
    });
    connect(view_, &GraphView::tapWanted, &studio_, &Studio::tapWanted);
    connect(&studio_, &Studio::tapWanted, this, [this](int from, int to) { view_->chooseEdge(from, to); });
    connect(view_, &GraphView::vertexActivated, this, [this] { emit studio_.placeWanted(studio_.selection.place()); });
    connect(&studio_.selection, &Selection::changed, this, [this] { view_->selectVertex(studio_.selection.vertex()); });
}

void GraphPanel::showPlan(const PlanPreview& plan, bool hasErrors) {
    if (studio_.feed.isActive()) return;
    if (hasErrors) empty_->setTexts(tr("No graph yet"), tr("The text has mistakes; the graph appears when they are gone."));
    else empty_->setTexts(tr("No job yet"), tr("Write a SELECT or an INSERT; its graph appears here before it runs."));
    if (plan.vertices.empty() && hasErrors) {
        view_->setStale(true);
    } else if (!showsRun_ || plan.vertices.size() != view_->vertices().size()) {
        showsRun_ = false;
        view_->setJob(plan.vertices, plan.edges);
        view_->setLive({});
    }
    describe();
}

void GraphPanel::clear() {
    if (studio_.feed.isActive()) return;
    showsRun_ = false;
    view_->setJob({}, {});
    describe();
}

void GraphPanel::runChanged() {
    showsRun_ = studio_.feed.run() != nullptr;
    if (showsRun_ && studio_.feed.isActive()) setDesign(false);       // what runs is what one wants to see
    laidOutRun_ = false;
    if (!showsRun_) view_->setLive({});
    describe();
}

void GraphPanel::tick() {
    const LiveRun& live = studio_.feed.live();
    if (!showsRun_ || !live.snapshot) return;
    if (!laidOutRun_ || live.snapshot->vertices.size() != view_->vertices().size()) {
        view_->setJob(live.snapshot->vertices, live.snapshot->edges);
        laidOutRun_ = true;
    }
    view_->setLive(live);
    describe();
}

QAction* GraphPanel::actionOf(const QString& command) const {
    const QWidget* canvas = isDesign_ ? static_cast<QWidget*>(design_->view()) : view_;
    return canvas->findChild<QAction*>(command, Qt::FindDirectChildrenOnly);
}

void GraphPanel::showKeys(const std::function<QList<QKeySequence>(const QString&)>& keys) {
    for (const QWidget* canvas : {static_cast<QWidget*>(design_->view()), static_cast<QWidget*>(view_)})
        for (QAction* action : canvas->findChildren<QAction*>(Qt::FindDirectChildrenOnly)) action->setShortcuts(keys(action->objectName()));
    const std::tuple<QAbstractButton*, const char*, QString> buttons[] = {
        {fit_, "canvas.fit", tr("Show the whole graph")}, {smaller_, "canvas.zoom-out", tr("Smaller")}, {larger_, "canvas.zoom-in", tr("Larger")}};
    for (const auto& [button, command, words] : buttons) button->setToolTip(withKey(words, *actionOf(command)));
}

void GraphPanel::fit() { isDesign_ ? design_->view()->fit() : view_->fit(); }

void GraphPanel::setDesign(bool design) {
    isDesign_ = design;
    if (design) design_->readText();
    designButton_->setChecked(design);
    jobButton_->setChecked(!design);
    describe();
}

void GraphPanel::describe() {
    pages_->setCurrentIndex(isDesign_ ? 2 : view_->isEmpty() ? 0 : 1);
    if (isDesign_) {
        const int nodes = static_cast<int>(design_->session().graph().nodes.size());
        title_->setText(tr("%n nodes", nullptr, nodes) + (design_->session().isStale() ? tr(" · waiting for the text") : QString()) + "  ");
        return;
    }
    QString words;
    if (showsRun_ && studio_.feed.live().snapshot) words = stateText(studio_.feed.state());
    else if (!view_->isEmpty()) words = tr("plan");
    if (!view_->isEmpty()) words += tr(" · %n operators", nullptr, static_cast<int>(view_->vertices().size()));
    title_->setText(words + "  ");
}

} // namespace weir::ui
